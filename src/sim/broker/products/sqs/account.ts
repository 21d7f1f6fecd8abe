import type { ProductClock } from '../../clock';
import { DedupWindow } from '../../dedupWindow';
import type { CreateQueueRequest, Sent, SetQueueAttributesRequest } from './api';
import { arnOf, queueNameOf } from './arn';
import type { CallRate } from './callRate';
import type { SqsChoices } from './injections';
import { checkAttributes, defaultMaxReceiveCount, defaultQueueAttributes, type QueueAttributes } from './queueAttributes';
import { Receives } from './receives';
import { done, type SqsError, sqsError, type SqsResult } from './sqsError';
import { dedupIntervalUs } from './sqsRules';
import { SqsQueue } from './sqsQueue';
import type { StoredMessage } from './storedMessage';

/** A queue of the account with what belongs to it. */
export interface OwnedQueue {
  readonly queue: SqsQueue;
  readonly receives: Receives;
  readonly dedup: DedupWindow<Sent>;
  /** By action, and by message group where the throughput limit says so. */
  readonly rates: Map<string, CallRate>;
  purgedAtUs: number;
}

export interface AccountOptions {
  readonly clock: ProductClock;
  readonly seed: number;
  readonly choices: SqsChoices;
}

/** A name is free again this long after its queue was deleted (API reference of DeleteQueue); a purge may take as long. */
const settleUs = 60_000_000;

/** The queues of one account, and what passes between them. */
export class Account {
  readonly #options: AccountOptions;
  readonly #queues = new Map<string, OwnedQueue>();
  readonly #deletedAtUs = new Map<string, number>();
  #messages = 0;
  #sequence = 0;

  constructor(options: AccountOptions) {
    this.#options = options;
  }

