import { standardDeadLetters } from '../fixedSettings';
import { ownNumber } from '../own';
import type { BrokerBehaviour, OwnSettings, ProductDefinition, ProductSetting } from '../product';
import {
  failedHandling,
  managedService,
  receiveBatch,
  retentionPeriod,
  sqsBehaviour,
  staleDelete,
  visibilityProblems,
  visibilityTimeout,
} from '../sqs/runSettings';

/** The way from a topic to its queues. */
export const fanOutSettings: readonly ProductSetting[] = [
  {
    name: 'fanOutFrom',
    title: 'Topic to queue, fastest',
    type: 'duration',
    defaultUs: 5_000,
    minUs: 0,
    maxUs: 10_000_000,
    source: 'modelling choice: AWS publishes no figure',
  },
  {
    name: 'fanOutTo',
    title: 'Topic to queue, slowest',
    type: 'duration',
    defaultUs: 25_000,
    minUs: 0,
    maxUs: 10_000_000,
    source: 'modelling choice: AWS publishes no figure',
  },
];

export function fanOutOf(own: OwnSettings): BrokerBehaviour['fanOut'] {
  const fromUs = ownNumber(own, 'fanOutFrom');
  return { kind: 'uniform', fromUs, toUs: Math.max(fromUs, ownNumber(own, 'fanOutTo')) };
}

/** Amazon SNS topics in front of one SQS standard queue per service. */
export const snsSqs: ProductDefinition = {
  id: 'sns-sqs',
  title: 'SNS + SQS standard',
  version: '2026-10',
  guarantee: 'at-least-once',
  changes: 'One queue per service behind a topic; a crashed consumer’s message stays hidden until the visibility timeout ends.',
  subjects: ['SNS standard', 'SQS standard'],
  broadcasts: true,
  hasNodes: false,
  settings: [visibilityTimeout, failedHandling, retentionPeriod, staleDelete, receiveBatch, ...fanOutSettings],
  fixed: [standardDeadLetters],
  check: visibilityProblems,
  impossible: managedService,
  behaviour: (own) => ({ ...sqsBehaviour(own, false), fanOut: fanOutOf(own) }),
};
