import { chunkMask, chunkShift, FactKind, type Trace } from '../sim';
import { rowsBefore, rowsUntil, timeOf } from './columns';
import { isNotable } from './narrator/sentences';

/** What a person would call an event; bookkeeping between them (acknowledgements, state changes, storing) is part of the step. */
const events = new Set<number>([
  FactKind.sent,
  FactKind.accepted,
  FactKind.delivered,
  FactKind.received,
  FactKind.committed,
  FactKind.returned,
  FactKind.hidden,
  FactKind.failed,
  FactKind.deadLettered,
  FactKind.dropped,
  FactKind.expired,
  FactKind.ignored,
  FactKind.publishFailed,
  FactKind.buffered,
  FactKind.called,
  FactKind.replied,
  FactKind.callFailed,
  FactKind.refused,
  FactKind.crashed,
  FactKind.restarted,
  FactKind.brokerDown,
  FactKind.brokerUp,
  FactKind.nodeDown,
  FactKind.nodeUp,
  FactKind.settingSet,
  FactKind.processStarted,
  FactKind.processEnded,
  FactKind.stepTimedOut,
  FactKind.processLost,
  FactKind.processResumed,
  FactKind.rebalanceStarted,
  FactKind.rebalanceEnded,
  FactKind.projected,
  FactKind.ruleBroken,
  FactKind.settled,
  FactKind.deadlinePassed,
  FactKind.limitReached,
  FactKind.repaired,
  FactKind.redriven,
  FactKind.discarded,
  FactKind.moved,
  FactKind.compensating,
  FactKind.compensationFailed,
]);

export type StepBy = 'event' | 'notable';

/** Row of the first event after `time`; null = nothing more happens. Events of one instant are one step: seek to the row's time. */
export function nextRow(trace: Trace, time: number, by: StepBy): number | null {
  for (let row = rowsUntil(trace, time); row < trace.rows; row++) if (counts(trace, row, by)) return row;
  return null;
}

/** Row of the last event before `time`; null = nothing happened before. */
export function previousRow(trace: Trace, time: number, by: StepBy): number | null {
  for (let row = rowsBefore(trace, time) - 1; row >= 0; row--) if (counts(trace, row, by)) return row;
  return null;
}

function counts(trace: Trace, row: number, by: StepBy): boolean {
  return by === 'event' ? events.has(trace.facts[row >>> chunkShift]!.kind[row & chunkMask]!) : isNotable(trace, row);
}

/** Steps (instants with at least one event) in a trace: for "step 12 of 80". */
export function countSteps(trace: Trace): number {
  let steps = 0;
  let last = -1;
  for (let row = 0; row < trace.rows; row++) {
    const time = timeOf(trace, row);
    if (time === last || !counts(trace, row, 'event')) continue;
    last = time;
    steps++;
  }
  return steps;
}
