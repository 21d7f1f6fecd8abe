import type { Payload } from '../../base/plainData';
import type { RunHeader } from './header';

/** Rows per chunk; a power of two, so that `row >> chunkShift` and `row & chunkMask` address a row. */
export const chunkShift = 16;
export const chunkRows = 1 << chunkShift;
export const chunkMask = chunkRows - 1;

/** 65,536 facts as columns; buffers are transferable between worker and page without copying. The last chunk may be longer than its `rows`. */
export interface FactChunk {
  readonly rows: number;
  readonly time: Float64Array;
  readonly kind: Uint8Array;
  readonly place: Uint16Array;
  readonly message: Uint32Array;
  readonly attempt: Uint16Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
}

/** 65,536 messages as columns. Message ids start at 1; id `m` stands in row `m` (row 0 is unused). */
export interface MessageChunk {
  readonly rows: number;
  /** Index into `header.messageTypes`. */
  readonly type: Uint16Array;
  /** Business key: ordinal from 1 of the thing that flows ("#7"); 0 = none. */
  readonly key: Uint32Array;
  /** Message that started the flow. */
  readonly correlation: Uint32Array;
  /** Message that led to this one; 0 = none. */
  readonly causation: Uint32Array;
  /** Place that made it. */
  readonly sender: Uint16Array;
  /** Index into `trace.payloads`. */
  readonly payload: Uint32Array;
  /** Virtual microsecond of its making. */
  readonly createdAt: Float64Array;
}

/**
 * One run, complete: an event store of immutable facts with what is needed to read them. Plain data and typed arrays only.
 * `digest` is base32 (A-Z2-7) of 128 bits over the run's value and its facts; `runCode` its first six characters.
 */
export interface Trace {
  readonly header: RunHeader;
  readonly rows: number;
  readonly facts: readonly FactChunk[];
  readonly messageCount: number;
  readonly messages: readonly MessageChunk[];
  readonly values: Float64Array;
  readonly strings: readonly string[];
  readonly payloads: readonly Payload[];
  /** Time of the last fact. */
  readonly endTime: number;
  readonly digest: string;
  readonly runCode: string;
}
