import { ownNumber } from './own';
import { plainQueue } from '../queue/rules';
import { type ProductDefinition, usualBehaviour } from './product';

/** RabbitMQ 4.3 quorum queues behind a topic exchange, publisher confirms and manual acknowledgement. */
export const rabbitMqQuorum: ProductDefinition = {
  id: 'rabbitmq-quorum',
  title: 'RabbitMQ quorum',
  version: '4.3',
  guarantee: 'at-least-once',
  changes: 'One queue per service; a crashed consumer’s messages return at once; the client keeps nothing while the broker is down.',
  subjects: ['RabbitMQ publish', 'RabbitMQ routing', 'RabbitMQ consume', 'RabbitMQ quorum queue poison handling', 'RabbitMQ DLX'],
  broadcasts: true,
  hasNodes: true,
  settings: [
    {
      name: 'prefetch',
      title: 'Prefetch per worker',
      type: 'count',
      default: 1,
      min: 1,
      max: 2000,
      source: 'modelling choice: the server default is unlimited (RMQ-031); 1 is the usual fair-dispatch setting',
    },
  ],
  check: () => [],
  impossible: {},
  behaviour: (own) => ({
    ...usualBehaviour,
    line: { kind: 'queue', rules: { ...plainQueue, returns: 'first' } },
    prefetch: ownNumber(own, 'prefetch'),
    consumerLoss: { kind: 'connection' },
    outageReturns: true,
    needed: (replicas) => Math.floor(replicas / 2) + 1,
  }),
};
