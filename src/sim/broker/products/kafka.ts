import type { ProductDefinition } from './product';

/** Apache Kafka 4.x: topics with partitions, consumer groups with committed offsets, an idempotent producer with its buffer. */
export const kafka: ProductDefinition = {
  id: 'kafka',
  title: 'Kafka',
  version: '4.1',
  guarantee: 'at-least-once',
  changes: 'Order per key; the producer’s client buffers while the broker is down; a crashed consumer’s partitions stand still for up to 45 s.',
  broadcasts: true,
  hasNodes: true,
  settings: [
    { name: 'partitions', title: 'Partitions', type: 'count', default: 4, min: 1, max: 256, source: 'modelling choice: the broker default num.partitions is 1' },
    { name: 'linger', title: 'linger.ms', type: 'duration', defaultUs: 5_000, minUs: 0, maxUs: 1_000_000, source: 'KAF-017 (KIP-1030)' },
    { name: 'sessionTimeout', title: 'session.timeout.ms', type: 'duration', defaultUs: 45_000_000, minUs: 1_000_000, maxUs: 1_800_000_000, source: 'KAF-037' },
    { name: 'heartbeatInterval', title: 'heartbeat.interval.ms', type: 'duration', defaultUs: 3_000_000, minUs: 100_000, maxUs: 60_000_000, source: 'KAF-037' },
    { name: 'initialRebalanceDelay', title: 'group.initial.rebalance.delay.ms', type: 'duration', defaultUs: 3_000_000, minUs: 0, maxUs: 60_000_000, source: 'KAF-041' },
    { name: 'deliveryTimeout', title: 'delivery.timeout.ms', type: 'duration', defaultUs: 120_000_000, minUs: 1_000_000, maxUs: 3_600_000_000, source: 'KAF-007' },
    { name: 'bufferedMessages', title: 'buffer.memory, in messages of 1 KiB', type: 'count', default: 32_768, min: 1, max: 1_000_000, source: 'KAF-008: 32 MiB' },
  ],
  impossible: { reorder: 'A partition keeps its order: Kafka cannot show this.' },
  behaviour: (own) => ({
    channel: { kind: 'log', partitions: own['partitions'] ?? 4 },
    prefetch: 1,
    lingerUs: own['linger'] ?? 5_000,
    fanOut: null,
    producer: { kind: 'buffer', messages: own['bufferedMessages'] ?? 32_768, deliveryTimeoutUs: own['deliveryTimeout'] ?? 120_000_000 },
    consumerLoss: {
      kind: 'session',
      timeoutUs: own['sessionTimeout'] ?? 45_000_000,
      heartbeatUs: own['heartbeatInterval'] ?? 3_000_000,
      joinUs: own['initialRebalanceDelay'] ?? 3_000_000,
    },
    lateAck: 'deferred',
    outageReturns: false,
    exhausted: 'retry',
    needed: () => 1,
  }),
};
