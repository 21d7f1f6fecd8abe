import { Position, type Edge, type Node } from 'reactflow';
import type { LinkInfo, PlaceInfo, RunHeader } from '../../sim';
import type { Box, MapLayout, PlaceBox, Point } from './layout';
import { arrive, directPoints, leave, pathOf, routeOf } from './routes';
import { FlightKind } from '../../playback';
import { words } from './words';

/** Structure only: what moves is read from frames by the nodes themselves, never put into `data`. */
export interface MapNodeData extends Record<string, unknown> {
  readonly place: number;
}

export interface MapEdgeData extends Record<string, unknown> {
  readonly path: string;
  readonly look: EdgeLook;
  /** Where the ⋯ handle stands; null = this line has none. */
  readonly handle: Point | null;
  /** Receiving place, for the menu. */
  readonly to: number;
}

export type EdgeLook = 'in' | 'out' | 'direct' | 'call' | 'local';
export type MapNode = Node<MapNodeData>;
export type MapEdge = Edge<MapEdgeData>;

/** Causal order for arrow keys and reading: customer, entry service, broker, the other main services, coordinator, peripherals. */
export function focusOrder(header: RunHeader, layout: MapLayout): readonly number[] {
  const inBand = (band: PlaceBox['band']): number[] => layout.boxes.flatMap((box, place) => (box?.band === band ? [place] : []));
  const upper = inBand('upper').toSorted((a, b) => positionOf(layout, a) - positionOf(layout, b));
  const customers = upper.filter((place) => header.places[place]?.kind === 'customer');
  const services = upper.filter((place) => header.places[place]?.kind !== 'customer');
  return [...customers, ...services.slice(0, 1), ...inBand('broker'), ...services.slice(1), ...inBand('coordinator'), ...inBand('lower')];
}

const positionOf = (layout: MapLayout, place: number): number => {
  const card = layout.boxes[place]?.card;
  return card === undefined ? 0 : card.y * layout.width + card.x;
};

/** Nodes in focus order. `current` is the one that Tab reaches. */
export function nodesOf(header: RunHeader, layout: MapLayout, current: number): MapNode[] {
  const cards = focusOrder(header, layout).map((place) => placeNode(header, layout, { place, current: place === current }));
  const strips = layout.boxes.flatMap((box, place) =>
    box?.strip == null ? [] : [still(`${place}:strip`, 'strip', { box: box.strip, place })],
  );
  const send = layout.button === null ? [] : [still('send', 'send', { box: layout.button, place: 0 })];
  return [...send, ...cards, ...strips];
}

const hidden = { 'aria-roledescription': undefined, 'aria-describedby': undefined } as const;
const ends = (box: Box): NonNullable<Node['handles']> => [
  { type: 'source', position: Position.Bottom, x: box.width / 2, y: box.height, width: 1, height: 1 },
  { type: 'target', position: Position.Top, x: box.width / 2, y: 0, width: 1, height: 1 },
];

function placeNode(
  header: RunHeader,
  layout: MapLayout,
  { place, current }: { readonly place: number; readonly current: boolean },
): MapNode {
  const info = header.places[place] as PlaceInfo;
  const card = (layout.boxes[place] as PlaceBox).card;
  return {
    id: String(place),
    type: info.kind === 'broker' || info.kind === 'coordinator' ? info.kind : 'card',
    position: { x: card.x, y: card.y },
    width: card.width,
    height: card.height,
    data: { place },
    handles: ends(card),
    draggable: false,
    ariaRole: 'button',
    domAttributes: {
      ...hidden,
      tabIndex: current ? 0 : -1,
      'aria-haspopup': 'menu',
      'aria-labelledby': `place-${info.id}-name`,
    },
  };
}

