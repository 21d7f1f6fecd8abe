import type { TimerHandle } from '../../clock';
import { AutoCommit } from '../../log/autoCommit';
import { ClassicMembership } from './classicMembership';
import type { KafkaCluster } from './cluster';
import type { ConsumerConfig } from './consumerConfig';
import type { GroupMetadata } from './groupCoordinator';
import { FetchPositions, type TakenRecord } from './fetchPositions';
import { IncrementalMembership } from './incrementalMembership';
import { ManualAssignment, type Membership, type MembershipEvents } from './membership';
import { isKafkaError, type KafkaError, kafkaError, Later } from './outcome';
import { partitionId, type TopicPartition } from './topics';

export interface ConsumerRecord extends TopicPartition {
  readonly offset: number;
  readonly key: string | null;
  readonly value: string | null;
  readonly timestampUs: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface RebalanceListener {
  readonly onPartitionsAssigned?: (partitions: readonly TopicPartition[]) => void;
  readonly onPartitionsRevoked?: (partitions: readonly TopicPartition[]) => void;
  readonly onPartitionsLost?: (partitions: readonly TopicPartition[]) => void;
}

/** An offset for a partition, for seek and commit. */
export type OffsetAt = TopicPartition & { readonly offset: number };

interface Poll {
  readonly later: Later<readonly ConsumerRecord[] | KafkaError>;
  readonly timer: TimerHandle;
}

/** Most records of one partition in one answer: a bound of this model, beside those in bytes. */
const fetchRecordsMax = 10_000;

/** KafkaConsumer: polls, keeps its positions, commits them, and takes part in its group while it polls. */
export class KafkaConsumer {
  readonly config: ConsumerConfig;
  readonly #cluster: KafkaCluster;
  readonly #positions = new FetchPositions();
  #membership: Membership | null = null;
  #poll: Poll | null = null;
  #fetching = false;
  /** null: enable.auto.commit is off, or nothing is assigned yet. */
  #autoCommit: AutoCommit | null = null;
  #problem: KafkaError | null = null;
  #dead = false;

  constructor(cluster: KafkaCluster, config: ConsumerConfig) {
    this.#cluster = cluster;
    this.config = config;
  }

  /** Lets the group share the partitions of these topics out. */
  subscribe(topics: readonly string[], listener: RebalanceListener = {}): KafkaError | null {
    const group = this.config['group.id'];
    if (group === null)
      return kafkaError('IllegalStateException', 'To use the group management or offset commit APIs, you must provide a valid group.id.');
    const isNew = this.config['group.protocol'] === 'consumer';
    const found = isNew ? this.#cluster.groups.incremental(group) : this.#cluster.groups.classic(group);
    if (isKafkaError(found)) return found;
    const options = { cluster: this.#cluster, config: this.config, group, topics, events: this.#events(listener) };
    this.#membership = isNew ? new IncrementalMembership(options) : new ClassicMembership(options);
    return null;
  }

  /** Takes partitions by hand. */
  assign(partitions: readonly TopicPartition[]): void {
    this.#membership = new ManualAssignment(
      partitions.map((one) => this.#id(one)),
      () => this.#startAutoCommit(),
    );
  }

  #id(where: TopicPartition): string {
    return partitionId(where);
  }

  #events(listener: RebalanceListener): MembershipEvents {
    const places = (ids: readonly string[]): readonly TopicPartition[] => ids.map((id) => this.#cluster.placeOf(id));
    return {
      assigned: (added) => {
        this.#startAutoCommit();
        listener.onPartitionsAssigned?.(places(added));
      },
      revoked: (partitions) => {
        if (this.config['enable.auto.commit']) this.commitSync();
        listener.onPartitionsRevoked?.(places(partitions));
        this.#positions.forget(partitions);
      },
      lost: (partitions) => {
        (listener.onPartitionsLost ?? listener.onPartitionsRevoked)?.(places(partitions));
        this.#positions.forget(partitions);
      },
      failed: (error) => (this.#problem = error),
      wake: () => this.#wake(),
      polling: () => this.#poll !== null,
    };
  }

  #startAutoCommit(): void {
    if (this.config['enable.auto.commit']) this.#autoCommit = new AutoCommit(this.config['auto.commit.interval.ms'] * 1000, this.#now());
  }

