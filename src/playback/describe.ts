import type { LinkInfo, PlaceInfo, RunHeader } from '../sim';
import type { Frame, PlaceFrame } from './frame';
import { counted } from './narrator/grammar';
import { stateLine } from './stateLine';

/** Words for kinds of places. */
const kindWords: Readonly<Record<PlaceInfo['kind'], string>> = {
  run: 'run',
  customer: 'person',
  service: 'service',
  external: 'external party',
  broker: 'broker',
  coordinator: 'coordinator',
  projector: 'projector',
  readModel: 'read model',
};

/** Accessible name of a place: "Payment, service, down, 3 messages waiting". It begins with the visible title. */
export function placeName(header: RunHeader, frame: Frame, place: number): string {
  const info = header.places[place];
  const picture = frame.places[place];
  if (info === undefined || picture === undefined) return '';
  const conditions = info.kind === 'broker' ? brokerParts(header, frame) : conditionsOf(header, picture);
  const line = stateLine(header, frame, place);
  return [info.title, kindWords[info.kind], ...conditions, ...(line === '' ? [] : [line])].join(', ');
}

/** What is out of the ordinary, the worst first. */
function conditionsOf(header: RunHeader, picture: PlaceFrame): readonly string[] {
  const { status, waitingFor, rebalancing, waitingCount, hiddenCount, outboxCount, deadLetters } = picture;
  const all: readonly (readonly [boolean, () => string])[] = [
    [status !== 'running', () => status],
    [waitingFor !== null, () => `waiting for ${header.places[waitingFor?.place ?? 0]?.title ?? ''}`],
    [rebalancing, () => 'sharing partitions anew'],
    [waitingCount > 0, () => `${counted(waitingCount, 'message')} waiting`],
    [hiddenCount > 0, () => `${hiddenCount} hidden`],
    [outboxCount > 0, () => `${outboxCount} in the outbox`],
    [deadLetters.length > 0, () => counted(deadLetters.length, 'dead letter')],
  ];
  return all.filter(([holds]) => holds).map(([, words]) => words());
}

function brokerParts(header: RunHeader, frame: Frame): readonly string[] {
  if (!header.product.used) return ['not used'];
  const { status, nodesDown, queued } = frame.broker;
  const parts = [status === 'down' ? 'down' : 'up'];
  if (nodesDown.length > 0) parts.push(`${counted(nodesDown.length, 'node')} down`);
  if (queued > 0) parts.push(`${counted(queued, 'message')} queued`);
  for (const { title, productTitle } of header.channels) parts.push(`${title} over ${productTitle}`);
  return parts;
}

/** One place with everything that it can do, in names: what a person reads instead of lines and arrows. */
export interface StructureItem {
  readonly place: number;
  readonly title: string;
  readonly kind: string;
  readonly handles: readonly string[];
  readonly listens: readonly string[];
  readonly emits: readonly string[];
  /** "whenever OrderPlaced then ReserveStock". */
  readonly policies: readonly string[];
  /** Who it hears, who hears it: one entry per link. */
  readonly from: readonly StructureLink[];
  readonly to: readonly StructureLink[];
}

export interface StructureLink {
  readonly place: number;
  readonly title: string;
  readonly type: string;
  readonly via: LinkInfo['via'];
}

/** The model in causal order: the customer, then places as the first messages reach them, the rest behind. */
export function structureOf(header: RunHeader): readonly StructureItem[] {
  return causalOrder(header).map((place) => itemOf(header, place));
}

/** Places in the order in which a flow reaches them. */
export function causalOrder(header: RunHeader): readonly number[] {
  const drawn = header.places.flatMap((info, place) => (info.kind === 'run' ? [] : [place]));
  const first = drawn.filter((place) => header.places[place]?.kind === 'customer');
  const reached = [...first];
  for (let i = 0; i < reached.length; i++) {
    for (const link of header.links) {
      if (link.from === reached[i] && !reached.includes(link.to)) reached.push(link.to);
    }
  }
  return [...reached, ...drawn.filter((place) => !reached.includes(place))];
}

function itemOf(header: RunHeader, place: number): StructureItem {
  const { title, kind, handles, listens, emits, policies } = header.places[place] ?? nowhere;
  const name = (type: number): string => header.messageTypes[type]?.name ?? '';
  const linked = (other: number, { type, via }: LinkInfo): StructureLink => ({
    place: other,
    title: header.places[other]?.title ?? '',
    type: name(type),
    via,
  });
  return {
    place,
    title,
    kind: kindWords[kind],
    handles: handles.map(name),
    listens: listens.map(name),
    emits: emits.map(name),
    policies: policies.map((policy) => `whenever ${name(policy.when)} then ${name(policy.do)}`),
    from: header.links.filter((link) => link.to === place).map((link) => linked(link.from, link)),
    to: header.links.filter((link) => link.from === place).map((link) => linked(link.to, link)),
  };
}

const nowhere: Pick<PlaceInfo, 'title' | 'kind' | 'handles' | 'listens' | 'emits' | 'policies'> = {
  title: '',
  kind: 'run',
  handles: [],
  listens: [],
  emits: [],
  policies: [],
};
