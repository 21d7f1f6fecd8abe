import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { defaultOf, type ProductDefinition, type ProductSetting, type SettingProblem, type SettingValue } from '../../sim';
import { useActions, useAppState } from '../store/context';
import css from './inspector.module.css';
import { broughtBack, isDefault, ownProblems, readOwn, refusals, sourceParts, specValue, textOf, type OwnChange } from './ownChange';
import own from './own.module.css';
import { Block } from './parts';
import { inspectorWords as words } from './words';

/** A product's own settings under their own names: what each is, what it would be by default and where that stands. */
export function OwnSettings({ prefix, ...change }: OwnChange & { readonly prefix: string }): ReactNode {
  const problems = ownProblems(change);
  const { settings, title } = change.product;
  const changed = settings.filter((setting) => !isDefault(setting, change.own[setting.name] ?? defaultOf(setting))).length;
  return (
    <Block title={words.own(title)}>
      <p className={css.hint}>{words.ownSummary(settings.length, changed)}</p>
      {settings.map((setting) => (
        <OwnSetting
          key={`${change.product.id}.${setting.name}`}
          prefix={prefix}
          setting={setting}
          change={change}
          problems={problems.filter((problem) => problem.setting === setting.name)}
        />
      ))}
      <Fixed product={change.product} />
    </Block>
  );
}

/** What nobody can set. */
function Fixed({ product }: { readonly product: ProductDefinition }): ReactNode {
  return product.fixed?.map(({ name, title, value, source }) => (
    <p key={name} className={own.fixed}>
      <b>{title}</b> {words.always(String(value))} <small>{`${words.source} ${source}`}</small>
    </p>
  ));
}

interface OwnSettingProps {
  /** Of the path of every setting: `broker`, or `channels.<id>`. */
  readonly prefix: string;
  readonly setting: ProductSetting;
  readonly change: OwnChange;
  readonly problems: readonly SettingProblem[];
}

function OwnSetting({ prefix, setting, change, problems }: OwnSettingProps): ReactNode {
  const [refused, setRefused] = useState<readonly string[]>([]);
  const actions = useActions();
  const id = useId();
  const value = change.own[setting.name] ?? defaultOf(setting);
  const usual = isDefault(setting, value);
  /** True when the product takes the value. */
  const take = (next: SettingValue): boolean => {
    const reasons = next === value ? [] : refusals(change, setting, next);
    setRefused(reasons);
    if (reasons.length === 0 && next !== value) actions.setSetting(`${prefix}.${setting.name}`, specValue(setting, next), 'run');
    return reasons.length === 0;
  };
  const given = useAppState((state) => state.spec?.settings[`${prefix}.${setting.name}`]);
  const strange = broughtBack(setting, given, value);
  const shown = [...refused, ...problems.map(({ message }) => message)];
  const described = `${id}-about${shown.length > 0 ? ` ${id}-wrong` : ''}`;
  return (
    <div className={own.setting} data-setting={setting.name} data-changed={!usual}>
      <div className={own.line}>
        <label htmlFor={id}>{setting.title}</label>
        <Control id={id} setting={setting} value={value} take={take} described={described} wrong={refused.length > 0} />
      </div>
      <p id={`${id}-about`} className={own.about}>
        {usual ? words.isDefault : words.differs(textOf(setting, defaultOf(setting)))} · <Source text={setting.source} />
      </p>
      {!usual && (
        <button type="button" className={own.back} onClick={() => take(defaultOf(setting))}>
          {words.backToDefault(setting.title)}
        </button>
      )}
      <Refused id={`${id}-wrong`} messages={refused} />
      {strange !== null && <p className={own.warned}>{strange}</p>}
      {problems.map(({ message, severity }) => (
        <p key={message} role="status" className={own.warned}>
          <b>{severity === 'error' ? words.wrong : words.careful}</b> {message}
        </p>
      ))}
    </div>
  );
}

/** Why a value was not taken: read aloud at once, and brought into view. */
function Refused({ id, messages }: { readonly id: string; readonly messages: readonly string[] }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (messages.length > 0) box.current?.scrollIntoView({ block: 'nearest' });
  }, [messages]);
  return (
    <div ref={box} id={id} role="alert">
      {messages.map((message) => (
        <p key={message} className={own.refused}>
          <b>{words.notApplied}</b> {message}
        </p>
      ))}
    </div>
  );
}

/** Where a default comes from; a rule leads to the Fidelity page. */
function Source({ text }: { readonly text: string }): ReactNode {
  const actions = useActions();
  return (
    <>
      {words.source}{' '}
      {sourceParts(text).map(({ text: part, rule }) =>
        rule ? (
          <button key={part} type="button" className={own.rule} onClick={() => actions.openFidelity({ product: null, rule: part })}>
            {part}
          </button>
        ) : (
          <SourceText key={part} text={part} />
        ),
      )}
    </>
  );
}

const ownChoice = 'modelling choice';

/** What the vendor does not say is marked: it is our choice. */
function SourceText({ text }: { readonly text: string }): ReactNode {
  if (!text.startsWith(ownChoice)) return text;
  return (
    <>
      <span className={own.choice}>{ownChoice}</span>
      {text.slice(ownChoice.length)}
    </>
  );
}

interface ControlProps {
  readonly id: string;
  readonly setting: ProductSetting;
  readonly value: SettingValue;
  readonly take: (value: SettingValue) => boolean;
  readonly described: string;
  readonly wrong: boolean;
}

function Control({ id, setting, value, take, described, wrong }: ControlProps): ReactNode {
  switch (setting.type) {
    case 'flag':
      return (
        <input
          id={id}
          type="checkbox"
          role="switch"
          className={css.switch}
          checked={value === true}
          aria-checked={value === true}
          aria-describedby={described}
          onChange={() => take(value !== true)}
        />
      );
    case 'choice':
      return (
        <select id={id} className={css.field} value={String(value)} aria-describedby={described} onChange={(e) => take(e.target.value)}>
          {setting.choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      );
    case 'count':
    case 'duration':
      return <TextControl key={String(value)} {...{ id, setting, value, take, described, wrong }} />;
  }
}

/** Taken when the field is left or Enter is pressed; a value that is refused stays in the field, so that it can be mended. */
function TextControl({ id, setting, value, take, described, wrong }: ControlProps): ReactNode {
  const [text, setText] = useState(textOf(setting, value));
  return (
    <input
      id={id}
      className={css.field}
      inputMode={setting.type === 'count' ? 'numeric' : 'text'}
      spellCheck={false}
      autoComplete="off"
      maxLength={40}
      value={text}
      aria-describedby={described}
      aria-invalid={wrong}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => take(readOwn(setting, text))}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take(readOwn(setting, text));
        if (event.key === 'Escape') {
          setText(textOf(setting, value));
          take(value);
        }
      }}
    />
  );
}
