import type { ProductClock } from '../../clock';
import { CopyState, type CopyTable } from '../../copies';
import { portOnClock } from '../../lineInClock';
import { Queue } from '../../queue/queue';
import { leaseUs } from '../../queue/rules';
import { deliveryRules, type DeliveryRules } from './consumerRules';

interface Told {
  /** MaxDeliver is reached. */
  readonly gaveUp: (streamSeq: number, deliveries: number) => void;
  /** Something waits for its redelivery: AckWait or the delay of a nak has ended. */
  readonly back: () => void;
}

/** A consumer's messages as copies in a queue, found by their stream sequence. */
export class ConsumerLine {
  readonly #rules: () => DeliveryRules;
  readonly #copies: CopyTable;
  readonly #told: Told;
  readonly #queue: Queue;
  /** Copies in the queue: waiting, out or held. */
  readonly #copyOf = new Map<number, number>();
  /** Messages that were never handed out. */
  unseen = 0;

  /** `rules` is asked again and again: a consumer's settings may change. */
  constructor(rules: () => DeliveryRules, on: { readonly clock: ProductClock; readonly copies: CopyTable }, told: Told) {
    this.#rules = rules;
    this.#copies = on.copies;
    this.#told = told;
    const live = {
      ...deliveryRules(rules()),
      get lease() {
        return deliveryRules(rules()).lease;
      },
      get maxOut() {
        return deliveryRules(rules()).maxOut;
      },
    };
    const port = portOnClock(on.clock, () => this.#queue, { left: (copy) => this.#left(copy), back: () => told.back() });
    this.#queue = new Queue(live, on.copies, port);
  }

  changed(): void {
    this.#queue.limit = deliveryRules(this.#rules()).limit;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  join(streamSeq: number): void {
    const copy = this.#copies.add(streamSeq, 0);
    this.#copyOf.set(streamSeq, copy);
    this.unseen++;
    this.#queue.enqueue(copy, 0);
  }

  /** Stream sequence of the message at the head; 0 = nothing waits. */
  peek(): number {
    const copy = this.#queue.peek();
    return copy < 0 ? 0 : this.#seqOf(copy);
  }

  /** Hands the next message out; null when none may go. */
  take(): { readonly streamSeq: number; readonly deliveries: number } | null {
    const copy = this.#queue.take();
    if (copy < 0) return null;
    const deliveries = this.#copies.attempts[copy] ?? 1;
    if (deliveries === 1) this.unseen--;
    return { streamSeq: this.#seqOf(copy), deliveries };
  }

  #seqOf(copy: number): number {
    return this.#copies.message[copy] ?? 0;
  }

  /** How often a message that stands here has been handed out; null when it does not (any more). */
  deliveriesOf(streamSeq: number): number | null {
    const copy = this.#copyOf.get(streamSeq);
    return copy === undefined ? null : (this.#copies.attempts[copy] ?? 0);
  }

  /** Takes a message out, wherever it stands. */
  remove(streamSeq: number): void {
    const copy = this.#copyOf.get(streamSeq);
    if (copy === undefined) return;
    if (this.#copies.attempts[copy] === 0) this.unseen--;
    const state = this.#copies.state[copy];
    if (state === CopyState.delivered) this.#queue.settle(copy);
    else if (state === CopyState.held) this.#queue.removeHeld(copy);
    else this.#queue.remove(copy);
    this.#copies.state[copy] = CopyState.acknowledged;
    this.#copyOf.delete(streamSeq);
  }

  clear(): void {
    for (const streamSeq of this.#copyOf.keys()) this.remove(streamSeq);
  }

  /** Redelivery at once or after a delay, also of a message that waits for one already. BackOff does not apply (NAT-006). */
  giveBack(streamSeq: number, delayUs: number): void {
    const copy = this.#copyOf.get(streamSeq) ?? 0;
    const state = this.#copies.state[copy];
    if (state === CopyState.delivered) this.#queue.giveBack(copy, 'nack', delayUs);
    else if (state === CopyState.held) this.#queue.extend(copy, delayUs);
    else if (delayUs > 0) this.#queue.hold(copy, delayUs);
  }

  /** AckWait starts again; of a message that waits for redelivery there is nothing to prolong. */
  extend(streamSeq: number): void {
    const copy = this.#copyOf.get(streamSeq) ?? 0;
    if (this.#copies.state[copy] === CopyState.queued) return;
    this.#queue.extend(copy, leaseUs(this.#queue.rules.lease, this.#copies.attempts[copy] ?? 1));
  }

  #left(copy: number): void {
    const streamSeq = this.#seqOf(copy);
    this.#copies.state[copy] = CopyState.dropped;
    this.#copyOf.delete(streamSeq);
    this.#told.gaveUp(streamSeq, this.#copies.attempts[copy] ?? 0);
  }
}
