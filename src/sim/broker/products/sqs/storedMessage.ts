import type { ReceivedMessage } from './api';
import type { MessageAttributes } from './messageSize';

/** A message in a queue, with what its receives have left on it. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly group: string | null;
  readonly dedupId: string | null;
  /** Empty on standard queues. */
  readonly sequenceNumber: string;
  /** What the retention counts from. */
  readonly enqueuedAtUs: number;
  /** The queue's delay applies, not one of the message's own. */
  readonly delayedByQueue: boolean;
  /** Queue it was dead-lettered from. */
  readonly sourceArn: string | null;
  /** Receives over all queues. */
  receives: number;
  firstReceivedAtUs: number;
  receivedAtUs: number;
  /** Ordinal of the last receive in this queue: an older receipt handle is stale. */
  receipt: number;
  /** Visibility was changed since the last receive. */
  changed: boolean;
}

export type NewMessage = Omit<StoredMessage, 'receives' | 'firstReceivedAtUs' | 'receivedAtUs' | 'receipt' | 'changed'>;

/** As a ReceiveMessage call returns it. */
export function received(message: StoredMessage, handle: string): ReceivedMessage {
  return {
    MessageId: message.id,
    ReceiptHandle: handle,
    Body: message.body,
    MessageAttributes: message.attributes,
    Attributes: {
      SentTimestampUs: message.enqueuedAtUs,
      ApproximateReceiveCount: message.receives,
      ApproximateFirstReceiveTimestampUs: message.firstReceivedAtUs,
      ...(message.group === null ? {} : { MessageGroupId: message.group }),
      ...(message.dedupId === null ? {} : { MessageDeduplicationId: message.dedupId }),
      ...(message.sequenceNumber === '' ? {} : { SequenceNumber: message.sequenceNumber }),
      ...(message.sourceArn === null ? {} : { DeadLetterQueueSourceArn: message.sourceArn }),
    },
  };
}

const handlePrefix = 'AQEB';

export const handleOf = (queue: string, copy: number, receipt: number): string => `${handlePrefix}/${copy}/${receipt}/${queue}`;

/** Null when it is no handle of that queue. */
export function parseHandle(queue: string, handle: string): { readonly copy: number; readonly receipt: number } | null {
  const [prefix, copy, receipt, name] = handle.split('/');
  if (prefix !== handlePrefix || name !== queue || !/^\d+$/.test(copy ?? '') || !/^\d+$/.test(receipt ?? '')) return null;
  return { copy: Number(copy), receipt: Number(receipt) };
}
