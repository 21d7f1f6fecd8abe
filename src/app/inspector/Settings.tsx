import { useId, useState, type ReactNode } from 'react';
import type { ParameterDefinition, SettingValue } from '../../sim';
import { useActions } from '../store/context';
import css from './inspector.module.css';
import { Block } from './parts';
import { inspectorWords as words } from './words';

/** What a block of settings shows: a title with its sentence, and the controls. */
export interface SettingGroup {
  readonly title: string;
  readonly summary: string;
  readonly without: string;
  readonly settings: readonly ParameterDefinition[];
}

type Scope = 'run' | 'now';

interface SettingsProps {
  /** Prefix of the path of every setting. */
  readonly owner: string;
  readonly groups: readonly SettingGroup[];
  readonly values: Readonly<Record<string, SettingValue>>;
  /** Settings that only a whole run can have. */
  readonly wholeRunOnly?: boolean;
}

/** Switches, choices and numbers made from declarations; each change is an option of the run or an intervention from now on. */
export function Settings({ owner, groups, values, wholeRunOnly = false }: SettingsProps): ReactNode {
  const [scope, setScope] = useState<Scope>('run');
  const actions = useActions();
  const change = (name: string, value: SettingValue): void => actions.setSetting(`${owner}.${name}`, value, scope);
  return (
    <Block title={words.safeguards}>
      {!wholeRunOnly && <ScopeChoice scope={scope} onChange={setScope} />}
      {groups.map((one) => (
        <div key={one.title} className={css.group}>
          <p className={css.hint} title={words.without(one.without)}>
            <b>{one.title}</b> {one.summary}
          </p>
          {one.settings.map((definition) => (
            <Setting
              key={definition.name}
              definition={definition}
              value={values[definition.name] ?? definition.default}
              onChange={change}
            />
          ))}
        </div>
      ))}
    </Block>
  );
}

function ScopeChoice({ scope, onChange }: { readonly scope: Scope; readonly onChange: (scope: Scope) => void }): ReactNode {
  const name = useId();
  return (
    <fieldset className={css.scope}>
      <legend>{words.scope}</legend>
      {(['run', 'now'] as const).map((one) => (
        <label key={one}>
          <input type="radio" name={name} checked={scope === one} onChange={() => onChange(one)} />
          {words.scopes[one]}
        </label>
      ))}
    </fieldset>
  );
}

interface SettingProps {
  readonly definition: ParameterDefinition;
  readonly value: SettingValue;
  readonly onChange: (name: string, value: SettingValue) => void;
}

function Setting({ definition, value, onChange }: SettingProps): ReactNode {
  switch (definition.type) {
    case 'boolean':
      return (
        <label className={css.setting}>
          <span>{definition.title}</span>
          <input
            type="checkbox"
            role="switch"
            className={css.switch}
            checked={value === true}
            aria-checked={value === true}
            onChange={() => onChange(definition.name, value !== true)}
          />
        </label>
      );
    case 'choice':
      return (
        <label className={css.setting}>
          <span>{definition.title}</span>
          <select className={css.field} value={String(value)} onChange={(event) => onChange(definition.name, event.target.value)}>
            {definition.choices.map((choice) => (
              <option key={choice} value={choice}>
                {words.choices[choice] ?? choice}
              </option>
            ))}
          </select>
        </label>
      );
    case 'number':
      return <NumberSetting key={String(value)} definition={definition} value={value} onChange={onChange} />;
  }
}

type NumberProps = SettingProps & { readonly definition: Extract<ParameterDefinition, { type: 'number' }> };

/** The number is taken when the field is left or Enter is pressed: every step on the way would be another run. */
function NumberSetting({ definition, value, onChange }: NumberProps): ReactNode {
  const [text, setText] = useState(String(value));
  const take = (): void => {
    const wanted = Number(text);
    if (text.trim() === '' || !Number.isFinite(wanted)) return setText(String(value));
    const bounded = Math.min(definition.max, Math.max(definition.min, definition.integer ? Math.round(wanted) : wanted));
    setText(String(bounded));
    if (bounded !== value) onChange(definition.name, bounded);
  };
  return (
    <label className={css.setting}>
      <span>{definition.title}</span>
      <span className={css.number}>
        <input
          className={css.field}
          type="number"
          min={definition.min}
          max={definition.max}
          step={definition.integer ? 1 : 'any'}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={take}
          onKeyDown={(event) => event.key === 'Enter' && take()}
        />
        {words.units[definition.unit]}
      </span>
    </label>
  );
}
