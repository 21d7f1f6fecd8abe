import type { PlainData } from '../../../../base/plainData';
import type { PushEndpoint } from '../../push/endpoint';
import type { QueueEndpoint } from '../../push/queueEndpoint';
import type { EventPattern } from './api';
import type { EventBridgeResult } from './eventBridgeError';

/*
 * Requests and answers of the EventBridge Custom Event Bus API (eventsv2) under their own names. A bus and a subscriber go by their
 * names instead of their ARNs; targets and dead-letter queues are the things themselves. Instants in microseconds.
 */

export interface CreateBusRequest {
  readonly Name: string;
  /** 1 to 365. */
  readonly RetentionPeriodInDays?: number;
}

export interface PublishEntry {
  readonly Source: string;
  readonly DetailType: string;
  /** A JSON object as text. */
  readonly Detail?: string;
  readonly SystemMetadata?: { readonly EventGroupId?: string; readonly DeduplicationId?: string };
}

export interface PublishRequest {
  readonly EventBus: string;
  readonly Entries: readonly PublishEntry[];
  /** Repetitions are told by their content instead of a DeduplicationId. */
  readonly DeduplicationType?: 'CONTENT_BASED';
}

export interface PublishResultEntry {
  readonly EventId?: string;
  readonly SequenceNumber?: string;
  readonly SuccessCode?: 'PUBLISHED' | 'DEDUPLICATED';
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export type PublishAnswer = EventBridgeResult<{
  readonly FailedEntryCount: number;
  readonly Entries: readonly PublishResultEntry[];
}>;

/** An event on a bus. `data` is what filters see and targets get. */
export interface StoredEvent {
  readonly id: string;
  readonly sequence: string;
  readonly publishedAtUs: number;
  readonly groupId: string | null;
  readonly deduplicationId: string | null;
  readonly data: { readonly [field: string]: PlainData };
}

export interface CreateSubscriberRequest {
  readonly EventBus: string;
  readonly Name: string;
  /** FIFO: in the order of publishing within an event group. UNORDERED unless given. */
  readonly Type?: 'UNORDERED' | 'FIFO';
  /** At least one; an event that matches one of them is delivered. */
  readonly Filters: readonly EventPattern[];
  readonly To: { readonly endpoint: PushEndpoint<StoredEvent> } | { readonly queue: QueueEndpoint };
  readonly RetryPolicy?: { readonly MaxRetryAttempts?: number; readonly MaxEventAgeInSeconds?: number };
  readonly OnFailure?: QueueEndpoint;
  /** LATEST: only what is published from now on. POINT_IN_TIME: what the bus retains, from a time or from its beginning. */
  readonly StartingPosition?: 'LATEST' | 'POINT_IN_TIME';
  readonly PointInTime?:
    | { readonly PointType: 'HORIZON'; readonly EndPointUs?: number }
    | { readonly PointType: 'TIMESTAMP'; readonly StartingPointUs: number; readonly EndPointUs?: number };
}

/** What became of the events for one subscriber; matched = delivered + to the dead letters + dropped + pending. */
export interface SubscriberReport {
  readonly Matched: number;
  readonly Delivered: number;
  readonly SentToDlq: number;
  /** Given up without a dead-letter queue, or one that could not take it: the only trace. */
  readonly EventsDropped: number;
  readonly Pending: number;
  readonly FailedAttempts: number;
}
