import { ownNumber, ownText } from '../own';
import { type OwnSettings, type ProductDefinition, type SettingContext, type SettingProblem, usualBehaviour } from '../product';
import type { CommitStrategy, GroupRules } from '../../log/groupRules';
import { durationText } from '../misfit';
import { groupSettings, maxPollInterval, maxPollRecords, retentionRules, retentionSettings } from './groupSettings';
import { linger, producerBuffer, producerSettings, replicasToStore } from './runSettings';

/** Apache Kafka 4.x: topics with partitions, consumer groups with committed offsets, an idempotent producer with its buffer. */
export const kafka: ProductDefinition = {
  id: 'kafka',
  title: 'Kafka',
  version: '4.1',
  guarantee: 'at-least-once',
  changes:
    'Order per key; the producer’s client buffers while the broker is down; a crashed consumer’s partitions stand still for up to 45 s.',
  subjects: ['Kafka producer', 'Kafka consumer group', 'Kafka retention', 'Kafka transactions'],
  broadcasts: true,
  hasNodes: true,
  settings: [...groupSettings, ...retentionSettings, ...producerSettings],
  check: pollProblems,
  impossible: {
    reorder: 'A partition keeps its order: Kafka cannot show this.',
    'lost-ack': 'An offset covers all before it: the next commit makes good for a lost one.',
  },
  behaviour: (own) => ({
    ...usualBehaviour,
    line: { kind: 'log', rules: groupRules(own) },
    lingerUs: ownNumber(own, linger.name),
    producer: producerBuffer(own),
    neededToPublish: replicasToStore(own),
    consumerLoss: {
      kind: 'session',
      timeoutUs: ownNumber(own, 'sessionTimeout'),
      heartbeatUs: ownNumber(own, 'heartbeatInterval'),
      joinUs: ownNumber(own, 'initialRebalanceDelay'),
    },
    lateAck: 'deferred',
    exhausted: 'retry',
    leaving: { ...usualBehaviour.leaving, overflow: 'skipped: auto.offset.reset=latest' },
  }),
};

function groupRules(own: OwnSettings): GroupRules {
  return {
    partitions: ownNumber(own, 'partitions'),
    maxPollRecords: ownNumber(own, maxPollRecords.name),
    maxPollIntervalUs: ownNumber(own, maxPollInterval.name),
    commit: ownText(own, 'commit') as CommitStrategy,
    autoCommitUs: ownNumber(own, 'autoCommitInterval'),
    retention: retentionRules(own),
  };
}

/** What the client refuses, and what goes wrong later (KAF-039). */
function pollProblems(own: OwnSettings, { longestHandlingIn, longestHandlingUs }: SettingContext): readonly SettingProblem[] {
  const problems: SettingProblem[] = [];
  const pollIntervalUs = ownNumber(own, maxPollInterval.name);
  if (ownNumber(own, 'heartbeatInterval') >= ownNumber(own, 'sessionTimeout'))
    problems.push({
      setting: 'heartbeatInterval',
      severity: 'error',
      message: 'Heartbeat must be set lower than the session timeout: the member would be removed between two heartbeats.',
    });
  if (longestHandlingUs > pollIntervalUs)
    problems.push({
      setting: maxPollInterval.name,
      severity: 'warning',
      message: `${longestHandlingIn}’s longest handling of ${durationText(longestHandlingUs)} exceeds max.poll.interval.ms ${durationText(pollIntervalUs)}: the member leaves the group while it works, and the record is processed twice (KAF-039).`,
    });
  return problems;
}
