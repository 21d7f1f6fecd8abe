import { assertUnreachable } from '../../../../base/assert';
import type { ReturnCause } from '../../line';
import type { RabbitQueue } from './rabbitQueue';

/** A delivery that its consumer (or `basic.get`) has not settled. */
export interface Unsettled {
  readonly deliveryTag: number;
  readonly copy: number;
  readonly queue: RabbitQueue;
  /** Empty for `basic.get`. */
  readonly consumerTag: string;
  readonly deliveredUs: number;
}

export type Settling = { readonly kind: 'ack' } | { readonly kind: 'reject' } | { readonly kind: 'requeue'; readonly cause: ReturnCause };

/** The unsettled deliveries of one channel, by delivery tag. */
export class UnsettledDeliveries {
  readonly #byTag = new Map<number, Unsettled>();
  readonly #ofConsumer = new Map<string, number>();
  /** Taken back from a consumer that held them for too long; a late answer to them is no mistake. */
  readonly #reclaimed = new Set<number>();

  get size(): number {
    return this.#byTag.size;
  }

  /** Oldest first. */
  all(): readonly Unsettled[] {
    return [...this.#byTag.values()];
  }

  countOf(consumerTag: string): number {
    return this.#ofConsumer.get(consumerTag) ?? 0;
  }

  add(delivery: Unsettled): void {
    this.#byTag.set(delivery.deliveryTag, delivery);
    this.#ofConsumer.set(delivery.consumerTag, this.countOf(delivery.consumerTag) + 1);
  }

  /** Whether an answer to that tag may be ignored. */
  isReclaimed(deliveryTag: number): boolean {
    return this.#reclaimed.has(deliveryTag);
  }

  /**
   * The deliveries that an answer means: one, or with `multiple` all up to it (0 = all there are). Null when there is no such
   * delivery on this channel (RMQ-041).
   */
  meant(deliveryTag: number, multiple: boolean): readonly Unsettled[] | null {
    const one = this.#byTag.get(deliveryTag);
    if (!multiple) return one === undefined ? null : [one];
    if (deliveryTag === 0) return this.all();
    return one === undefined ? null : this.all().filter((delivery) => delivery.deliveryTag <= deliveryTag);
  }

  /** Settles deliveries; their queues hand out again when all of them are done. */
  settle(deliveries: readonly Unsettled[], how: Settling): void {
    for (const delivery of deliveries) {
      this.#byTag.delete(delivery.deliveryTag);
      this.#ofConsumer.set(delivery.consumerTag, this.countOf(delivery.consumerTag) - 1);
      settleOne(delivery, how);
    }
    for (const queue of new Set(deliveries.map((delivery) => delivery.queue))) queue.dispatch();
  }

  /** The channel ends: everything goes back, consumer by consumer in the order of delivery. The queues do not hand out yet. */
  takeAllBack(): void {
    const all = this.all();
    const consumers = new Set(all.map(({ consumerTag }) => consumerTag));
    for (const tag of consumers) {
      for (const { queue, copy } of all.filter(({ consumerTag }) => consumerTag === tag)) queue.giveBack(copy, 'lost');
    }
    this.#byTag.clear();
    this.#ofConsumer.clear();
  }

  reclaim(deliveries: readonly Unsettled[]): void {
    for (const { deliveryTag } of deliveries) this.#reclaimed.add(deliveryTag);
    this.settle(deliveries, { kind: 'requeue', cause: 'timeout' });
  }
}

function settleOne({ queue, copy }: Unsettled, how: Settling): void {
  switch (how.kind) {
    case 'ack':
      return queue.settle(copy);
    case 'reject':
      return queue.reject(copy);
    case 'requeue':
      return queue.giveBack(copy, how.cause);
    default:
      return assertUnreachable(how);
  }
}
