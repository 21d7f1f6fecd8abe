import type { ProductClock } from '../../clock';
import type { EndpointAnswer } from '../../push/answer';
import { type PushAttempt, type PushEnd, PushLine } from '../../push/pushLine';
import { matches } from '../../router/matching';
import type { Pattern } from '../../router/pattern';
import type { CreateSubscriberRequest, StoredEvent, SubscriberReport } from './busApi';
import { busLimits, failureRecord, type RetryLimits, targetRules } from './retryPolicy';

export const subscriberLimits = (policy: CreateSubscriberRequest['RetryPolicy'] = {}): RetryLimits => ({
  retriesMax: policy.MaxRetryAttempts ?? busLimits.retriesMax,
  ageMaxSeconds: policy.MaxEventAgeInSeconds ?? busLimits.ageMaxSeconds,
});

/** One subscriber of a Custom Event Bus: filters, one target, retries, dead letters. */
export class Subscriber {
  readonly name: string;
  readonly #request: CreateSubscriberRequest;
  readonly #filters: readonly Pattern[];
  readonly #line: PushLine<StoredEvent>;
  readonly #counts = { Matched: 0, Delivered: 0, SentToDlq: 0, EventsDropped: 0, FailedAttempts: 0 };
  /** Number of the bus's events up to which it has read when it paused; null = it takes events. */
  #pausedAt: number | null = null;

  constructor(
    request: CreateSubscriberRequest,
    filters: readonly Pattern[],
    more: { readonly clock: ProductClock; readonly jitterStream: number | null },
  ) {
    this.name = request.Name;
    this.#request = request;
    this.#filters = filters;
    // The retry strategy is ALL: no error is exempt.
    const rules = targetRules(subscriberLimits(request.RetryPolicy), { retriesClientErrors: true, jitterStream: more.jitterStream });
    this.#line = new PushLine<StoredEvent>({
      clock: more.clock,
      rules: () => rules,
      respond: (attempt) => this.#invoke(attempt),
      delivered: () => this.#counts.Delivered++,
      failed: () => this.#counts.FailedAttempts++,
      gaveUp: (event, end) => this.#giveUp(event, end),
      groupOf: ({ groupId }) => (request.Type === 'FIFO' ? groupId : null),
    });
  }

  get report(): SubscriberReport {
    return { ...this.#counts, Pending: this.#line.pending };
  }

  get pausedAt(): number | null {
    return this.#pausedAt;
  }

  /** Nothing new is taken from the bus; retries of what was taken go on. */
  pause(eventsRead: number): void {
    this.#pausedAt ??= eventsRead;
  }

  /** Takes up where it paused, with what the bus still retains. */
  resume(retained: readonly StoredEvent[]): void {
    this.#pausedAt = null;
    for (const event of retained) this.offer(event);
  }

  offer(event: StoredEvent): void {
    if (this.#pausedAt !== null || !this.#filters.some((filter) => matches(filter, event.data))) return;
    this.#counts.Matched++;
    this.#line.offer(event);
  }

  close(): void {
    this.#line.close();
  }

  #invoke(attempt: PushAttempt<StoredEvent>): EndpointAnswer {
    const { To } = this.#request;
    if ('endpoint' in To) return To.endpoint.respond(attempt);
    const { data, id, groupId } = attempt.message;
    const { fifo } = To.queue;
    return To.queue.accept({
      body: JSON.stringify(data),
      attributes: {},
      groupId: fifo ? groupId : null,
      deduplicationId: fifo ? id : null,
    });
  }

  /** One record about the failure, not the event itself; without a queue only the count of dropped events tells (EVC-001). */
  #giveUp({ id, groupId, deduplicationId, publishedAtUs }: StoredEvent, end: PushEnd): void {
    const { OnFailure, EventBus, Name } = this.#request;
    const { errorCode, errorMessage, exhausted, retryAttempts } = failureRecord(end);
    const record = {
      version: '1.0',
      busArn: EventBus,
      subscriberArn: Name,
      errorCode,
      errorMessage,
      exhaustedRetryCondition: exhausted,
      retryAttempts,
      failedMessages: [{ eventId: id, eventGroupId: groupId, deduplicationId, timestamp: publishedAtUs }],
    };
    const fifo = OnFailure?.fifo === true;
    const message = { body: JSON.stringify(record), attributes: {}, groupId: fifo ? groupId : null, deduplicationId: fifo ? id : null };
    if (OnFailure?.accept(message) === 'ok') this.#counts.SentToDlq++;
    else this.#counts.EventsDropped++;
  }
}
