import { drawUnit } from '../../kernel/random';
import { retryDelayUs, type RetrySchedule } from './retrySchedule';

/** How a product pushes to one endpoint: when it tries again, for how long, and what it never tries again. */
export interface PushRules {
  readonly schedule: RetrySchedule;
  /** No attempt later than this after the message was born; null = no such limit. */
  readonly ageMaxUs: number | null;
  /** Errors that another attempt cannot mend (a missing or forbidding target) are tried again nevertheless. */
  readonly retriesClientErrors: boolean;
  /** Full jitter from this random stream: each delay is drawn between 0 and its value; null = no jitter. */
  readonly jitterStream: number | null;
}

/** One message on its way to one endpoint. */
export interface PushState {
  readonly id: number;
  readonly bornAtUs: number;
  /** Attempts made so far. */
  readonly attempts: number;
}

export type GiveUpReason =
  /** The error is of a kind that is not tried again. */
  | 'not retriable'
  /** Every retry of the schedule has failed. */
  | 'retries used up'
  /** The message reached the greatest age. */
  | 'too old';

export type PushVerdict =
  { readonly kind: 'retry'; readonly atUs: number } | { readonly kind: 'giveUp'; readonly atUs: number; readonly reason: GiveUpReason };

/**
 * What happens after a failed attempt. Whichever limit comes first counts: the retries of the schedule, or the greatest age, at which
 * the message is given up although a retry would still be due (EVB-007, EVC-001). A retry due at the very instant of that age is made.
 */
export function afterFailure(
  rules: PushRules,
  state: PushState,
  failed: { readonly retriable: boolean; readonly nowUs: number },
): PushVerdict {
  const { nowUs } = failed;
  if (!failed.retriable && !rules.retriesClientErrors) return { kind: 'giveUp', atUs: nowUs, reason: 'not retriable' };
  const delayUs = retryDelayUs(rules.schedule, state.attempts);
  if (delayUs === null) return { kind: 'giveUp', atUs: nowUs, reason: 'retries used up' };
  const atUs = nowUs + jittered(rules, state, delayUs);
  const endUs = rules.ageMaxUs === null ? Infinity : state.bornAtUs + rules.ageMaxUs;
  return atUs > endUs ? { kind: 'giveUp', atUs: Math.max(nowUs, endUs), reason: 'too old' } : { kind: 'retry', atUs };
}

function jittered(rules: PushRules, state: PushState, delayUs: number): number {
  return rules.jitterStream === null ? delayUs : Math.round(delayUs * drawUnit(rules.jitterStream, state.id, state.attempts));
}
