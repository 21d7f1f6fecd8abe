import type { Isolation } from '../../log/partition';
import { type KafkaError, kafkaError } from './outcome';
import type { ClientVersion } from './producerConfig';

/** A consumer's settings under their own names; times in milliseconds. */
export interface ConsumerConfig {
  /** null: no group; partitions are assigned by hand and nothing is committed. */
  readonly 'group.id': string | null;
  readonly 'group.instance.id': string | null;
  readonly 'group.protocol': 'classic' | 'consumer';
  readonly 'partition.assignment.strategy': readonly ('range' | 'roundrobin' | 'sticky' | 'cooperative-sticky')[];
  readonly 'session.timeout.ms': number;
  readonly 'heartbeat.interval.ms': number;
  readonly 'max.poll.interval.ms': number;
  readonly 'max.poll.records': number;
  readonly 'fetch.min.bytes': number;
  readonly 'fetch.max.wait.ms': number;
  readonly 'fetch.max.bytes': number;
  readonly 'max.partition.fetch.bytes': number;
  readonly 'auto.offset.reset': 'latest' | 'earliest' | 'none';
  readonly 'enable.auto.commit': boolean;
  readonly 'auto.commit.interval.ms': number;
  readonly 'isolation.level': Isolation;
  readonly 'retry.backoff.ms': number;
}

/** Defaults of ConsumerConfig.java; session.timeout.ms is 45 s since 3.0, the list of assignors since 3.0 too (KAF-037, KAF-042). */
export function consumerDefaults({ major }: ClientVersion): ConsumerConfig {
  return {
    'group.id': null,
    'group.instance.id': null,
    'group.protocol': 'classic',
    'partition.assignment.strategy': major >= 3 ? ['range', 'cooperative-sticky'] : ['range'],
    'session.timeout.ms': major >= 3 ? 45_000 : 10_000,
    'heartbeat.interval.ms': 3_000,
    'max.poll.interval.ms': 300_000,
    'max.poll.records': 500,
    'fetch.min.bytes': 1,
    'fetch.max.wait.ms': 500,
    'fetch.max.bytes': 52_428_800,
    'max.partition.fetch.bytes': 1_048_576,
    'auto.offset.reset': 'latest',
    'enable.auto.commit': true,
    'auto.commit.interval.ms': 5_000,
    'isolation.level': 'read_uncommitted',
    'retry.backoff.ms': 100,
  };
}

const least: readonly (readonly [keyof ConsumerConfig, number])[] = [
  ['session.timeout.ms', 1],
  ['heartbeat.interval.ms', 1],
  ['max.poll.interval.ms', 1],
  ['max.poll.records', 1],
  ['fetch.min.bytes', 0],
  ['fetch.max.wait.ms', 0],
  ['fetch.max.bytes', 0],
  ['max.partition.fetch.bytes', 0],
  ['auto.commit.interval.ms', 0],
];

/** Set by the broker with the new protocol (KAF-052). */
const brokerSide = ['session.timeout.ms', 'heartbeat.interval.ms', 'partition.assignment.strategy'] as const;

/** Complete settings, or what the client's constructor refuses. */
export function completeConsumerConfig(given: Partial<ConsumerConfig>, version: ClientVersion): ConsumerConfig | KafkaError {
  const config: ConsumerConfig = { ...consumerDefaults(version), ...given };
  for (const [name, min] of least) {
    const value = config[name];
    if (typeof value === 'number' && !(value >= min))
      return kafkaError('ConfigException', `Invalid value ${value} for configuration ${name}: Value must be at least ${min}`);
  }
  if (config['group.protocol'] === 'consumer') {
    const set = brokerSide.find((name) => given[name] !== undefined);
    if (set !== undefined) return kafkaError('ConfigException', `${set} cannot be set when group.protocol=consumer`);
  } else if (config['heartbeat.interval.ms'] >= config['session.timeout.ms'])
    return kafkaError('ConfigException', 'Heartbeat must be set lower than the session timeout');
  if (config['group.id'] === null && given['enable.auto.commit'] === true)
    return kafkaError('ConfigException', 'enable.auto.commit cannot be set to true when default group id (null) is used.');
  return config['group.id'] === null ? { ...config, 'enable.auto.commit': false } : config;
}
