import type { ProductClock, TimerHandle } from '../../clock';
import { type AssignedMember, type Assignment, withoutOthersPartitions } from '../../log/assignment';

interface Member {
  topics: readonly string[];
  owned: readonly string[];
  session: TimerHandle;
  target: readonly string[];
}

export interface IncrementalGroupWorld {
  readonly clock: ProductClock;
  /** False while no broker runs: nobody counts sessions then. */
  readonly available: () => boolean;
  readonly sessionUs: number;
  readonly assign: (members: readonly AssignedMember[]) => Assignment;
  /** True: several members may hold one partition (share groups). */
  readonly shared: boolean;
  readonly left: (memberId: string) => void;
}

/**
 * A group whose assignment lives at the coordinator (KIP-848, and share groups): there is no moment at which all stand still. Each
 * heartbeat brings a member its next step; a partition goes to its new owner when the old one has handed it back (KAF-052).
 */
export class IncrementalGroup {
  readonly #world: IncrementalGroupWorld;
  readonly #members = new Map<string, Member>();
  #epoch = 0;
  #emptySinceUs = 0;

  constructor(world: IncrementalGroupWorld) {
    this.#world = world;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get memberIds(): readonly string[] {
    return [...this.#members.keys()];
  }

  get emptySinceUs(): number {
    return this.#members.size === 0 ? this.#emptySinceUs : Infinity;
  }

  partitionsOf(memberId: string): readonly string[] {
    return this.#members.get(memberId)?.owned ?? [];
  }

  join(memberId: string, topics: readonly string[]): readonly string[] {
    this.#members.set(memberId, { topics, owned: [], session: 0, target: [] });
    this.#retarget();
    return this.heartbeat(memberId, []) ?? [];
  }

  /** What the member should hold now; null: it is no member (any more) and has lost everything. */
  heartbeat(memberId: string, owned: readonly string[]): readonly string[] | null {
    const member = this.#members.get(memberId);
    if (member === undefined) return null;
    this.#watch(memberId, member);
    member.owned = owned;
    if (this.#world.shared) return (member.owned = member.target);
    const members = [...this.#members].map(([id, one]) => ({ id, topics: one.topics, owned: one.owned }));
    const now = withoutOthersPartitions(new Map([[memberId, member.target]]), members).get(memberId) ?? [];
    // What it is being given counts as its own at once: nobody else may get it.
    member.owned = [...new Set([...owned, ...now])];
    return now;
  }

  /** The member has stopped with what it should not hold. */
  revoked(memberId: string, owned: readonly string[]): void {
    const member = this.#members.get(memberId);
    if (member !== undefined) member.owned = owned;
  }

  isMember(memberId: string): boolean {
    return this.#members.has(memberId);
  }

  leave(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    this.#world.clock.cancel(member.session);
    this.#members.delete(memberId);
    if (this.#members.size === 0) this.#emptySinceUs = this.#world.clock.nowUs;
    this.#world.left(memberId);
    this.#retarget();
  }

  renewSessions(): void {
    for (const [id, member] of this.#members) this.#watch(id, member);
  }

  /** Topics have more partitions. */
  retarget(): void {
    this.#retarget();
  }

  #watch(memberId: string, member: Member): void {
    const { clock, sessionUs } = this.#world;
    clock.cancel(member.session);
    member.session = clock.after(sessionUs, () => {
      if (this.#world.available()) this.leave(memberId);
    });
  }

  #retarget(): void {
    this.#epoch++;
    const members = [...this.#members].map(([id, { topics, target }]) => ({ id, topics, owned: target }));
    const assignment = this.#world.assign(members);
    for (const [id, member] of this.#members) member.target = assignment.get(id) ?? [];
  }
}
