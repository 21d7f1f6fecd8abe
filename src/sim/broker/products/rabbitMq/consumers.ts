import type { Taken } from './taken';

/** A consumer as its queue sees it. */
export interface QueueConsumer {
  readonly tag: string;
  readonly priority: number;
  readonly exclusive: boolean;
  /** Whether its prefetch lets it have one more delivery. */
  readonly hasRoom: () => boolean;
  /** Unsettled deliveries that it has. */
  readonly holds: () => number;
  readonly deliver: (taken: Taken) => void;
  /** Its queue is gone. */
  readonly cancelled: () => void;
}

/**
 * The consumers of one queue and whose turn it is: the highest priority first, among equals in turns. A consumer that is full when
 * its turn comes steps out of the row and joins it at the end when it has room again.
 */
export class Consumers {
  readonly #singleActive: boolean;
  /** Everybody, by the time they came. */
  readonly #all: QueueConsumer[] = [];
  /** Those who take turns, the next one first. */
  #row: QueueConsumer[] = [];

  constructor(singleActive: boolean) {
    this.#singleActive = singleActive;
  }

  get size(): number {
    return this.#all.length;
  }

  get exclusive(): boolean {
    return this.#all.some(({ exclusive }) => exclusive);
  }

  /** The consumer that alone gets messages; undefined when all of them do. */
  get active(): QueueConsumer | undefined {
    return this.#singleActive ? this.#all[0] : undefined;
  }

  add(consumer: QueueConsumer): void {
    this.#all.push(consumer);
    this.#row.push(consumer);
  }

  remove(consumer: QueueConsumer): void {
    const place = this.#all.indexOf(consumer);
    if (place >= 0) this.#all.splice(place, 1);
    this.#row = this.#row.filter((one) => one !== consumer);
  }

  removeAll(): readonly QueueConsumer[] {
    this.#row = [];
    return this.#all.splice(0);
  }

  /** Whose turn it is; undefined when nobody has room. The one that is named goes to the end of the row. */
  next(): QueueConsumer | undefined {
    this.#rejoin();
    if (this.#singleActive) return this.#all[0]?.hasRoom() === true ? this.#all[0] : undefined;
    for (let tried = this.#first(); tried !== undefined; tried = this.#first()) {
      this.#row.splice(this.#row.indexOf(tried), 1);
      if (!tried.hasRoom()) continue;
      this.#row.push(tried);
      return tried;
    }
    return undefined;
  }

  #first(): QueueConsumer | undefined {
    return this.#row.reduce<QueueConsumer | undefined>(
      (best, one) => (best === undefined || one.priority > best.priority ? one : best),
      undefined,
    );
  }

  #rejoin(): void {
    if (this.#row.length === this.#all.length) return;
    for (const consumer of this.#all) if (!this.#row.includes(consumer) && consumer.hasRoom()) this.#row.push(consumer);
  }
}
