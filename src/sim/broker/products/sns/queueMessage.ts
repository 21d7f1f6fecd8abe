import type { QueueMessage } from '../../push/queueEndpoint';
import type { Notification } from './api';

/** SQS takes at most this many attributes with a message. */
const rawAttributesMax = 10;

/**
 * How a notification arrives in a queue: wrapped in JSON, or raw with its attributes. A raw message with more attributes than a queue
 * takes cannot be delivered: null, a client-side error. A group and a deduplication id reach FIFO queues only.
 */
export function toQueueMessage(notification: Notification, form: { readonly fifo: boolean; readonly raw: boolean }): QueueMessage | null {
  const attributes = Object.entries(notification.MessageAttributes);
  if (form.raw && attributes.length > rawAttributesMax) return null;
  return {
    body: form.raw ? notification.Message : wrapped(notification),
    attributes: form.raw ? Object.fromEntries(attributes.map(([name, { StringValue }]) => [name, StringValue])) : {},
    groupId: form.fifo ? notification.MessageGroupId : null,
    deduplicationId: form.fifo ? notification.MessageDeduplicationId : null,
  };
}

function wrapped({ MessageId, TopicArn, Message, Subject, MessageAttributes, SequenceNumber, Replayed }: Notification): string {
  const attributes = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
    name,
    { Type: DataType, Value: StringValue },
  ]);
  return JSON.stringify({
    Type: 'Notification',
    MessageId,
    ...(SequenceNumber === null ? {} : { SequenceNumber }),
    TopicArn,
    ...(Subject === null ? {} : { Subject }),
    Message,
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
    ...(Replayed ? { Replayed } : {}),
  });
}
