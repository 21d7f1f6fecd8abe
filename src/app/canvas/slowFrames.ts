import { createContext, useContext, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { ensure } from '../../base/assert';
import type { Frame, PlaceFrame } from '../../playback';
import type { State } from '../store/state';

/**
 * Frames for text and numbers: while playing every sixth one (about ten a second, as fast as people read), otherwise each one at once.
 * It counts frames instead of asking a clock, so a paused page has no timer and shows the exact instant.
 */
export interface SlowFrames {
  subscribe(listener: () => void): () => void;
  get(): Frame | null;
}

const playedPerShown = 6;

export function createSlowFrames(api: StoreApi<State>): SlowFrames {
  let shown = api.getState().frame;
  let skipped = 0;
  const listeners = new Set<() => void>();
  const show = (frame: Frame | null): void => {
    skipped = 0;
    if (frame === shown) return;
    shown = frame;
    for (const listener of listeners) listener();
  };
  const heard = (state: State, before: State): void => {
    if (state.frame === before.frame && state.playing === before.playing) return;
    skipped += 1;
    if (!state.playing || state.run.trace !== before.run.trace || skipped >= playedPerShown) show(state.frame);
  };
  let stop: (() => void) | null = null;
  return {
    subscribe(listener) {
      stop ??= api.subscribe(heard);
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
    get() {
      if (stop === null) shown = api.getState().frame;
      return shown;
    },
  };
}

const SlowFramesContext = createContext<SlowFrames | null>(null);
export const SlowFramesProvider = SlowFramesContext.Provider;

/** Reads the narrowest part of the shown frame; renders again only when that part changes (Object.is). */
export function useShown<T>(select: (frame: Frame | null) => T): T {
  const frames = ensure(useContext(SlowFramesContext), 'SlowFramesProvider around the component');
  return useSyncExternalStore(frames.subscribe, () => select(frames.get()));
}

/** The picture of one place; unchanged places keep their identity between frames. */
export function usePlaceFrame(place: number): PlaceFrame | null {
  return useShown((frame) => frame?.places[place] ?? null);
}