function still(id: string, type: string, { box, place }: { readonly box: Box; readonly place: number }): MapNode {
  return {
    id,
    type,
    position: { x: box.x, y: box.y },
    width: box.width,
    height: box.height,
    data: { place },
    draggable: false,
    focusable: false,
    zIndex: 1,
    domAttributes: hidden,
  };
}

/** One line in and one line out per place that talks to the bus, plus direct, called and local ways between places. */
export function edgesOf(header: RunHeader, layout: MapLayout): MapEdge[] {
  const broker = header.places.findIndex((place) => place.kind === 'broker');
  const bus = header.links.filter((link) => link.via === 'broker');
  const edges: MapEdge[] = [];
  layout.boxes.forEach((box, place) => {
    if (box === null || box.band === 'broker') return;
    if (bus.some((link) => link.from === place)) edges.push(lineOf(header, layout, { box, broker, look: 'out' }));
    if (bus.some((link) => link.to === place)) edges.push(lineOf(header, layout, { box, broker, look: 'in' }));
  });
  return [...edges, ...pairsOf(header, layout)];
}

interface Line {
  readonly box: PlaceBox;
  readonly broker: number;
  readonly look: 'in' | 'out';
}

function lineOf(header: RunHeader, layout: MapLayout, { box, broker, look }: Line): MapEdge {
  const title = header.places[box.place]?.title ?? '';
  const column = look === 'in' ? box.inX : box.outX;
  const wall = { x: column, y: box.band === 'upper' ? layout.bus.y : layout.bus.y + layout.bus.height };
  const points = look === 'in' ? [wall, ...arrive(box)] : [...leave(box), wall];
  const end = look === 'in' ? points[1] : points[0];
  return {
    id: `${look}:${box.place}`,
    source: String(look === 'in' ? broker : box.place),
    target: String(look === 'in' ? box.place : broker),
    type: 'line',
    focusable: false,
    ariaLabel: look === 'in' ? words.lineIn(title) : words.lineOut(title),
    data: {
      path: pathOf(points),
      look,
      handle: look === 'in' && end !== undefined ? { x: column, y: Math.round((wall.y + end.y) / 2) } : null,
      to: box.place,
    },
  };
}

const viaLook = { direct: 'direct', call: 'call', local: 'local' } as const;

function pairsOf(header: RunHeader, layout: MapLayout): MapEdge[] {
  const seen = new Set<string>();
  return header.links.flatMap((link) => {
    if (link.via === 'broker' || link.from === link.to) return [];
    const id = `${link.via}:${link.from}:${link.to}`;
    const from = layout.boxes[link.from] ?? null;
    const to = layout.boxes[link.to] ?? null;
    if (seen.has(id) || from === null || to === null) return [];
    seen.add(id);
    return [pairOf(header, layout, { id, link, from, to })];
  });
}

interface Pair {
  readonly id: string;
  readonly link: LinkInfo;
  readonly from: PlaceBox;
  readonly to: PlaceBox;
}

function pairOf(header: RunHeader, layout: MapLayout, { id, link, from, to }: Pair): MapEdge {
  const via = link.via === 'broker' ? 'direct' : link.via;
  const local = routeOf(layout, { kind: FlightKind.local, from: link.from, to: link.to, sender: link.from });
  const there = via === 'local' ? (local?.points ?? []) : directPoints(layout, { from, to, answer: false });
  const back = via === 'call' ? ` ${pathOf(directPoints(layout, { from: to, to: from, answer: true }))}` : '';
  const [, turn, corner] = there;
  return {
    id,
    source: String(link.from),
    target: String(link.to),
    type: 'line',
    focusable: false,
    ariaLabel: words.lineBetween(header.places[link.from]?.title ?? '', header.places[link.to]?.title ?? ''),
    data: {
      path: pathOf(there) + back,
      look: viaLook[via],
      handle: via === 'local' || turn === undefined || corner === undefined ? null : { x: Math.round((turn.x + corner.x) / 2), y: turn.y },
      to: link.to,
    },
  };
}
