import type { ReactElement } from 'react';
import { useActions, useAppState } from '../store/context';
import type { Theme } from '../store/state';
import { Dialog } from './Dialog';
import css from './forms.module.css';
import { RunCode } from './RunCode';
import { dialogWords, uiWords } from './words';

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** On a phone: everything of the top bar that does not fit. */
export function MoreDialog(): ReactElement {
  const actions = useActions();
  const title = useAppState((state) => state.outline?.title ?? '');
  const seed = useAppState((state) => state.spec?.seed ?? 0);
  const level = useAppState((state) => state.level);
  const theme = useAppState((state) => state.preferences.theme);
  const undoable = useAppState((state) => state.past.length > 0);
  const redoable = useAppState((state) => state.future.length > 0);
  const { open, share, settings } = dialogWords;
  return (
    <Dialog title={title} onClose={() => actions.closeDialog()}>
      {level > 0 && (
        <p>
          {uiWords.seedAndCode(seed)}
          <RunCode />
        </p>
      )}
      <div className={css['acts']}>
        <button type="button" className="button" disabled={!undoable} onClick={() => actions.undo()}>
          {uiWords.undo}
        </button>
        <button type="button" className="button" disabled={!redoable} onClick={() => actions.redo()}>
          {uiWords.redo}
        </button>
        <button type="button" className="button" onClick={() => actions.openDialog('open')}>
          {open.title}
        </button>
        {level > 0 && <AboutTheRun />}
        <button type="button" className="button" onClick={() => actions.openDialog('share')}>
          {share.title}
        </button>
        <button type="button" className="button" onClick={() => actions.setPreferences({ theme: nextTheme[theme] })}>
          {uiWords.theme[theme]}
        </button>
        <button type="button" className="button" onClick={() => actions.openDialog('settings')}>
          {settings.title}
        </button>
        <button type="button" className="button" onClick={() => actions.openDialog('help')}>
          {uiWords.help}
        </button>
        <button type="button" className="button" onClick={() => actions.openDialog('fidelity')}>
          {uiWords.fidelity}
        </button>
      </div>
    </Dialog>
  );
}

/** What there is once something has run. */
function AboutTheRun(): ReactElement {
  const actions = useActions();
  const showLedger = (): void => {
    actions.closeDialog();
    actions.togglePanel('ledger');
  };
  return (
    <>
      <button type="button" className="button" onClick={() => actions.openDialog('faults')}>
        {dialogWords.faults.title}
      </button>
      <button type="button" className="button" onClick={showLedger}>
        {uiWords.ledger}
      </button>
    </>
  );
}
