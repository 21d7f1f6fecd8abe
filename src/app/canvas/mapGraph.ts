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
  /** The way of the answer; empty = none comes back. */
  readonly back: string;
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
const handlesOf = (box: Box): NonNullable<Node['handles']> => [
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
    handles: handlesOf(card),
    draggable: false,
    ariaRole: 'button',
    domAttributes: {
      ...hidden,
      tabIndex: current ? 0 : -1,
      'aria-haspopup': 'menu',
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
    // Above a focused card, which comes to the front (style sheet).
    zIndex: 3,
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
  return [...edges, ...pairsOf(header, layout), ...feedsOf(header, layout)];
}

interface Line {
  readonly box: PlaceBox;
  readonly broker: number;
  readonly look: 'in' | 'out';
}

function lineOf(header: RunHeader, layout: MapLayout, { box, broker, look }: Line): MapEdge {
  const title = header.places[box.place]?.title ?? '';
  const shared = { id: `${look}:${box.place}`, type: 'line', focusable: false } as const;
  const wallY = box.band === 'upper' ? layout.bus.y : layout.bus.y + layout.bus.height;
  if (look === 'out') {
    const path = pathOf([...leave(box), { x: box.outX, y: wallY }]);
    const data = { path, back: '', look, handle: null, to: box.place } as const;
    return { ...shared, source: String(box.place), target: String(broker), ariaLabel: words.lineOut(title), data };
  }
  const way = arrive(box);
  const handle = { x: box.inX, y: Math.round((wallY + (way[0]?.y ?? wallY)) / 2) };
  const data = { path: pathOf([{ x: box.inX, y: wallY }, ...way]), back: '', look, handle, to: box.place } as const;
  return { ...shared, source: String(broker), target: String(box.place), ariaLabel: words.lineIn(title), data };
}

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
  const ariaLabel = words.lineBetween(header.places[link.from]?.title ?? '', header.places[link.to]?.title ?? '');
  const ends = { id, source: String(link.from), target: String(link.to), type: 'line', focusable: false, ariaLabel } as const;
  if (link.via === 'local')
    return { ...ends, data: { path: feedPath(layout, link.from, link.to), back: '', look: 'local', handle: null, to: link.to } };
  const there = directPoints(layout, { from, to, answer: false });
  const call = link.via === 'call';
  const back = call ? pathOf(directPoints(layout, { from: to, to: from, answer: true })) : '';
  return { ...ends, data: { path: pathOf(there), back, look: call ? 'call' : 'direct', handle: middleOf(there), to: link.to } };
}

const feedPath = (layout: MapLayout, from: number, to: number): string =>
  pathOf(routeOf(layout, { kind: FlightKind.local, from, to, sender: from })?.points ?? []);

/** The middle of the longest stretch. */
function middleOf(points: readonly Point[]): Point | null {
  let best: Point | null = null;
  let longest = 0;
  points.forEach((point, n) => {
    const before = points[n - 1];
    const length = before === undefined ? 0 : Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
    if (before === undefined || length <= longest) return;
    longest = length;
    best = { x: Math.round((point.x + before.x) / 2), y: Math.round((point.y + before.y) / 2) };
  });
  return best;
}

/** A projector feeds its read models without the broker: lines under the cards. */
function feedsOf(header: RunHeader, layout: MapLayout): MapEdge[] {
  const ofKind = (kind: PlaceInfo['kind']): number[] => header.places.flatMap((place, index) => (place.kind === kind ? [index] : []));
  const beside = (place: number): boolean => layout.boxes[place]?.detour === false;
  return ofKind('projector').flatMap((from) =>
    ofKind('readModel').flatMap((to) => {
      if (layout.narrow || !beside(from) || !beside(to)) return [];
      const path = feedPath(layout, from, to);
      if (path === '') return [];
      const title = words.lineBetween(header.places[from]?.title ?? '', header.places[to]?.title ?? '');
      const data = { path, back: '', look: 'local', handle: null, to } as const;
      return [
        { id: `feed:${from}:${to}`, source: String(from), target: String(to), type: 'line', focusable: false, ariaLabel: title, data },
      ];
    }),
  );
}
