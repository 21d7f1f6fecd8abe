import { ensure } from '../../../../base/assert';
import { drawUnit, streamSeed } from '../../../kernel/random';
import type { ProductClock } from '../../clock';
import { CopyState, CopyTable } from '../../copies';
import { portOnClock } from '../../lineInClock';
import { Queue } from '../../queue/queue';
import type { ReceivedMessage } from './api';
import { arnOf } from './arn';
import type { SqsChoices } from './injections';
import type { QueueAttributes } from './queueAttributes';
import type { QueueTotals } from './queueTotals';
import { chooses, pick } from './sampling';
import { done, invalidValue, type SqsError, sqsError, type SqsResult } from './sqsError';
import { maxInFlight, maxInvisibleS, sqsLimit, sqsQueueRules } from './sqsRules';
import { handleOf, type NewMessage, parseHandle, received, type StoredMessage } from './storedMessage';

export interface SqsQueueOptions {
  readonly clock: ProductClock;
  readonly seed: number;
  readonly choices: SqsChoices;
  /** A message was received too often and has left. */
  readonly exhausted: (message: StoredMessage) => void;
  /** Something may be receivable that was not. */
  readonly available: () => void;
}

type Found = { readonly copy: number; readonly message: StoredMessage; readonly stale: boolean };

const us = (seconds: number): number => Math.round(seconds * 1_000_000);

/** The messages of one queue: the queue primitive with SQS's rules, and what each message carries. */
export class SqsQueue {
  readonly name: string;
  readonly arn: string;
  readonly totals: QueueTotals = { stored: 0, deleted: 0, expired: 0, movedOut: 0, purged: 0 };
  readonly #options: SqsQueueOptions;
  readonly #copies = new CopyTable();
  readonly #queue: Queue;
  readonly #stream: number;
  /** By copy, in order of arrival. */
  readonly #messages = new Map<number, StoredMessage>();
  readonly #groups = new Map<string, number>();
  /** Visibility timeout that the primitive gives by itself. */
  readonly #leaseUs: number;
  #attributes: QueueAttributes;
  #calls = 0;
  #deletes = 0;

