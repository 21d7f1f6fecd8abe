import { type ReactElement, useState } from 'react';
import { readTextFile } from '../persistence/files';
import { useActions, useAppState } from '../store/context';
import { hasFileFaults } from '../store/runActions';
import type { ScenarioChoice } from '../store/state';
import { Dialog } from './Dialog';
import css from './forms.module.css';
import { dialogWords } from './words';

const words = dialogWords.open;

/** Which system, and which run of it. */
export function ScenarioDialog(): ReactElement {
  const actions = useActions();
  return (
    <Dialog title={words.title} onClose={() => actions.closeDialog()} wide>
      <div className={css['columns']}>
        <div className={css['column']}>
          <BundledScenarios />
          <OwnScenario />
        </div>
        <div className={css['column']}>
          <RunOptions />
        </div>
      </div>
    </Dialog>
  );
}

function BundledScenarios(): ReactElement {
  const choices = useAppState((state) => state.scenarioChoices);
  const source = useAppState((state) => (state.source?.kind === 'bundled' ? state.source.id : null));
  const actions = useActions();
  return (
    <section>
      <h3>{words.bundled}</h3>
      <div className={css['row']}>
        {choices.map((choice) =>
          choice.variants.length > 0 ? (
            <Variants key={choice.id} choice={choice} source={source} />
          ) : (
            <button
              key={choice.id}
              type="button"
              className="button"
              aria-pressed={source === choice.id}
              onClick={() => actions.chooseScenario(choice.id)}
            >
              {choice.title}
            </button>
          ),
        )}
      </div>
    </section>
  );
}

/** One system on several products. From one of them to another everything stays that was done to the run. */
function Variants({ choice, source }: { readonly choice: ScenarioChoice; readonly source: string | null }): ReactElement {
  const actions = useActions();
  const picked = useAppState((state) => state.spec?.product !== null);
  const here = choice.variants.some(({ id }) => id === source);
  return (
    <fieldset className={css['variants']}>
      <legend>{choice.title}</legend>
      {choice.variants.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          className="button"
          aria-pressed={source === id && !picked}
          onClick={() => (here ? actions.chooseVariant(id) : actions.chooseScenario(id))}
        >
          <span className="visually-hidden">{words.on(choice.title)} </span>
          {title}
        </button>
      ))}
    </fieldset>
  );
}

function OwnScenario(): ReactElement {
  const actions = useActions();
  const [text, setText] = useState('');
  const openFile = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const content = await readTextFile(file);
    if (content === null) actions.notify({ severity: 'problem', text: words.tooLarge, raw: null });
    else actions.loadScenario(content, file.name);
  };
  return (
    <section>
      <h3>{words.own}</h3>
      <p className={css['hint']}>{words.ownHint}</p>
      <label className={`button ${css['file']}`}>
        {words.file}
        <input
          type="file"
          accept=".yaml,.yml,.json,text/yaml,application/json"
          onChange={(event) => void openFile(event.target.files?.[0])}
        />
      </label>
      <label className={css['stacked']}>
        {words.paste}
        <textarea
          className="field"
          value={text}
          spellCheck={false}
          maxLength={1_000_000}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="button" className="button" disabled={text.trim() === ''} onClick={() => actions.loadScenario(text, words.pastedName)}>
        {words.load}
      </button>
    </section>
  );
}

function RunOptions(): ReactElement | null {
  const outline = useAppState((state) => state.outline);
  const workload = useAppState((state) => state.spec?.workload ?? 'none');
  const fileFaults = useAppState(hasFileFaults);
  const actions = useActions();
  if (outline === null) return null;
  return (
    <section className={css['section']}>
      <h3>{words.run}</h3>
      <SeedField />
      <fieldset className={css['choices']}>
        <legend>{words.workload}</legend>
        <label>
          <input type="radio" name="workload" checked={workload === 'none'} onChange={() => actions.setWorkload('none')} />
          {words.workloadNone}
        </label>
        <label>
          <input type="radio" name="workload" checked={workload === 'file'} onChange={() => actions.setWorkload('file')} />
          {words.workloadFile(outline.workloadCount, outline.workloadCount === 1 ? outline.noun : outline.nounPlural)}
        </label>
      </fieldset>
      {outline.faults.length > 0 && (
        <label className={css['check']}>
          <input type="checkbox" checked={fileFaults} onChange={(event) => actions.setFileFaults(event.target.checked)} />
          {words.fileFaults(outline.faults.length)}
        </label>
      )}
      {outline.warnings.length > 0 && (
        <details>
          <summary>{words.lints(outline.warnings.length)}</summary>
          <ul className={css['lints']}>
            {outline.warnings.map((warning) => (
              <li key={`${warning.line}:${warning.column}:${warning.message}`}>{warning.message}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const seedMax = 0xffff_ffff;

function SeedField(): ReactElement {
  const seed = useAppState((state) => state.spec?.seed ?? 0);
  const actions = useActions();
  const [text, setText] = useState(String(seed));
  const [shown, setShown] = useState(seed);
  if (shown !== seed) {
    setShown(seed);
    setText(String(seed));
  }
  const apply = (): void => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= seedMax) {
      if (value !== seed) actions.setSeed(value);
    } else setText(String(seed));
  };
  return (
    <form
      className={css['row']}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <label className={css['inline']}>
        {words.seed}
        <input
          className="field"
          inputMode="numeric"
          size={11}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={apply}
        />
      </label>
      <button type="button" className="button" onClick={() => actions.setSeed((seed + 1) >>> 0)}>
        {words.newSeed}
      </button>
    </form>
  );
}
