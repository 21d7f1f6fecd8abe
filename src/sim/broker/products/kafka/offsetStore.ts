import { CommittedOffsets } from '../../log/committedOffsets';

/** Committed offsets of every group, with when the group lost its last member. */
export class OffsetStore {
  readonly #groups = new Map<string, CommittedOffsets>();

  of(group: string): CommittedOffsets {
    const known = this.#groups.get(group) ?? new CommittedOffsets();
    this.#groups.set(group, known);
    return known;
  }

  has(group: string): boolean {
    return this.#groups.has(group);
  }

  /** `emptySince` says since when a group has no members; Infinity while it has some. */
  expire(nowUs: number, retentionUs: number, emptySince: (group: string) => number): void {
    for (const [group, offsets] of this.#groups) offsets.expire(nowUs, emptySince(group), retentionUs);
  }
}
