import { assertUnreachable } from '../../base/assert';
import { emptyWindow, recorded, shareOf, type CallOutcome, type CallWindow, type WindowReach } from './callWindow';

/**
 * Opens when too large a share of the last calls failed or were slow. Words and defaults of resilience4j's `CircuitBreakerConfig`
 * (CBR-001 .. CBR-006).
 */
export interface RateBreakerRules {
  readonly kind: 'rate';
  /** The share is taken over the last calls or seconds. */
  readonly window: WindowReach;
  /** With fewer results than this nothing is decided. A window of fewer calls, and a trial of fewer, decides when it is full. */
  readonly callsMin: number;
  /** In percent; reaching it is enough. */
  readonly failurePercent: number;
  readonly slowPercent: number;
  /** A call that took longer is slow, whether it succeeded or failed. */
  readonly slowAfterUs: number;
  readonly openWaitUs: number;
  readonly trialCalls: number;
  /** A trial that is not decided by then is broken off and the breaker opens again; null = it may take for ever. */
  readonly trialWaitMaxUs: number | null;
  /** Leaves the open state when the wait is over; otherwise with the first call afterwards (CBR-005). */
  readonly automaticTrial: boolean;
}

/**
 * Opens after a number of failures and lets one failed trial open it again, as Nygard and the Azure pattern describe it (CBR-007). The
 * pattern names no numbers; those below are ours.
 */
export interface ClassicBreakerRules {
  readonly kind: 'classic';
  readonly failuresMax: number;
  /** The count starts anew whenever this time has passed (Azure); null = any success starts it anew (Nygard). */
  readonly countPeriodUs: number | null;
  readonly openWaitUs: number;
  /** As many trial calls are permitted, and must all succeed, before the breaker closes. */
  readonly successesToClose: number;
  readonly automaticTrial: boolean;
}

export type BreakerRules = RateBreakerRules | ClassicBreakerRules;

export const resilience4jBreaker: RateBreakerRules = {
  kind: 'rate',
  window: { kind: 'calls', size: 100 },
  callsMin: 100,
  failurePercent: 50,
  slowPercent: 100,
  slowAfterUs: 60_000_000,
  openWaitUs: 60_000_000,
  trialCalls: 10,
  trialWaitMaxUs: null,
  automaticTrial: false,
};

export const classicBreaker: ClassicBreakerRules = {
  kind: 'classic',
  failuresMax: 5,
  countPeriodUs: null,
  openWaitUs: 60_000_000,
  successesToClose: 3,
  automaticTrial: false,
};

/** Plain data: it may cross a worker, a trace or a link. */
export type BreakerState =
  | { readonly status: 'closed'; readonly window: CallWindow; readonly sinceUs: number }
  | { readonly status: 'open'; readonly window: CallWindow; readonly sinceUs: number }
  /** `permits`: trial calls that may still start. */
  | { readonly status: 'halfOpen'; readonly window: CallWindow; readonly sinceUs: number; readonly permits: number };

export interface CallResult {
  readonly failed: boolean;
  readonly durationUs: number;
}

export function closedBreaker(nowUs: number): BreakerState {
  return { status: 'closed', window: emptyWindow, sinceUs: nowUs };
}

/** Asks for one call. A call that is not permitted does not reach its callee and has no result to record. */
export function askForCall(
  rules: BreakerRules,
  before: BreakerState,
  nowUs: number,
): { readonly permitted: boolean; readonly state: BreakerState } {
  const waited = elapsed(rules, before, nowUs);
  const state = waited.status === 'open' && nowUs >= waited.sinceUs + rules.openWaitUs ? halfOpen(rules, nowUs) : waited;
  switch (state.status) {
    case 'closed':
      return { permitted: true, state };
    case 'open':
      return { permitted: false, state };
    case 'halfOpen':
      return state.permits > 0 ? { permitted: true, state: { ...state, permits: state.permits - 1 } } : { permitted: false, state };
    default:
      return assertUnreachable(state);
  }
}

/**
 * Records how a permitted call ended. It counts in the state that the breaker has by then, as in resilience4j: the late result of a call
 * that started before the breaker opened does not move it while it is open, and counts as a trial when it is half open.
 */
export function recordCall(rules: BreakerRules, before: BreakerState, result: CallResult, nowUs: number): BreakerState {
  const state = elapsed(rules, before, nowUs);
  return rules.kind === 'rate' ? recordedByRate(rules, state, result, nowUs) : recordedByCount(rules, state, result, nowUs);
}

/** A permitted call had no result that counts (an ignored error, a caller that gave up before it called): its permit is free again. */
export function releaseCall(state: BreakerState): BreakerState {
  return state.status === 'halfOpen' ? { ...state, permits: state.permits + 1 } : state;
}

