import type { RetentionRules } from '../../log/groupRules';
import { ownNumber, ownText } from '../own';
import type { OwnSettings, ProductSetting } from '../product';
import { brokerDefaults } from './clusterOptions';
import { topicDefaults } from './topicConfig';
import { consumerDefaults } from './consumerConfig';

const defaults = consumerDefaults({ major: 4, minor: 1 });

export const maxPollRecords: ProductSetting = {
  name: 'maxPollRecords',
  title: 'max.poll.records',
  type: 'count',
  default: defaults['max.poll.records'],
  min: 1,
  max: 10_000,
  source: 'KAF-049',
};

export const maxPollInterval: ProductSetting = {
  name: 'maxPollInterval',
  title: 'max.poll.interval.ms',
  type: 'duration',
  defaultUs: defaults['max.poll.interval.ms'] * 1000,
  minUs: 1_000_000,
  maxUs: 86_400_000_000,
  source: 'KAF-039',
};

/** A topic and how a consumer group reads it. */
export const groupSettings: readonly ProductSetting[] = [
  {
    name: 'partitions',
    title: 'Partitions',
    type: 'count',
    default: 4,
    min: 1,
    max: 256,
    source: 'modelling choice: the broker default num.partitions is 1',
  },
  {
    name: 'sessionTimeout',
    title: 'session.timeout.ms',
    type: 'duration',
    defaultUs: defaults['session.timeout.ms'] * 1000,
    minUs: 1_000_000,
    maxUs: 1_800_000_000,
    source: 'KAF-037',
  },
  {
    name: 'heartbeatInterval',
    title: 'heartbeat.interval.ms',
    type: 'duration',
    defaultUs: defaults['heartbeat.interval.ms'] * 1000,
    minUs: 100_000,
    maxUs: 60_000_000,
    source: 'KAF-037',
  },
  {
    name: 'initialRebalanceDelay',
    title: 'group.initial.rebalance.delay.ms',
    type: 'duration',
    defaultUs: brokerDefaults['group.initial.rebalance.delay.ms'] * 1000,
    minUs: 0,
    maxUs: 60_000_000,
    source: 'KAF-041',
  },
  {
    name: 'commit',
    title: 'Offset commit: commitSync per record, per batch (poll), or enable.auto.commit',
    type: 'choice',
    default: 'record',
    choices: ['record', 'batch', 'auto'],
    source:
      'modelling choice: a service acknowledges what it has handled; the client’s own default is enable.auto.commit=true (KAF-033, KAF-036)',
  },
  maxPollRecords,
  maxPollInterval,
  {
    name: 'autoCommitInterval',
    title: 'auto.commit.interval.ms (with commit: auto)',
    type: 'duration',
    defaultUs: defaults['auto.commit.interval.ms'] * 1000,
    minUs: 1_000,
    maxUs: 3_600_000_000,
    source: 'KAF-036',
  },
];

/** What the broker deletes, and where a reader goes on whose next record is gone. */
export const retentionSettings: readonly ProductSetting[] = [
  {
    name: 'retention',
    title: 'retention.ms',
    type: 'duration',
    defaultUs: topicDefaults['retention.ms'] * 1000,
    minUs: 1_000_000,
    maxUs: 31_536_000_000_000,
    source: 'KAF-060',
  },
  {
    name: 'segmentTime',
    title: 'segment.ms',
    type: 'duration',
    defaultUs: topicDefaults['segment.ms'] * 1000,
    minUs: 1_000_000,
    maxUs: 31_536_000_000_000,
    source: 'KAF-060',
  },
  {
    name: 'autoOffsetReset',
    title: 'auto.offset.reset',
    type: 'choice',
    default: defaults['auto.offset.reset'],
    choices: ['latest', 'earliest'],
    source: 'KAF-046',
  },
];

/** Runs are shorter: what is kept that long needs no bookkeeping. */
const longerThanRunsUs = 86_400_000_000;

export function retentionRules(own: OwnSettings): RetentionRules | null {
  const retentionUs = ownNumber(own, 'retention');
  if (retentionUs >= longerThanRunsUs) return null;
  return {
    retentionUs,
    segmentUs: ownNumber(own, 'segmentTime'),
    firstCheckUs: brokerDefaults['log.initial.task.delay.ms'] * 1000,
    checkUs: brokerDefaults['log.retention.check.interval.ms'] * 1000,
    reset: ownText(own, 'autoOffsetReset') === 'earliest' ? 'earliest' : 'latest',
  };
}
