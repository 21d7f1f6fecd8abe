import { type ProductDefinition, productRegistry } from '../../sim';

/** Products of one house, as menus and tables show them together. */
export interface ProductGroup {
  readonly title: string;
  readonly products: readonly ProductDefinition[];
}

const houses = [
  ['RabbitMQ', /^rabbitmq/],
  ['Kafka', /^kafka/],
  ['AWS', /^(?:sqs|sns|eventbridge)/],
  ['NATS', /^nats/],
] as const;
const elsewhere = 'Others';

const houseOf = (id: string): string => houses.find(([, ids]) => ids.test(id))?.[0] ?? elsewhere;

/** The registry by house; its order inside a house. */
export const productGroups: readonly ProductGroup[] = [...houses.map(([title]) => title), elsewhere].flatMap((title) => {
  const products = productRegistry.filter(({ id }) => houseOf(id) === title);
  return products.length === 0 ? [] : [{ title, products }];
});

/** "Kafka 4.1": whose rules are followed. */
export const productName = ({ title, version }: Pick<ProductDefinition, 'title' | 'version'>): string => `${title} ${version}`;
