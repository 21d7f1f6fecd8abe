import type { ProductClock } from '../../clock';
import type { EndpointAnswer, PushFailure } from '../../push/answer';
import { type PushAttempt, type PushEnd, PushLine } from '../../push/pushLine';
import type { BusEvent, RetryPolicy, Target, TargetReport } from './api';
import { classicLimits, failureRecord, type RetryLimits, targetRules } from './retryPolicy';

export interface TargetOptions {
  readonly clock: ProductClock;
  readonly rule: string;
  readonly jitterStream: number | null;
  /** Retries of a target that does nothing but throttle for so long are given up (EVB-017); null = never. */
  readonly constrainedAfterUs: number | null;
  /** Runs while the target handles an event: what it puts meanwhile descends from it. */
  readonly within: (event: BusEvent, handle: () => EndpointAnswer) => EndpointAnswer;
}

export const limitsOf = (policy: RetryPolicy = {}): RetryLimits => ({
  retriesMax: policy.MaximumRetryAttempts ?? classicLimits.retriesMax,
  ageMaxSeconds: policy.MaximumEventAgeInSeconds ?? classicLimits.ageMaxSeconds,
});

/** A target of a rule: invoked for every matching event, without any order between events. */
export class RuleTarget {
  readonly id: string;
  readonly #target: Target;
  readonly #options: TargetOptions;
  readonly #line: PushLine<BusEvent>;
  readonly #counts = { Matched: 0, Invoked: 0, InvocationsSentToDlq: 0, Dropped: 0, InvocationsFailedToBeSentToDlq: 0, FailedAttempts: 0 };
  /** Since when the target has done nothing but throttle; null = it has not. */
  #throttlesSinceUs: number | null = null;

  constructor(target: Target, options: TargetOptions) {
    this.id = target.Id;
    this.#target = target;
    this.#options = options;
    const rules = targetRules(limitsOf(target.RetryPolicy), { retriesClientErrors: false, jitterStream: options.jitterStream });
    this.#line = new PushLine<BusEvent>({
      clock: options.clock,
      rules: () => rules,
      respond: (attempt) => options.within(attempt.message, () => this.#invoke(attempt)),
      delivered: () => this.#delivered(),
      failed: () => this.#counts.FailedAttempts++,
      endsRetries: (failure) => this.#isConstrained(failure),
      gaveUp: (event, end) => this.#giveUp(event, end),
      spacingUs: Math.round(1_000_000 / (target.InvocationRateLimitPerSecond ?? Infinity)),
    });
  }

  get report(): TargetReport {
    return { ...this.#counts, Pending: this.#line.pending };
  }

  offer(event: BusEvent): void {
    this.#counts.Matched++;
    this.#line.offer(event);
  }

  close(): void {
    this.#line.close();
  }

  #invoke(attempt: PushAttempt<BusEvent>): EndpointAnswer {
    const { To, SqsParameters } = this.#target;
    if ('endpoint' in To) return To.endpoint.respond(attempt);
    const { id, data } = attempt.message;
    const groupId = To.queue.fifo ? (SqsParameters?.MessageGroupId ?? null) : null;
    return To.queue.accept({ body: JSON.stringify(data), attributes: {}, groupId, deduplicationId: To.queue.fifo ? id : null });
  }

  #delivered(): void {
    this.#counts.Invoked++;
    this.#throttlesSinceUs = null;
  }

  #isConstrained(failure: PushFailure): boolean {
    const { constrainedAfterUs, clock } = this.#options;
    if (failure.kind !== 'throttled') this.#throttlesSinceUs = null;
    else this.#throttlesSinceUs ??= clock.nowUs;
    return constrainedAfterUs !== null && this.#throttlesSinceUs !== null && clock.nowUs - this.#throttlesSinceUs >= constrainedAfterUs;
  }

  /** To the dead-letter queue with the reasons as attributes (EVB-005, EVB-008), or gone (EVB-006). */
  #giveUp(event: BusEvent, end: PushEnd): void {
    const queue = this.#target.DeadLetterConfig?.target;
    const { errorCode, errorMessage, exhausted, retryAttempts } = failureRecord(end);
    const attributes = {
      RULE_ARN: this.#options.rule,
      TARGET_ARN: this.id,
      ERROR_CODE: errorCode,
      ERROR_MESSAGE: errorMessage,
      ...(exhausted === null ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted, RETRY_ATTEMPTS: String(retryAttempts) }),
    };
    const message = { body: JSON.stringify(event.data), attributes, groupId: null, deduplicationId: null };
    if (queue?.accept(message) === 'ok') {
      this.#counts.InvocationsSentToDlq++;
      return;
    }
    this.#counts.Dropped++;
    if (queue !== undefined) this.#counts.InvocationsFailedToBeSentToDlq++;
  }
}
