import type { ReactElement } from 'react';
import { useActions, useAppState } from '../store/context';
import type { State } from '../store/state';
import css from './chips.module.css';
import { BreakIcon, ConductorIcon, PlayIcon } from './icons';
import { uiWords } from './words';

const atRest = (state: State): boolean =>
  state.atEnd && !state.playing && state.level > 0 && state.prediction.status === 'none' && state.selection?.kind !== 'fault';

/** What one could do next; shown when a run has come to its end, gone as soon as something moves. */
export function Chips(): ReactElement | null {
  const shown = useAppState(atRest);
  const broken = useAppState((state) => state.spec?.interventions.some((one) => one.kind === 'fault') === true);
  const conducted = useAppState((state) => state.spec?.coordination === 'orchestration');
  const actions = useActions();
  if (!shown) return null;
  return (
    <div className={css['row']} role="group" aria-label={uiWords.nextSteps}>
      {!broken && (
        <button type="button" className={css['chip']} onClick={() => actions.openDialog('faults')}>
          <BreakIcon size={18} />
          {uiWords.breakSomething}
        </button>
      )}
      {!conducted && (
        <button type="button" className={css['chip']} onClick={() => actions.setCoordination('orchestration', 'playFromStart')}>
          <ConductorIcon size={18} />
          {uiWords.conductor}
        </button>
      )}
      {broken && (
        <>
          <button type="button" className={css['chip']} onClick={() => actions.send()}>
            <PlayIcon size={16} />
            {uiWords.keepPlaying}
          </button>
          <button type="button" className={css['chip']} onClick={() => actions.openDialog('open')}>
            {uiWords.ownSystem}
          </button>
        </>
      )}
    </div>
  );
}
