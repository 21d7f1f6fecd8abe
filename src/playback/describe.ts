import type { PlaceInfo, RunHeader } from '../sim';
import type { Frame } from './frame';
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
  const parts = [info.title, kindWords[info.kind]];
  if (info.kind === 'broker') return [...parts, ...brokerParts(header, frame)].join(', ');
  if (picture.status !== 'running') parts.push(picture.status);
  if (picture.waitingFor !== null) parts.push(`waiting for ${header.places[picture.waitingFor.place]?.title ?? ''}`);
  if (picture.rebalancing) parts.push('sharing partitions anew');
  if (picture.waitingCount > 0) parts.push(`${counted(picture.waitingCount, 'message')} waiting`);
  if (picture.hiddenCount > 0) parts.push(`${picture.hiddenCount} hidden`);
  if (picture.outboxCount > 0) parts.push(`${picture.outboxCount} in the outbox`);
  if (picture.deadLetters.length > 0) parts.push(counted(picture.deadLetters.length, 'dead letter'));
  const line = stateLine(header, frame, place);
  if (line !== '') parts.push(line);
  return parts.join(', ');
}

function brokerParts(header: RunHeader, frame: Frame): readonly string[] {
  if (!header.product.used) return ['not used'];
  const { status, nodesDown, queued } = frame.broker;
  const parts = [status === 'down' ? 'down' : 'up'];
  if (nodesDown.length > 0) parts.push(`${counted(nodesDown.length, 'node')} down`);
  if (queued > 0) parts.push(`${counted(queued, 'message')} queued`);
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
  readonly via: RunHeader['links'][number]['via'];
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
  const info = header.places[place];
  const name = (type: number): string => header.messageTypes[type]?.name ?? '';
  const linked = (other: number, type: number, via: StructureLink['via']): StructureLink => ({
    place: other,
    title: header.places[other]?.title ?? '',
    type: name(type),
    via,
  });
  return {
    place,
    title: info?.title ?? '',
    kind: kindWords[info?.kind ?? 'run'],
    handles: (info?.handles ?? []).map(name),
    listens: (info?.listens ?? []).map(name),
    emits: (info?.emits ?? []).map(name),
    policies: (info?.policies ?? []).map((policy) => `whenever ${name(policy.when)} then ${name(policy.do)}`),
    from: header.links.filter((link) => link.to === place).map((link) => linked(link.from, link.type, link.via)),
    to: header.links.filter((link) => link.from === place).map((link) => linked(link.to, link.type, link.via)),
  };
}
