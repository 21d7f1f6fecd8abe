import { chunkMask, chunkShift, FactKind, type Trace } from '../sim';

/** Every hop of a run as columns, in order of departure, each with the wall time that it should take. */
export interface Hops {
  readonly count: number;
  readonly departs: Float64Array;
  readonly arrives: Float64Array;
  readonly wallMs: Float64Array;
}

const hopKinds: readonly number[] = [FactKind.sent, FactKind.delivered, FactKind.called, FactKind.replied];

export function hopsOf(trace: Trace, hopMs: number): Hops {
  const rows = hopRows(trace);
  const broker = trace.header.places.findIndex((info) => info.kind === 'broker');
  const departs = new Float64Array(rows.length);
  const arrives = new Float64Array(rows.length);
  const wallMs = new Float64Array(rows.length);
  rows.forEach((row, i) => {
    const chunk = trace.facts[row >>> chunkShift]!;
    const at = row & chunkMask;
    const isHalf = chunk.kind[at] === FactKind.delivered || (chunk.kind[at] === FactKind.sent && chunk.b[at] === broker);
    departs[i] = chunk.time[at]!;
    arrives[i] = chunk.time[at]! + chunk.a[at]!;
    wallMs[i] = isHalf ? hopMs / 2 : hopMs;
  });
  return { count: rows.length, departs, arrives, wallMs };
}

function hopRows(trace: Trace): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < trace.rows; row++) {
    const chunk = trace.facts[row >>> chunkShift]!;
    const at = row & chunkMask;
    // What arrives after the end of the run is never seen to arrive.
    if (hopKinds.includes(chunk.kind[at]!) && chunk.a[at]! > 0 && chunk.time[at]! + chunk.a[at]! <= trace.endTime) rows.push(row);
  }
  return rows;
}
