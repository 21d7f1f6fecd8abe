import { useState, type ReactNode } from 'react';
import { faultRegistry, type Trace } from '../../sim';
import { useActions, useAppState } from '../store/context';
import css from './inspector.module.css';
import { Facts } from './parts';
import { inspectorWords as words } from './words';

const usPerSecond = 1_000_000;

/** A fault: when it begins, how long it lasts, how often it has struck. */
export function FaultPart({ intervention, trace }: { readonly intervention: number; readonly trace: Trace }): ReactNode {
  const one = useAppState((state) => state.spec?.interventions[intervention]);
  const ordinal = trace.header.faults.findIndex((fault) => fault.intervention === intervention);
  const struck = useAppState((state) => state.frame?.exposure[ordinal] ?? 0);
  const actions = useActions();
  if (one?.kind !== 'fault') return <p className={css.muted}>{words.nothing}</p>;
  const definition = faultRegistry.find((fault) => fault.kind === one.fault.kind);
  const params = Object.entries(one.fault.params).map(([name, value]) => [name, String(value)] as const);
  return (
    <>
      <header className={css.header}>
        <h2>{trace.header.faults[ordinal]?.label ?? definition?.meta.title ?? words.fault}</h2>
      </header>
      <p className={css.muted}>{definition?.meta.summary}</p>
      <Seconds title={words.begins} us={one.at} onTake={(at) => actions.editIntervention(intervention, { at })} />
      <Seconds title={words.lasts} us={one.for} onTake={(us) => actions.editIntervention(intervention, { for: us })} />
      <Facts rows={params} />
      <p>{words.struck(struck)}</p>
      <button type="button" className="button" onClick={() => actions.removeIntervention(intervention)}>
        {words.remove}
      </button>
    </>
  );
}

interface SecondsProps {
  readonly title: string;
  /** null = until the run ends. */
  readonly us: number | null;
  readonly onTake: (us: number) => void;
}

function Seconds({ title, us, onTake }: SecondsProps): ReactNode {
  const [text, setText] = useState<string | null>(null);
  const shown = us === null ? '' : String(us / usPerSecond);
  const take = (): void => {
    const wanted = Math.round(Number(text) * usPerSecond);
    if (text !== null && text.trim() !== '' && Number.isFinite(wanted) && wanted >= 0 && wanted !== us) onTake(wanted);
    setText(null);
  };
  return (
    <label className={css.setting}>
      <span>{title}</span>
      <input
        className={css.field}
        type="number"
        min={0}
        step={0.1}
        placeholder={words.forever}
        value={text ?? shown}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => event.key === 'Enter' && take()}
      />
    </label>
  );
}
