import { type FactKind, type Trace, chunkMask, chunkShift } from '../../sim';

/** Reading single facts and messages of a trace, for the few places of the page that need more than a frame. */

export interface Fact {
  readonly time: number;
  readonly kind: FactKind;
  readonly place: number;
  readonly message: number;
  readonly a: number;
  readonly b: number;
}

export function* factRows(trace: Trace): Generator<Fact> {
  for (const chunk of trace.facts) {
    for (let i = 0; i < chunk.rows; i++) {
      yield {
        time: chunk.time[i] ?? 0,
        kind: (chunk.kind[i] ?? 0) as FactKind,
        place: chunk.place[i] ?? 0,
        message: chunk.message[i] ?? 0,
        a: chunk.a[i] ?? 0,
        b: chunk.b[i] ?? 0,
      };
    }
  }
}

export interface MessageRow {
  readonly type: number;
  readonly key: number;
  readonly correlation: number;
  readonly createdAt: number;
}

const nobody: MessageRow = { type: -1, key: 0, correlation: 0, createdAt: 0 };

export function messageOf(trace: Trace, id: number): MessageRow {
  const chunk = id < 1 ? undefined : trace.messages[id >>> chunkShift];
  const i = id & chunkMask;
  if (chunk === undefined || i >= chunk.rows) return nobody;
  return {
    type: chunk.type[i] ?? -1,
    key: chunk.key[i] ?? 0,
    correlation: chunk.correlation[i] ?? 0,
    createdAt: chunk.createdAt[i] ?? 0,
  };
}

const nothingHappened: Pick<Fact, 'a' | 'b'> = { a: -1, b: 0 };

/** What one row of the trace carries. */
export function readFactRow(trace: Trace, row: number): Pick<Fact, 'a' | 'b'> {
  const chunk = row < 0 ? undefined : trace.facts[row >>> chunkShift];
  const i = row & chunkMask;
  return chunk === undefined || i >= chunk.rows ? nothingHappened : { a: chunk.a[i] ?? -1, b: chunk.b[i] ?? 0 };
}
