import { useLayoutEffect } from 'react';
import { useAppStore } from './context';
import type { State } from './state';

/** Paints straight into the page on every change of the store, without rendering: for what moves with every frame. `paint` must be stable. */
export function useFrameEffect(paint: (state: State) => void): void {
  const { api } = useAppStore();
  useLayoutEffect(() => {
    paint(api.getState());
    return api.subscribe(paint);
  }, [api, paint]);
}
