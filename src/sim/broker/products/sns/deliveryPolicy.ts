import type { PushFailure } from '../../push/answer';
import type { PushRules } from '../../push/pushRules';
import { type BackoffCurve, backoffCurves, type RetrySchedule, totalDelayUs } from '../../push/retrySchedule';
import { brokenRule } from '../brokenRule';

export type SnsProtocol = 'http' | 'https' | 'sqs' | 'lambda' | 'firehose' | 'email' | 'email-json' | 'sms' | 'application';

/** Retry policy of an HTTP/S subscription under its own names; times in whole seconds. */
export interface HealthyRetryPolicy {
  readonly minDelayTarget?: number;
  readonly maxDelayTarget?: number;
  readonly numRetries?: number;
  readonly numNoDelayRetries?: number;
  readonly numMinDelayRetries?: number;
  readonly numMaxDelayRetries?: number;
  readonly backoffFunction?: BackoffCurve;
}

export interface DeliveryPolicy {
  readonly healthyRetryPolicy?: HealthyRetryPolicy;
  readonly throttlePolicy?: { readonly maxReceivesPerSecond?: number };
}

const second = 1_000_000;

/** What AWS defines for its own endpoints: SQS, Lambda, Firehose (SNS-003, SNS-013). */
export const awsManagedSchedule: RetrySchedule = {
  kind: 'phases',
  noDelay: 3,
  atMin: 2,
  backoff: 10,
  atMax: 100_000,
  minDelayUs: second,
  maxDelayUs: 20 * second,
  curve: 'exponential',
};

/** What AWS defines for endpoints of customers: SMTP, SMS, mobile push (SNS-006). */
export const customerManagedSchedule: RetrySchedule = {
  kind: 'phases',
  noDelay: 0,
  atMin: 2,
  backoff: 10,
  atMax: 38,
  minDelayUs: 10 * second,
  maxDelayUs: 600 * second,
  curve: 'exponential',
};

/** Defaults of an HTTP/S policy: three retries, 20 s apart. */
export const healthyRetryDefaults: Required<HealthyRetryPolicy> = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
};

/** The hard limit on the whole retry time of an HTTP/S policy (SNS-005). */
export const httpRetryTimeMaxUs = 3600 * second;

/** The four phases of an HTTP/S policy; the retries that no phase claims are the backoff phase. */
export function httpSchedule(policy: HealthyRetryPolicy): RetrySchedule {
  const full = { ...healthyRetryDefaults, ...policy };
  return {
    kind: 'phases',
    noDelay: full.numNoDelayRetries,
    atMin: full.numMinDelayRetries,
    backoff: full.numRetries - full.numNoDelayRetries - full.numMinDelayRetries - full.numMaxDelayRetries,
    atMax: full.numMaxDelayRetries,
    minDelayUs: full.minDelayTarget * second,
    maxDelayUs: full.maxDelayTarget * second,
    curve: full.backoffFunction,
  };
}

/** What SNS has against a policy; null = nothing. */
export function problemOfPolicy(policy: DeliveryPolicy): string | null {
  const { maxReceivesPerSecond } = policy.throttlePolicy ?? {};
  if (maxReceivesPerSecond !== undefined && !isWhole(maxReceivesPerSecond, 1, Infinity)) {
    return 'DeliveryPolicy: throttlePolicy.maxReceivesPerSecond must be 1 or greater';
  }
  const full = { ...healthyRetryDefaults, ...policy.healthyRetryPolicy };
  const found = problemOfNumbers(full);
  if (found !== null) return `DeliveryPolicy: healthyRetryPolicy.${found}`;
  if (totalDelayUs(httpSchedule(full)) > httpRetryTimeMaxUs) return 'DeliveryPolicy: the total retry time must not exceed 3600 seconds';
  return null;
}

const isWhole = (value: number, min: number, max: number): boolean => Number.isInteger(value) && value >= min && value <= max;

function problemOfNumbers(full: Required<HealthyRetryPolicy>): string | null {
  const claimed = full.numNoDelayRetries + full.numMinDelayRetries + full.numMaxDelayRetries;
  return brokenRule([
    [isWhole(full.maxDelayTarget, 1, 3600), 'maxDelayTarget must be between minDelayTarget and 3600'],
    [isWhole(full.minDelayTarget, 1, full.maxDelayTarget), 'minDelayTarget must be between 1 and maxDelayTarget'],
    [isWhole(full.numRetries, 0, 100), 'numRetries must be between 0 and 100'],
    [isWhole(full.numNoDelayRetries, 0, Infinity), 'numNoDelayRetries must be 0 or greater'],
    [isWhole(full.numMinDelayRetries, 0, Infinity), 'numMinDelayRetries must be 0 or greater'],
    [isWhole(full.numMaxDelayRetries, 0, Infinity), 'numMaxDelayRetries must be 0 or greater'],
    [claimed <= full.numRetries, 'numRetries must be at least the sum of the retries of its phases'],
    [backoffCurves.includes(full.backoffFunction), 'backoffFunction must be linear, arithmetic, geometric or exponential'],
  ]);
}

/** How SNS pushes to an endpoint of that protocol. Client-side errors are never tried again (SNS-007). */
export function snsRules(
  protocol: SnsProtocol,
  policy: HealthyRetryPolicy,
  context: { readonly failure: PushFailure['kind']; readonly jitterStream: number | null },
): PushRules {
  return {
    schedule: scheduleOf(protocol, policy, context.failure),
    ageMaxUs: null,
    retriesClientErrors: false,
    jitterStream: context.jitterStream,
  };
}

function scheduleOf(protocol: SnsProtocol, policy: HealthyRetryPolicy, failure: PushFailure['kind']): RetrySchedule {
  switch (protocol) {
    case 'http':
    case 'https':
      return httpSchedule(policy);
    case 'firehose':
      // Throttling by Firehose is treated as by a customer's endpoint (footnote of the retry table).
      return failure === 'throttled' ? customerManagedSchedule : awsManagedSchedule;
    case 'sqs':
    case 'lambda':
      return awsManagedSchedule;
    default:
      return customerManagedSchedule;
  }
}
