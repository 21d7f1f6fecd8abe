import { memo, type ReactNode } from 'react';
import { useActions, useAppState } from '../../store/context';
import css from '../canvas.module.css';
import { useMap } from '../mapContext';

/** The one big verb of the map. */
export const SendNode = memo(function SendNode(): ReactNode {
  const { header } = useMap();
  const actions = useActions();
  const pulse = useAppState((state) => state.prediction.status === 'waiting' && state.prediction.message === null);
  return (
    <button type="button" className={`nopan ${css.send}`} data-pulse={pulse} onClick={actions.send}>
      {header.button}
    </button>
  );
});
