import type { SettingValue } from '../../base/plainData';
import { assert } from '../../base/assert';
import { factNames, type FactKind } from './facts';
import { chunkMask, chunkShift, type FactChunk, type MessageChunk, type Trace } from './trace';

export interface FactRow {
  readonly time: number;
  readonly kind: FactKind;
  readonly name: string;
  readonly place: number;
  readonly message: number;
  readonly attempt: number;
  readonly a: number;
  readonly b: number;
}

export interface MessageRow {
  readonly type: number;
  readonly key: number;
  readonly correlation: number;
  readonly causation: number;
  readonly sender: number;
  readonly payload: number;
  readonly createdAt: number;
}

/** Reads one fact; rows count from 0. */
export function factAt(trace: Trace, row: number): FactRow {
  const chunk = factChunkOf(trace, row);
  const i = row & chunkMask;
  const kind = chunk.kind[i]! as FactKind;
  return {
    time: chunk.time[i]!,
    kind,
    name: factNames[kind] ?? 'unknown',
    place: chunk.place[i]!,
    message: chunk.message[i]!,
    attempt: chunk.attempt[i]!,
    a: chunk.a[i]!,
    b: chunk.b[i]!,
  };
}

/** Time of one fact. */
/** The value that a stateSet fact names by its `b`. */
export function stateValueAt(trace: Trace, b: number): SettingValue {
  return b >= 0 ? (trace.values[b] ?? 0) : (JSON.parse(trace.strings[-1 - b] ?? '0') as SettingValue);
}

export function timeAt(trace: Trace, row: number): number {
  return factChunkOf(trace, row).time[row & chunkMask]!;
}

/** Number of facts with a time up to and including `time`. */
export function rowAtOrBefore(trace: Trace, time: number): number {
  let from = 0;
  let to = trace.rows;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (timeAt(trace, middle) <= time) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Reads one message; ids count from 1. */
export function messageAt(trace: Trace, id: number): MessageRow {
  assert(id >= 1, 'message ids start at 1');
  assert(id <= trace.messageCount, 'a message of this trace');
  const chunk: MessageChunk | undefined = trace.messages[id >>> chunkShift];
  assert(chunk !== undefined, 'a message chunk');
  const i = id & chunkMask;
  return {
    type: chunk.type[i]!,
    key: chunk.key[i]!,
    correlation: chunk.correlation[i]!,
    causation: chunk.causation[i]!,
    sender: chunk.sender[i]!,
    payload: chunk.payload[i]!,
    createdAt: chunk.createdAt[i]!,
  };
}

/** Every buffer of a trace, once: what `postMessage` hands over without copying. */
export function transferablesOf(trace: Trace): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  const views = [
    trace.values,
    ...trace.facts.flatMap((c) => [c.time, c.kind, c.place, c.message, c.attempt, c.a, c.b]),
    ...trace.messages.flatMap((c) => [c.type, c.key, c.correlation, c.causation, c.sender, c.payload, c.createdAt]),
  ];
  for (const view of views) buffers.add(view.buffer as ArrayBuffer);
  return [...buffers];
}

function factChunkOf(trace: Trace, row: number): FactChunk {
  assert(row >= 0, 'rows count from 0');
  assert(row < trace.rows, 'a row of this trace');
  const chunk = trace.facts[row >>> chunkShift];
  assert(chunk !== undefined, 'a fact chunk');
  return chunk;
}
