import type { Trace } from '../../sim';

/** Every buffer of a trace, once: what `postMessage` hands over without copying. */
export function transferablesOf(trace: Trace): ArrayBuffer[] {
  const views = [
    trace.values,
    ...trace.facts.flatMap((c) => [c.time, c.kind, c.place, c.message, c.attempt, c.a, c.b]),
    ...trace.messages.flatMap((c) => [c.type, c.key, c.correlation, c.causation, c.sender, c.payload, c.createdAt]),
  ];
  return [...new Set(views.map((view) => view.buffer as ArrayBuffer))];
}
