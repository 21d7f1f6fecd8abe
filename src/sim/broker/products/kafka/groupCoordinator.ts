import {
  type AssignedMember,
  type Assignment,
  type Assignor,
  rangeAssign,
  roundRobinAssign,
  sharedAssign,
  stickyAssign,
} from '../../log/assignment';
import { ClassicGroup } from './classicGroup';
import type { ClusterOptions } from './clusterOptions';
import { IncrementalGroup } from './incrementalGroup';
import { OffsetStore } from './offsetStore';
import { type KafkaError, kafkaError } from './outcome';
import { ShareGroup } from './shareGroup';
import type { Topics } from './topics';

type Group =
  | { readonly kind: 'classic'; readonly members: ClassicGroup }
  | { readonly kind: 'consumer'; readonly members: IncrementalGroup }
  | { readonly kind: 'share'; readonly members: IncrementalGroup; readonly share: ShareGroup };

/** A consumer's membership as it is now, for a producer that commits its offsets (`consumer.groupMetadata()`). */
export interface GroupMetadata extends CommitIdentity {
  readonly group: string;
}

/** In whose name offsets are committed; null = a consumer outside the group's assignment. */
export interface CommitIdentity {
  readonly memberId: string;
  readonly generation: number;
}

const assignors: Readonly<Record<string, { readonly assign: Assignor; readonly cooperative: boolean }>> = {
  range: { assign: rangeAssign, cooperative: false },
  roundrobin: { assign: roundRobinAssign, cooperative: false },
  sticky: { assign: stickyAssign, cooperative: false },
  'cooperative-sticky': { assign: stickyAssign, cooperative: true },
};
export const assignorOf = (name: string): { readonly assign: Assignor; readonly cooperative: boolean } =>
  assignors[name] ?? { assign: rangeAssign, cooperative: false };

/** Groups of all kinds, and the offsets that they have committed. */
export class GroupCoordinator {
  readonly #options: ClusterOptions;
  readonly #topics: Topics;
  readonly #available: () => boolean;
  readonly #groups = new Map<string, Group>();
  readonly offsets = new OffsetStore();
  #memberCount = 0;

  constructor(options: ClusterOptions, topics: Topics, available: () => boolean) {
    this.#options = options;
    this.#topics = topics;
    this.#available = available;
    this.#scheduleExpiry();
  }

  get available(): boolean {
    return this.#available();
  }

  #scheduleExpiry(): void {
    const { clock, settings } = this.#options;
    clock.after(settings['offsets.retention.check.interval.ms'] * 1000, () => {
      const retentionUs = settings['offsets.retention.minutes'] * 60_000_000;
      this.offsets.expire(clock.nowUs, retentionUs, (group) => this.#groups.get(group)?.members.emptySinceUs ?? 0);
      this.#scheduleExpiry();
    });
  }

  newMemberId(group: string): string {
    this.#memberCount++;
    return `${group}-${String(this.#memberCount).padStart(4, '0')}`;
  }

  find(group: string): Group | undefined {
    return this.#groups.get(group);
  }

  classic(group: string): ClassicGroup | KafkaError {
    const found = this.#ofKind(group, 'classic', () => ({ kind: 'classic', members: this.#newClassic() }));
    return 'code' in found ? found : (found.members as ClassicGroup);
  }

  incremental(group: string): IncrementalGroup | KafkaError {
    const { settings } = this.#options;
    const sessionUs = settings['group.consumer.session.timeout.ms'] * 1000;
    const create = (): Group => ({ kind: 'consumer', members: this.#newIncremental({ sessionUs, shared: false, left: () => {} }) });
    const found = this.#ofKind(group, 'consumer', create);
    return 'code' in found ? found : (found.members as IncrementalGroup);
  }

  share(group: string): ShareGroup | KafkaError {
    const found = this.#ofKind(group, 'share', () => {
      const sessionUs = this.#options.settings['group.share.session.timeout.ms'] * 1000;
      const share = new ShareGroup(this.#options, this.#topics, (left) => this.#newIncremental({ sessionUs, shared: true, left }));
      return { kind: 'share', members: share.members, share };
    });
    return 'code' in found || found.kind !== 'share' ? (found as KafkaError) : found.share;
  }

  #ofKind(group: string, kind: Group['kind'], create: () => Group): Group | KafkaError {
    const known = this.#groups.get(group);
    if (known !== undefined && known.kind !== kind && known.members.memberIds.length > 0)
      return kafkaError('InconsistentGroupProtocolException', `Group ${group} is a ${known.kind} group with members.`);
    if (known?.kind === kind) return known;
    const created = create();
    this.#groups.set(group, created);
    return created;
  }

  #newClassic(): ClassicGroup {
    const { clock, settings } = this.#options;
    return new ClassicGroup({
      clock,
      available: this.#available,
      initialDelayUs: settings['group.initial.rebalance.delay.ms'] * 1000,
      assignor: assignorOf,
      assign: (assignor, members) => this.#assign(assignor, members),
    });
  }

  #newIncremental(own: {
    readonly sessionUs: number;
    readonly shared: boolean;
    readonly left: (memberId: string) => void;
  }): IncrementalGroup {
    const assignor = own.shared ? sharedAssign : stickyAssign;
    return new IncrementalGroup({
      clock: this.#options.clock,
      available: this.#available,
      ...own,
      assign: (members) => this.#assign(assignor, members),
    });
  }

  #assign(assignor: Assignor, members: readonly AssignedMember[]): Assignment {
    const wanted = [...new Set(members.flatMap(({ topics }) => topics))].sort();
    const partitions = wanted.map((name) => [name, (this.#topics.find(name)?.partitions ?? []).map(({ id }) => id)] as const);
    return assignor(members, new Map(partitions));
  }

  /** Topics have changed: members are called to a new assignment. */
  partitionsChanged(): void {
    for (const { kind, members } of this.#groups.values()) if (kind !== 'classic') members.retarget();
  }

  /** The coordinator is back after an outage: nobody is late yet. */
  renewSessions(): void {
    for (const { members } of this.#groups.values()) members.renewSessions();
  }

  /** Why this member may not commit; null = it may. */
  refuses(group: string, identity: CommitIdentity | null): KafkaError | null {
    if (!this.#available()) return kafkaError('TimeoutException', 'Timeout expired while awaiting the group coordinator.');
    if (mayCommit(this.#groups.get(group), identity)) return null;
    return kafkaError(
      'CommitFailedException',
      'Offset commit cannot be completed since the consumer is not part of an active group; it is likely that the consumer was kicked out of the group.',
    );
  }

  commit(group: string, identity: CommitIdentity | null, offsets: ReadonlyMap<string, number>): KafkaError | null {
    const refused = this.refuses(group, identity);
    if (refused !== null) return refused;
    const { nowUs } = this.#options.clock;
    for (const [partition, offset] of offsets) this.offsets.of(group).commit(partition, offset, nowUs);
    return null;
  }
}

function mayCommit(group: Group | undefined, identity: CommitIdentity | null): boolean {
  if (identity === null) return (group?.members.memberIds.length ?? 0) === 0;
  if (group === undefined) return false;
  if (group.kind === 'classic') return group.members.mayCommit(identity.memberId, identity.generation);
  return group.members.isMember(identity.memberId);
}
