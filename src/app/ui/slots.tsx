import type { ReactElement } from 'react';
import { useActions, useAppState } from '../store/context';

/** Where the canvas stands. */
export function CanvasSlot(): ReactElement | null {
  const button = useAppState((state) => state.run.trace?.header.button);
  const actions = useActions();
  return button === undefined ? null : (
    <button type="button" className="button primary" onClick={() => actions.send()}>
      {button}
    </button>
  );
}

export function InspectorSlot(): ReactElement | null {
  return null;
}
