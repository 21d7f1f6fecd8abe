import type { ProductClock } from '../../clock';
import { Account, type OwnedQueue } from './account';
import type * as api from './api';
import { CallRate } from './callRate';
import { type SqsChoices, usualChoices } from './injections';
import { MoveTasks } from './moveTasks';
import { attributeRanges, type QueueAttributes, within } from './queueAttributes';
import type { ReceiveOrder } from './receives';
import { batchBytesMax, batchEntriesMax, dedupIdOf, dedupKey, delayUs, entryBytes, newMessage, refusal } from './sending';
import { done, invalidValue, type SqsError, sqsError, type SqsResult } from './sqsError';
import type { QueueTotals } from './queueTotals';
import { maxInvisibleS } from './sqsRules';

export interface SqsOptions extends Partial<SqsChoices> {
  readonly clock: ProductClock;
  readonly seed?: number;
}

/** Calls per second and action on a FIFO queue without high throughput; a batch is one call (SQF-017). */
const fifoCallsPerSecond = 300;

const attemptIdPattern = /^[\x21-\x7e]{1,128}$/;

/**
 * Amazon SQS driven by its own operations in virtual time, standard and FIFO queues. Every operation answers at once, except a
 * long poll: it is answered when a message comes or its time is over.
 */
export class SqsService {
  /** False while the endpoint cannot be reached: every call fails and changes nothing (SQS-002). */
  available = true;
  readonly #account: Account;
  readonly #clock: ProductClock;
  readonly #tasks: MoveTasks;

