import { fifoDeadLetters } from '../fixedSettings';
import type { ProductDefinition } from '../product';
import {
  delayOf,
  delaySeconds,
  failedHandling,
  managedService,
  receiveBatch,
  retentionPeriod,
  sqsBehaviour,
  visibilityProblems,
  visibilityTimeout,
} from './runSettings';
import { dedupIntervalUs } from './sqsRules';

/** Amazon SQS FIFO queues: the business key is the message group, the message id the deduplication id. */
export const sqsFifo: ProductDefinition = {
  id: 'sqs-fifo',
  title: 'SQS FIFO',
  version: '2026-10',
  guarantee: 'order per group, repetitions of a send within 5 minutes dropped',
  changes: 'Order per business key: while one message of a key is in hand or fails, the others of that key wait behind it.',
  subjects: ['SQS FIFO'],
  broadcasts: false,
  hasNodes: false,
  settings: [visibilityTimeout, failedHandling, retentionPeriod, delaySeconds, receiveBatch],
  fixed: [fifoDeadLetters],
  check: visibilityProblems,
  impossible: managedService,
  behaviour: (own) => ({ ...sqsBehaviour(own, true), broadcasts: false, fanOut: delayOf(own), dedupWindowUs: dedupIntervalUs }),
};
