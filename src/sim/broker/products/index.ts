import { kafka } from './kafka/kafka';
import type { ProductDefinition } from './product';
import { rabbitMqQuorum } from './rabbitMqQuorum';
import { snsSqs } from './snsSqs';

/** Every broker product; menus, schema, checks and contract tests follow this list. */
export const productRegistry = [rabbitMqQuorum, kafka, snsSqs] as const satisfies readonly ProductDefinition[];

/** The product of that id; undefined when there is none. */
export function findProduct(id: string): ProductDefinition | undefined {
  return productRegistry.find((product) => product.id === id);
}
