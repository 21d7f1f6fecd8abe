import { FlightKind, type Frame } from '../../../playback';
import type { Trace } from '../../../sim';
import type { Motion } from '../../store/state';
import type { MapLayout } from '../layout';
import { keyOf, roleOfType, senderOf, typeOf } from '../messages';
import { pointAt, routeOf, type Route } from '../routes';

/** Messages in flight at one instant, in map units. Arrays are kept and overwritten: nothing is made per message and frame. */
export interface Scene {
  count: number;
  x: Float32Array;
  y: Float32Array;
  message: Uint32Array;
  from: Uint16Array;
  to: Uint16Array;
  attempt: Uint16Array;
  /** FlightKind. */
  kind: Uint8Array;
  type: Uint16Array;
  key: Uint32Array;
  /** Index into `sceneRoles`. */
  role: Uint8Array;
  /** 1 when it moves to the left at this point. */
  leftward: Uint8Array;
  /** Messages of one group stand on the same quarter of the same way: together they make a bundle. */
  group: Uint32Array;
}

export const sceneRoles = ['event', 'command', 'query'] as const;

export function createScene(): Scene {
  return sized(256);
}

function sized(size: number): Scene {
  return {
    count: 0,
    x: new Float32Array(size),
    y: new Float32Array(size),
    message: new Uint32Array(size),
    from: new Uint16Array(size),
    to: new Uint16Array(size),
    attempt: new Uint16Array(size),
    kind: new Uint8Array(size),
    type: new Uint16Array(size),
    key: new Uint32Array(size),
    role: new Uint8Array(size),
    leftward: new Uint8Array(size),
    group: new Uint32Array(size),
  };
}

/** Ways along the lines, found once per pair of places and kind. */
export interface Routes {
  find(kind: number, from: number, to: number, sender: number): NumberedRoute | null;
}

interface NumberedRoute {
  readonly route: Route;
  readonly number: number;
}

/** Parts of a way that are bundled apart. */
const bundlesPerWay = 4;

export function createRoutes(layout: MapLayout): Routes {
  const known = new Map<number, NumberedRoute | null>();
  const places = layout.boxes.length;
  return {
    find(kind, from, to, sender) {
      const id = ((kind * places + from) * places + to) * places + sender;
      const found = known.get(id);
      if (found !== undefined) return found;
      const route = routeOf(layout, { kind, from, to, sender });
      const numbered = route === null ? null : { route, number: known.size };
      known.set(id, numbered);
      return numbered;
    },
  };
}

export interface Stage {
  readonly trace: Trace;
  readonly routes: Routes;
  readonly motion: Motion;
}

const spot = { x: 0, y: 0 };

/** Places every flight of a frame. With `hops` a message stands at its next stop; with `none` nothing is drawn. */
export function collect(scene: Scene, frame: Frame, stage: Stage): Scene {
  const { flights } = frame;
  const target = scene.x.length >= flights.count ? scene : Object.assign(scene, sized(flights.count * 2));
  target.count = 0;
  if (stage.motion === 'none') return target;
  for (let n = 0; n < flights.count; n += 1) place(target, frame, stage, n);
  return target;
}

function place(scene: Scene, frame: Frame, stage: Stage, n: number): void {
  const { flights, time } = frame;
  const message = flights.message[n]!;
  const [kind, from, to] = [flights.kind[n]!, flights.from[n]!, flights.to[n]!];
  const way = stage.routes.find(kind, from, to, senderOf(stage.trace, message));
  if (way === null) return;
  const { route } = way;
  const departs = flights.departs[n]!;
  const span = flights.arrives[n]! - departs;
  const share = stage.motion === 'hops' || span <= 0 ? 1 : (time - departs) / span;
  pointAt(route, share, spot);
  const at = scene.count;
  scene.count = at + 1;
  scene.x[at] = spot.x;
  scene.y[at] = spot.y;
  scene.message[at] = message;
  scene.from[at] = from;
  scene.to[at] = to;
  scene.attempt[at] = flights.attempt[n]!;
  scene.kind[at] = kind;
  scene.type[at] = typeOf(stage.trace, message);
  scene.key[at] = keyOf(stage.trace, message);
  scene.role[at] = kind === FlightKind.reply ? 2 : sceneRoles.indexOf(roleIn(stage.trace, scene.type[at]!));
  scene.group[at] = way.number * bundlesPerWay + Math.min(bundlesPerWay - 1, Math.floor(share * bundlesPerWay));
  scene.leftward[at] = route.points[0]!.x > route.points.at(-1)!.x ? 1 : 0;
}

function roleIn(trace: Trace, type: number): (typeof sceneRoles)[number] {
  const role = roleOfType(trace.header.messageTypes[type] ?? null);
  return role === 'event' || role === 'command' ? role : 'query';
}
