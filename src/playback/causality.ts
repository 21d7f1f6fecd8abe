import { chunkMask, chunkRows, chunkShift, FactKind, type Trace } from '../sim';
import { causationOf, rowsBefore, createdAtOf } from './columns';

/** Messages that led to this one, nearest first. */
export function causesOf(trace: Trace, message: number): readonly number[] {
  const causes: number[] = [];
  const seen = new Set([message]);
  for (let cause = causationOf(trace, message); cause > 0 && !seen.has(cause); cause = causationOf(trace, cause)) {
    seen.add(cause);
    causes.push(cause);
  }
  return causes;
}

export interface Effect {
  readonly message: number;
  /** 1 = caused directly. */
  readonly depth: number;
}

/** Messages that followed from this one, in the order of their making, at most `most`. */
export function effectsOf(trace: Trace, message: number, most = 200): readonly Effect[] {
  const depths = new Map([[message, 0]]);
  const effects: Effect[] = [];
  for (let id = message + 1; id <= trace.messageCount && effects.length < most; id++) {
    const depth = depths.get(causationOf(trace, id));
    if (depth === undefined) continue;
    depths.set(id, depth + 1);
    effects.push({ message: id, depth: depth + 1 });
  }
  return effects;
}

/** Rows of all facts about one message, in order. */
export function factsOf(trace: Trace, message: number): readonly number[] {
  const rows: number[] = [];
  const first = rowsBefore(trace, createdAtOf(trace, message));
  trace.facts.forEach((chunk, index) => {
    const base = index * chunkRows;
    if (base + chunk.rows <= first) return;
    const ids = chunk.message;
    for (let at = ids.indexOf(message); at >= 0 && at < chunk.rows; at = ids.indexOf(message, at + 1)) rows.push(base + at);
  });
  return rows;
}

const deliveryKinds = new Set<number>([FactKind.delivered, FactKind.called]);

/** Rows of the deliveries of one message: attempts, redeliveries, calls, and direct hops. */
export function deliveriesOf(trace: Trace, message: number): readonly number[] {
  const broker = trace.header.places.findIndex((info) => info.kind === 'broker');
  return factsOf(trace, message).filter((row) => {
    const chunk = trace.facts[row >>> chunkShift]!;
    const i = row & chunkMask;
    return deliveryKinds.has(chunk.kind[i]!) || (chunk.kind[i] === FactKind.sent && chunk.b[i] !== broker);
  });
}
