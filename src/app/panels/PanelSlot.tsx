import { type ReactElement, Suspense } from 'react';
import { useAppState } from '../store/context';
import { panelRegistry } from './registry';

/** Where panels stand: one at a time, over the map. */
export function PanelSlot(): ReactElement | null {
  const id = useAppState((state) => panelRegistry.findLast((panel) => panel.isOpen(state))?.id);
  const panel = panelRegistry.find((one) => one.id === id);
  if (panel === undefined) return null;
  return (
    <Suspense>
      <panel.Component />
    </Suspense>
  );
}
