import type { SendMessageEntry } from './api';
import { hasOnlyAllowedCharacters, messageBytes } from './messageSize';
import { attributeRanges, type QueueAttributes, within } from './queueAttributes';
import { sha256 } from './sha256';
import type { NewMessage } from './storedMessage';
import { invalidValue, type SqsError, sqsError } from './sqsError';

/** At most so many entries in a batch, and so many bytes in all of them together (API reference). */
export const batchEntriesMax = 10;
export const batchBytesMax = 1_048_576;

const attributesMax = 10;

export const entryBytes = ({ MessageAttributes = {}, MessageBody }: SendMessageEntry): number =>
  messageBytes(MessageBody, MessageAttributes);

/** Why the queue refuses the message; null when it takes it. */
export function refusal(entry: SendMessageEntry, queue: QueueAttributes): SqsError | null {
  return contentRefusal(entry, queue) ?? delayRefusal(entry, queue) ?? (queue.FifoQueue ? fifoRefusal(entry, queue) : null);
}

function contentRefusal(entry: SendMessageEntry, queue: QueueAttributes): SqsError | null {
  if (entry.MessageBody === '') return sqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (!hasOnlyAllowedCharacters(entry.MessageBody)) {
    return sqsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  }
  if (Object.keys(entry.MessageAttributes ?? {}).length > attributesMax) {
    return sqsError('InvalidParameterValue', `Number of message attributes exceeds the allowed maximum [${attributesMax}].`);
  }
  if (entryBytes(entry) > queue.MaximumMessageSize) {
    const reason = `Message must be shorter than ${queue.MaximumMessageSize} bytes.`;
    return sqsError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`);
  }
  return null;
}

/** A FIFO queue knows only the delay of the whole queue (SQF-020). */
function delayRefusal({ DelaySeconds: delay = 0 }: SendMessageEntry, { FifoQueue }: QueueAttributes): SqsError | null {
  const { max, min } = attributeRanges.DelaySeconds;
  if (!within(delay, attributeRanges.DelaySeconds))
    return invalidValue('DelaySeconds', delay, `DelaySeconds must be >= ${min} and <= ${max}.`);
  if (!FifoQueue || delay === 0) return null;
  return invalidValue('DelaySeconds', delay, 'The request include parameter that is not valid for this queue type.');
}

const idPattern = /^[\x21-\x7e]{1,128}$/;

function fifoRefusal(entry: SendMessageEntry, queue: QueueAttributes): SqsError | null {
  const { MessageDeduplicationId: dedupId, MessageGroupId: group } = entry;
  if (group === undefined) return sqsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  if (!idPattern.test(group)) return invalidValue('MessageGroupId', group, '1 to 128 alphanumeric and punctuation characters.');
  if (dedupId === undefined && !queue.ContentBasedDeduplication) {
    const reason = 'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.';
    return sqsError('InvalidParameterValue', reason);
  }
  if (dedupId === undefined || idPattern.test(dedupId)) return null;
  return invalidValue('MessageDeduplicationId', dedupId, '1 to 128 alphanumeric and punctuation characters.');
}

/** The explicit id, else the hash of the body alone: attributes do not count (SQF-005). Null on standard queues. */
export function dedupIdOf(entry: SendMessageEntry, queue: QueueAttributes): string | null {
  return queue.FifoQueue ? (entry.MessageDeduplicationId ?? sha256(entry.MessageBody)) : null;
}

/** What the window remembers: the id, in the scope that the queue says (SQF-008). */
export const dedupKey = (dedupId: string, group: string, { DeduplicationScope }: QueueAttributes): string =>
  DeduplicationScope === 'queue' ? dedupId : `${group} ${dedupId}`;

/** A message's own delay counts on standard queues, the queue's where there is none (SQS-030). */
const ownDelay = ({ DelaySeconds }: SendMessageEntry, { FifoQueue }: QueueAttributes): number | undefined =>
  FifoQueue ? undefined : DelaySeconds;

export const delayUs = (entry: SendMessageEntry, queue: QueueAttributes): number =>
  (ownDelay(entry, queue) ?? queue.DelaySeconds) * 1_000_000;

/** What the producer says of the message; the queue adds ids and time. */
export function newMessage(
  entry: SendMessageEntry,
  queue: QueueAttributes,
): Omit<NewMessage, 'id' | 'sequenceNumber' | 'dedupId' | 'enqueuedAtUs'> {
  return {
    body: entry.MessageBody,
    attributes: entry.MessageAttributes ?? {},
    group: entry.MessageGroupId ?? null,
    delayedByQueue: ownDelay(entry, queue) === undefined,
    sourceArn: null,
  };
}
