import { describe, expect, test } from 'vitest';
import { ensure } from '../../../src/base/assert';
import { layoutMap, type Box, type MapLayout } from '../../../src/app/canvas/layout';
import { pointAt, routeOf } from '../../../src/app/canvas/routes';
import { FlightKind } from '../../../src/playback/frame';
import { headerOf, place, shop } from './header';

const stage = { width: 1280, height: 430 };
const sizes = [
  stage,
  { width: 1180, height: 546 },
  { width: 1920, height: 760 },
  { width: 1440, height: 500 },
  { width: 390, height: 460 },
  { width: 1000, height: 900 },
];
const crowd = [...shop, ...Array.from({ length: 7 }, (_, n) => place({ id: `extra${n}`, main: n % 2 === 0 }))];
const withCoordinator = [...shop, place({ id: 'saga', kind: 'coordinator' })];

const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const cards = (layout: MapLayout): Box[] => layout.boxes.flatMap((box) => (box === null ? [] : [box.card]));
const strips = (layout: MapLayout): Box[] =>
  layout.boxes.flatMap((box) => (box?.band === 'upper' && box.strip !== null ? [box.strip] : []));

describe('the bus layout', () => {
  test('stands at Stage size where the design says', () => {
    const layout = layoutMap(headerOf(), stage);
    expect(layout.zoom).toBe(1);
    expect(ensure(layout.boxes[1], 'customer').card).toMatchObject({ x: 24, width: 232 });
    expect([1, 2, 3, 4, 5].map((n) => layout.boxes[n]?.card.x)).toEqual([24, 274, 524, 774, 1024]);
    expect(layout.bus.width).toBe(1232);
    expect(ensure(layout.boxes[2], 'order').card.y).toBeLessThan(20);
    expect(layout.height).toBeLessThanOrEqual(430);
  });

  test('puts main services in file order after the customer, everything else below the bus', () => {
    const places = [...shop.slice(0, 1), ...shop.slice(2), ...shop.slice(1, 2)];
    const layout = layoutMap(headerOf({ places }), stage);
    const upper = places.flatMap((one, index) =>
      layout.boxes[index]?.band === 'upper' ? [{ id: one.id, x: layout.boxes[index]?.card.x ?? 0 }] : [],
    );
    expect(upper.toSorted((a, b) => a.x - b.x).map((one) => one.id)).toEqual(['customer', 'order', 'inventory', 'payment', 'shipping']);
  });

  test('never moves a service when the option brings a coordinator', () => {
    for (const size of sizes) {
      const without = layoutMap(headerOf({ coordination: 'choreography' }), size);
      const conducted = layoutMap(headerOf({ coordination: 'orchestration', places: withCoordinator }), size);
      expect(conducted.boxes.slice(0, shop.length)).toEqual(without.boxes);
      expect(conducted.boxes.at(-1)?.card).toEqual(without.coordinatorBand);
    }
  });

  test.each(sizes)('overlaps nothing and leaves the map nowhere at %o', (size) => {
    for (const places of [withCoordinator, [...crowd, place({ id: 'saga', kind: 'coordinator' })]]) {
      const layout = layoutMap(headerOf({ places }), size);
      const boxes = [...cards(layout), ...strips(layout)];
      for (const [n, one] of boxes.entries()) {
        expect(boxes.slice(n + 1).filter((other) => overlap(one, other))).toEqual([]);
        expect(one.x).toBeGreaterThanOrEqual(0);
        expect(one.x + one.width).toBeLessThanOrEqual(layout.width);
        expect(one.y + one.height).toBeLessThanOrEqual(layout.height);
      }
    }
  });

  test('fills the screen or scrolls down on a phone, and stays readable there', () => {
    expect(layoutMap(headerOf(), { width: 390, height: 460 })).toMatchObject({ narrow: true, width: 480 });
    expect(22 * layoutMap(headerOf(), { width: 390, height: 460 }).zoom).toBeGreaterThan(16);
    const desk = layoutMap(headerOf(), { width: 1920, height: 760 });
    expect(desk.width * desk.zoom).toBeCloseTo(1920, 0);
    expect(desk.height * desk.zoom).toBeGreaterThan(740);
  });
});

describe('the ways of messages', () => {
  const layout = layoutMap(headerOf({ places: crowd }), stage);
  const at = (kind: number, from: number, to: number, share: number): { x: number; y: number } => {
    const into = { x: -1, y: -1 };
    pointAt(ensure(routeOf(layout, { kind, from, to, sender: from === 7 ? 2 : from }), 'a route'), share, into);
    return into;
  };

  test('a delivery starts where its publication ended', () => {
    expect(at(FlightKind.deliver, 7, 4, 0)).toEqual(at(FlightKind.publish, 2, 7, 1));
  });

  test('a publication leaves its service and ends inside the bus', () => {
    const card = ensure(layout.boxes[5], 'shipping').card;
    const start = at(FlightKind.publish, 5, 7, 0);
    expect([card.x, card.x + card.width, card.y + card.height]).toContain(start.x === card.x + card.width ? start.x : start.y);
    expect(at(FlightKind.publish, 5, 7, 1).y).toBe(layout.laneY);
  });

  test('every route is horizontal or vertical everywhere', () => {
    const count = crowd.length;
    for (const kind of Object.values(FlightKind)) {
      for (let pair = 0; pair < count * count; pair += 1) {
        const route = routeOf(layout, { kind, from: pair % count, to: Math.floor(pair / count), sender: pair % count });
        const corners = route?.points ?? [];
        expect(corners.every((corner, n) => n === 0 || corner.x === corners[n - 1]?.x || corner.y === corners[n - 1]?.y)).toBe(true);
      }
    }
  });

  test('a place that is not drawn has no way', () => {
    expect(routeOf(layout, { kind: FlightKind.direct, from: 0, to: 2, sender: 0 })).toBeNull();
  });
});
