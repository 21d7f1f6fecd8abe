import { fifoDeadLetters } from '../fixedSettings';
import type { ProductDefinition } from '../product';
import {
  failedHandling,
  managedService,
  receiveBatch,
  retentionPeriod,
  sqsBehaviour,
  visibilityProblems,
  visibilityTimeout,
} from '../sqs/runSettings';
import { dedupIntervalUs } from '../sqs/sqsRules';
import { fanOutOf, fanOutSettings } from './snsSqs';

/** Amazon SNS FIFO topics in front of one SQS FIFO queue per service: the business key is the message group. */
export const snsFifo: ProductDefinition = {
  id: 'sns-fifo',
  title: 'SNS FIFO + SQS FIFO',
  version: '2026-10',
  guarantee: 'order per group at each subscriber, repetitions of a publish within 5 minutes dropped',
  changes: 'Order per business key at each service: while one message of a key fails there, the others of that key wait behind it.',
  subjects: ['SNS FIFO', 'SQS FIFO'],
  broadcasts: true,
  hasNodes: false,
  settings: [visibilityTimeout, failedHandling, retentionPeriod, receiveBatch, ...fanOutSettings],
  fixed: [fifoDeadLetters],
  check: visibilityProblems,
  impossible: managedService,
  // The topic's window and the queues' are the same five minutes (SNF-002, SQF-003).
  behaviour: (own) => ({ ...sqsBehaviour(own, true), fanOut: fanOutOf(own), dedupWindowUs: dedupIntervalUs }),
};
