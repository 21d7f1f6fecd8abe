import type { PlainData } from '../../../../base/plainData';
import type { PushEndpoint } from '../../push/endpoint';
import type { QueueEndpoint } from '../../push/queueEndpoint';
import type { MessageAttributes } from '../sqs/messageSize';
import type { DeliveryPolicy, SnsProtocol } from './deliveryPolicy';
import type { FilterPolicyScope } from './filterPolicy';
import type { SnsErrorCode, SnsResult } from './snsError';

/*
 * Requests and answers of the Amazon SNS API under their own names. Where the API names an endpoint or a dead-letter queue by its
 * address, the model takes the thing itself. Times in seconds where the API has seconds.
 */

export interface TopicAttributes {
  /** The topic's name ends with .fifo. */
  readonly FifoTopic?: boolean;
  readonly ContentBasedDeduplication?: boolean;
  /** Within what a deduplication id has to be unique. */
  readonly FifoThroughputScope?: 'Topic' | 'MessageGroup';
  /** FIFO topics only: messages are kept for replay, 1 to 365 days. */
  readonly ArchivePolicy?: { readonly MessageRetentionPeriod: number };
  /** Policy of the HTTP/S subscriptions that have none of their own. */
  readonly DeliveryPolicy?: DeliveryPolicy & { readonly disableSubscriptionOverrides?: boolean };
}

export interface SubscriptionAttributes {
  readonly FilterPolicy?: { readonly [field: string]: PlainData };
  readonly FilterPolicyScope?: FilterPolicyScope;
  readonly DeliveryPolicy?: DeliveryPolicy;
  readonly RedrivePolicy?: { readonly deadLetterTarget: QueueEndpoint } | null;
  readonly RawMessageDelivery?: boolean;
  /** FIFO topics with an archive: the subscription gets archived messages again, from one time to another; microseconds. */
  readonly ReplayPolicy?: { readonly PointType: 'Timestamp'; readonly StartingPointUs: number; readonly EndingPointUs?: number };
}

export type Subscriber =
  | { readonly Protocol: 'sqs'; readonly Endpoint: QueueEndpoint }
  | { readonly Protocol: Exclude<SnsProtocol, 'sqs'>; readonly Endpoint: PushEndpoint<Notification> };

export type SubscribeRequest = Subscriber & { readonly TopicArn: string; readonly Attributes?: SubscriptionAttributes };

export interface PublishEntry {
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageAttributes?: MessageAttributes;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

export type PublishRequest = PublishEntry & { readonly TopicArn: string };

export interface Published {
  readonly MessageId: string;
  /** FIFO topics only. */
  readonly SequenceNumber?: string;
}

export type PublishBatchAnswer = SnsResult<{
  readonly Successful: readonly (Published & { readonly Id: string })[];
  readonly Failed: readonly { readonly Id: string; readonly Code: SnsErrorCode; readonly Message: string }[];
}>;

/** A message on its way to subscribers. */
export interface Notification {
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Subject: string | null;
  readonly MessageAttributes: MessageAttributes;
  readonly MessageGroupId: string | null;
  readonly MessageDeduplicationId: string | null;
  readonly SequenceNumber: string | null;
  readonly publishedAtUs: number;
  /** Sent again from the topic's archive. */
  readonly Replayed: boolean;
}

/** What became of the messages for one subscription; published + duplicated = filtered + delivered + redriven + discarded + pending. */
export interface SubscriptionReport {
  readonly Published: number;
  /** Further deliveries of the same message (`SnsOptions.duplicates`). */
  readonly Duplicated: number;
  readonly FilteredOut: number;
  readonly Delivered: number;
  readonly RedrivenToDlq: number;
  /** Given up without a dead-letter queue, or one that could not take them. */
  readonly Discarded: number;
  readonly Pending: number;
  /** Failed attempts. */
  readonly FailedAttempts: number;
}
