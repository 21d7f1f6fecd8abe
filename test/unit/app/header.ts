import type { Coordination, LinkInfo, MessageTypeInfo, PlaceInfo, PlaceKind, RunHeader } from '../../../src/sim';

type Draft = { readonly id: string; readonly title?: string; readonly kind?: PlaceKind; readonly main?: boolean };

export const place = (draft: Draft): PlaceInfo => ({
  id: draft.id,
  title: draft.title ?? draft.id,
  kind: draft.kind ?? 'service',
  main: draft.main ?? false,
  shows: '',
  state: {},
  handles: [],
  listens: [],
  emits: [],
  policies: [],
  settings: {},
});

export const shop: readonly PlaceInfo[] = [
  place({ id: 'run', kind: 'run' }),
  place({ id: 'customer', title: 'Customer', kind: 'customer' }),
  place({ id: 'order', title: 'Order Management', main: true }),
  place({ id: 'inventory', title: 'Inventory', main: true }),
  place({ id: 'payment', title: 'Payment', main: true }),
  place({ id: 'shipping', title: 'Shipping', main: true }),
  place({ id: 'notification', title: 'Notification' }),
  place({ id: 'broker', title: 'Broker', kind: 'broker' }),
  place({ id: 'analytics', title: 'Analytics', kind: 'projector' }),
  place({ id: 'revenue', title: 'Revenue', kind: 'readModel' }),
];

export const types: readonly MessageTypeInfo[] = [
  { name: 'PlaceOrder', kind: 'command', says: '', version: 1 },
  { name: 'OrderPlaced', kind: 'event', says: '', version: 1 },
  { name: 'StockReserved', kind: 'event', says: 'reserved stock for {key}', version: 1 },
  { name: 'AskPrice', kind: 'query', says: '', version: 1 },
];

export function headerOf(
  options: { places?: readonly PlaceInfo[]; coordination?: Coordination; links?: readonly LinkInfo[] } = {},
): RunHeader {
  const { places = shop, coordination = 'choreography', links = [] } = options;
  return {
    scenario: { id: 'shop', title: 'Shop', summary: '' },
    noun: 'order',
    nounPlural: 'orders',
    button: 'Place an order',
    coordination,
    seed: 42,
    channels: [],
    product: {
      id: 'rabbitmq-quorum',
      title: 'RabbitMQ quorum',
      version: '4.3',
      guarantee: 'at-least-once',
      nodes: 3,
      used: coordination !== 'calls',
      broadcasts: true,
      warnings: [],
    },
    places,
    messageTypes: types,
    links,
    processes: [],
    invariants: [],
    faults: [],
    flow: { starts: 0, succeeds: [2], fails: [], deadlineUs: 30_000_000 },
  };
}
