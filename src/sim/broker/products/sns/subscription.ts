import { drawInteger, drawUnit } from '../../../kernel/random';
import type { ProductClock } from '../../clock';
import type { EndpointAnswer } from '../../push/answer';
import { type PushAttempt, type PushEnd, PushLine } from '../../push/pushLine';
import type { Notification, Subscriber, SubscriptionAttributes, SubscriptionReport } from './api';
import { type HealthyRetryPolicy, snsRules } from './deliveryPolicy';
import { accepts, type Filter } from './filterPolicy';
import { toQueueMessage } from './queueMessage';

export interface SubscriptionOptions {
  readonly clock: ProductClock;
  readonly arn: string;
  readonly subscriber: Subscriber;
  readonly attributes: SubscriptionAttributes;
  readonly filter: Filter | null;
  /** The topic keeps the order of each message group. */
  readonly ordered: boolean;
  /** The policy in force: the subscription's own, or the topic's. */
  readonly retryPolicy: () => HealthyRetryPolicy;
  readonly maxReceivesPerSecond: number | null;
  readonly chance: Chance;
}

/** What is drawn at random for a subscription. */
export interface Chance {
  readonly stream: number;
  readonly jitter: boolean;
  readonly duplicates: number;
  readonly latencyUs: { readonly from: number; readonly to: number } | null;
}

/** One subscription of a topic: filters, pushes, tries again, and puts what it gives up into its own dead-letter queue. */
export class Subscription {
  readonly arn: string;
  readonly #options: SubscriptionOptions;
  readonly #line: PushLine<Notification>;
  #attributes: SubscriptionAttributes;
  #filter: Filter | null;
  #offered = 0;
  readonly #counts = { Published: 0, Duplicated: 0, FilteredOut: 0, Delivered: 0, RedrivenToDlq: 0, Discarded: 0, FailedAttempts: 0 };

  constructor(options: SubscriptionOptions) {
    const { arn, attributes, filter, clock, subscriber, chance, maxReceivesPerSecond } = options;
    const jitterStream = chance.jitter ? chance.stream : null;
    this.arn = arn;
    this.#options = options;
    this.#attributes = attributes;
    this.#filter = filter;
    this.#line = new PushLine<Notification>({
      clock,
      rules: (failure) => snsRules(subscriber.Protocol, options.retryPolicy(), { failure: failure.kind, jitterStream }),
      respond: (attempt) => this.#push(attempt),
      delivered: () => this.#counts.Delivered++,
      failed: () => this.#counts.FailedAttempts++,
      gaveUp: (message, end) => this.#giveUp(message, end),
      groupOf: (message) => (options.ordered ? message.MessageGroupId : null),
      latencyUs: () => this.#latencyUs(),
      spacingUs: maxReceivesPerSecond === null ? 0 : Math.round(1_000_000 / maxReceivesPerSecond),
    });
  }

  get attributes(): SubscriptionAttributes {
    return this.#attributes;
  }

  get subscriber(): Subscriber {
    return this.#options.subscriber;
  }

  get report(): SubscriptionReport {
    return { ...this.#counts, Pending: this.#line.pending };
  }

  change(attributes: SubscriptionAttributes, filter: Filter | null): void {
    this.#attributes = attributes;
    this.#filter = filter;
  }

  /** A message was published: what the filter leaves out is forgotten, it never reaches a dead-letter queue (SNS-010). */
  offer(message: Notification): void {
    this.#counts.Published++;
    if (!accepts(this.#filter, { body: message.Message, attributes: message.MessageAttributes })) {
      this.#counts.FilteredOut++;
      return;
    }
    this.#line.offer(message);
    const { stream, duplicates } = this.#options.chance;
    if (duplicates === 0 || drawUnit(stream, this.#counts.Published, 1) >= duplicates) return;
    this.#counts.Duplicated++;
    this.#line.offer(message);
  }

  #latencyUs(): number {
    const { latencyUs, stream } = this.#options.chance;
    return latencyUs === null ? 0 : drawInteger(stream, ++this.#offered, 2, latencyUs.from, latencyUs.to);
  }

  close(): void {
    this.#line.close();
  }

  #push(attempt: PushAttempt<Notification>): EndpointAnswer {
    const { subscriber } = this.#options;
    if (subscriber.Protocol !== 'sqs') return subscriber.Endpoint.respond(attempt);
    const message = toQueueMessage(attempt.message, { fifo: subscriber.Endpoint.fifo, raw: this.#attributes.RawMessageDelivery ?? false });
    return message === null ? 'clientError' : subscriber.Endpoint.accept(message);
  }

  /** With a redrive policy the message goes to the dead-letter queue, without one it is gone, for this subscription only (SNS-007, SNS-008). */
  #giveUp(notification: Notification, { failure }: PushEnd): void {
    const target = this.#attributes.RedrivePolicy?.deadLetterTarget;
    const message = target === undefined ? null : toQueueMessage(notification, { fifo: target.fifo, raw: false });
    const attributes = { ...message?.attributes, ErrorCode: failure.kind, ErrorMessage: failure.message };
    const taken = target !== undefined && message !== null && target.accept({ ...message, attributes }) === 'ok';
    if (taken) this.#counts.RedrivenToDlq++;
    else this.#counts.Discarded++;
  }
}
