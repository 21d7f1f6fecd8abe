import type { PushFailure } from '../../push/answer';
import type { PushRules } from '../../push/pushRules';
import { type BackoffCurve, backoffCurves, type RetrySchedule, totalDelayUs } from '../../push/retrySchedule';
import { brokenRule, type CheckedRule } from '../brokenRule';

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

/** The four phases of an HTTP/S policy; the retries that no phase claims are the backoff phase. There are never more than `numRetries`. */
export function httpSchedule(policy: HealthyRetryPolicy): RetrySchedule {
  const full = { ...healthyRetryDefaults, ...policy };
  const noDelay = Math.min(full.numNoDelayRetries, full.numRetries);
  const atMin = Math.min(full.numMinDelayRetries, full.numRetries - noDelay);
  const atMax = Math.min(full.numMaxDelayRetries, full.numRetries - noDelay - atMin);
  return {
    kind: 'phases',
    noDelay,
    atMin,
    backoff: full.numRetries - noDelay - atMin - atMax,
    atMax,
    minDelayUs: full.minDelayTarget * second,
    maxDelayUs: Math.max(full.minDelayTarget, full.maxDelayTarget) * second,
    curve: full.backoffFunction,
  };
}

/** What SNS has against a policy; null = nothing. */
export function problemOfPolicy({ healthyRetryPolicy = {}, throttlePolicy = {} }: DeliveryPolicy): string | null {
  const retries = problemOfRetries(healthyRetryPolicy);
  return brokenRule([
    [
      isWhole(throttlePolicy.maxReceivesPerSecond ?? 1, 1, Infinity),
      'DeliveryPolicy: throttlePolicy.maxReceivesPerSecond must be 1 or greater',
    ],
    [retries === null, `DeliveryPolicy: healthyRetryPolicy.${retries?.setting} ${retries?.must}`],
  ]);
}

export interface RetryProblem {
  readonly setting: keyof HealthyRetryPolicy;
  /** "must be between 0 and 100". */
  readonly must: string;
}

/** What SNS has against the retries of a policy; null = nothing. */
export function problemOfRetries(policy: HealthyRetryPolicy): RetryProblem | null {
  const full = { ...healthyRetryDefaults, ...policy };
  const claimed = full.numNoDelayRetries + full.numMinDelayRetries + full.numMaxDelayRetries;
  const atLeast0 = (setting: 'numNoDelayRetries' | 'numMinDelayRetries' | 'numMaxDelayRetries'): CheckedRule<RetryProblem> => [
    isWhole(full[setting], 0, Infinity),
    { setting, must: 'must be 0 or greater' },
  ];
  return brokenRule<RetryProblem>([
    [isWhole(full.maxDelayTarget, 1, 3600), { setting: 'maxDelayTarget', must: 'must be between minDelayTarget and 3600 seconds' }],
    [
      isWhole(full.minDelayTarget, 1, full.maxDelayTarget),
      { setting: 'minDelayTarget', must: 'must be between 1 second and maxDelayTarget' },
    ],
    [isWhole(full.numRetries, 0, 100), { setting: 'numRetries', must: 'must be between 0 and 100' }],
    atLeast0('numNoDelayRetries'),
    atLeast0('numMinDelayRetries'),
    atLeast0('numMaxDelayRetries'),
    [claimed <= full.numRetries, { setting: 'numRetries', must: 'must be at least the sum of the retries of the other phases' }],
    [backoffCurves.includes(full.backoffFunction), { setting: 'backoffFunction', must: `must be one of ${backoffCurves.join(', ')}` }],
    [
      totalDelayUs(httpSchedule(full)) <= httpRetryTimeMaxUs,
      { setting: 'numRetries', must: 'must not take more than 3600 seconds in all' },
    ],
  ]);
}

const isWhole = (value: number, min: number, max: number): boolean => Number.isInteger(value) && value >= min && value <= max;

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
