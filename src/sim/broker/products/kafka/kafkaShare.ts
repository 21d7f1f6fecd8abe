import { ownNumber } from '../own';
import { type OwnSettings, type ProductDefinition, type SettingContext, type SettingProblem, usualBehaviour } from '../product';
import { durationText } from '../misfit';
import { linger, producerBuffer, producerSettings, replicasToStore } from './runSettings';
import { shareRules } from './shareRules';

/** Kafka share groups (KIP-932, Kafka 4.1): the records of a topic handed out like those of a queue. */
export const kafkaShare: ProductDefinition = {
  id: 'kafka-share',
  title: 'Kafka share group',
  version: '4.1',
  guarantee: 'at-least-once, any order',
  changes: 'Records are locked one by one for 30 s and delivered five times at most; any number of consumers, no order.',
  subjects: ['Kafka share groups (KIP-932)'],
  broadcasts: true,
  hasNodes: true,
  settings: [
    {
      name: 'recordLock',
      title: 'group.share.record.lock.duration.ms',
      type: 'duration',
      defaultUs: 30_000_000,
      minUs: 1_000_000,
      maxUs: 3_600_000_000,
      source: 'KAF-080',
    },
    {
      name: 'deliveryCountLimit',
      title: 'group.share.delivery.count.limit',
      type: 'count',
      default: 5,
      min: 2,
      max: 10,
      source: 'KAF-080',
    },
    {
      name: 'maxPollRecords',
      title: 'max.poll.records',
      type: 'count',
      default: 500,
      min: 1,
      max: 10_000,
      source: 'KAF-049',
    },
    ...producerSettings,
  ],
  check: lockProblems,
  impossible: {},
  behaviour: (own) => ({
    ...usualBehaviour,
    line: {
      kind: 'queue',
      rules: shareRules({ lockUs: ownNumber(own, 'recordLock'), deliveriesMax: ownNumber(own, 'deliveryCountLimit') }),
    },
    prefetch: ownNumber(own, 'maxPollRecords'),
    lingerUs: ownNumber(own, linger.name),
    producer: producerBuffer(own),
    neededToPublish: replicasToStore(own),
    consumerLoss: { kind: 'lease' },
    exhausted: 'broker',
    // A service that keeps dead letters has the group's dead-letter topic of KIP-1191; without it the record is only archived (KAF-081).
    deadLetters: ['exhausted'],
    leaving: { ...usualBehaviour.leaving, exhausted: 'archived after its last delivery' },
    leaseName: 'acquisition lock',
  }),
};

function lockProblems(own: OwnSettings, { longestHandlingIn, longestHandlingUs }: SettingContext): readonly SettingProblem[] {
  const lockUs = ownNumber(own, 'recordLock');
  if (lockUs >= longestHandlingUs) return [];
  const message = `The acquisition lock of ${durationText(lockUs)} is shorter than ${longestHandlingIn}’s longest handling of ${durationText(longestHandlingUs)}: the record is delivered again while it is handled (KAF-080).`;
  return [{ setting: 'recordLock', severity: 'warning', message }];
}
