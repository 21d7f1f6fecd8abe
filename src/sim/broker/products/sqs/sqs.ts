import { standardDeadLetters } from '../fixedSettings';
import type { ProductDefinition } from '../product';
import {
  delayOf,
  delaySeconds,
  failedHandling,
  managedService,
  receiveBatch,
  retentionPeriod,
  sqsBehaviour,
  staleDelete,
  visibilityProblems,
  visibilityTimeout,
} from './runSettings';

/** Amazon SQS standard queues without a topic in front: listeners of one message type share the messages. */
export const sqs: ProductDefinition = {
  id: 'sqs',
  title: 'SQS standard',
  version: '2026-10',
  guarantee: 'at-least-once, any order',
  changes: 'A plain queue per message type: its listeners share the messages. What is not deleted is visible again after a timeout.',
  subjects: ['SQS standard'],
  broadcasts: false,
  hasNodes: false,
  settings: [visibilityTimeout, failedHandling, retentionPeriod, delaySeconds, receiveBatch, staleDelete],
  fixed: [standardDeadLetters],
  check: visibilityProblems,
  impossible: managedService,
  behaviour: (own) => ({ ...sqsBehaviour(own, false), broadcasts: false, fanOut: delayOf(own) }),
};
