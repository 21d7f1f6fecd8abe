import { type ComponentProps, type ReactElement, Suspense, lazy, useEffect } from 'react';
import { Canvas } from '../canvas/Canvas';
import { useActions, useAppState } from '../store/context';

// What the first screen does not show is loaded when it is first wanted, or after the first order, when it soon will be.
const loadInspector = () => import('../inspector/Inspector');
const loadMenu = () => import('../menus/ContextMenu');
const loadDialogs = () => import('./Dialogs');
const Inspector = lazy(() => loadInspector().then((module) => ({ default: module.Inspector })));
const ContextMenu = lazy(() => loadMenu().then((module) => ({ default: module.ContextMenu })));
const Dialogs = lazy(() => loadDialogs().then((module) => ({ default: module.Dialogs })));

/** Fetches the parts of the next level; a failure shows when the part is really wanted. */
export function useLevelParts(): void {
  const wanted = useAppState((state) => state.level > 0);
  useEffect(() => {
    if (wanted) void Promise.allSettled([loadInspector(), loadMenu(), loadDialogs()]);
  }, [wanted]);
}

/** Where the map stands. Another scenario is another map: nothing of the old one may be drawn with the new header. */
export function CanvasSlot(): ReactElement {
  const scenario = useAppState((state) => state.run.trace?.header.scenario.id ?? '');
  return <Canvas key={scenario} />;
}

const roomForBoth = '(min-width: 1600px)';

/** Where the inspector stands. With room for both it follows the selection; otherwise it opens when it is asked for. */
export function InspectorSlot(): ReactElement | null {
  const selection = useAppState((state) => state.selection);
  const actions = useActions();
  useEffect(() => {
    const follows = selection !== null && selection.kind !== 'fault' && window.matchMedia(roomForBoth).matches;
    if (follows) actions.inspect(selection, { keepMenu: true });
  }, [selection, actions]);
  const inspecting = useAppState((state) => state.inspecting);
  return inspecting ? (
    <Suspense>
      <Inspector />
    </Suspense>
  ) : null;
}

export function MenuSlot(): ReactElement | null {
  const open = useAppState((state) => state.menu !== null);
  return open ? (
    <Suspense>
      <ContextMenu />
    </Suspense>
  ) : null;
}

export function DialogSlot(props: ComponentProps<typeof Dialogs>): ReactElement | null {
  const open = useAppState((state) => state.dialog !== null);
  return open ? (
    <Suspense>
      <Dialogs {...props} />
    </Suspense>
  ) : null;
}
