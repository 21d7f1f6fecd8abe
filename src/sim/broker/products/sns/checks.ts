import { ok, type Result } from '../../../../base/result';
import { brokenRule } from '../brokenRule';
import type { SubscribeRequest, SubscriptionAttributes, TopicAttributes } from './api';
import { problemOfPolicy } from './deliveryPolicy';
import { type Filter, parseFilterPolicy } from './filterPolicy';

/** What SNS has against a topic; null = nothing. */
export function problemOfTopic(name: string, attributes: TopicAttributes): string | null {
  const { FifoTopic: fifo = false, ArchivePolicy = { MessageRetentionPeriod: 1 }, DeliveryPolicy = {} } = attributes;
  const days = ArchivePolicy.MessageRetentionPeriod;
  const misplaced = fifo ? undefined : fifoOnly.find((attribute) => attributes[attribute] !== undefined);
  return (
    brokenRule([
      [/^[\w-]+(\.fifo)?$/.test(name) && name.length <= 256, 'Topic Name'],
      [!fifo || name.endsWith('.fifo'), 'Fifo Topic names must end with .fifo'],
      [fifo || !name.endsWith('.fifo'), 'Topic Name'],
      [misplaced === undefined, `Attributes Reason: ${misplaced} can only be set for FIFO topics`],
      [isRetention(days), 'ArchivePolicy: MessageRetentionPeriod must be between 1 and 365 days'],
    ]) ?? problemOfPolicy(DeliveryPolicy)
  );
}

const isRetention = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= 365;
const fifoOnly = ['ContentBasedDeduplication', 'FifoThroughputScope', 'ArchivePolicy'] as const;

/** What SNS has against a subscriber of such a topic; null = nothing. */
export function problemOfSubscriber(request: SubscribeRequest, fifoTopic: boolean): string | null {
  if (request.Protocol !== 'sqs') return fifoTopic ? 'Endpoint Reason: a FIFO topic delivers to SQS queues only' : null;
  if (!fifoTopic && request.Endpoint.fifo) return 'Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics';
  return null;
}

/** What SNS has against attributes of a subscription; null = nothing. */
export function problemOfAttributes(
  request: SubscribeRequest,
  attributes: SubscriptionAttributes,
  topic: { readonly fifo: boolean; readonly archives: boolean },
): string | null {
  const { DeliveryPolicy, RedrivePolicy, RawMessageDelivery = false, ReplayPolicy } = attributes;
  const target = RedrivePolicy?.deadLetterTarget;
  const kind = topic.fifo ? 'FIFO' : 'standard';
  return (
    brokenRule([
      [DeliveryPolicy === undefined || isHttp(request), 'DeliveryPolicy: Only HTTP/S subscriptions can have a delivery policy'],
      [!RawMessageDelivery || takesRaw(request), 'Delivery protocol does not support raw message delivery'],
      [
        target === undefined || target.fifo === topic.fifo,
        `RedrivePolicy: a subscription of a ${kind} topic needs a ${kind} dead-letter queue`,
      ],
      [ReplayPolicy === undefined || topic.archives, 'ReplayPolicy: the topic has no archive'],
    ]) ?? problemOfPolicy(DeliveryPolicy ?? {})
  );
}

const isHttp = ({ Protocol }: SubscribeRequest): boolean => Protocol === 'http' || Protocol === 'https';
const takesRaw = (request: SubscribeRequest): boolean => isHttp(request) || request.Protocol === 'sqs' || request.Protocol === 'firehose';

/** Reads the filter out of a subscription's attributes. */
export function filterOf({ FilterPolicy, FilterPolicyScope = 'MessageAttributes' }: SubscriptionAttributes): Result<Filter | null, string> {
  return FilterPolicy === undefined ? ok(null) : parseFilterPolicy(FilterPolicy, FilterPolicyScope);
}
