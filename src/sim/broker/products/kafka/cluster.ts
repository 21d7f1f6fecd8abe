import type { ProductClock } from '../../clock';
import { assert } from '../../../../base/assert';
import { Brokers } from './brokers';
import { brokerDefaults, type BrokerSettings, type ClusterOptions } from './clusterOptions';
import { KafkaConsumer } from './consumer';
import { completeConsumerConfig, type ConsumerConfig } from './consumerConfig';
import { GroupCoordinator } from './groupCoordinator';
import { isKafkaError, type KafkaError, kafkaError } from './outcome';
import { KafkaProducer } from './producer';
import { type ClientVersion, completeProducerConfig, type ProducerConfig } from './producerConfig';
import { Requests } from './requests';
import { KafkaShareConsumer, type ShareConsumerConfig, shareConsumerDefaults } from './shareConsumer';
import { type HostedPartition, type NewTopic, type Topic, type TopicPartition, Topics } from './topics';
import type { TopicConfig } from './topicConfig';
import { type ProducerIdentity, TransactionCoordinator } from './transactionCoordinator';

/** What an administrator sees of a partition. */
export interface PartitionDescription {
  readonly leader: number | null;
  readonly isr: readonly number[];
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly segments: number;
}

export interface GroupDescription {
  readonly members: readonly { readonly id: string; readonly partitions: readonly string[] }[];
  /** Records behind the committed offset, by partition id (`orders-0`). */
  readonly lag: Readonly<Record<string, number>>;
}

export interface ClusterGiven {
  readonly clock: ProductClock;
  readonly brokers?: number;
  readonly seed?: number;
  readonly networkUs?: number;
  readonly replicationUs?: number;
  readonly settings?: Partial<BrokerSettings>;
}

/** Version of the clients when nothing else is said. */
const currentClient: ClientVersion = { major: 4, minor: 1 };
/** How often a marker is tried again while its partition has no leader. */
const markerRetryUs = 100_000;

/** A Kafka cluster in virtual time: brokers that die and return, topics, and the clients that talk to them. */
export class KafkaCluster {
  readonly options: ClusterOptions;
  readonly clock: ProductClock;
  readonly brokers: Brokers;
  readonly requests: Requests;
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly #topics: Topics;
  readonly #shareGroups = new Set<string>();
  #producers = 0;
  #wasUp = true;

  constructor({ settings = {}, ...given }: ClusterGiven) {
    this.options = { brokers: 3, seed: 1, networkUs: 500, replicationUs: 1_000, ...given, settings: { ...brokerDefaults, ...settings } };
    this.clock = given.clock;
    this.#topics = new Topics(this.options.brokers);
    this.requests = new Requests(this.options, this.#topics, () => this.brokers);
    this.brokers = new Brokers(this.options, this.#topics, (partition) => this.#changed(partition));
    this.groups = new GroupCoordinator(this.options, this.#topics, () => this.brokers.anyUp);
    this.transactions = new TransactionCoordinator(this.options, {
      available: () => this.brokers.anyUp,
      mark: (partition, identity, kind) => this.#mark(partition, identity, kind),
      commitOffsets: ({ group, offsets }) => {
        for (const [id, offset] of offsets) this.groups.offsets.of(group).commit(id, offset, this.clock.nowUs);
      },
    });
    this.#scheduleRetention();
    this.#scheduleCleaning();
  }

  // ── topics ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  createTopic(name: string, topic: NewTopic = {}): Topic | KafkaError {
    const created = this.#topics.create(name, topic);
    this.groups.partitionsChanged();
    return created;
  }

  createPartitions(name: string, count: number): Topic | KafkaError {
    const grown = this.#topics.increase(name, count);
    this.groups.partitionsChanged();
    return grown;
  }

  alterTopic(name: string, config: Partial<TopicConfig>): Topic | KafkaError {
    const altered = this.#topics.configure(name, config);
    this.brokers.electEverywhere();
    return altered;
  }

  /** Records before `offset` can no longer be read. */
  deleteRecords(where: TopicPartition, offset: number): void {
    this.#topics.at(where).data.log.deleteBefore(offset);
  }

  describe(where: TopicPartition): PartitionDescription {
    const { data } = this.#topics.at(where);
    return {
      leader: this.brokers.isUp(data.replicas.leader) ? data.replicas.leader : null,
      isr: data.replicas.inSync,
      logStartOffset: data.log.startOffset,
      logEndOffset: data.log.endOffset,
      highWatermark: data.highWatermark,
      lastStableOffset: data.lastStableOffset,
      segments: data.log.segmentCount,
    };
  }

  partition(id: string): HostedPartition | undefined {
    return this.#topics.partition(id);
  }

  partitionsOf(topic: string): readonly HostedPartition[] {
    return this.#topics.find(topic)?.partitions ?? [];
  }

  placeOf(id: string): TopicPartition {
    const found = this.#topics.partition(id);
    return { topic: found?.topic ?? id, partition: found?.partition ?? -1 };
  }

  // ── groups ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  committed(group: string, where: TopicPartition): number | undefined {
    return this.groups.offsets.of(group).of(this.#topics.at(where).id);
  }

  /** kafka-consumer-groups --describe: who reads what, and how far behind the committed offsets are. */
  describeGroup(group: string): GroupDescription {
    const members = this.groups.find(group)?.members;
    const offsets = this.groups.offsets.of(group);
    const lag = this.#topics.all.flatMap(({ id, data }) => {
      const committed = offsets.of(id);
      return committed === undefined ? [] : [[id, Math.max(0, data.highWatermark - committed)] as const];
    });
    return {
      members: (members?.memberIds ?? []).map((id) => ({ id, partitions: members?.partitionsOf(id) ?? [] })),
      lag: Object.fromEntries(lag),
    };
  }

