import { chunkMask, chunkShift, FactKind, type Trace } from '../sim';
import { rowsUntil, stringAt, timeOf } from './columns';

export interface ReadModelRow {
  readonly key: string;
  readonly value: number;
  /** Virtual time of the last change ("as of"). */
  readonly at: number;
}

/** The table of a read model as of `time`, in the order in which its rows appeared. Folds from zero: for panels, not for frames. */
export function readModelRows(trace: Trace, place: number, time: number): readonly ReadModelRow[] {
  const rows = new Map<number, ReadModelRow>();
  const until = rowsUntil(trace, time);
  for (let row = 0; row < until; row++) {
    const chunk = trace.facts[row >>> chunkShift]!;
    const i = row & chunkMask;
    if (chunk.kind[i] !== FactKind.projected || chunk.place[i] !== place) continue;
    const key = chunk.a[i]!;
    rows.set(key, { key: stringAt(trace, key), value: trace.values[chunk.b[i]!] ?? 0, at: timeOf(trace, row) });
  }
  return [...rows.values()];
}
