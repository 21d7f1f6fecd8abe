import type { ProductDefinition } from '../product';
import { argumentsOf, maxLength, messageTtl, overflow, prefetch, rabbitBehaviour, rulesOf } from './runSettings';

/** RabbitMQ classic queues behind a topic exchange: persistent messages, publisher confirms, manual acknowledgement; one node each. */
export const rabbitMqClassic: ProductDefinition = {
  id: 'rabbitmq-classic',
  title: 'RabbitMQ classic',
  version: '4.3',
  guarantee: 'at-least-once',
  changes: 'One queue per service on one node; a returned message goes back to its old place, as often as it takes: nobody counts.',
  subjects: ['RabbitMQ publish', 'RabbitMQ routing', 'RabbitMQ consume', 'RabbitMQ DLX'],
  broadcasts: true,
  hasNodes: true,
  settings: [prefetch, messageTtl, maxLength, overflow],
  check: () => [],
  impossible: {},
  behaviour: (own) => ({ ...rabbitBehaviour(own, rulesOf(argumentsOf(own), '4.3')), replicasMax: 1 }),
};
