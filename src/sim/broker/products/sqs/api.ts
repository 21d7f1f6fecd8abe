import type { MessageAttributes } from './messageSize';
import type { QueueAttributes } from './queueAttributes';
import type { SqsError, SqsResult } from './sqsError';

/*
 * Requests and answers of the Amazon SQS API under their own names. The name of a queue stands for its URL; durations are
 * whole seconds as in the API.
 */

export interface CreateQueueRequest {
  readonly QueueName: string;
  readonly Attributes?: Partial<QueueAttributes>;
}

export interface SetQueueAttributesRequest {
  readonly QueueUrl: string;
  readonly Attributes: Partial<QueueAttributes>;
}

/** What GetQueueAttributes answers: the settings and the approximate counts, which here are exact. */
export interface QueueReport extends QueueAttributes {
  readonly QueueArn: string;
  readonly ApproximateNumberOfMessages: number;
  readonly ApproximateNumberOfMessagesNotVisible: number;
  readonly ApproximateNumberOfMessagesDelayed: number;
}

export interface SendMessageEntry {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
  readonly MessageAttributes?: MessageAttributes;
  /** Required on FIFO queues; on standard queues it only names a tenant. */
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
}

export interface SendMessageRequest extends SendMessageEntry {
  readonly QueueUrl: string;
}

export interface Sent {
  readonly MessageId: string;
  /** FIFO queues only. */
  readonly SequenceNumber?: string;
}

export interface Batch<Entry> {
  readonly QueueUrl: string;
  readonly Entries: readonly (Entry & { readonly Id: string })[];
}

/** Each entry of a batch succeeds or fails by itself. */
export type BatchAnswer<Success> = SqsResult<{
  readonly Successful: readonly (Success & { readonly Id: string })[];
  readonly Failed: readonly { readonly Id: string; readonly Code: SqsError['code']; readonly Message: string }[];
}>;

export interface ReceiveMessageRequest {
  readonly QueueUrl: string;
  /** 1 to 10; 1 when absent. */
  readonly MaxNumberOfMessages?: number;
  /** Instead of the queue's, for the messages of this call. */
  readonly VisibilityTimeout?: number;
  /** Instead of the queue's ReceiveMessageWaitTimeSeconds; above 0 = long polling. */
  readonly WaitTimeSeconds?: number;
  /** FIFO queues only: a repeated call with the same one gets the same messages. */
  readonly ReceiveRequestAttemptId?: string;
}

/** System attributes of a received message. Times in microseconds of virtual time. */
export interface SystemAttributes {
  readonly SentTimestampUs: number;
  readonly ApproximateReceiveCount: number;
  readonly ApproximateFirstReceiveTimestampUs: number;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
  readonly SequenceNumber?: string;
  readonly DeadLetterQueueSourceArn?: string;
}

export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MessageAttributes: MessageAttributes;
  readonly Attributes: SystemAttributes;
}

export type ReceiveAnswer = SqsResult<{ readonly Messages: readonly ReceivedMessage[] }>;

/** A ReceiveMessage call: a long poll is answered later than it is made. */
export interface ReceiveCall {
  /** Null until it is answered. */
  readonly answer: ReceiveAnswer | null;
  readonly answeredAtUs: number;
}

export interface DeleteMessageEntry {
  readonly ReceiptHandle: string;
}

export interface ChangeVisibilityEntry {
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout: number;
}

export interface StartMessageMoveTaskRequest {
  /** The dead-letter queue. */
  readonly SourceArn: string;
  /** Absent = back to the queues they came from. */
  readonly DestinationArn?: string;
  /** 1 to 500. */
  readonly MaxNumberOfMessagesPerSecond?: number;
}

export interface MessageMoveTask {
  readonly TaskHandle: string;
  readonly SourceArn: string;
  readonly DestinationArn: string | null;
  readonly Status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly MaxNumberOfMessagesPerSecond: number;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly startedAtUs: number;
  readonly endedAtUs: number | null;
}
