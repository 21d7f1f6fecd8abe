import type { PlaceInfo, PlaceKind, ProductInfo } from '../../sim';
import type { PlaceFrame } from '../../playback';

/** What the map says. Nouns, titles and verbs come from the scenario file through the header. */
export const words = {
  map: 'Event flow',
  empty: 'The simulation is being prepared.',
  down: 'down',
  slow: 'slow',
  rebalancing: 'sharing anew',
  waitingFor: (title: string) => `waiting for ${title}`,
  whenever: 'whenever',
  then: 'then',
  more: (count: number) => `+${count}`,
  moreRules: (count: number) => `and ${count} more`,
  rules: (count: number) => (count === 1 ? '1 rule' : `${count} rules`),
  notUsed: 'not used',
  up: 'up',
  nodesUp: (up: number, all: number) => `${up} of ${all} nodes up`,
  queued: (count: number) => `${count} waiting here`,
  product: (product: ProductInfo) =>
    [`${product.title} ${product.version}`.trim(), nodes(product.nodes), product.guarantee].filter(Boolean).join(' · '),
  running: (count: number) => `${count} running`,
  done: (count: number) => `${count} done`,
  failedCount: (count: number) => `${count} failed`,
  lost: (count: number) => `${count} lost`,
  durable: 'durable',
  volatile: 'in memory only',
  inbox: (title: string) => `Inbox of ${title}`,
  inboxMark: 'inbox',
  outbox: (title: string, count: number) => `Outbox of ${title}, ${count} kept`,
  buffered: (title: string, count: number) => `Client memory of ${title}, ${count} kept`,
  deadLetters: (title: string, count: number) => `Dead letters of ${title}, ${count}`,
  slot: (what: string, nth: number, all: number) => `${what}, ${nth} of ${all} waiting`,
  lineIn: (title: string) => `Line from the broker to ${title}`,
  lineOut: (title: string) => `Line from ${title} to the broker`,
  lineBetween: (from: string, to: string) => `Line from ${from} to ${to}`,
  links: (title: string) => `Lines into ${title}`,
  token: (what: string, to: string) => `${what}, on its way to ${to}`,
  noToken: 'Nothing is on its way.',
  flights: (count: number) => (count === 1 ? '1 message on its way' : `${count} messages on their way`),
  attempt: (attempt: number) => `delivery ${attempt}`,
  typeAndKey: (type: string, key: number) => (key === 0 ? type : `${type} #${key}`),
  key: (key: number) => `#${key}`,
} as const;

const nodes = (count: number): string => (count === 1 ? '1 node' : `${count} nodes`);

export const kindWords: Readonly<Record<PlaceKind, string>> = {
  run: 'run',
  customer: 'customer',
  service: 'service',
  external: 'external system',
  broker: 'broker',
  coordinator: 'coordinator',
  projector: 'service',
  readModel: 'read model',
};

/** "Payment, service, down, 3 messages waiting": begins with the visible title. */
export function placeName(info: PlaceInfo, frame: PlaceFrame | null, waitsFor: string | null): string {
  const parts = [info.title, kindWords[info.kind]];
  if (frame !== null && frame.status !== 'running') parts.push(words[frame.status]);
  if (waitsFor !== null) parts.push(words.waitingFor(waitsFor));
  if (frame?.rebalancing === true) parts.push(words.rebalancing);
  const counts: readonly (readonly [number, string])[] = [
    [frame?.waitingCount ?? 0, 'waiting'],
    [frame?.outboxCount ?? 0, 'in the outbox'],
    [frame?.deadLetters.length ?? 0, 'in the dead letters'],
  ];
  for (const [count, where] of counts) if (count > 0) parts.push(`${count} ${count === 1 ? 'message' : 'messages'} ${where}`);
  return parts.join(', ');
}
