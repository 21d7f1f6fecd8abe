import type { ProductClock, TimerHandle } from '../../clock';
import { type AssignedMember, type Assignor, type Assignment, withoutOthersPartitions } from '../../log/assignment';
import { type KafkaError, kafkaError } from './outcome';

/** A member's request to take part in the next generation. */
export interface JoinRequest {
  readonly memberId: string;
  /** Static membership; null = dynamic. */
  readonly instanceId: string | null;
  readonly topics: readonly string[];
  readonly owned: readonly string[];
  /** Assignors it can work with, best first. */
  readonly assignors: readonly string[];
  readonly sessionUs: number;
  /** How long a rebalance waits for it: max.poll.interval.ms. */
  readonly rebalanceUs: number;
  readonly joined: (assigned: { readonly partitions: readonly string[]; readonly generation: number }) => void;
}

interface Member {
  request: JoinRequest;
  /** Waits for the next generation. */
  waiting: boolean;
  session: TimerHandle;
  partitions: readonly string[];
}

export interface ClassicGroupWorld {
  readonly clock: ProductClock;
  /** False while no broker runs: nobody counts sessions then. */
  readonly available: () => boolean;
  readonly initialDelayUs: number;
  readonly assignor: (name: string) => { readonly assign: Assignor; readonly cooperative: boolean };
  readonly assign: (assignor: Assignor, members: readonly AssignedMember[]) => Assignment;
}

export type Heartbeat = 'ok' | 'rebalance' | 'unknown';

/**
 * A group of the classic protocol: every change of members calls all of them to a new generation. The coordinator waits for
 * everybody (until the longest max.poll.interval.ms is over), then the leader's assignor shares the partitions.
 */
export class ClassicGroup {
  readonly #world: ClassicGroupWorld;
  readonly #members = new Map<string, Member>();
  #state: 'Empty' | 'PreparingRebalance' | 'Stable' = 'Empty';
  #generation = 0;
  #deadline: TimerHandle = 0;
  #initialDelay = false;
  #emptySinceUs = 0;

  constructor(world: ClassicGroupWorld) {
    this.#world = world;
  }

  get state(): 'Empty' | 'PreparingRebalance' | 'Stable' {
    return this.#state;
  }

  get generation(): number {
    return this.#generation;
  }

  get memberIds(): readonly string[] {
    return [...this.#members.keys()];
  }

  get emptySinceUs(): number {
    return this.#members.size === 0 ? this.#emptySinceUs : Infinity;
  }

  partitionsOf(memberId: string): readonly string[] {
    return this.#members.get(memberId)?.partitions ?? [];
  }

  join(request: JoinRequest): KafkaError | null {
    const others = [...this.#members.values()].filter((member) => member.request.memberId !== request.memberId);
    if (others.length > 0 && this.#commonAssignor([...others.map((member) => member.request), request]) === undefined)
      return kafkaError(
        'InconsistentGroupProtocolException',
        'The group member’s supported protocols are incompatible with those of existing members.',
      );
    const comesBack = this.#staticReturn(request);
    if (comesBack !== null) {
      request.joined({ partitions: comesBack.partitions, generation: this.#generation });
      return null;
    }
    const member = this.#members.get(request.memberId) ?? { request, waiting: true, session: 0, partitions: [] };
    member.request = request;
    member.waiting = true;
    this.#members.set(request.memberId, member);
    this.#world.clock.cancel(member.session);
    if (this.#state !== 'PreparingRebalance') this.#prepare();
    else this.#completeWhenAllJoined();
    return null;
  }

  /** A static member that restarts within its session takes its old place: no rebalance. */
  #staticReturn(request: JoinRequest): Member | null {
    if (request.instanceId === null) return null;
    for (const [id, member] of this.#members) {
      if (member.request.instanceId !== request.instanceId || id === request.memberId) continue;
      this.#members.delete(id);
      member.request = request;
      this.#members.set(request.memberId, member);
      this.#world.clock.cancel(member.session);
      if (this.#state !== 'Stable') return null;
      this.#watch(member);
      return member;
    }
    return null;
  }

  heartbeat(memberId: string, generation: number): Heartbeat {
    const member = this.#members.get(memberId);
    if (member === undefined || generation > this.#generation) return 'unknown';
    if (!member.waiting) this.#watch(member);
    if (this.#state === 'PreparingRebalance') return 'rebalance';
    return generation === this.#generation ? 'ok' : 'unknown';
  }

  /** Whether this member of this generation may commit: a zombie may not (KAF-039). */
  mayCommit(memberId: string, generation: number): boolean {
    return this.#members.has(memberId) && generation === this.#generation;
  }

  leave(memberId: string): void {
    const member = this.#members.get(memberId);
    if (member === undefined) return;
    this.#world.clock.cancel(member.session);
    this.#members.delete(memberId);
    if (this.#members.size === 0) {
      this.#emptySinceUs = this.#world.clock.nowUs;
      this.#world.clock.cancel(this.#deadline);
      this.#state = 'Empty';
      this.#generation++;
    } else if (this.#state === 'Stable') this.#prepare();
    else this.#completeWhenAllJoined();
  }

  /** The coordinator moved to another broker: sessions begin anew. */
  renewSessions(): void {
    for (const member of this.#members.values()) if (!member.waiting) this.#watch(member);
  }

  #watch(member: Member): void {
    const { clock } = this.#world;
    clock.cancel(member.session);
    member.session = clock.after(member.request.sessionUs, () => {
      if (this.#world.available()) this.leave(member.request.memberId);
    });
  }

  /** A new group waits for more members first (KAF-041); later rebalances wait for those that are there. */
  #prepare(): void {
    this.#initialDelay = this.#state === 'Empty';
    this.#state = 'PreparingRebalance';
    const longest = Math.max(...[...this.#members.values()].map(({ request }) => request.rebalanceUs));
    const waitUs = this.#initialDelay ? this.#world.initialDelayUs : longest;
    this.#deadline = this.#world.clock.after(waitUs, () => this.#complete());
    this.#completeWhenAllJoined();
  }

  #completeWhenAllJoined(): void {
    if (this.#initialDelay || [...this.#members.values()].some(({ waiting }) => !waiting)) return;
    this.#world.clock.cancel(this.#deadline);
    this.#complete();
  }

  #complete(): void {
    this.#initialDelay = false;
    for (const [id, member] of this.#members) {
      if (member.waiting) continue;
      this.#world.clock.cancel(member.session);
      this.#members.delete(id);
    }
    const members = [...this.#members.values()];
    const requests = members.map(({ request }) => request);
    const name = this.#commonAssignor(requests);
    if (name === undefined) return;
    this.#generation++;
    this.#state = 'Stable';
    const assignment = this.#share(name, requests);
    for (const member of members) {
      member.waiting = false;
      member.partitions = assignment.get(member.request.memberId) ?? [];
      this.#watch(member);
    }
    const generation = this.#generation;
    for (const { request, partitions } of members) request.joined({ partitions, generation });
  }

  #share(name: string, requests: readonly JoinRequest[]): Assignment {
    const { assign, cooperative } = this.#world.assignor(name);
    const members = requests.map(({ memberId: id, topics, owned }) => ({ id, topics, owned }));
    const assignment = this.#world.assign(assign, members);
    return cooperative ? withoutOthersPartitions(assignment, members) : assignment;
  }

  /** The first assignor of the first member that all support. */
  #commonAssignor(requests: readonly JoinRequest[]): string | undefined {
    return requests[0]?.assignors.find((name) => requests.every(({ assignors }) => assignors.includes(name)));
  }
}