  constructor(name: string, attributes: QueueAttributes, options: SqsQueueOptions) {
    this.name = name;
    this.arn = arnOf(name);
    this.#attributes = attributes;
    this.#options = options;
    this.#stream = streamSeed(options.seed, `sqs:${name}`);
    this.#leaseUs = us(attributes.VisibilityTimeout);
    const rules = sqsQueueRules({ fifo: attributes.FifoQueue, visibilityTimeoutUs: this.#leaseUs, retentionUs: null, limit: null });
    const port = portOnClock(options.clock, () => this.#queue, {
      left: (copy, why) => this.#left(copy, why === 'exhausted'),
      back: () => options.available(),
    });
    this.#queue = new Queue(rules, this.#copies, port);
  }

  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  /** Receives after which the next one moves the message; null = there is no dead-letter queue. */
  set maxReceiveCount(max: number | null) {
    this.#queue.limit = max === null ? null : sqsLimit(max);
  }

  counts(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    this.#queue.sweep();
    return { visible: this.#queue.waiting, inFlight: this.#queue.out.length, delayed: this.#queue.held };
  }

  get full(): boolean {
    return this.#queue.out.length >= maxInFlight;
  }

  /** Messages at hand; with the totals they add up: stored = at hand + deleted + expired + moved out + purged. */
  get size(): number {
    return this.#messages.size;
  }

  get oldestAgeUs(): number {
    this.#queue.sweep();
    for (const { enqueuedAtUs, receipt } of this.#messages.values()) {
      if (this.#attributes.FifoQueue || receipt < 3) return this.#options.clock.nowUs - enqueuedAtUs;
    }
    return 0;
  }

  store(message: NewMessage & Partial<Pick<StoredMessage, 'receives' | 'firstReceivedAtUs'>>, delayUs: number): void {
    const copy = this.#copies.add(0, 0);
    this.#messages.set(copy, { receives: 0, firstReceivedAtUs: 0, ...message, receivedAtUs: 0, receipt: 0, changed: false });
    this.totals.stored++;
    this.#copies.expiresAt[copy] = message.enqueuedAtUs + us(this.#attributes.MessageRetentionPeriod);
    this.#queue.enqueue(copy, this.#groupNumber(message.group), delayUs);
  }

  #groupNumber(group: string | null): number {
    if (group === null) return 0;
    const known = this.#groups.get(group) ?? this.#groups.size + 1;
    this.#groups.set(group, known);
    return known;
  }

  /** One receive call: up to `max` messages, each invisible from now on. */
  receive(max: number, visibilityTimeoutS: number, short: boolean): readonly ReceivedMessage[] {
    const call = ++this.#calls;
    const taken: number[] = [];
    while (taken.length < max) {
      if (!this.#bringForward(taken.length, short)) break;
      const copy = this.#queue.take(call);
      if (copy < 0) break;
      taken.push(copy);
    }
    return taken.map((copy) => this.#receipt(copy, visibilityTimeoutS));
  }

  #receipt(copy: number, visibilityTimeoutS: number): ReceivedMessage {
    const { clock } = this.#options;
    const message = ensure(this.#messages.get(copy), 'message of a copy');
    message.receives++;
    message.receipt++;
    message.changed = false;
    message.receivedAtUs = clock.nowUs;
    if (message.receives === 1) message.firstReceivedAtUs = clock.nowUs;
    // A timeout of 0 hides nothing: the next receive may take it at once.
    if (visibilityTimeoutS === 0) this.#queue.giveBack(copy, 'timeout');
    else if (us(visibilityTimeoutS) !== this.#leaseUs) this.#queue.extend(copy, us(visibilityTimeoutS));
    return received(message, handleOf(this.name, copy, message.receipt));
  }

  /** Lets injections, and the range in which a FIFO queue looks for groups, decide what is next. False = nothing for this call. */
  #bringForward(taken: number, short: boolean): boolean {
    if (this.#attributes.FifoQueue) return this.#messages.size <= maxInFlight || this.#withinScan(this.#queue.peek(this.#calls));
    const { injections } = this.#options.choices;
    if (!chooses(injections, short)) return true;
    const picked = pick(this.#queue.contents(), injections, { stream: this.#stream, call: this.#calls, taken, short });
    if (picked !== undefined) this.#queue.move(picked, 0);
    return picked !== undefined;
  }

  /** FIFO queues look at their first 120,000 messages to find groups (developer guide, "Avoid large message backlogs"). */
  #withinScan(copy: number): boolean {
    let looked = 0;
    for (const stored of this.#messages.keys()) {
      if (stored === copy) return true;
      if (++looked >= maxInFlight) return false;
    }
    return false;
  }

  delete(handle: string): SqsResult<object> {
    const found = this.#find(handle);
    if (found === null || 'kind' in found) return found ?? done;
    const { copy, stale } = found;
    const fifo = this.#attributes.FifoQueue;
    if (fifo && (stale || this.#copies.state[copy] !== CopyState.delivered)) {
      return invalidValue('ReceiptHandle', handle, 'The receipt handle has expired.');
    }
    if (!fifo && this.#missed(stale)) return done;
    this.totals.deleted++;
    this.#takeAway(copy);
    return done;
  }

  /** Deletes of a standard queue that succeed without effect (SQS-010, SQS-011). */
  #missed(stale: boolean): boolean {
    const { injections, staleDelete } = this.#options.choices;
    if (stale && staleDelete === 'ignored') return true;
    return drawUnit(this.#stream, ++this.#deletes, 4) < (injections.deleteMissesReplica ?? 0);
  }

  changeVisibility(handle: string, visibilityTimeoutS: number): SqsResult<object> {
    const found = this.#find(handle);
    if (found === null) {
      return invalidValue('ReceiptHandle', handle, 'Message does not exist or is not available for visibility timeout change.');
    }
    if ('kind' in found) return found;
    const { copy, message, stale } = found;
    if (stale || this.#copies.state[copy] !== CopyState.delivered) {
      return sqsError('MessageNotInflight', 'The specified message is not in flight.');
    }
    if (this.#options.clock.nowUs - message.receivedAtUs + us(visibilityTimeoutS) > us(maxInvisibleS)) {
      const reason = `Total VisibilityTimeout for the message is beyond the limit [${maxInvisibleS} seconds]`;
      return invalidValue('VisibilityTimeout', visibilityTimeoutS, reason);
    }
    message.changed = true;
    if (visibilityTimeoutS === 0) this.#queue.giveBack(copy, 'nack');
    else this.#queue.extend(copy, us(visibilityTimeoutS));
    return done;
  }

  /** Null when the message is gone already. */
  #find(handle: string): Found | SqsError | null {
    const parsed = parseHandle(this.name, handle);
    if (parsed === null) return sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
    const message = this.#messages.get(parsed.copy);
    return message === undefined ? null : { copy: parsed.copy, message, stale: message.receipt !== parsed.receipt };
  }

  /** Group of the message that the handle names; null when there is none. */
  groupOf(handle: string): string | null {
    const found = this.#find(handle);
    return found === null || 'kind' in found ? null : found.message.group;
  }

  /**
   * The same messages once more, invisible anew, when none of them was touched since; 'changed' when one was, null when they are
   * visible again, which makes it a call like any other.
   */
  receiveAgain(handles: readonly string[], visibilityTimeoutS: number): readonly ReceivedMessage[] | 'changed' | null {
    const again = handles.map((handle) => this.#find(handle));
    const held = again.filter((found): found is Found => found !== null && !('kind' in found));
    if (held.length < again.length || held.some(({ message }) => message.changed)) return 'changed';
    if (held.some(({ copy, stale }) => stale || this.#copies.state[copy] !== CopyState.delivered)) return null;
    for (const { copy } of held) this.#queue.extend(copy, us(visibilityTimeoutS));
    return held.map(({ copy, message }) => received(message, handleOf(this.name, copy, message.receipt)));
  }

  /**
   * Takes the waiting message that came first out of the queue, for another one. Null = there is none; 'nowhere' = the queue that
   * it came from (its ARN, '' when it was sent here) will not do, so it stays.
   */
  takeFirst(goesBackTo: (sourceArn: string) => boolean): StoredMessage | 'nowhere' | null {
    this.#queue.sweep();
    for (const [copy, message] of this.#messages) {
      if (this.#copies.state[copy] !== CopyState.queued) continue;
      if (!goesBackTo(message.sourceArn ?? '')) return 'nowhere';
      this.totals.movedOut++;
      this.#takeAway(copy);
      return message;
    }
    return null;
  }

  /** Ordinal of the message that came last. */
  get arrivals(): number {
    return this.#copies.count;
  }

  /** Deletes everything up to that arrival, wherever it is. */
  purge(arrival: number): void {
    for (const copy of this.#messages.keys()) {
      if (copy > arrival) return;
      this.totals.purged++;
      this.#takeAway(copy);
    }
  }

  change(attributes: QueueAttributes): void {
    const before = this.#attributes;
    this.#attributes = attributes;
    if (attributes.MessageRetentionPeriod !== before.MessageRetentionPeriod) this.#age();
    if (attributes.FifoQueue && attributes.DelaySeconds !== before.DelaySeconds) this.#delayAnew();
  }

  #age(): void {
    for (const [copy, message] of this.#messages) {
      this.#copies.expiresAt[copy] = message.enqueuedAtUs + us(this.#attributes.MessageRetentionPeriod);
    }
    this.#queue.lookAnew();
  }

  /** A changed queue delay holds for the messages that are there already: only on FIFO queues (SQF-020). */
  #delayAnew(): void {
    for (const [copy, message] of this.#messages) {
      const state = this.#copies.state[copy];
      if (message.receipt > 0 || !message.delayedByQueue || state === CopyState.delivered) continue;
      const left = message.enqueuedAtUs + us(this.#attributes.DelaySeconds) - this.#options.clock.nowUs;
      if (state === CopyState.held) this.#queue.removeHeld(copy);
      else this.#queue.remove(copy);
      this.#queue.enqueue(copy, this.#groupNumber(message.group), Math.max(0, left));
    }
  }

  #takeAway(copy: number): void {
    const state = this.#copies.state[copy];
    this.#messages.delete(copy);
    if (state === CopyState.delivered) this.#queue.settle(copy);
    else if (state === CopyState.held) this.#queue.removeHeld(copy);
    else this.#queue.remove(copy);
    this.#copies.state[copy] = CopyState.acknowledged;
  }

  #left(copy: number, exhausted: boolean): void {
    const message = ensure(this.#messages.get(copy), 'message of a copy');
    this.#messages.delete(copy);
    this.#copies.state[copy] = exhausted ? CopyState.deadLettered : CopyState.expired;
    this.totals[exhausted ? 'movedOut' : 'expired']++;
    if (exhausted) this.#options.exhausted(message);
    this.#options.available();
  }
}
