import { type KafkaError, kafkaError } from './outcome';
import type { Acks } from './requests';

/** A producer's settings under their own names; times in milliseconds. */
export interface ProducerConfig {
  readonly acks: Acks;
  readonly 'enable.idempotence': boolean;
  readonly 'linger.ms': number;
  readonly 'batch.size': number;
  readonly 'buffer.memory': number;
  readonly 'delivery.timeout.ms': number;
  readonly 'request.timeout.ms': number;
  readonly 'max.block.ms': number;
  readonly retries: number;
  readonly 'retry.backoff.ms': number;
  readonly 'retry.backoff.max.ms': number;
  readonly 'max.in.flight.requests.per.connection': number;
  readonly 'max.request.size': number;
  readonly 'transactional.id': string | null;
  readonly 'transaction.timeout.ms': number;
}

/** Major and minor version of the client library: some defaults changed on the way. */
export interface ClientVersion {
  readonly major: number;
  readonly minor: number;
}

/** Defaults of ProducerConfig.java: linger.ms 5 since 4.0 (KAF-017), acks=all and idempotence since 3.0 (KAF-010). */
export function producerDefaults({ major }: ClientVersion): ProducerConfig {
  return {
    acks: major >= 3 ? 'all' : '1',
    'enable.idempotence': major >= 3,
    'linger.ms': major >= 4 ? 5 : 0,
    'batch.size': 16_384,
    'buffer.memory': 33_554_432,
    'delivery.timeout.ms': 120_000,
    'request.timeout.ms': 30_000,
    'max.block.ms': 60_000,
    retries: 2_147_483_647,
    'retry.backoff.ms': 100,
    'retry.backoff.max.ms': 1_000,
    'max.in.flight.requests.per.connection': 5,
    'max.request.size': 1_048_576,
    'transactional.id': null,
    'transaction.timeout.ms': 60_000,
  };
}

const least: readonly (readonly [keyof ProducerConfig, number])[] = [
  ['linger.ms', 0],
  ['batch.size', 0],
  ['buffer.memory', 0],
  ['delivery.timeout.ms', 0],
  ['request.timeout.ms', 0],
  ['max.block.ms', 0],
  ['retries', 0],
  ['retry.backoff.ms', 0],
  ['max.in.flight.requests.per.connection', 1],
  ['max.request.size', 0],
];

const refuse = (message: string): KafkaError => kafkaError('ConfigException', message);

/**
 * Complete settings, or what the client's constructor refuses. Idempotence that nobody asked for gives way to settings that it cannot
 * work with; idempotence that was asked for does not.
 */
export function completeProducerConfig(given: Partial<ProducerConfig>, version: ClientVersion): ProducerConfig | KafkaError {
  const config: ProducerConfig = { ...producerDefaults(version), ...given };
  for (const [name, min] of least) {
    const value = config[name];
    if (typeof value === 'number' && !(value >= min))
      return refuse(`Invalid value ${value} for configuration ${name}: Value must be at least ${min}`);
  }
  if (config['delivery.timeout.ms'] < config['linger.ms'] + config['request.timeout.ms']) {
    if (given['delivery.timeout.ms'] !== undefined)
      return refuse('delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms');
    return withIdempotence({ ...config, 'delivery.timeout.ms': config['linger.ms'] + config['request.timeout.ms'] }, given);
  }
  return withIdempotence(config, given);
}

function withIdempotence(config: ProducerConfig, given: Partial<ProducerConfig>): ProducerConfig | KafkaError {
  const conflict = idempotenceConflict(config);
  const asked = given['enable.idempotence'] === true || config['transactional.id'] !== null;
  if (config['transactional.id'] !== null && given['enable.idempotence'] === false)
    return refuse('Cannot set a transactional.id without also enabling idempotence.');
  if (conflict !== null && asked) return refuse(conflict);
  return conflict === null ? config : { ...config, 'enable.idempotence': false };
}

function idempotenceConflict(config: ProducerConfig): string | null {
  if (config.acks !== 'all') return 'Must set acks to all in order to use the idempotent producer.';
  if (config.retries === 0) return 'Must set retries to non-zero when using the idempotent producer.';
  if (config['max.in.flight.requests.per.connection'] > 5)
    return 'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.';
  return null;
}
