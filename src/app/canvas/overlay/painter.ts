import type { Trace } from '../../../sim';
import { words } from '../words';
import type { Scene } from './scene';
import type { Face, Sprite, Sprites } from './sprites';

/** What is drawn and through which window. */
export interface Picture {
  readonly scene: Scene;
  readonly trace: Trace;
  readonly sprites: Sprites;
  readonly view: View;
  /** Only messages of this key stay bright; null = all. */
  readonly follow: number | null;
  /** Message with the keyboard's attention; 0 = none. */
  readonly chosen: number;
  readonly ring: string;
}

export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  /** Device pixels per CSS pixel. */
  readonly density: number;
}

/** Up to 5 with names, up to 30 with numbers, then dots, and above 2,000 numbered bundles: never nothing. */
export const labelledMax = 5;
export const numberedMax = 30;
export const singleMax = 2000;
const dimmed = 0.35;

export type Detail = Face['size'];

export const detailFor = (count: number): Detail => (count <= labelledMax ? 'label' : count <= numberedMax ? 'number' : 'dot');

/** Draws all messages in flight. Pixels are whole, so that outlines stay crisp. */
export function paintScene(context: CanvasRenderingContext2D, picture: Picture): void {
  const { scene, view, follow, chosen } = picture;
  const detail = detailFor(scene.count);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  const scale = view.zoom * view.density;
  const [left, top] = [view.x * view.density, view.y * view.density];
  if (scene.count > singleMax) return paintBundles(context, picture);
  for (let n = 0; n < scene.count; n += 1) {
    const sprite = spriteOf(picture, n, detail);
    const x = Math.round(scene.x[n]! * scale + left - sprite.width / 2 - sprite.margin);
    const y = Math.round(scene.y[n]! * scale + top - sprite.height / 2 - sprite.margin);
    if (follow !== null) context.globalAlpha = scene.key[n] === follow ? 1 : dimmed;
    context.drawImage(sprite.image, x, y);
    if (chosen !== 0 && scene.message[n] === chosen) ringAround(context, picture, { sprite, x, y });
  }
  context.globalAlpha = 1;
}

interface Bundle {
  first: number;
  count: number;
  x: number;
  y: number;
}

/** One pill with a count per quarter of a way, at the middle of its messages. */
function paintBundles(context: CanvasRenderingContext2D, { scene, sprites, view }: Picture): void {
  const scale = view.zoom * view.density;
  for (const bundle of bundlesOf(scene)) {
    const role = scene.role[bundle.first]!;
    const text = words.times(bundle.count);
    const sprite = sprites.get(`bundle|${role}|${text}`, () => ({ role, text, size: 'number', leftward: false, note: '' }));
    const x = (bundle.x / bundle.count) * scale + view.x * view.density - sprite.width / 2 - sprite.margin;
    const y = (bundle.y / bundle.count) * scale + view.y * view.density - sprite.height / 2 - sprite.margin;
    context.drawImage(sprite.image, Math.round(x), Math.round(y));
  }
}

export function bundlesOf(scene: Scene): Iterable<Bundle> {
  const bundles = new Map<number, Bundle>();
  for (let n = 0; n < scene.count; n += 1) {
    const group = scene.group[n]! * 4 + scene.role[n]!;
    let bundle = bundles.get(group);
    if (bundle === undefined) {
      bundle = { first: n, count: 0, x: 0, y: 0 };
      bundles.set(group, bundle);
    }
    bundle.count += 1;
    bundle.x += scene.x[n]!;
    bundle.y += scene.y[n]!;
  }
  return bundles.values();
}

function ringAround(
  context: CanvasRenderingContext2D,
  picture: Picture,
  at: { readonly sprite: Sprite; readonly x: number; readonly y: number },
): void {
  const { sprite, x, y } = at;
  const gap = 4 * picture.view.density;
  context.strokeStyle = picture.ring;
  context.lineWidth = 3 * picture.view.density;
  context.beginPath();
  const [width, height] = [sprite.width + 2 * gap, sprite.height + 2 * gap];
  context.roundRect(x + sprite.margin - gap, y + sprite.margin - gap, width, height, height / 2);
  context.stroke();
}

function spriteOf({ scene, trace, sprites }: Picture, n: number, detail: Detail): Sprite {
  const role = scene.role[n]!;
  const leftward = scene.leftward[n] === 1;
  if (detail === 'dot') return sprites.get(role * 2 + (leftward ? 1 : 0), () => ({ role, text: '', size: 'dot', leftward, note: '' }));
  const key = scene.key[n]!;
  const attempt = scene.attempt[n]!;
  const note = attempt > 1 && detail === 'label' ? words.attempt(attempt) : '';
  const name = trace.header.messageTypes[scene.type[n]!]?.name ?? '';
  const text = detail === 'label' ? words.typeAndKey(name, key) : key === 0 ? '' : words.key(key);
  return sprites.get(`${detail}|${role}|${leftward}|${text}|${note}`, () => ({ role, text, size: detail, leftward, note }));
}

/** Row of the topmost message under a point in map units; -1 = none. Sizes follow the level of detail. */
export function hitAt(picture: Picture, point: { readonly x: number; readonly y: number }): number {
  const { scene, view } = picture;
  if (scene.count > singleMax) return -1;
  const detail = detailFor(scene.count);
  const scale = view.zoom * view.density;
  for (let n = scene.count - 1; n >= 0; n -= 1) {
    const sprite = spriteOf(picture, n, detail);
    const reach = detail === 'dot' ? 12 : 4;
    const inX = Math.abs(scene.x[n]! - point.x) <= sprite.width / scale / 2 + reach;
    if (inX && Math.abs(scene.y[n]! - point.y) <= sprite.height / scale / 2 + reach) return n;
  }
  return -1;
}
