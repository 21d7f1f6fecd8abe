import type { ProductClock } from '../../clock';

/** What a cluster is made of; broker settings under their own names, times in milliseconds. */
export interface ClusterOptions {
  readonly clock: ProductClock;
  /** Number of brokers. */
  readonly brokers: number;
  /** Seed of the draws (the sticky partitioner's next partition). */
  readonly seed: number;
  /** One way between client and broker. Modelling choice: 0.5 ms, a data centre. */
  readonly networkUs: number;
  /** From an append at the leader until a follower has it. Modelling choice: 1 ms. */
  readonly replicationUs: number;
  readonly settings: BrokerSettings;
}

export interface BrokerSettings {
  readonly 'num.partitions': number;
  readonly 'default.replication.factor': number;
  readonly 'auto.create.topics.enable': boolean;
  /** KRaft: until the controller takes a silent broker for dead. */
  readonly 'broker.session.timeout.ms': number;
  readonly 'replica.lag.time.max.ms': number;
  readonly 'log.retention.check.interval.ms': number;
  readonly 'log.initial.task.delay.ms': number;
  readonly 'log.cleaner.backoff.ms': number;
  readonly 'offsets.retention.minutes': number;
  readonly 'offsets.retention.check.interval.ms': number;
  readonly 'group.initial.rebalance.delay.ms': number;
  readonly 'group.min.session.timeout.ms': number;
  readonly 'group.max.session.timeout.ms': number;
  readonly 'group.consumer.session.timeout.ms': number;
  readonly 'group.consumer.heartbeat.interval.ms': number;
  readonly 'group.share.session.timeout.ms': number;
  readonly 'group.share.record.lock.duration.ms': number;
  readonly 'group.share.delivery.count.limit': number;
  readonly 'group.share.partition.max.record.locks': number;
  readonly 'transaction.max.timeout.ms': number;
  readonly 'transaction.abort.timed.out.transaction.cleanup.interval.ms': number;
}

/** Defaults of Kafka 4.1 (KAF-041, KAF-047, KAF-052, KAF-060, KAF-072, KAF-080). */
export const brokerDefaults: BrokerSettings = {
  'num.partitions': 1,
  'default.replication.factor': 1,
  'auto.create.topics.enable': true,
  'broker.session.timeout.ms': 9_000,
  'replica.lag.time.max.ms': 30_000,
  'log.retention.check.interval.ms': 300_000,
  'log.initial.task.delay.ms': 30_000,
  'log.cleaner.backoff.ms': 15_000,
  'offsets.retention.minutes': 10_080,
  'offsets.retention.check.interval.ms': 600_000,
  'group.initial.rebalance.delay.ms': 3_000,
  'group.min.session.timeout.ms': 6_000,
  'group.max.session.timeout.ms': 1_800_000,
  'group.consumer.session.timeout.ms': 45_000,
  'group.consumer.heartbeat.interval.ms': 5_000,
  'group.share.session.timeout.ms': 45_000,
  'group.share.record.lock.duration.ms': 30_000,
  'group.share.delivery.count.limit': 5,
  'group.share.partition.max.record.locks': 2_000,
  'transaction.max.timeout.ms': 900_000,
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': 10_000,
};
