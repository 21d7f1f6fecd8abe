import { ownNumber, ownText } from '../own';
import type { BrokerBehaviour, OwnSettings, ProducerBehaviour, ProductSetting } from '../product';
import { producerDefaults } from './producerConfig';
import { topicDefaults } from './topicConfig';

const defaults = producerDefaults({ major: 4, minor: 1 });

/** buffer.memory is counted in messages of this size. */
const messageBytes = 1024;

export const linger: ProductSetting = {
  name: 'linger',
  title: 'linger.ms',
  type: 'duration',
  defaultUs: defaults['linger.ms'] * 1000,
  minUs: 0,
  maxUs: 1_000_000,
  source: 'KAF-017 (KIP-1030)',
};

/** What the producer's client does, whoever reads. */
export const producerSettings: readonly ProductSetting[] = [
  {
    name: 'acks',
    title: 'acks',
    type: 'choice',
    default: defaults.acks,
    choices: ['all', '1', '0'],
    source: 'KAF-001, KAF-003: all since 3.0',
  },
  {
    name: 'minInsyncReplicas',
    title: 'min.insync.replicas',
    type: 'count',
    default: topicDefaults['min.insync.replicas'],
    min: 1,
    max: 9,
    source: 'KAF-005',
  },
  linger,
  {
    name: 'deliveryTimeout',
    title: 'delivery.timeout.ms',
    type: 'duration',
    defaultUs: defaults['delivery.timeout.ms'] * 1000,
    minUs: 1_000_000,
    maxUs: 3_600_000_000,
    source: 'KAF-007',
  },
  {
    name: 'bufferedMessages',
    title: 'buffer.memory, in messages of 1 KiB',
    type: 'count',
    default: defaults['buffer.memory'] / messageBytes,
    min: 1,
    max: 1_000_000,
    source: 'KAF-008: 32 MiB',
  },
];

export const producerBuffer = (own: OwnSettings): ProducerBehaviour => ({
  kind: 'buffer',
  messages: ownNumber(own, 'bufferedMessages'),
  deliveryTimeoutUs: ownNumber(own, 'deliveryTimeout'),
  asksForAnswer: ownText(own, 'acks') !== '0',
});

/** With acks=all a leader refuses what too few replicas in sync would have (KAF-001); other producers ask for the leader alone. */
export const replicasToStore = (own: OwnSettings): BrokerBehaviour['neededToPublish'] => {
  const inSync = ownText(own, 'acks') === 'all' ? ownNumber(own, 'minInsyncReplicas') : 1;
  return inSync <= 1 ? null : () => inSync;
};