  #now(): number {
    return this.#cluster.clock.nowUs;
  }

  assignment(): readonly TopicPartition[] {
    return (this.#membership?.owned ?? []).map((id) => this.#cluster.placeOf(id));
  }

  /** Offset of the next record that poll hands out; undefined before the first poll of the partition. */
  position(where: TopicPartition): number | undefined {
    return this.#positions.of(this.#id(where));
  }

  // ── polling ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Records as soon as there are any, or none after the timeout. Does the group's and the auto commit's work on the way. */
  poll(timeoutMs = 1_000): Later<readonly ConsumerRecord[] | KafkaError> {
    const later = new Later<readonly ConsumerRecord[] | KafkaError>();
    if (this.#dead || this.#membership === null || this.#poll !== null) {
      const why =
        this.#poll === null
          ? 'Consumer is closed, or not subscribed to any topics or assigned any partitions'
          : 'KafkaConsumer is not safe for multi-threaded access';
      return Later.done<readonly ConsumerRecord[] | KafkaError>(kafkaError('IllegalStateException', why), this.#now());
    }
    const timer = this.#cluster.clock.after(timeoutMs * 1000, () => this.#finish([]));
    this.#poll = { later, timer };
    this.#commitWhenDue();
    this.#wake();
    return later;
  }

  #finish(outcome: readonly ConsumerRecord[] | KafkaError): void {
    const poll = this.#poll;
    if (poll === null || this.#dead) return;
    this.#poll = null;
    this.#cluster.clock.cancel(poll.timer);
    this.#membership?.polled();
    poll.later.settle(outcome, this.#now());
  }

  #wake(): void {
    if (this.#poll === null || this.#dead) return;
    this.#membership?.poll();
    // Joining may have ended this poll already.
    if (this.#poll === null) return;
    this.#problem ??= this.#findPositions();
    if (this.#problem !== null) {
      const problem = this.#problem;
      this.#problem = null;
      this.#finish(problem);
      return;
    }
    const taken = this.#positions.take(this.config['max.poll.records']);
    if (taken.length > 0) this.#finish(taken.map((one) => this.#asRecord(one)));
    else this.#fetch();
  }

  #asRecord({ partition, record }: TakenRecord): ConsumerRecord {
    const { offset, key, value, timestampUs, headers } = record;
    return { ...this.#cluster.placeOf(partition), offset, key, value, timestampUs, headers };
  }

  /** Where to begin: at the committed offset, or by auto.offset.reset when there is none (any more). */
  #findPositions(): KafkaError | null {
    for (const id of this.#membership?.owned ?? []) {
      if (this.#positions.of(id) !== undefined) continue;
      const group = this.config['group.id'];
      const committed = group === null ? undefined : this.#cluster.groups.offsets.of(group).of(id);
      if (committed !== undefined) this.#positions.set(id, committed);
      else if (this.config['auto.offset.reset'] === 'none')
        return kafkaError('NoOffsetForPartitionException', `Undefined offset with no reset policy for partition ${id}`);
      else this.#reset(id);
    }
    return null;
  }

  #reset(id: string): void {
    const partition = this.#cluster.partition(id);
    if (partition === undefined || !this.#cluster.brokers.isUp(partition.data.replicas.leader)) return;
    const { log } = partition.data;
    const latest = this.config['auto.offset.reset'] === 'latest';
    this.#positions.set(id, latest ? partition.data.readableEnd(this.config['isolation.level']) : log.startOffset);
  }

  #fetch(): void {
    const positions = this.#positions.toFetch();
    if (this.#fetching || positions.size === 0) return;
    this.#fetching = true;
    const request = {
      positions,
      minBytes: this.config['fetch.min.bytes'],
      maxWaitUs: this.config['fetch.max.wait.ms'] * 1000,
      maxRecords: fetchRecordsMax,
      maxPartitionBytes: this.config['max.partition.fetch.bytes'],
      maxBytes: this.config['fetch.max.bytes'],
      isolation: this.config['isolation.level'],
    };
    this.#cluster.requests.fetch(request, (response) => {
      this.#fetching = false;
      if (this.#dead) return;
      for (const id of this.#positions.receive(positions, response)) this.#outOfRange(id);
      this.#wake();
    });
  }

  /** The record at the position is gone (retention, a lost tail): auto.offset.reset decides (KAF-046). */
  #outOfRange(id: string): void {
    if (this.config['auto.offset.reset'] === 'none')
      this.#problem = kafkaError('OffsetOutOfRangeException', `Offset ${this.#positions.of(id)} is out of range for partition ${id}`);
    else this.#reset(id);
  }

  // ── committing ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #commitWhenDue(): void {
    if (this.#autoCommit?.due(this.#now()) !== true) return;
    this.#autoCommit.committed(this.#now());
    this.commitSync();
  }

  /** Commits the given offsets, or the positions: everything that was handed out. null = done. */
  commitSync(offsets?: readonly OffsetAt[]): KafkaError | null {
    const group = this.config['group.id'];
    const identity = this.#membership?.identity ?? 'none';
    if (group === null) return kafkaError('IllegalStateException', 'To use the offset commit APIs, you must provide a valid group.id.');
    const positions = offsets === undefined ? this.#positions.all() : new Map(offsets.map((one) => [this.#id(one), one.offset]));
    if (positions.size === 0) return null;
    return this.#cluster.groups.commit(group, identity === 'none' ? { memberId: '', generation: -1 } : identity, positions);
  }

  /** For `sendOffsetsToTransaction`: a producer may not commit for a member that was expelled. */
  groupMetadata(): GroupMetadata {
    const identity = this.#membership?.identity ?? 'none';
    const { memberId, generation } = identity === 'none' || identity === null ? { memberId: '', generation: -1 } : identity;
    return { group: this.config['group.id'] ?? '', memberId, generation };
  }

  committed(where: TopicPartition): number | undefined {
    const group = this.config['group.id'];
    return group === null ? undefined : this.#cluster.groups.offsets.of(group).of(this.#id(where));
  }

  // ── positions ──────────────────────────────────────────────────────────────────────────────────────────────────────

  seek({ offset, ...where }: OffsetAt): void {
    this.#positions.set(this.#id(where), offset);
  }

  seekToBeginning(): void {
    for (const id of this.#membership?.owned ?? []) this.#positions.set(id, this.#cluster.partition(id)?.data.log.startOffset ?? 0);
  }

  seekToEnd(): void {
    const level = this.config['isolation.level'];
    for (const id of this.#membership?.owned ?? []) this.#positions.set(id, this.#cluster.partition(id)?.data.readableEnd(level) ?? 0);
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const one of partitions) this.#positions.paused.add(this.#id(one));
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const one of partitions) this.#positions.paused.delete(this.#id(one));
  }

  // ── ending ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Commits (with auto commit) and leaves the group: the others go on at once (KAF-038). */
  close(): void {
    if (this.config['enable.auto.commit']) this.commitSync();
    this.#membership?.leave();
    this.#dead = true;
  }

  /** The process is killed. */
  crash(): void {
    this.#membership?.die();
    this.#dead = true;
  }

  /** The whole process stands still (a long garbage collection): no heartbeat leaves it until `thaw`. */
  freeze(): void {
    if (this.#membership !== null) this.#membership.frozen = true;
  }

  thaw(): void {
    if (this.#membership !== null) this.#membership.frozen = false;
  }
}
