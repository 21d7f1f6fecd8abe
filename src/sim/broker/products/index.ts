import { eventBridge } from './eventBridge/eventBridge';
import { eventBridgeBus } from './eventBridge/eventBus';
import { kafka } from './kafka/kafka';
import { kafkaShare } from './kafka/kafkaShare';
import { natsJetStream } from './natsJetStream/natsJetStream';
import type { ProductDefinition } from './product';
import { rabbitMqClassic } from './rabbitMq/rabbitMqClassic';
import { rabbitMqQuorum } from './rabbitMq/rabbitMqQuorum';
import { sns } from './sns/sns';
import { snsFifo } from './sns/snsFifo';
import { snsSqs } from './sns/snsSqs';
import { sqs } from './sqs/sqs';
import { sqsFifo } from './sqs/sqsFifo';

/** Every broker product; menus, schema, checks and contract tests follow this list. */
export const productRegistry = [
  rabbitMqQuorum,
  rabbitMqClassic,
  kafka,
  kafkaShare,
  sqs,
  sqsFifo,
  snsSqs,
  sns,
  snsFifo,
  eventBridge,
  eventBridgeBus,
  natsJetStream,
] as const satisfies readonly ProductDefinition[];

/** The product of that id; undefined when there is none. */
export function findProduct(id: string): ProductDefinition | undefined {
  return productRegistry.find((product) => product.id === id);
}
