import { FactKind, type Trace } from '../sim';

/** Every hop of a run as columns, in order of departure, each with the wall time that it should take. */
export interface Hops {
  readonly count: number;
  readonly departs: Float64Array;
  readonly arrives: Float64Array;
  readonly wallMs: Float64Array;
}

const hopKinds = new Set<number>([FactKind.sent, FactKind.delivered, FactKind.called, FactKind.replied]);

export function hopsOf(trace: Trace, hopMs: number): Hops {
  const broker = trace.header.places.findIndex((info) => info.kind === 'broker');
  const most = trace.rows;
  const hops = { count: 0, departs: new Float64Array(most), arrives: new Float64Array(most), wallMs: new Float64Array(most) };
  for (const chunk of trace.facts) {
    for (let i = 0; i < chunk.rows; i++) {
      const kind = chunk.kind[i]!;
      const us = chunk.a[i]!;
      const departs = chunk.time[i]!;
      // What arrives after the end of the run is never seen to arrive.
      if (us <= 0 || !hopKinds.has(kind) || departs + us > trace.endTime) continue;
      const isHalf = kind === FactKind.delivered || (kind === FactKind.sent && chunk.b[i] === broker);
      hops.departs[hops.count] = departs;
      hops.arrives[hops.count] = departs + us;
      hops.wallMs[hops.count++] = isHalf ? hopMs / 2 : hopMs;
    }
  }
  return trimmed(hops);
}

function trimmed({ count, departs, arrives, wallMs }: Hops): Hops {
  return { count, departs: departs.slice(0, count), arrives: arrives.slice(0, count), wallMs: wallMs.slice(0, count) };
}
