import { ensure } from '../../../../base/assert';
import { streamSeed } from '../../../kernel/random';
import type { ProductClock } from '../../clock';
import { messageBytes } from '../sqs/messageSize';
import type {
  PublishBatchAnswer,
  Published,
  PublishEntry,
  PublishRequest,
  SubscribeRequest,
  SubscriptionAttributes,
  SubscriptionReport,
  TopicAttributes,
} from './api';
import { filterOf, problemOfAttributes, problemOfSubscriber, problemOfTopic } from './checks';
import type { HealthyRetryPolicy } from './deliveryPolicy';
import { done, invalid, type SnsError, snsError, type SnsResult } from './snsError';
import { type Chance, Subscription } from './subscription';
import { messageBytesMax, Topic } from './topic';

/** What happens in reality by chance. Everything is off unless given. */
export interface SnsOptions {
  /** Seed of all draws. */
  readonly seed?: number;
  /** Retry delays are spread at random, as SNS does. */
  readonly jitter?: boolean;
  /** Probability that a standard topic delivers a message twice to a subscription. */
  readonly duplicates?: number;
  /** The way from a standard topic to its subscriptions takes a time between these: messages overtake each other. */
  readonly latencyUs?: { readonly from: number; readonly to: number };
}

/**
 * Amazon SNS, driven through its own operations in virtual time. A published message leaves for its subscriptions at the same
 * instant, when the clock runs on. HTTP/S subscriptions count as confirmed at once.
 */
export class SnsService {
  readonly #clock: ProductClock;
  readonly #options: SnsOptions;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<
    string,
    { readonly topic: Topic; readonly request: SubscribeRequest; readonly subscription: Subscription }
  >();
  #messages = 0;
  #made = 0;
  #reachable = true;

