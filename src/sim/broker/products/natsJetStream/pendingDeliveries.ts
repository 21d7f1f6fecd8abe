/**
 * What a consumer has been given and not settled, and how far everything before is settled. Mirrors the server's bookkeeping: the floor
 * moves when the delivery right above it is settled, or nothing is pending any more.
 */
export class PendingDeliveries {
  /** Stream sequence → consumer sequence of its first delivery. */
  readonly #pending = new Map<number, number>();
  consumerFloor = 0;
  /** 0 until something is settled, wherever the consumer begins (recording `start-floors`). */
  streamFloor = 0;
  /** Consumer sequence of the last delivery. */
  lastConsumerSeq = 0;
  /** The next stream sequence that the consumer has not looked at. */
  cursor: number;

  constructor(startSeq: number) {
    this.cursor = startSeq;
  }

  get size(): number {
    return this.#pending.size;
  }

  has(streamSeq: number): boolean {
    return this.#pending.has(streamSeq);
  }

  /** Of its first delivery; null when nothing of it is pending. */
  consumerSeqOf(streamSeq: number): number | null {
    return this.#pending.get(streamSeq) ?? null;
  }

  /** The consumer sequence of one more delivery. */
  delivered(streamSeq: number, acknowledged: boolean): number {
    const consumerSeq = ++this.lastConsumerSeq;
    this.cursor = Math.max(this.cursor, streamSeq + 1);
    if (acknowledged) {
      this.consumerFloor = consumerSeq;
      this.streamFloor = streamSeq;
    } else if (!this.#pending.has(streamSeq)) this.#pending.set(streamSeq, consumerSeq);
    return consumerSeq;
  }

  /** A delivery is given up: it is no longer pending, but nobody has settled it. */
  givenUp(streamSeq: number): void {
    this.#pending.delete(streamSeq);
  }

  settled(streamSeq: number, deliveredAs: number): void {
    const consumerSeq = this.#pending.get(streamSeq) ?? deliveredAs;
    this.#pending.delete(streamSeq);
    if (this.#pending.size === 0) {
      this.consumerFloor = this.lastConsumerSeq;
      this.streamFloor = this.cursor - 1;
    } else if (consumerSeq === this.consumerFloor + 1) {
      this.consumerFloor = consumerSeq;
      this.streamFloor = streamSeq;
      this.#raise(streamSeq);
    }
  }

  /** Up to the next delivery that is pending. */
  #raise(from: number): void {
    for (let streamSeq = from + 1; streamSeq < this.cursor; streamSeq++) {
      const consumerSeq = this.#pending.get(streamSeq);
      if (consumerSeq === undefined) continue;
      this.consumerFloor = consumerSeq - 1;
      this.streamFloor = streamSeq - 1;
      return;
    }
  }

  /** AckPolicy all: everything up to here. Returns what was pending; null when the acknowledgement says nothing new. */
  settledUpTo(streamSeq: number, consumerSeq: number): readonly number[] | null {
    if (consumerSeq <= this.consumerFloor || streamSeq <= this.streamFloor) return null;
    const settled = [...this.#pending.keys()].filter((pending) => pending <= streamSeq);
    for (const pending of settled) this.#pending.delete(pending);
    this.consumerFloor = consumerSeq;
    this.streamFloor = streamSeq;
    return settled;
  }

  /** The stream was purged up to (not including) that sequence. */
  purged(firstSeq: number): void {
    for (const pending of this.#pending.keys()) if (pending < firstSeq) this.#pending.delete(pending);
    this.cursor = Math.max(this.cursor, firstSeq);
    if (this.streamFloor >= firstSeq) return;
    this.streamFloor = firstSeq - 1;
    this.consumerFloor = this.lastConsumerSeq;
  }
}
