import { assert } from '../../../base/assert';

/**
 * Who has how much of a partition. A record is committed when every replica that is in sync *now* has it: the high watermark
 * (KAF-001, KAF-005). The last replica in sync stays in the set even when it is down: nobody else may lead (KAF-006).
 */
export class ReplicaSet {
  /** Brokers in order of preference. */
  readonly brokers: readonly number[];
  readonly #ends = new Map<number, number>();
  readonly #inSync: Set<number>;
  #leader: number | null;
  #highWatermark = 0;

  constructor(brokers: readonly number[]) {
    assert(brokers.length > 0, 'a partition has a replica');
    this.brokers = brokers;
    this.#inSync = new Set(brokers);
    this.#leader = brokers[0] ?? null;
  }

  /** null: nobody may lead. */
  get leader(): number | null {
    return this.#leader;
  }

  get inSync(): readonly number[] {
    return this.brokers.filter((broker) => this.#inSync.has(broker));
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  endOf(broker: number): number {
    return this.#ends.get(broker) ?? 0;
  }

  /** The leader wrote up to there. */
  appended(endOffset: number): void {
    assert(this.#leader !== null, 'only a leader appends');
    this.#ends.set(this.#leader, endOffset);
    this.#advance();
  }

  /** A follower fetched all that the leader has; it is in sync (again). */
  caughtUp(broker: number): void {
    if (this.#leader === null || !this.brokers.includes(broker)) return;
    this.#ends.set(broker, this.endOf(this.#leader));
    this.#inSync.add(broker);
    this.#advance();
  }

  /** A replica is too far behind or gone. */
  fallsOut(broker: number): void {
    if (this.#inSync.size > 1) this.#inSync.delete(broker);
    this.#advance();
  }

  diskLost(broker: number): void {
    this.#ends.set(broker, 0);
  }

  leaderLost(): void {
    this.#leader = null;
  }

  /**
   * A replica in sync takes over; with `unclean`, any other when there is none. Returns where the log ends from now on: what only
   * the former leader had is gone. null = nobody can lead.
   */
  elect(alive: (broker: number) => boolean, unclean: boolean): number | null {
    const able = this.brokers.filter((broker) => alive(broker));
    const clean = able.find((broker) => this.#inSync.has(broker));
    const elected = clean ?? (unclean ? able[0] : undefined);
    if (elected === undefined) return null;
    if (clean === undefined) this.#inSync.clear();
    this.#inSync.add(elected);
    this.#leader = elected;
    const end = this.endOf(elected);
    for (const broker of this.brokers) this.#ends.set(broker, Math.min(end, this.endOf(broker)));
    this.#highWatermark = Math.min(this.#highWatermark, end);
    return end;
  }

  #advance(): void {
    if (this.#leader === null) return;
    const least = Math.min(...this.inSync.map((broker) => this.endOf(broker)));
    this.#highWatermark = Math.max(this.#highWatermark, Number.isFinite(least) ? least : 0);
  }
}