  constructor(clock: ProductClock, options: SnsOptions = {}) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Whether publishers reach the service. While they do not, a call fails in the client and leaves no trace here (SNS-012). */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
  }

  createTopic(name: string, attributes: TopicAttributes = {}): SnsResult<{ readonly TopicArn: string }> {
    if (!this.#reachable) return unreachable;
    const problem = problemOfTopic(name, attributes);
    if (problem !== null) return invalid(problem);
    const arn = `arn:aws:sns:::${name}`;
    if (!this.#topics.has(arn)) this.#topics.set(arn, new Topic(arn, attributes, this.#clock));
    return { kind: 'ok', TopicArn: arn };
  }

  setTopicAttributes(topicArn: string, attributes: TopicAttributes): SnsResult<object> {
    const topic = this.#topic(topicArn);
    if (!(topic instanceof Topic)) return topic;
    const changed = { ...topic.attributes, ...attributes };
    const problem = problemOfTopic(nameOf(topicArn), changed);
    if (problem !== null) return invalid(problem);
    topic.change(changed);
    return done;
  }

  deleteTopic(topicArn: string): SnsResult<object> {
    if (!this.#reachable) return unreachable;
    for (const { topic, subscription } of this.#subscriptions.values()) if (topic.arn === topicArn) this.unsubscribe(subscription.arn);
    this.#topics.delete(topicArn);
    return done;
  }

  subscribe(request: SubscribeRequest): SnsResult<{ readonly SubscriptionArn: string }> {
    const topic = this.#topic(request.TopicArn);
    if (!(topic instanceof Topic)) return topic;
    const attributes = request.Attributes ?? {};
    const problem = problemOfSubscriber(request, topic.fifo) ?? this.#problemOfAttributes(request, attributes, topic);
    if (problem !== null) return invalid(problem);
    const filter = filterOf(attributes);
    if (!filter.ok) return invalid(filter.error);
    const arn = `${request.TopicArn}:${++this.#made}`;
    const subscription = new Subscription({
      clock: this.#clock,
      arn,
      subscriber: request,
      attributes,
      filter: filter.value,
      ordered: topic.fifo,
      retryPolicy: () => this.#retryPolicy(arn),
      maxReceivesPerSecond: this.#policyOf(topic, attributes)?.throttlePolicy?.maxReceivesPerSecond ?? null,
      chance: this.#chance(arn, topic.fifo),
    });
    topic.subscriptions.push(subscription);
    this.#subscriptions.set(arn, { topic, request, subscription });
    this.#replay(topic, subscription);
    return { kind: 'ok', SubscriptionArn: arn };
  }

  setSubscriptionAttributes(subscriptionArn: string, attributes: SubscriptionAttributes): SnsResult<object> {
    const known = this.#subscriptions.get(subscriptionArn);
    if (!this.#reachable) return unreachable;
    if (known === undefined) return notFound('Subscription');
    const changed = { ...known.subscription.attributes, ...attributes };
    const problem = this.#problemOfAttributes(known.request, changed, known.topic);
    if (problem !== null) return invalid(problem);
    const filter = filterOf(changed);
    if (!filter.ok) return invalid(filter.error);
    known.subscription.change(changed, filter.value);
    if (attributes.ReplayPolicy !== undefined) this.#replay(known.topic, known.subscription);
    return done;
  }

  unsubscribe(subscriptionArn: string): SnsResult<object> {
    const known = this.#subscriptions.get(subscriptionArn);
    if (!this.#reachable) return unreachable;
    if (known === undefined) return notFound('Subscription');
    known.subscription.close();
    known.topic.subscriptions.splice(known.topic.subscriptions.indexOf(known.subscription), 1);
    this.#subscriptions.delete(subscriptionArn);
    return done;
  }

  publish(request: PublishRequest): SnsResult<Published> {
    const topic = this.#topic(request.TopicArn);
    if (!(topic instanceof Topic)) return topic;
    return this.#publish(topic, request);
  }

  publishBatch(topicArn: string, entries: readonly (PublishEntry & { readonly Id: string })[]): PublishBatchAnswer {
    const topic = this.#topic(topicArn);
    if (!(topic instanceof Topic)) return topic;
    const problem = problemOfBatch(entries);
    if (problem !== null) return problem;
    const answers = entries.map((entry) => ({ Id: entry.Id, answer: this.#publish(topic, entry) }));
    return {
      kind: 'ok',
      Successful: answers.flatMap(({ Id, answer }) =>
        answer.kind === 'ok'
          ? [{ Id, MessageId: answer.MessageId, ...(answer.SequenceNumber === undefined ? {} : { SequenceNumber: answer.SequenceNumber }) }]
          : [],
      ),
      Failed: answers.flatMap(({ Id, answer }) => (answer.kind === 'error' ? [{ Id, Code: answer.code, Message: answer.message }] : [])),
    };
  }

  /** What became of the messages for one subscription. */
  report(subscriptionArn: string): SubscriptionReport {
    return ensure(this.#subscriptions.get(subscriptionArn), 'subscription').subscription.report;
  }

  #publish(topic: Topic, entry: PublishEntry): SnsResult<Published> {
    const problem = topic.problemOf(entry);
    if (problem !== null) return problem;
    if (!topic.admits(entry)) return snsError('Throttled', 'Rate exceeded');
    return { kind: 'ok', ...topic.publish(entry, `m-${++this.#messages}`) };
  }

  #topic(arn: string): Topic | SnsError {
    if (!this.#reachable) return unreachable;
    return this.#topics.get(arn) ?? notFound('Topic');
  }

  #problemOfAttributes(request: SubscribeRequest, attributes: SubscriptionAttributes, topic: Topic): string | null {
    return problemOfAttributes(request, attributes, { fifo: topic.fifo, archives: topic.attributes.ArchivePolicy !== undefined });
  }

  /** A subscription's own policy counts, unless the topic forbids it. */
  #policyOf(topic: Topic, attributes: SubscriptionAttributes) {
    const general = topic.attributes.DeliveryPolicy;
    return general?.disableSubscriptionOverrides === true ? general : (attributes.DeliveryPolicy ?? general);
  }

  #retryPolicy(subscriptionArn: string): HealthyRetryPolicy {
    const known = this.#subscriptions.get(subscriptionArn);
    return (known && this.#policyOf(known.topic, known.subscription.attributes)?.healthyRetryPolicy) ?? {};
  }

  #chance(arn: string, fifo: boolean): Chance {
    const { seed = 1, jitter = false, duplicates = 0, latencyUs = null } = this.#options;
    return { stream: streamSeed(seed, arn), jitter, duplicates: fifo ? 0 : duplicates, latencyUs: fifo ? null : latencyUs };
  }

  #replay(topic: Topic, subscription: Subscription): void {
    const policy = subscription.attributes.ReplayPolicy;
    if (policy === undefined) return;
    const { nowUs } = this.#clock;
    for (const message of topic.archived(policy.StartingPointUs, policy.EndingPointUs ?? nowUs))
      subscription.offer({ ...message, Replayed: true });
  }
}

const unreachable = snsError('EndpointConnectionError', 'Could not connect to the endpoint URL');
const notFound = (what: string): SnsError => snsError('NotFound', `${what} does not exist`);
const nameOf = (topicArn: string): string => topicArn.slice(topicArn.lastIndexOf(':') + 1);

const batchMax = 10;

function problemOfBatch(entries: readonly (PublishEntry & { readonly Id: string })[]): SnsError | null {
  if (entries.length === 0) return snsError('EmptyBatchRequest', 'The batch request does not contain any entries');
  if (entries.length > batchMax)
    return snsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible (more than 10)');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    return snsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id');
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id)))
    return snsError('InvalidBatchEntryId', 'The Id of a batch entry does not abide by the specification');
  const bytes = entries.reduce((sum, { Message, MessageAttributes = {} }) => sum + messageBytes(Message, MessageAttributes), 0);
  return bytes > messageBytesMax
    ? snsError('BatchRequestTooLong', 'The length of all the batch messages put together is more than the limit')
    : null;
}
