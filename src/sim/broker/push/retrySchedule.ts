import { exp, ln } from '../../kernel/exactMath';

/** How the delay grows from the shortest to the longest within a backoff phase. */
export type BackoffCurve = 'linear' | 'arithmetic' | 'geometric' | 'exponential';
export const backoffCurves: readonly BackoffCurve[] = ['linear', 'arithmetic', 'geometric', 'exponential'];

/** When a push that failed is tried again: a function of the number of the retry (1, 2, …). */
export type RetrySchedule =
  /** Four phases, as SNS documents them: at once, at the shortest delay, growing, at the longest delay. */
  | {
      readonly kind: 'phases';
      readonly noDelay: number;
      readonly atMin: number;
      readonly backoff: number;
      readonly atMax: number;
      readonly minDelayUs: number;
      readonly maxDelayUs: number;
      readonly curve: BackoffCurve;
    }
  /** Each delay is `factor` times the one before, up to a cap. */
  | {
      readonly kind: 'exponential';
      readonly baseUs: number;
      readonly factor: number;
      readonly capUs: number;
      readonly retries: number;
    };

/** Number of retries after the first attempt. */
export function retriesOf(schedule: RetrySchedule): number {
  return schedule.kind === 'exponential' ? schedule.retries : schedule.noDelay + schedule.atMin + schedule.backoff + schedule.atMax;
}

/** Delay between the failed attempt and retry number `retry` (1 = the first); null when there is no such retry. */
export function retryDelayUs(schedule: RetrySchedule, retry: number): number | null {
  if (retry < 1 || retry > retriesOf(schedule)) return null;
  return schedule.kind === 'exponential' ? growingDelayUs(schedule, retry) : phaseDelayUs(schedule, retry);
}

/** Sum of all delays: from the first attempt to the last when every attempt fails at once. */
export function totalDelayUs(schedule: RetrySchedule): number {
  const steady = schedule.kind === 'phases' ? schedule.atMax : 0;
  let total = steady * (schedule.kind === 'phases' ? schedule.maxDelayUs : 0);
  for (let retry = 1; retry <= retriesOf(schedule) - steady; retry++) total += retryDelayUs(schedule, retry) ?? 0;
  return total;
}

function growingDelayUs(schedule: RetrySchedule & { readonly kind: 'exponential' }, retry: number): number {
  let delay = schedule.baseUs;
  for (let step = 1; step < retry && delay < schedule.capUs; step++) delay *= schedule.factor;
  return Math.round(Math.min(delay, schedule.capUs));
}

function phaseDelayUs(schedule: RetrySchedule & { readonly kind: 'phases' }, retry: number): number {
  const { noDelay, atMin, backoff, minDelayUs, maxDelayUs } = schedule;
  if (retry <= noDelay) return 0;
  if (retry <= noDelay + atMin) return minDelayUs;
  const step = retry - noDelay - atMin;
  if (step > backoff) return maxDelayUs;
  return between(schedule, backoff === 1 ? 0 : (step - 1) / (backoff - 1));
}

/**
 * The delay at a fraction of the backoff phase. SNS publishes the ends and the names of the four functions, not their formulas
 * (SNS-013, modelling choice): a straight line; increments that grow by equal amounts; equal ratios for the last two, which are one curve
 * once both ends are given.
 */
function between(schedule: RetrySchedule & { readonly kind: 'phases' }, fraction: number): number {
  const { minDelayUs, maxDelayUs, curve } = schedule;
  const span = maxDelayUs - minDelayUs;
  if (fraction === 1) return maxDelayUs;
  switch (curve) {
    case 'linear':
      return Math.round(minDelayUs + span * fraction);
    case 'arithmetic':
      return Math.round(minDelayUs + span * fraction * fraction);
    default:
      return Math.round(minDelayUs * exp(fraction * ln(maxDelayUs / minDelayUs)));
  }
}
