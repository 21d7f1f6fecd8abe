import type { PlainData } from '../../../../base/plainData';
import type { PushEndpoint } from '../../push/endpoint';
import type { QueueEndpoint } from '../../push/queueEndpoint';
import type { EventBridgeResult } from './eventBridgeError';

/*
 * Requests and answers of the Amazon EventBridge API (rules and targets) under their own names. Where the API names a bus, a rule or an
 * archive by its ARN, the model takes its name; targets and dead-letter queues are the things themselves. Instants in microseconds.
 */

export interface PutEventsEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  /** A JSON object as text. */
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  readonly EventBusName?: string;
  /** Now, when absent. */
  readonly TimeUs?: number;
}

export interface PutEventsResultEntry {
  /** Present when the entry was taken. */
  readonly EventId?: string;
  /** Present when it was not: the producer has to send it again. */
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

export type PutEventsAnswer = EventBridgeResult<{
  readonly FailedEntryCount: number;
  readonly Entries: readonly PutEventsResultEntry[];
}>;

/** An event on a bus. `data` is what patterns see and targets get. */
export interface BusEvent {
  readonly id: string;
  readonly timeUs: number;
  readonly data: { readonly [field: string]: PlainData };
  /** How many targets stand between the event and its first ancestor. */
  readonly hops: number;
}

export type EventPattern = { readonly [field: string]: PlainData };

export interface PutRuleRequest {
  readonly Name: string;
  readonly EventPattern: EventPattern;
  readonly EventBusName?: string;
  readonly State?: 'ENABLED' | 'DISABLED';
}

export interface RetryPolicy {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
}

export interface Target {
  readonly Id: string;
  /** What is invoked, or the queue that gets the event. */
  readonly To: { readonly endpoint: PushEndpoint<BusEvent> } | { readonly queue: QueueEndpoint };
  /** Of an API destination: invocations above it wait. None unless given. */
  readonly InvocationRateLimitPerSecond?: number;
  /** For FIFO queues. */
  readonly SqsParameters?: { readonly MessageGroupId: string };
  readonly RetryPolicy?: RetryPolicy;
  /** A standard queue. */
  readonly DeadLetterConfig?: { readonly target: QueueEndpoint };
}

export interface PutTargetsRequest {
  readonly Rule: string;
  readonly EventBusName?: string;
  readonly Targets: readonly Target[];
}

/** What became of the events for one target; matched = invoked + sent to the dead letters + dropped + pending. */
export interface TargetReport {
  readonly Matched: number;
  readonly Invoked: number;
  readonly InvocationsSentToDlq: number;
  /** Given up without a dead-letter queue, or with one that could not take it. */
  readonly Dropped: number;
  /** Those of the dropped that a dead-letter queue refused. */
  readonly InvocationsFailedToBeSentToDlq: number;
  readonly Pending: number;
  readonly FailedAttempts: number;
}

export interface CreateArchiveRequest {
  readonly ArchiveName: string;
  /** The bus. */
  readonly EventSource: string;
  /** Everything, when absent. */
  readonly EventPattern?: EventPattern;
  /** 0 = for ever. */
  readonly RetentionDays?: number;
}

export interface StartReplayRequest {
  readonly ReplayName: string;
  readonly ArchiveName: string;
  readonly EventStartTimeUs: number;
  readonly EventEndTimeUs: number;
  /** The bus of the archive, and the rules that get the events (all, when absent). */
  readonly Destination: { readonly EventBusName: string; readonly FilterRules?: readonly string[] };
}

export type ReplayState = 'RUNNING' | 'COMPLETED' | 'CANCELLED';

export interface ReplayReport {
  readonly State: ReplayState;
  readonly EventsReplayed: number;
  /** Time of the youngest event replayed so far; null before the first. */
  readonly EventLastReplayedTimeUs: number | null;
}