/** When the breaker changes without a call; null = it waits for one. */
export function changesAtUs(rules: BreakerRules, state: BreakerState): number | null {
  if (state.status === 'open') return rules.automaticTrial ? state.sinceUs + rules.openWaitUs : null;
  if (state.status === 'closed' || rules.kind === 'classic' || rules.trialWaitMaxUs === null) return null;
  return state.sinceUs + rules.trialWaitMaxUs;
}

/** The state after what falls due by itself. Every change takes its own instant, however late it is asked for. */
export function elapsed(rules: BreakerRules, before: BreakerState, nowUs: number): BreakerState {
  let state = withoutFullRounds(rules, before, nowUs);
  for (let change = 0; change < 2; change++) {
    const dueUs = changesAtUs(rules, state);
    if (dueUs === null || dueUs > nowUs) break;
    state = state.status === 'open' ? halfOpen(rules, dueUs) : open(state.window, dueUs);
  }
  return state;
}

/** A breaker that opens and tries by itself does so for ever while nobody calls: the rounds that are over need not be gone through. */
function withoutFullRounds(rules: BreakerRules, state: BreakerState, nowUs: number): BreakerState {
  if (rules.kind === 'classic' || rules.trialWaitMaxUs === null || !rules.automaticTrial || state.status === 'closed') return state;
  const roundUs = Math.max(1, rules.openWaitUs + rules.trialWaitMaxUs);
  const rounds = Math.floor((nowUs - state.sinceUs) / roundUs);
  if (rounds < 1) return state;
  const sinceUs = state.sinceUs + rounds * roundUs;
  return state.status === 'open' ? { ...state, sinceUs } : halfOpen(rules, sinceUs);
}

function open(window: CallWindow, nowUs: number): BreakerState {
  return { status: 'open', window, sinceUs: nowUs };
}

function halfOpen(rules: BreakerRules, nowUs: number): BreakerState {
  const permits = rules.kind === 'rate' ? rules.trialCalls : rules.successesToClose;
  return { status: 'halfOpen', window: emptyWindow, sinceUs: nowUs, permits };
}

function recordedByRate(rules: RateBreakerRules, state: BreakerState, result: CallResult, nowUs: number): BreakerState {
  const reach: WindowReach = state.status === 'halfOpen' ? { kind: 'calls', size: rules.trialCalls } : rules.window;
  const window = recorded(state.window, outcomeOf(result, rules.slowAfterUs), reach, nowUs);
  const needed = reach.kind === 'calls' ? Math.min(rules.callsMin, reach.size) : rules.callsMin;
  if (state.status === 'open' || window.calls < needed) return { ...state, window };
  const tooMany = shareOf(window, 'failed') >= rules.failurePercent || shareOf(window, 'slow') >= rules.slowPercent;
  if (tooMany) return open(window, nowUs);
  return state.status === 'halfOpen' ? closedBreaker(nowUs) : { ...state, window };
}

function recordedByCount(rules: ClassicBreakerRules, state: BreakerState, result: CallResult, nowUs: number): BreakerState {
  const outcome = outcomeOf(result, Infinity);
  switch (state.status) {
    case 'open':
      return state;
    case 'halfOpen': {
      if (result.failed) return open(state.window, nowUs);
      const window = recorded(state.window, outcome, { kind: 'calls', size: rules.successesToClose }, nowUs);
      return window.calls < rules.successesToClose ? { ...state, window } : closedBreaker(nowUs);
    }
    case 'closed': {
      const counting = newCount(rules, state, result, nowUs);
      const reach: WindowReach = { kind: 'calls', size: rules.failuresMax };
      const window = result.failed ? recorded(counting.window, outcome, reach, nowUs) : counting.window;
      return window.failed < rules.failuresMax ? { ...counting, window } : open(window, nowUs);
    }
    default:
      return assertUnreachable(state);
  }
}

/** The closed state with an empty count when a period has passed or, without periods, after a success. */
function newCount(
  rules: ClassicBreakerRules,
  state: BreakerState & { readonly status: 'closed' },
  result: CallResult,
  nowUs: number,
): BreakerState & { readonly status: 'closed' } {
  if (rules.countPeriodUs === null) return result.failed ? state : { ...state, window: emptyWindow };
  const periods = Math.floor((nowUs - state.sinceUs) / rules.countPeriodUs);
  return periods === 0 ? state : { status: 'closed', window: emptyWindow, sinceUs: state.sinceUs + periods * rules.countPeriodUs };
}

function outcomeOf({ failed, durationUs }: CallResult, slowAfterUs: number): CallOutcome {
  return { failed, slow: durationUs > slowAfterUs };
}
