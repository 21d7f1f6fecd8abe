import type { PushFailure } from '../../push/answer';
import type { PushRules } from '../../push/pushRules';
import type { PushEnd } from '../../push/pushLine';
import { brokenRule } from '../brokenRule';

/** Limits of a target's retries; whichever is reached first counts. */
export interface RetryLimits {
  readonly retriesMax: number;
  readonly ageMaxSeconds: number;
}

const second = 1_000_000;

/** Custom Event Bus - Classic: 185 retries or 24 hours (EVB-005). */
export const classicLimits: RetryLimits = { retriesMax: 185, ageMaxSeconds: 86_400 };
/** Custom Event Bus: 5 retries or 300 seconds (EVC-001). */
export const busLimits: RetryLimits = { retriesMax: 5, ageMaxSeconds: 300 };

/** Both products allow the same ranges (EVB-007); null = within them. */
export function problemOfLimits({ retriesMax, ageMaxSeconds }: RetryLimits): string | null {
  const isWhole = (value: number, min: number, max: number): boolean => Number.isInteger(value) && value >= min && value <= max;
  return brokenRule([
    [isWhole(retriesMax, 0, 185), `Maximum retry attempts ${retriesMax}: must be between 0 and 185`],
    [isWhole(ageMaxSeconds, 60, 86_400), `Maximum event age ${ageMaxSeconds} s: must be between 60 and 86400 seconds`],
  ]);
}

/**
 * How EventBridge pushes to a target. AWS publishes the limits and that the delay grows exponentially, not the curve: 1 s, doubled
 * up to 488 s, so that the default limits end together (EVB-019, modelling choice).
 */
export function targetRules(
  { retriesMax, ageMaxSeconds }: RetryLimits,
  more: { readonly retriesClientErrors: boolean; readonly jitterStream: number | null },
): PushRules {
  return {
    schedule: { kind: 'exponential', baseUs: second, factor: 2, capUs: 488 * second, retries: retriesMax },
    ageMaxUs: ageMaxSeconds * second,
    ...more,
  };
}

const errorCodes: Readonly<Record<PushFailure['kind'], string>> = {
  serverError: 'ERROR_FROM_TARGET',
  timeout: 'TIMEOUT',
  throttled: 'THROTTLING',
  clientError: 'SDK_CLIENT_ERROR',
  noResource: 'NO_RESOURCE',
  noPermissions: 'NO_PERMISSIONS',
};

/** What went wrong, in the words of a dead-letter record. */
export interface FailureRecord {
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Which limit ended the retries; null when there were none to end. */
  readonly exhausted: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds' | null;
  readonly retryAttempts: number;
}

export function failureRecord({ failure, reason, attempts }: PushEnd): FailureRecord {
  const exhausted = { 'not retriable': null, 'retries used up': 'MaximumRetryAttempts', 'too old': 'MaximumEventAgeInSeconds' } as const;
  return { errorCode: errorCodes[failure.kind], errorMessage: failure.message, exhausted: exhausted[reason], retryAttempts: attempts - 1 };
}
