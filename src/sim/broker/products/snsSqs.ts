import { ownNumber, ownText } from './own';
import { plainQueue } from '../queue/rules';
import { type ProductDefinition, usualBehaviour } from './product';

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
  settings: [
    {
      name: 'visibilityTimeout',
      title: 'VisibilityTimeout',
      type: 'duration',
      defaultUs: 30_000_000,
      minUs: 0,
      maxUs: 43_200_000_000,
      source: 'SQS default 30 s (SQS-012)',
    },
    {
      name: 'staleDelete',
      title: 'DeleteMessage with an old receipt handle',
      type: 'choice',
      default: 'applied',
      choices: ['applied', 'ignored'],
      source: 'modelling choice: the call succeeds but “might not” delete (SQS-010)',
    },
    { name: 'batch', title: 'MaxNumberOfMessages', type: 'count', default: 1, min: 1, max: 10, source: 'SQS-028' },
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
  ],
  check: () => [],
  impossible: { 'node-down': 'A managed service: no node of it can be switched off.' },
  behaviour: (own) => {
    const fromUs = ownNumber(own, 'fanOutFrom');
    return {
      ...usualBehaviour,
      line: { kind: 'queue', rules: { ...plainQueue, lease: { kind: 'timeout', us: [ownNumber(own, 'visibilityTimeout')] } } },
      prefetch: ownNumber(own, 'batch'),
      fanOut: { kind: 'uniform', fromUs, toUs: Math.max(fromUs, ownNumber(own, 'fanOutTo')) },
      consumerLoss: { kind: 'lease' },
      staleAck: ownText(own, 'staleDelete') === 'applied' ? 'applied' : 'ignored',
      exhausted: 'broker',
      limitOf: (attempts, deadLetters) => (deadLetters ? { at: 'take', max: attempts } : null),
      limitAt: 'take',
      deadLetters: ['exhausted'],
      leaving: { ...usualBehaviour.leaving, exhausted: 'maxReceiveCount reached' },
    };
  },
};
