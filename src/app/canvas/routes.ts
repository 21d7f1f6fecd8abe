import { FlightKind } from '../../playback';
import type { MapLayout, PlaceBox, Point } from './layout';

/** A polyline with the distance of each corner from its start, so that a point at a share of the way is found at once. */
export interface Route {
  readonly points: readonly Point[];
  readonly reach: readonly number[];
  readonly length: number;
}

export interface Way {
  /** FlightKind. */
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  /** Place that made the message: a delivery starts in the bus where its publication ended. */
  readonly sender: number;
}

/** The way of a flight along the drawn lines; null when an end is not on the map. Pure. */
export function routeOf(layout: MapLayout, way: Way): Route | null {
  const from = layout.boxes[way.from] ?? null;
  const to = layout.boxes[way.to] ?? null;
  const points = pointsOf(layout, way, { from, to, sender: layout.boxes[way.sender] ?? null });
  return points === null ? null : measured(points);
}

interface Ends {
  readonly from: PlaceBox | null;
  readonly to: PlaceBox | null;
  readonly sender: PlaceBox | null;
}

function pointsOf(layout: MapLayout, way: Way, { from, to, sender }: Ends): readonly Point[] | null {
  if (way.kind === FlightKind.publish) return from === null ? null : publishPoints(layout, from);
  if (way.kind === FlightKind.deliver) return to === null ? null : deliverPoints(layout, to, sender);
  if (from === null || to === null) return null;
  if (way.kind === FlightKind.local) return from === to ? insidePoints(from) : floorPoints(layout, from, to);
  return directPoints(layout, { from, to, answer: way.kind === FlightKind.reply });
}

/** From the place down (or up) to the lane of the bus. */
export function publishPoints(layout: MapLayout, from: PlaceBox): readonly Point[] {
  const lane = { x: from.outX, y: layout.laneY };
  return [...leave(from), lane];
}

/** Along the lane from where it was published to the line of the receiver, then into its inbox. */
export function deliverPoints(layout: MapLayout, to: PlaceBox, sender: PlaceBox | null): readonly Point[] {
  const enter = { x: to.inX, y: layout.laneY };
  const start = sender === null || sender.band === 'broker' ? enter : { x: sender.outX, y: layout.laneY };
  return [start, enter, ...arrive(to)];
}

/** Past the broker: through a channel between the cards and the bus, there or back. */
export function directPoints(
  layout: MapLayout,
  way: { readonly from: PlaceBox; readonly to: PlaceBox; readonly answer: boolean },
): readonly Point[] {
  const { from, to, answer } = way;
  const straight = answer ? straightPoints(layout, to, from)?.toReversed() : straightPoints(layout, from, to);
  if (straight !== undefined) return straight;
  const y =
    from.band !== 'upper' && to.band !== 'upper' ? layout.channels.lowerY : answer ? layout.channels.answerY : layout.channels.upperY;
  return [...leave(from), { x: from.outX, y }, { x: to.inX, y }, ...arrive(to)];
}

/** From the customer's card straight into the inbox of the card beside it: the shortest way a command can take. */
function straightPoints(layout: MapLayout, from: PlaceBox, to: PlaceBox): readonly Point[] | undefined {
  if (from.strip !== null || from.band !== 'upper' || to.strip === null || to.band !== 'upper') return undefined;
  const gap = to.card.x - from.card.x - from.card.width;
  if (to.card.y !== from.card.y || gap < 0 || gap > 40) return undefined;
  const y = to.strip.y + Math.round(to.strip.height / 2);
  return [
    { x: from.card.x + Math.round(from.card.width / 2), y },
    { x: to.strip.x + layout.slotsAt - 3, y },
  ];
}

/** Between neighbours of the lower row (projector to read model): under the cards. */
function floorPoints(layout: MapLayout, from: PlaceBox, to: PlaceBox): readonly Point[] {
  const y = layout.channels.floorY;
  const bottom = (box: PlaceBox): Point => ({ x: box.inX, y: box.card.y + box.card.height });
  return [bottom(from), { x: from.inX, y }, { x: to.inX, y }, bottom(to)];
}

function insidePoints(box: PlaceBox): readonly Point[] {
  const x = box.card.x + Math.round(box.card.width / 2);
  return [
    { x, y: box.card.y + box.card.height },
    { x, y: box.card.y + Math.round(box.card.height * 0.7) },
  ];
}

/** Corners from the place to the column of its outgoing line. */
export function leave(box: PlaceBox): readonly Point[] {
  const { card } = box;
  if (box.detour) {
    const y = card.y + card.height - 20;
    return [
      { x: card.x + card.width, y },
      { x: box.outX, y },
    ];
  }
  return [{ x: box.outX, y: box.band === 'upper' ? card.y + card.height : card.y }];
}

/** Corners from the column of the incoming line to the place. */
export function arrive(box: PlaceBox): readonly Point[] {
  const { card, strip } = box;
  if (box.detour) {
    const target = strip ?? card;
    const y = target.y + Math.round(target.height / 2);
    return [
      { x: box.inX, y },
      { x: card.x + card.width, y },
    ];
  }
  if (box.band !== 'upper') return [{ x: box.inX, y: card.y }];
  const bottom = strip ?? card;
  return [{ x: box.inX, y: bottom.y + bottom.height }];
}

export function measured(points: readonly Point[]): Route {
  const reach: number[] = [];
  let length = 0;
  points.forEach((point, n) => {
    const before = points[n - 1];
    if (before !== undefined) length += Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
    reach.push(length);
  });
  return { points, reach, length };
}

/** Writes the point at a share 0..1 of the way into `into`: no object per message and frame. */
export function pointAt(route: Route, share: number, into: { x: number; y: number }): void {
  const distance = Math.min(1, Math.max(0, share)) * route.length;
  const { points, reach } = route;
  let n = 1;
  while (n < points.length - 1 && reach[n]! < distance) n += 1;
  const to = points[Math.min(n, points.length - 1)]!;
  const from = points[n - 1]!;
  const span = n < points.length ? reach[n]! - reach[n - 1]! : 0;
  const part = span === 0 ? 1 : (distance - reach[n - 1]!) / span;
  into.x = from.x + (to.x - from.x) * part;
  into.y = from.y + (to.y - from.y) * part;
}

/** SVG path of the corners. */
export function pathOf(points: readonly Point[]): string {
  return points.map((point, n) => `${n === 0 ? 'M' : 'L'}${point.x} ${point.y}`).join(' ');
}
