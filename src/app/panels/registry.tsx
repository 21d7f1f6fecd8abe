import { type ComponentType, lazy, type LazyExoticComponent } from 'react';
import { openAnswer } from '../store/selectors';
import type { State } from '../store/state';

/** A panel over the map. The last one that is open is shown; each is loaded when it is first wanted. */
export interface PanelDefinition {
  readonly id: string;
  readonly isOpen: (state: State) => boolean;
  readonly Component: LazyExoticComponent<ComponentType>;
}

export const panelRegistry: readonly PanelDefinition[] = [
  {
    id: 'ledger',
    isOpen: (state) => state.panel === 'ledger',
    Component: lazy(() => import('./ledger/LedgerPanel').then((module) => ({ default: module.LedgerPanel }))),
  },
  {
    id: 'why',
    isOpen: (state) => openAnswer(state) !== null,
    Component: lazy(() => import('./why/WhyPanel').then((module) => ({ default: module.WhyPanel }))),
  },
];