  /** Offset of the first record that is not older; undefined when all are. */
  offsetForTime(where: TopicPartition, timestampUs: number): number | undefined {
    const { log } = this.#topics.at(where).data;
    return log.read(log.startOffset, log.endOffset, Infinity).find((record) => record.timestampUs >= timestampUs)?.offset;
  }

  /** kafka-consumer-groups --reset-offsets: only while nobody is in the group. */
  resetOffsets(group: string, offsets: readonly (TopicPartition & { readonly offset: number })[]): KafkaError | null {
    if ((this.groups.find(group)?.members.memberIds.length ?? 0) > 0)
      return kafkaError('GroupNotEmptyException', `Assignments can only be reset if the group '${group}' is inactive.`);
    const positions = offsets.map((one) => [this.#topics.at(one).id, one.offset] as const);
    return this.groups.commit(group, null, new Map(positions));
  }

  // ── clients ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A producer, or what its constructor throws. */
  tryProducer(given: Partial<ProducerConfig> = {}, version: ClientVersion = currentClient): KafkaProducer | KafkaError {
    const config = completeProducerConfig(given, version);
    return isKafkaError(config) ? config : new KafkaProducer(this, config, ++this.#producers);
  }

  producer(given: Partial<ProducerConfig> = {}, version: ClientVersion = currentClient): KafkaProducer {
    const made = this.tryProducer(given, version);
    assert(!isKafkaError(made), isKafkaError(made) ? made.message : 'a producer');
    return made;
  }

  tryConsumer(given: Partial<ConsumerConfig> = {}, version: ClientVersion = currentClient): KafkaConsumer | KafkaError {
    const config = completeConsumerConfig(given, version);
    return isKafkaError(config) ? config : new KafkaConsumer(this, config);
  }

  consumer(given: Partial<ConsumerConfig> = {}, version: ClientVersion = currentClient): KafkaConsumer {
    const made = this.tryConsumer(given, version);
    assert(!isKafkaError(made), isKafkaError(made) ? made.message : 'a consumer');
    return made;
  }

  shareConsumer(given: Partial<ShareConsumerConfig> & { readonly 'group.id': string }): KafkaShareConsumer {
    this.#shareGroups.add(given['group.id']);
    return new KafkaShareConsumer(this, { ...shareConsumerDefaults, ...given });
  }

  // ── what clients know ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Number of partitions of a topic as a client learns it; 0 = not (yet). An unknown topic is created where that is allowed. */
  metadata(topic: string): number {
    const known = this.#topics.find(topic);
    if (known !== undefined) return known.partitions.length;
    const { settings } = this.options;
    if (!this.brokers.anyUp || !settings['auto.create.topics.enable']) return 0;
    const replicationFactor = settings['default.replication.factor'];
    const created = this.createTopic(topic, { partitions: settings['num.partitions'], replicationFactor });
    return isKafkaError(created) ? 0 : created.partitions.length;
  }

  /** Where to send; a client that wants no answer (`stale`) never learns that its leader has gone. */
  leaderFor(id: string, stale: boolean): number | null {
    const replicas = this.#topics.partition(id)?.data.replicas;
    if (replicas === undefined) return null;
    return replicas.leader ?? (stale ? (replicas.brokers[0] ?? null) : null);
  }

  // ── what goes on by itself ─────────────────────────────────────────────────────────────────────────────────────────

  #changed(partition: HostedPartition): void {
    this.requests.changed(partition);
    for (const id of this.#shareGroups) {
      const group = this.groups.find(id);
      if (group?.kind === 'share') group.share.changed();
    }
    if (this.brokers.anyUp && !this.#wasUp) this.groups.renewSessions();
    this.#wasUp = this.brokers.anyUp;
  }

  #mark(id: string, identity: ProducerIdentity, kind: 'commit' | 'abort'): void {
    const partition = this.#topics.partition(id);
    if (partition === undefined) return;
    if (!this.brokers.isUp(partition.data.replicas.leader)) {
      this.clock.after(markerRetryUs, () => this.#mark(id, identity, kind));
      return;
    }
    partition.data.mark(identity.producerId, identity.epoch, { kind, nowUs: this.clock.nowUs });
    this.brokers.appended(partition);
  }

  #scheduleRetention(): void {
    const { settings } = this.options;
    const check = (): void => {
      for (const { data } of this.#topics.all) if (this.brokers.isUp(data.replicas.leader)) data.expire(this.clock.nowUs);
      this.clock.after(settings['log.retention.check.interval.ms'] * 1000, check);
    };
    this.clock.after(settings['log.initial.task.delay.ms'] * 1000, check);
  }

  #scheduleCleaning(): void {
    this.clock.after(this.options.settings['log.cleaner.backoff.ms'] * 1000, () => {
      for (const { data } of this.#topics.all) if (data.log.rules.compacts) data.clean(this.clock.nowUs);
      this.#scheduleCleaning();
    });
  }
}
