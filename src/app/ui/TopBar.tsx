import { Toolbar } from 'radix-ui';
import type { ReactElement } from 'react';
import { useActions, useAppState } from '../store/context';
import type { Theme } from '../store/state';
import { Icon } from '../theme/icons';
import { BreakIcon, ChevronIcon, DarkIcon, HelpIcon, LightIcon, MoreIcon, RedoIcon, ShareIcon, SystemThemeIcon, UndoIcon } from './icons';
import { OptionControl } from './OptionControl';
import { RunCode } from './RunCode';
import css from './topBar.module.css';
import { uiWords } from './words';

/** Scenario and run at the left, the four options in the middle, acts on the right. */
export function TopBar(): ReactElement {
  return (
    <header className={css['bar']}>
      <ScenarioButton />
      <div className={css['options']}>
        <OptionControl />
      </div>
      <RightButtons />
    </header>
  );
}

function ScenarioButton(): ReactElement {
  const title = useAppState((state) => state.outline?.title ?? uiWords.appName);
  const seed = useAppState((state) => state.spec?.seed ?? 0);
  const shown = useAppState((state) => state.level > 0);
  const actions = useActions();
  return (
    <div className={css['scenario']}>
      <button type="button" className={css['title']} onClick={() => actions.openDialog('open')} aria-label={uiWords.scenarioButton(title)}>
        <span>{title.split(' — ')[0]}</span>
        <ChevronIcon size={16} />
      </button>
      <p className={shown ? css['code'] : `${css['code']} visually-hidden`}>
        {uiWords.seedAndCode(seed)}
        <RunCode main />
      </p>
    </div>
  );
}

/** One stop for Tab, arrow keys inside it: the first button of the map is never more than a few keys away. */
function RightButtons(): ReactElement {
  const actions = useActions();
  const level = useAppState((state) => state.level);
  return (
    <Toolbar.Root className={css['acts']} aria-label={uiWords.topBar}>
      {level > 0 && (
        <Toolbar.Button type="button" className={`button ${css['labelled']}`} onClick={() => actions.openDialog('faults')}>
          <BreakIcon />
          <span>{uiWords.faults}</span>
        </Toolbar.Button>
      )}
      {level > 0 && <LedgerButton />}
      <HistoryButtons />
      <Toolbar.Button type="button" className={`button ${css['labelled']}`} onClick={() => actions.openDialog('share')}>
        <ShareIcon />
        <span>{uiWords.share}</span>
      </Toolbar.Button>
      <ThemeButton />
      <Toolbar.Button
        type="button"
        className={`button icon ${css['help']}`}
        onClick={() => actions.openDialog('help')}
        aria-label={uiWords.help}
        title={uiWords.help}
      >
        <HelpIcon />
      </Toolbar.Button>
      <Toolbar.Button
        type="button"
        className={`button icon ${css['more']}`}
        onClick={() => actions.openDialog('more')}
        aria-label={uiWords.more}
      >
        <MoreIcon />
      </Toolbar.Button>
    </Toolbar.Root>
  );
}

function LedgerButton(): ReactElement {
  const actions = useActions();
  const open = useAppState((state) => state.panel === 'ledger');
  return (
    <Toolbar.Button
      type="button"
      className={`button icon ${css['history']}`}
      aria-pressed={open}
      aria-label={uiWords.ledger}
      title={uiWords.ledger}
      onClick={() => actions.togglePanel('ledger')}
    >
      <Icon name="table" size={20} />
    </Toolbar.Button>
  );
}

function HistoryButtons(): ReactElement | null {
  const actions = useActions();
  const past = useAppState((state) => state.past.length);
  const future = useAppState((state) => state.future.length);
  if (past + future === 0) return null;
  return (
    <>
      <Toolbar.Button
        type="button"
        className={`button icon ${css['history']}`}
        disabled={past === 0}
        onClick={() => actions.undo()}
        aria-label={uiWords.undo}
        title={uiWords.undo}
      >
        <UndoIcon />
      </Toolbar.Button>
      <Toolbar.Button
        type="button"
        className={`button icon ${css['history']}`}
        disabled={future === 0}
        onClick={() => actions.redo()}
        aria-label={uiWords.redo}
        title={uiWords.redo}
      >
        <RedoIcon />
      </Toolbar.Button>
    </>
  );
}

const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const themeIcons = { system: SystemThemeIcon, light: LightIcon, dark: DarkIcon } as const;

function ThemeButton(): ReactElement {
  const theme = useAppState((state) => state.preferences.theme);
  const actions = useActions();
  const ThemeIcon = themeIcons[theme];
  return (
    <Toolbar.Button
      type="button"
      className={`button icon ${css['theme']}`}
      onClick={() => actions.setPreferences({ theme: nextTheme[theme] })}
      aria-label={uiWords.theme[theme]}
      title={uiWords.theme[theme]}
    >
      <ThemeIcon />
    </Toolbar.Button>
  );
}
