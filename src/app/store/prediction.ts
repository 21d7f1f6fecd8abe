import { FactKind, type Intervention, type Trace } from '../../sim';
import { factRows, messageOf } from './reading';
import type { PredictionChoice } from './state';

/**
 * What the sender of one message really saw: A an error, B it was accepted (and is or was pending), C nothing at all.
 * Read from the facts, never from what a fault is supposed to do. Pure.
 */
export function outcomeOf(trace: Trace, start: number): PredictionChoice {
  let outcome: PredictionChoice = 'C';
  for (const fact of factRows(trace)) {
    if (fact.kind === FactKind.refused && fact.message === start) return 'A';
    if (fact.kind === FactKind.callFailed && messageOf(trace, fact.message).correlation === start) return 'A';
    if (fact.kind === FactKind.committed && fact.message === start) outcome = 'B';
  }
  return outcome;
}

/** Instant at which the flow that `start` began has ended, or the end of the run. */
export function endOf(trace: Trace, start: number): number {
  for (const fact of factRows(trace)) {
    const ends = fact.kind === FactKind.settled || fact.kind === FactKind.refused || fact.kind === FactKind.callFailed;
    if (ends && messageOf(trace, fact.message).correlation === start) return fact.time;
  }
  return trace.endTime;
}

/** The starting message that the last `send` among the interventions made; null when the run has none. */
export function startedBy(trace: Trace, interventions: readonly Intervention[]): number | null {
  const last = interventions.findLast((one) => one.kind === 'send');
  if (last === undefined) return null;
  let start: number | null = null;
  for (const fact of factRows(trace)) {
    if (fact.time > last.at) break;
    const begins = fact.kind === FactKind.sent && messageOf(trace, fact.message).type === trace.header.flow.starts;
    if (begins && fact.time === last.at) start = fact.message;
  }
  return start;
}
