import { eventBridge } from './eventBridge/eventBridge';
import { eventBridgeBus } from './eventBridge/eventBus';
import { kafka } from './kafka/kafka';
import { kafkaShare } from './kafka/kafkaShare';
import type { ProductDefinition } from './product';
import { rabbitMqQuorum } from './rabbitMqQuorum';
import { sns } from './sns/sns';
import { snsFifo } from './sns/snsFifo';
import { snsSqs } from './sns/snsSqs';

/** Every broker product; menus, schema, checks and contract tests follow this list. */
export const productRegistry = [
  rabbitMqQuorum,
  kafka,
  kafkaShare,
  snsSqs,
  sns,
  snsFifo,
  eventBridge,
  eventBridgeBus,
] as const satisfies readonly ProductDefinition[];

/** The product of that id; undefined when there is none. */
export function findProduct(id: string): ProductDefinition | undefined {
  return productRegistry.find((product) => product.id === id);
}