  get names(): readonly string[] {
    return [...this.#queues.keys()];
  }

  find(queueUrl: string): OwnedQueue | SqsError {
    return this.#queues.get(queueUrl) ?? sqsError('QueueDoesNotExist', `The specified queue ${queueUrl} does not exist.`);
  }

  byArn(arn: string): SqsQueue | undefined {
    return this.#queues.get(queueNameOf(arn) ?? '')?.queue;
  }

  /** Queues whose redrive policy names that one. */
  sourcesOf(dlq: SqsQueue): readonly SqsQueue[] {
    return [...this.#queues.values()]
      .map(({ queue }) => queue)
      .filter(({ attributes }) => attributes.RedrivePolicy?.deadLetterTargetArn === dlq.arn);
  }

  create({ Attributes = {}, QueueName }: CreateQueueRequest): SqsResult<{ readonly QueueUrl: string }> {
    const attributes = { ...defaultQueueAttributes, ...Attributes };
    const known = this.#queues.get(QueueName);
    if (known !== undefined && Object.keys(Attributes).every((name) => sameAttribute(name, known.queue.attributes, attributes))) {
      return { ...done, QueueUrl: QueueName };
    }
    if (known !== undefined)
      return sqsError('QueueNameExists', 'A queue already exists with the same name and a different value for an attribute.');
    const { clock } = this.#options;
    if (clock.nowUs - (this.#deletedAtUs.get(QueueName) ?? -settleUs) < settleUs) {
      return sqsError(
        'QueueDeletedRecently',
        'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
      );
    }
    const refused = this.#refusal(QueueName, attributes);
    if (refused !== null) return refused;
    this.#add(QueueName, attributes);
    this.#link();
    return { ...done, QueueUrl: QueueName };
  }

  #add(name: string, attributes: QueueAttributes): void {
    const { choices, clock, seed } = this.#options;
    const queue = new SqsQueue(name, attributes, {
      clock,
      seed,
      choices,
      exhausted: (message) => this.#deadLetter(queue, message),
      available: () => receives.serveSoon(),
    });
    const receives = new Receives(clock, queue);
    this.#queues.set(name, { queue, receives, dedup: new DedupWindow(dedupIntervalUs), rates: new Map(), purgedAtUs: -settleUs });
  }

  change({ Attributes, QueueUrl }: SetQueueAttributesRequest): SqsResult<object> {
    const owned = this.find(QueueUrl);
    if ('kind' in owned) return owned;
    const { queue, receives } = owned;
    const attributes = { ...queue.attributes, ...Attributes };
    if (attributes.FifoQueue !== queue.attributes.FifoQueue) {
      return sqsError('InvalidAttributeName', 'The type of a queue cannot be changed: FifoQueue is for CreateQueue only.');
    }
    const refused = this.#refusal(QueueUrl, attributes);
    if (refused !== null) return refused;
    queue.change(attributes);
    this.#link();
    receives.serveSoon();
    return done;
  }

  #refusal(name: string, attributes: QueueAttributes): SqsError | null {
    const checked = checkAttributes(name, attributes);
    return checked.kind === 'error' ? checked : this.#redriveRefusal(name, attributes);
  }

  /** What a redrive policy refers to must exist, be of the same type (SQF-013) and allow it. */
  #redriveRefusal(name: string, { FifoQueue, RedrivePolicy: policy }: QueueAttributes): SqsError | null {
    if (policy === null) return null;
    const invalid = (reason: string): SqsError =>
      sqsError('InvalidParameterValue', `Value ${JSON.stringify(policy)} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
    const dlq = this.byArn(policy.deadLetterTargetArn);
    if (dlq === undefined) return invalid('Dead letter target does not exist.');
    if (dlq.attributes.FifoQueue !== FifoQueue) {
      return invalid(
        `Dead letter target must be of the same type: the dead-letter queue of a ${kindOf(FifoQueue)} queue is a ${kindOf(FifoQueue)} queue.`,
      );
    }
    const allow = dlq.attributes.RedriveAllowPolicy;
    const allowed =
      allow.redrivePermission === 'byQueue' ? allow.sourceQueueArns.includes(arnOf(name)) : allow.redrivePermission === 'allowAll';
    return allowed ? null : invalid('The dead letter target does not allow this source queue.');
  }

  delete(queueUrl: string): SqsResult<object> {
    const owned = this.find(queueUrl);
    if ('kind' in owned) return owned;
    this.#queues.delete(queueUrl);
    this.#deletedAtUs.set(queueUrl, this.#options.clock.nowUs);
    owned.receives.abandon();
    this.#link();
    return done;
  }

  /** Whose dead-letter queue is gone keeps its messages (modelling choice). */
  #link(): void {
    for (const { queue } of this.#queues.values()) {
      const policy = queue.attributes.RedrivePolicy;
      const linked = policy !== null && this.byArn(policy.deadLetterTargetArn) !== undefined;
      queue.maxReceiveCount = linked ? (policy.maxReceiveCount ?? defaultMaxReceiveCount) : null;
    }
  }

  /** At most once a minute; everything that is in the queue now is gone when it is over (SQS-033). */
  purge(queueUrl: string): SqsResult<object> {
    const owned = this.find(queueUrl);
    if ('kind' in owned) return owned;
    const { choices, clock } = this.#options;
    if (clock.nowUs - owned.purgedAtUs < settleUs) {
      return sqsError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${queueUrl} is allowed every 60 seconds.`);
    }
    owned.purgedAtUs = clock.nowUs;
    const { queue, receives } = owned;
    const upTo = queue.arrivals;
    clock.after(choices.purgeTakesS * 1_000_000, () => {
      queue.purge(choices.purgeTakesLateMessages ? queue.arrivals : upTo);
      receives.serveSoon();
    });
    return done;
  }

  /**
   * A standard queue keeps the time of the first sending, so that the retention of the dead-letter queue must be longer (SQS-017);
   * a FIFO queue starts anew, with the message's id as deduplication id (SQF-015).
   */
  #deadLetter(source: SqsQueue, message: StoredMessage): void {
    const dlq = this.#queues.get(queueNameOf(source.attributes.RedrivePolicy?.deadLetterTargetArn ?? '') ?? '');
    if (dlq === undefined) return;
    const fifo = source.attributes.FifoQueue;
    const moved = { ...message, sourceArn: source.arn, delayedByQueue: false };
    const enqueuedAtUs = fifo ? this.#options.clock.nowUs : message.enqueuedAtUs;
    dlq.queue.store({ ...moved, enqueuedAtUs, dedupId: fifo ? message.id : message.dedupId }, 0);
    dlq.receives.serveSoon();
  }

  /** A moved message is a new one: id, time, place in line and receive count (SQS-018). */
  moveTo(queue: SqsQueue, { attributes, body, dedupId, group }: StoredMessage): void {
    const message = { body, attributes, group, dedupId, enqueuedAtUs: this.#options.clock.nowUs, delayedByQueue: false, sourceArn: null };
    queue.store({ ...message, ...this.newIds(queue.attributes.FifoQueue) }, 0);
    this.#queues.get(queue.name)?.receives.serveSoon();
  }

  newIds(fifo: boolean): { readonly id: string; readonly sequenceNumber: string } {
    const id = `00000000-0000-4000-8000-${(++this.#messages).toString(16).padStart(12, '0')}`;
    return { id, sequenceNumber: fifo ? String(++this.#sequence).padStart(20, '0') : '' };
  }
}

const kindOf = (fifo: boolean): string => (fifo ? 'FIFO' : 'standard');

function sameAttribute(name: string, one: QueueAttributes, other: QueueAttributes): boolean {
  const of = (attributes: QueueAttributes): unknown => attributes[name as keyof QueueAttributes];
  return JSON.stringify(of(one)) === JSON.stringify(of(other));
}
