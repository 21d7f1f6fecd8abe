import type { StoreApi } from 'zustand/vanilla';
import type { Simulation } from './simulation';
import type { Actions, RunValue, State } from './state';

/** Undo and redo exchange whole run values; the playhead stays. */
export function createHistory(api: StoreApi<State>, simulation: Simulation): Pick<Actions, 'undo' | 'redo'> {
  const exchange = (take: 'past' | 'future'): void => {
    const { spec, source, past, future } = api.getState();
    const value = (take === 'past' ? past : future).at(-1);
    if (value === undefined || spec === null || source === null) return;
    const current: RunValue = { spec, source };
    const stacks =
      take === 'past'
        ? { past: past.slice(0, -1), future: [...future, current] }
        : { past: [...past, current], future: future.slice(0, -1) };
    api.setState({ selection: null });
    simulation.change({ value, ...stacks, playhead: 'stay', ghostFrom: null, then: 'keep' });
  };
  return { undo: () => exchange('past'), redo: () => exchange('future') };
}
