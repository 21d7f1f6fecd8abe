import type { StoreApi } from 'zustand/vanilla';
import { selectMotion } from '../../store/selectors';
import type { State } from '../../store/state';
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
  const layer = createLayer(canvas, api);
  const unsubscribe = api.subscribe((state, before) => {
    if (state.frame !== before.frame || state.selection !== before.selection || state.follow !== before.follow) layer.draw();
    else if (state.preferences !== before.preferences) layer.restyle();
  });
  const unwatch = watchTheme(layer.restyle);
  const toToken = (n: number): Token => {
    const { scene, view } = layer;
    return {
      message: scene.message[n]!,
      to: scene.to[n]!,
      x: scene.x[n]! * view.zoom + view.x,
      y: scene.y[n]! * view.zoom + view.y,
    };
  };
  return {
    setModel(next) {
      if (next.layout !== layer.model?.layout) layer.routes = createRoutes(next.layout);
      layer.model = next;
      layer.draw();
    },
    setView(next) {
      const zoomed = next.zoom !== layer.view.zoom;
      layer.view = { ...next, density: layer.view.density };
      if (zoomed) layer.restyle();
      else layer.draw();
    },
    resize() {
      const density = densityOf();
      const [width, height] = [Math.round(canvas.clientWidth * density), Math.round(canvas.clientHeight * density)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      layer.view = { ...layer.view, density };
      layer.restyle();
    },
    hit(x, y) {
      const now = layer.picture();
      if (now === null) return null;
      const n = hitAt(now, { x: (x - layer.view.x) / layer.view.zoom, y: (y - layer.view.y) / layer.view.zoom });
      return n < 0 ? null : toToken(n);
    },
    tokens: () => Array.from({ length: layer.scene.count }, (_, n) => toToken(n)),
    stop() {
      unsubscribe();
      unwatch();
    },
  };
}

/** The overlay's state and how it draws itself. */
interface Layer {
  readonly scene: Scene;
  model: MapModel | null;
  routes: Routes | null;
  view: View;
  picture(): Picture | null;
  draw(): void;
  /** Forgets the sprites: colours or scale have changed. */
  restyle(): void;
}

function createLayer(canvas: HTMLCanvasElement, api: StoreApi<State>): Layer {
  const context = canvas.getContext('2d');
  let sprites: Sprites | null = null;
  let ring = '';
  const layer: Layer = {
    scene: createScene(),
    model: null,
    routes: null,
    view: { x: 0, y: 0, zoom: 1, density: densityOf() },
    picture() {
      if (layer.model === null) return null;
      sprites ??= createSprites(readStyle(canvas, layer.view.zoom * layer.view.density));
      ring ||= getComputedStyle(canvas).getPropertyValue('--focus').trim();
      const state = api.getState();
      const { scene, model, view } = layer;
      return { scene, trace: model.trace, sprites, view, follow: state.follow, chosen: chosenOf(state), ring };
    },
    draw() {
      const state = api.getState();
      const { model, routes } = layer;
      if (model === null || routes === null || state.frame === null || state.run.trace !== model.trace) return;
      collect(layer.scene, state.frame, { trace: model.trace, routes, motion: selectMotion(state) });
      const now = layer.picture();
      if (context !== null && now !== null) paintScene(context, now);
    },
    restyle() {
      sprites = null;
      ring = '';
      layer.draw();
    },
  };
  return layer;
}

const densityOf = (): number => globalThis.devicePixelRatio || 1;

function chosenOf(state: State): number {
  return state.selection?.kind === 'message' && state.selection.where === 'flight' ? state.selection.message : 0;
}
