/** How far a group has come in a partition, as the group's coordinator stores it: the next offset to read. */
interface Commit {
  readonly offset: number;
  readonly atUs: number;
}

/** The committed offsets of one group. They outlive its members, until the group was empty for long enough (KAF-047). */
export class CommittedOffsets {
  readonly #offsets = new Map<string, Commit>();

  commit(partition: string, offset: number, nowUs: number): void {
    this.#offsets.set(partition, { offset, atUs: nowUs });
  }

  /** undefined: nothing is committed (any more); the reader decides by its auto.offset.reset. */
  of(partition: string): number | undefined {
    return this.#offsets.get(partition)?.offset;
  }

  /** Forgets what is older than `retentionUs`, counted from the commit or from when the group became empty, whichever is later. */
  expire(nowUs: number, emptySinceUs: number, retentionUs: number): void {
    for (const [partition, { atUs }] of this.#offsets)
      if (nowUs - Math.max(atUs, emptySinceUs) >= retentionUs) this.#offsets.delete(partition);
  }
}
