interface Range {
  readonly producerId: number;
  readonly first: number;
  /** Offset of its marker. */
  readonly last: number;
  readonly aborted: boolean;
}

/** Transactions of one partition: which are open, and which ranges of offsets are void. */
export class TransactionRanges {
  /** First offset by producer. */
  readonly #open = new Map<number, number>();
  #closed: Range[] = [];

  wrote(producerId: number, offset: number): void {
    if (!this.#open.has(producerId)) this.#open.set(producerId, offset);
  }

  /** The marker at `offset` ends the producer's transaction. */
  ended(producerId: number, offset: number, aborted: boolean): void {
    const first = this.#open.get(producerId);
    if (first === undefined) return;
    this.#open.delete(producerId);
    this.#closed.push({ producerId, first, last: offset, aborted });
  }

  /** Where the oldest open transaction began; Infinity when none is open. Readers of committed records stop there (KAF-071). */
  get firstOpen(): number {
    return Math.min(Infinity, ...this.#open.values());
  }

  isOpen(producerId: number): boolean {
    return this.#open.has(producerId);
  }

  isAborted(record: { readonly producerId: number; readonly transactional: boolean; readonly offset: number }): boolean {
    if (!record.transactional) return false;
    return this.#closed.some(
      ({ producerId, first, last, aborted }) =>
        aborted && producerId === record.producerId && first <= record.offset && record.offset <= last,
    );
  }

  /** The tail is gone: a transaction that lost its marker is open again. */
  truncated(endOffset: number): void {
    for (const [producerId, first] of this.#open) if (first >= endOffset) this.#open.delete(producerId);
    for (const { producerId, first, last } of this.#closed) if (last >= endOffset && first < endOffset) this.#open.set(producerId, first);
    this.#closed = this.#closed.filter(({ last }) => last < endOffset);
  }
}