  constructor({ clock, seed = 1, ...choices }: SqsOptions) {
    this.#clock = clock;
    this.#account = new Account({ clock, seed, choices: { ...usualChoices, ...choices } });
    this.#tasks = new MoveTasks(clock, {
      queue: (arn) => this.#account.byArn(arn),
      sourcesOf: (dlq) => this.#account.sourcesOf(dlq),
      moveTo: (queue, message) => this.#account.moveTo(queue, message),
    });
  }

  // ── queues ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  createQueue(request: api.CreateQueueRequest): SqsResult<{ readonly QueueUrl: string }> {
    return this.available ? this.#account.create(request) : unavailable;
  }

  deleteQueue(QueueUrl: string): SqsResult<object> {
    return this.available ? this.#account.delete(QueueUrl) : unavailable;
  }

  listQueues(): SqsResult<{ readonly QueueUrls: readonly string[] }> {
    return this.available ? { ...done, QueueUrls: this.#account.names } : unavailable;
  }

  listDeadLetterSourceQueues(QueueUrl: string): SqsResult<{ readonly queueUrls: readonly string[] }> {
    const owned = this.#find(QueueUrl);
    return 'kind' in owned ? owned : { ...done, queueUrls: this.#account.sourcesOf(owned.queue).map(({ name }) => name) };
  }

  setQueueAttributes(request: api.SetQueueAttributesRequest): SqsResult<object> {
    return this.available ? this.#account.change(request) : unavailable;
  }

  getQueueAttributes(QueueUrl: string): SqsResult<{ readonly Attributes: api.QueueReport }> {
    const owned = this.#find(QueueUrl);
    if ('kind' in owned) return owned;
    const { delayed, inFlight, visible } = owned.queue.counts();
    const counts = {
      ApproximateNumberOfMessages: visible,
      ApproximateNumberOfMessagesNotVisible: inFlight,
      ApproximateNumberOfMessagesDelayed: delayed,
    };
    return { ...done, Attributes: { ...owned.queue.attributes, QueueArn: owned.queue.arn, ...counts } };
  }

  /** Not an operation of the API: where the messages of a queue are and went. All that came = the rest added up. */
  conservation(QueueUrl: string): SqsResult<Readonly<QueueTotals> & { readonly atHand: number }> {
    const owned = this.#account.find(QueueUrl);
    return 'kind' in owned ? owned : { ...done, ...owned.queue.totals, atHand: owned.queue.size };
  }

  /** CloudWatch's age of the oldest message, in seconds; a standard queue looks past what was received three times without being deleted. */
  approximateAgeOfOldestMessage(QueueUrl: string): SqsResult<{ readonly seconds: number }> {
    const owned = this.#find(QueueUrl);
    return 'kind' in owned ? owned : { ...done, seconds: owned.queue.oldestAgeUs / 1_000_000 };
  }

  purgeQueue(QueueUrl: string): SqsResult<object> {
    return this.available ? this.#account.purge(QueueUrl) : unavailable;
  }

  startMessageMoveTask(request: api.StartMessageMoveTaskRequest): SqsResult<{ readonly TaskHandle: string }> {
    return this.available ? this.#tasks.start(request) : unavailable;
  }

  cancelMessageMoveTask(TaskHandle: string): SqsResult<{ readonly ApproximateNumberOfMessagesMoved: number }> {
    return this.available ? this.#tasks.cancel(TaskHandle) : unavailable;
  }

  listMessageMoveTasks(SourceArn: string): SqsResult<{ readonly Results: readonly api.MessageMoveTask[] }> {
    return this.available ? { ...done, Results: this.#tasks.list(SourceArn) } : unavailable;
  }

  // ── sending ────────────────────────────────────────────────────────────────────────────────────────────────────────

  sendMessage(request: api.SendMessageRequest): SqsResult<api.Sent> {
    const owned = this.#called(request.QueueUrl, 'SendMessage', [request.MessageGroupId]);
    if ('kind' in owned) return owned;
    const sent = this.#store(owned, request);
    owned.receives.serve();
    return sent;
  }

  sendMessageBatch(request: api.Batch<api.SendMessageEntry>): api.BatchAnswer<api.Sent> {
    const owned = this.#called(
      request.QueueUrl,
      'SendMessage',
      request.Entries.map(({ MessageGroupId }) => MessageGroupId),
    );
    if ('kind' in owned) return owned;
    if (request.Entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > batchBytesMax) {
      return sqsError('BatchRequestTooLong', `Batch requests cannot be longer than ${batchBytesMax} bytes.`);
    }
    const answer = eachEntry(request.Entries, (entry) => this.#store(owned, entry));
    owned.receives.serve();
    return answer;
  }

  #store({ dedup, queue }: OwnedQueue, entry: api.SendMessageEntry): SqsResult<api.Sent> {
    const { attributes } = queue;
    const refused = refusal(entry, attributes);
    if (refused !== null) return refused;
    const dedupId = dedupIdOf(entry, attributes);
    const key = dedupId === null ? null : dedupKey(dedupId, entry.MessageGroupId ?? '', attributes);
    const earlier = key === null ? undefined : dedup.find(key, this.#clock.nowUs);
    if (earlier !== undefined) return { ...done, ...earlier };
    const ids = this.#account.newIds(attributes.FifoQueue);
    queue.store({ ...newMessage(entry, attributes), ...ids, dedupId, enqueuedAtUs: this.#clock.nowUs }, delayUs(entry, attributes));
    const sent: api.Sent = { MessageId: ids.id, ...(attributes.FifoQueue ? { SequenceNumber: ids.sequenceNumber } : {}) };
    if (key !== null) dedup.remember(key, this.#clock.nowUs, sent);
    return { ...done, ...sent };
  }

  // ── receiving ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** `answered` hears the answer when it is there: at once, or during a long poll. */
  receiveMessage(request: api.ReceiveMessageRequest, answered: (answer: api.ReceiveAnswer) => void = () => {}): api.ReceiveCall {
    const owned = this.#called(request.QueueUrl, 'ReceiveMessage', []);
    const order = 'kind' in owned ? owned : receiveOrder(request, owned);
    if (!('kind' in owned) && !('kind' in order)) return owned.receives.open(order, answered);
    const answer = order as SqsError;
    answered(answer);
    return { answer, answeredAtUs: this.#clock.nowUs };
  }

  deleteMessage({ QueueUrl, ReceiptHandle }: api.DeleteMessageEntry & { readonly QueueUrl: string }): SqsResult<object> {
    const owned = this.#calledFor(QueueUrl, 'DeleteMessage', [ReceiptHandle]);
    if ('kind' in owned) return owned;
    const answer = owned.queue.delete(ReceiptHandle);
    owned.receives.serve();
    return answer;
  }

  deleteMessageBatch({ Entries, QueueUrl }: api.Batch<api.DeleteMessageEntry>): api.BatchAnswer<object> {
    const owned = this.#calledFor(QueueUrl, 'DeleteMessage', handlesOf(Entries));
    if ('kind' in owned) return owned;
    const answer = eachEntry(Entries, ({ ReceiptHandle }) => owned.queue.delete(ReceiptHandle));
    owned.receives.serve();
    return answer;
  }

  changeMessageVisibility({ QueueUrl, ...entry }: api.ChangeVisibilityEntry & { readonly QueueUrl: string }): SqsResult<object> {
    const owned = this.#calledFor(QueueUrl, 'ChangeMessageVisibility', [entry.ReceiptHandle]);
    if ('kind' in owned) return owned;
    const answer = changeVisibility(owned, entry);
    owned.receives.serve();
    return answer;
  }

  changeMessageVisibilityBatch({ Entries, QueueUrl }: api.Batch<api.ChangeVisibilityEntry>): api.BatchAnswer<object> {
    const owned = this.#calledFor(QueueUrl, 'ChangeMessageVisibility', handlesOf(Entries));
    if ('kind' in owned) return owned;
    const answer = eachEntry(Entries, (entry) => changeVisibility(owned, entry));
    owned.receives.serve();
    return answer;
  }

  // ── every call ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #find(QueueUrl: string): OwnedQueue | SqsError {
    return this.available ? this.#account.find(QueueUrl) : unavailable;
  }

  #calledFor(QueueUrl: string, action: string, handles: readonly string[]): OwnedQueue | SqsError {
    const found = this.#find(QueueUrl);
    if ('kind' in found) return found;
    return this.#called(
      QueueUrl,
      action,
      handles.map((handle) => found.queue.groupOf(handle) ?? undefined),
    );
  }

  /** The queue of a call, counted against the rate of its action: for the queue, or for each message group concerned. */
  #called(QueueUrl: string, action: string, groups: readonly (string | undefined)[]): OwnedQueue | SqsError {
    const owned = this.#find(QueueUrl);
    if ('kind' in owned || !owned.queue.attributes.FifoQueue) return owned;
    const perGroup = owned.queue.attributes.FifoThroughputLimit === 'perMessageGroupId';
    const keys = perGroup ? [...new Set(groups)].map((group) => `${action} ${group}`) : [action];
    const accepted = keys.every((key) => {
      const rate = owned.rates.get(key) ?? new CallRate(fifoCallsPerSecond);
      owned.rates.set(key, rate);
      return rate.accept(this.#clock.nowUs);
    });
    return accepted ? owned : sqsError('ThrottlingException', `Rate exceeded: ${fifoCallsPerSecond} calls per second of ${action}.`);
  }
}

const unavailable = sqsError('ServiceUnavailable', 'The endpoint cannot be reached.');

const handlesOf = (entries: readonly api.DeleteMessageEntry[]): readonly string[] => entries.map(({ ReceiptHandle }) => ReceiptHandle);

function changeVisibility({ queue }: OwnedQueue, { ReceiptHandle, VisibilityTimeout }: api.ChangeVisibilityEntry): SqsResult<object> {
  if (within(VisibilityTimeout, attributeRanges.VisibilityTimeout)) return queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
  return invalidValue('VisibilityTimeout', VisibilityTimeout, `Must be between 0 and ${maxInvisibleS}.`);
}

function receiveOrder(request: api.ReceiveMessageRequest, { queue: { attributes } }: OwnedQueue): ReceiveOrder | SqsError {
  const order: ReceiveOrder = {
    max: request.MaxNumberOfMessages ?? 1,
    visibilityTimeoutS: request.VisibilityTimeout ?? attributes.VisibilityTimeout,
    waitS: request.WaitTimeSeconds ?? attributes.ReceiveMessageWaitTimeSeconds,
    attemptId: request.ReceiveRequestAttemptId ?? null,
  };
  return receiveRefusal(order, attributes) ?? order;
}

function receiveRefusal({ attemptId, max, visibilityTimeoutS, waitS }: ReceiveOrder, { FifoQueue }: QueueAttributes): SqsError | null {
  if (!within(max, { min: 1, max: 10 })) return invalidValue('MaxNumberOfMessages', max, 'Must be between 1 and 10, if provided.');
  if (!within(waitS, attributeRanges.ReceiveMessageWaitTimeSeconds)) {
    return invalidValue('WaitTimeSeconds', waitS, 'Must be >= 0 and <= 20, if provided.');
  }
  if (!within(visibilityTimeoutS, attributeRanges.VisibilityTimeout)) {
    return invalidValue('VisibilityTimeout', visibilityTimeoutS, `Must be between 0 and ${maxInvisibleS}.`);
  }
  if (attemptId === null || (FifoQueue && attemptIdPattern.test(attemptId))) return null;
  return invalidValue('ReceiveRequestAttemptId', attemptId, 'The request include parameter that is not valid for this queue type.');
}

/** Ids of a batch are distinct, one to ten of them; then each entry stands for itself. */
function eachEntry<Entry extends { readonly Id: string }, Success extends object>(
  entries: readonly Entry[],
  one: (entry: Entry) => SqsResult<Success>,
): api.BatchAnswer<Success> {
  const refused = batchRefusal(entries.map(({ Id }) => Id));
  if (refused !== null) return refused;
  const Successful: (Success & { Id: string })[] = [];
  const Failed: { Id: string; Code: SqsError['code']; Message: string }[] = [];
  for (const entry of entries) {
    const answer = one(entry);
    if (answer.kind === 'error') Failed.push({ Id: entry.Id, Code: answer.code, Message: answer.message });
    else Successful.push({ ...answer, Id: entry.Id });
  }
  return { ...done, Successful, Failed };
}

function batchRefusal(ids: readonly string[]): SqsError | null {
  if (ids.length === 0) return sqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (ids.length > batchEntriesMax) {
    return sqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${batchEntriesMax}. You have sent ${ids.length}.`,
    );
  }
  const odd = ids.find((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id));
  if (odd !== undefined) return sqsError('InvalidBatchEntryId', `The Id of a batch entry is up to 80 letters, digits, - and _: "${odd}".`);
  return new Set(ids).size === ids.length ? null : sqsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
}
