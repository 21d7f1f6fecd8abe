import { describe, expect, test } from 'vitest';
import { ensure } from '../../../src/base/assert';
import { layoutMap } from '../../../src/app/canvas/layout';
import {
  bundlesOf,
  detailFor,
  hitAt,
  labelledMax,
  numberedMax,
  paintScene,
  singleMax,
  type Picture,
} from '../../../src/app/canvas/overlay/painter';
import { collect, createRoutes, createScene, sceneRoles, type Scene } from '../../../src/app/canvas/overlay/scene';
import type { Face, Sprite } from '../../../src/app/canvas/overlay/sprites';
import { FlightKind, type Flights, type Frame } from '../../../src/playback';
import type { Trace } from '../../../src/sim';
import { headerOf } from '../../unit/app/header';

const header = headerOf();
const layout = layoutMap(header, { width: 1280, height: 430 });

interface Flying {
  readonly type: number;
  readonly kind: number;
  readonly from: number;
  readonly to: number;
  readonly attempt?: number;
  readonly departs?: number;
}

function traceOf(flying: readonly Flying[]): Trace {
  const column = (read: (one: Flying, n: number) => number): number[] => [0, ...flying.map(read)];
  const chunk = {
    rows: flying.length + 1,
    type: Uint16Array.from(column((one) => one.type)),
    key: Uint32Array.from(column((_, n) => n + 1)),
    sender: Uint16Array.from(column((one) => (one.from === 7 ? 2 : one.from))),
  };
  return { header, messageCount: flying.length, messages: [chunk] } as unknown as Trace;
}

function frameOf(flying: readonly Flying[], time = 500): Frame {
  const flights: Flights = {
    count: flying.length,
    message: Uint32Array.from(flying, (_, n) => n + 1),
    from: Uint16Array.from(flying, (one) => one.from),
    to: Uint16Array.from(flying, (one) => one.to),
    departs: Float64Array.from(flying, (one) => one.departs ?? 0),
    arrives: Float64Array.from(flying, () => 1000),
    attempt: Uint16Array.from(flying, (one) => one.attempt ?? 1),
    kind: Uint8Array.from(flying, (one) => one.kind),
  };
  return { time, flights } as unknown as Frame;
}

const sceneOf = (flying: readonly Flying[], motion: 'full' | 'hops' | 'none' = 'full', time = 500): Scene =>
  collect(createScene(), frameOf(flying, time), { trace: traceOf(flying), routes: createRoutes(layout), motion });

const publish: Flying = { type: 1, kind: FlightKind.publish, from: 2, to: 7 };
const deliver: Flying = { type: 1, kind: FlightKind.deliver, from: 7, to: 4 };
const command: Flying = { type: 0, kind: FlightKind.direct, from: 1, to: 2 };

function pictureOf(
  flying: readonly Flying[],
  drawn: { face: Face; x: number; y: number }[] = [],
): { readonly picture: Picture; readonly context: CanvasRenderingContext2D } {
  const faces = new Map<object, Face>();
  const sprites = {
    get: (_id: string | number, make: () => Face): Sprite => {
      const image = {} as HTMLCanvasElement;
      faces.set(image, make());
      return { image, width: 40, height: 20, margin: 4 };
    },
  };
  const context = {
    canvas: { width: 1280, height: 430 },
    setTransform: () => {},
    clearRect: () => {},
    drawImage: (image: object, x: number, y: number) => drawn.push({ face: ensure(faces.get(image), 'a sprite'), x, y }),
  } as unknown as CanvasRenderingContext2D;
  const picture: Picture = {
    scene: sceneOf(flying),
    trace: traceOf(flying),
    sprites,
    view: { x: 0, y: 0, zoom: 1, density: 1 },
    follow: null,
    chosen: 0,
    ring: '',
  };
  return { picture, context };
}

describe('messages in flight', () => {
  test('stand on the drawn lines at their share of the way, in both directions of time', () => {
    const [early, late] = [sceneOf([deliver], 'full', 100), sceneOf([deliver], 'full', 900)];
    expect(early.x[0]).toBeLessThan(ensure(late.x[0], 'x'));
    expect(sceneOf([deliver], 'full', 100).x[0]).toBe(early.x[0]);
    expect(early.y[0]).toBe(layout.laneY);
  });

  test('jump to the next stop with hops and are not drawn with none', () => {
    const end = ensure(layout.boxes[4]?.strip, 'an inbox');
    expect(sceneOf([deliver], 'hops', 1).y[0]).toBe(end.y + end.height);
    expect(sceneOf([deliver], 'none').count).toBe(0);
  });

  test('differ by shape: event, command and answer have roles of their own', () => {
    const scene = sceneOf([publish, command, { ...command, type: 1, kind: FlightKind.reply, from: 2, to: 1 }]);
    expect([0, 1, 2].map((n) => sceneRoles[ensure(scene.role[n], 'role')])).toEqual(['event', 'command', 'query']);
  });

  test('carry names when few, numbers when some, dots when many, bundles when very many', () => {
    expect([labelledMax, labelledMax + 1, numberedMax + 1].map(detailFor)).toEqual(['label', 'number', 'dot']);
    const drawn: { face: Face; x: number; y: number }[] = [];
    const { picture, context } = pictureOf([publish, { ...deliver, attempt: 2 }], drawn);
    paintScene(context, picture);
    expect(drawn.map((one) => one.face.text)).toEqual(['OrderPlaced #1', 'OrderPlaced #2']);
    expect(drawn.map((one) => one.face.note)).toEqual(['', 'delivery 2']);
    expect(drawn.every((one) => Number.isInteger(one.x) && Number.isInteger(one.y))).toBe(true);
  });

  test('no message is lost in bundles', () => {
    const many = Array.from({ length: singleMax + 500 }, (_, n) => (n % 2 === 0 ? publish : { ...deliver, departs: -(n % 900) }));
    const bundles = [...bundlesOf(sceneOf(many))];
    expect(bundles.length).toBeLessThan(20);
    expect(bundles.reduce((sum, bundle) => sum + bundle.count, 0)).toBe(many.length);
    const drawn: { face: Face; x: number; y: number }[] = [];
    const { picture, context } = pictureOf(many, drawn);
    paintScene(context, picture);
    expect(drawn.reduce((sum, one) => sum + Number(one.face.text.slice(1)), 0)).toBe(many.length);
  });

  test('are found under the pointer, the topmost first', () => {
    const { picture } = pictureOf([publish, command]);
    const at = { x: ensure(picture.scene.x[1], 'x'), y: ensure(picture.scene.y[1], 'y') };
    expect(hitAt(picture, at)).toBe(1);
    expect(hitAt(picture, { x: at.x, y: at.y + 200 })).toBe(-1);
  });
});
