import { createContext, useContext } from 'react';
import { useStore as useZustand } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { ensure } from '../../base/assert';
import type { Actions, State } from './state';

export interface AppStore {
  readonly api: StoreApi<State>;
  readonly actions: Actions;
}

const StoreContext = createContext<AppStore | null>(null);

export const StoreProvider = StoreContext.Provider;

/** The store of this page; each test has its own. */
export function useAppStore(): AppStore {
  return ensure(useContext(StoreContext), 'StoreProvider around the component');
}

/** Reads the narrowest slice that a component needs; renders again only when that slice changes (Object.is). */
export function useAppState<T>(select: (state: State) => T): T {
  return useZustand(useAppStore().api, select);
}

/** Actions never change identity. */
export function useActions(): Actions {
  return useAppStore().actions;
}
