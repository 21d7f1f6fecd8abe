import type { LogRules } from '../../log/segments';
import { type KafkaError, kafkaError } from './outcome';

/** A topic's settings under their own names; times in milliseconds, -1 = no limit. */
export interface TopicConfig {
  readonly 'cleanup.policy': 'delete' | 'compact' | 'compact,delete';
  readonly 'retention.ms': number;
  readonly 'retention.bytes': number;
  readonly 'segment.ms': number;
  readonly 'segment.bytes': number;
  readonly 'delete.retention.ms': number;
  readonly 'min.cleanable.dirty.ratio': number;
  readonly 'min.insync.replicas': number;
  readonly 'unclean.leader.election.enable': boolean;
  readonly 'max.message.bytes': number;
}

/** Defaults of TopicConfig.java / LogConfig.java (KAF-006, KAF-060). */
export const topicDefaults: TopicConfig = {
  'cleanup.policy': 'delete',
  'retention.ms': 604_800_000,
  'retention.bytes': -1,
  'segment.ms': 604_800_000,
  'segment.bytes': 1_073_741_824,
  'delete.retention.ms': 86_400_000,
  'min.cleanable.dirty.ratio': 0.5,
  'min.insync.replicas': 1,
  'unclean.leader.election.enable': false,
  'max.message.bytes': 1_048_588,
};

const least: readonly (readonly [keyof TopicConfig, number])[] = [
  ['retention.ms', -1],
  ['retention.bytes', -1],
  ['segment.ms', 1],
  ['segment.bytes', 14],
  ['delete.retention.ms', 0],
  ['min.cleanable.dirty.ratio', 0],
  ['min.insync.replicas', 1],
  ['max.message.bytes', 0],
];

/** What the broker refuses. */
export function checkTopicConfig(config: TopicConfig): KafkaError | null {
  for (const [name, min] of least) {
    const value = config[name];
    if (typeof value === 'number' && !(value >= min))
      return kafkaError('InvalidConfigurationException', `Invalid value ${value} for configuration ${name}: Value must be at least ${min}`);
  }
  return null;
}

const limit = (value: number, unit: number): number => (value < 0 ? Infinity : value * unit);

export function logRules(config: TopicConfig): LogRules {
  return {
    segmentBytes: config['segment.bytes'],
    segmentUs: config['segment.ms'] * 1000,
    deletes: config['cleanup.policy'] !== 'compact',
    compacts: config['cleanup.policy'] !== 'delete',
    retentionUs: limit(config['retention.ms'], 1000),
    retentionBytes: limit(config['retention.bytes'], 1),
    tombstoneUs: config['delete.retention.ms'] * 1000,
    dirtyRatioMin: config['min.cleanable.dirty.ratio'],
  };
}
