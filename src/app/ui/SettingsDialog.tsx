import type { ReactElement } from 'react';
import { useActions, useAppState } from '../store/context';
import type { Preferences, Verbosity } from '../store/state';
import { Dialog } from './Dialog';
import css from './forms.module.css';
import { dialogWords, uiWords } from './words';

const words = dialogWords.settings;
const scales: readonly Preferences['stageScale'][] = [1, 1.25, 1.5];

/** How the page looks, moves and speaks. Nothing here changes a run. */
export function SettingsDialog(): ReactElement {
  const actions = useActions();
  const preferences = useAppState((state) => state.preferences);
  const pace = useAppState((state) => state.pace);
  return (
    <Dialog title={words.title} onClose={() => actions.closeDialog()}>
      <Choice
        label={words.theme}
        value={preferences.theme}
        options={uiWords.themeShort}
        onChange={(theme) => actions.setPreferences({ theme })}
      />
      <Choice
        label={words.motion}
        value={preferences.motion}
        options={words.motions}
        onChange={(motion) => actions.setPreferences({ motion })}
      />
      <Choice label={words.pace} value={pace} options={words.paces} onChange={(next) => actions.setPace(next)} />
      <Choice<Verbosity>
        label={words.verbosity}
        value={preferences.verbosity}
        options={words.verbosities}
        onChange={(verbosity) => actions.setPreferences({ verbosity })}
      />
      <label className={css['inline']}>
        {words.stageScale}
        <select
          className="field"
          value={preferences.stageScale}
          onChange={(event) => {
            const stageScale = scales.find((one) => String(one) === event.target.value);
            if (stageScale !== undefined) actions.setPreferences({ stageScale });
          }}
        >
          {scales.map((scale) => (
            <option key={scale} value={scale}>
              {words.scales[`${scale}`]}
            </option>
          ))}
        </select>
      </label>
      <label className={css['check']}>
        <input
          type="checkbox"
          checked={preferences.singleKeys}
          onChange={(event) => actions.setPreferences({ singleKeys: event.target.checked })}
        />
        {words.singleKeys}
      </label>
      <div>
        <button type="button" className="button" onClick={() => actions.resetEverything()}>
          {words.reset}
        </button>
        <p className={css['hint']}>{words.resetHint}</p>
      </div>
    </Dialog>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>): ReactElement {
  const entries = Object.entries(options) as [T, string][];
  return (
    <label className={css['inline']}>
      {label}
      <select
        className="field"
        value={value}
        onChange={(event) => {
          const chosen = entries.find(([key]) => key === event.target.value);
          if (chosen !== undefined) onChange(chosen[0]);
        }}
      >
        {entries.map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
