/** How many calls may run at a time towards one callee. Words and defaults of resilience4j's `BulkheadConfig` (BLK-001). */
export interface BulkheadRules {
  readonly concurrentMax: number;
  /** How long a call may wait for a free place; 0 = it is refused at once. */
  readonly waitMaxUs: number;
  /** How many calls may wait; null = any number. */
  readonly waitingMax: number | null;
}

export const resilience4jBulkhead: BulkheadRules = { concurrentMax: 25, waitMaxUs: 0, waitingMax: null };

export interface WaitingCall {
  readonly call: number;
  /** It is refused at this time, unless its turn has come. */
  readonly untilUs: number;
}

/** Plain data; `waiting` is in order of arrival. */
export interface BulkheadState {
  readonly running: number;
  readonly waiting: readonly WaitingCall[];
}

export const emptyBulkhead: BulkheadState = { running: 0, waiting: [] };

export interface BulkheadStep {
  readonly state: BulkheadState;
  /** Calls that start now, and calls that are refused now, in order. */
  readonly started: readonly number[];
  readonly refused: readonly number[];
}

/** A call comes. */
export function enterBulkhead(rules: BulkheadRules, before: BulkheadState, call: number, nowUs: number): BulkheadStep {
  const { state, refused } = expireWaiting(before, nowUs);
  const { running, waiting } = state;
  if (running < rules.concurrentMax) return { state: { running: running + 1, waiting }, started: [call], refused };
  const room = rules.waitMaxUs > 0 && waiting.length < (rules.waitingMax ?? Infinity);
  if (!room) return { state, started: [], refused: [...refused, call] };
  return { state: { running, waiting: [...waiting, { call, untilUs: nowUs + rules.waitMaxUs }] }, started: [], refused };
}

/** A call ends: the first that still waits takes its place. */
export function leaveBulkhead(rules: BulkheadRules, before: BulkheadState, nowUs: number): BulkheadStep {
  const { state, refused } = expireWaiting(before, nowUs);
  const running = Math.max(0, state.running - 1);
  const [first, ...others] = state.waiting;
  if (first === undefined || running >= rules.concurrentMax) return { state: { running, waiting: state.waiting }, started: [], refused };
  return { state: { running: running + 1, waiting: others }, started: [first.call], refused };
}

/** Calls that have waited as long as they may are refused. */
export function expireWaiting(before: BulkheadState, nowUs: number): BulkheadStep {
  const refused = before.waiting.filter(({ untilUs }) => untilUs <= nowUs).map(({ call }) => call);
  if (refused.length === 0) return { state: before, started: [], refused };
  const waiting = before.waiting.filter(({ untilUs }) => untilUs > nowUs);
  return { state: { running: before.running, waiting }, started: [], refused };
}
