import type { StoreApi } from 'zustand/vanilla';
import type { State } from '../../store/state';
import { selectMotion } from '../motion';
import type { MapModel } from '../mapContext';
import { hitAt, paintScene, type Picture, type View } from './painter';
import { collect, createRoutes, createScene, type Routes, type Scene } from './scene';
import { createSprites, type Sprites } from './sprites';
import { readStyle, watchTheme } from './style';

/** A message in flight, as the pointer or the keyboard finds it. */
export interface Token {
  readonly message: number;
  readonly to: number;
  /** Centre in CSS pixels from the corner of the overlay. */
  readonly x: number;
  readonly y: number;
}

/**
 * One canvas for all messages in flight. It has no loop of its own: it draws when the store publishes another frame and when
 * viewport, size or theme change.
 */
export interface Overlay {
  setModel(model: MapModel): void;
  setView(view: { readonly x: number; readonly y: number; readonly zoom: number }): void;
  resize(): void;
  /** Message under a point in CSS pixels from the corner of the overlay. */
  hit(x: number, y: number): Token | null;
  /** All messages in flight, in order of departure. */
  tokens(): readonly Token[];
  stop(): void;
}

export function createOverlay(canvas: HTMLCanvasElement, api: StoreApi<State>): Overlay {
  const context = canvas.getContext('2d');
  const scene: Scene = createScene();
  let model: MapModel | null = null;
  let routes: Routes | null = null;
  let sprites: Sprites | null = null;
  let ring = '';
  let view: View = { x: 0, y: 0, zoom: 1, density: densityOf() };

  const picture = (): Picture | null => {
    if (model === null) return null;
    sprites ??= createSprites(readStyle(canvas, view.zoom * view.density));
    ring ||= getComputedStyle(canvas).getPropertyValue('--focus').trim();
    return { scene, trace: model.trace, sprites, view, follow: api.getState().follow, chosen: chosenOf(api.getState()), ring };
  };
  const draw = (): void => {
    const state = api.getState();
    if (model === null || routes === null || state.frame === null || state.run.trace !== model.trace) return;
    collect(scene, state.frame, { trace: model.trace, routes, motion: selectMotion(state) });
    const now = picture();
    if (context !== null && now !== null) paintScene(context, now);
  };
  const restyle = (): void => {
    sprites = null;
    ring = '';
    draw();
  };
  const toToken = (n: number): Token => ({
    message: scene.message[n]!,
    to: scene.to[n]!,
    x: scene.x[n]! * view.zoom + view.x,
    y: scene.y[n]! * view.zoom + view.y,
  });
  const unsubscribe = api.subscribe((state, before) => {
    if (state.frame !== before.frame || state.selection !== before.selection || state.follow !== before.follow) draw();
    else if (state.preferences !== before.preferences) restyle();
  });
  const unwatch = watchTheme(restyle);

  return {
    setModel(next) {
      if (next.layout !== model?.layout) routes = createRoutes(next.layout);
      model = next;
      draw();
    },
    setView(next) {
      const zoomed = next.zoom !== view.zoom;
      view = { ...next, density: view.density };
      if (zoomed) restyle();
      else draw();
    },
    resize() {
      const density = densityOf();
      const [width, height] = [Math.round(canvas.clientWidth * density), Math.round(canvas.clientHeight * density)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      view = { ...view, density };
      restyle();
    },
    hit(x, y) {
      const now = picture();
      if (now === null) return null;
      const n = hitAt(now, { x: (x - view.x) / view.zoom, y: (y - view.y) / view.zoom });
      return n < 0 ? null : toToken(n);
    },
    tokens: () => Array.from({ length: scene.count }, (_, n) => toToken(n)),
    stop() {
      unsubscribe();
      unwatch();
    },
  };
}

const densityOf = (): number => globalThis.devicePixelRatio || 1;

function chosenOf(state: State): number {
  return state.selection?.kind === 'message' && state.selection.where === 'flight' ? state.selection.message : 0;
}
