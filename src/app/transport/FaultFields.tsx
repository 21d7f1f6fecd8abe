import { type ReactElement, useState } from 'react';
import type { Intervention } from '../../sim';
import { useActions, useAppState } from '../store/context';
import { CloseIcon } from '../ui/icons';
import css from './transport.module.css';
import { useInterventionText } from './useInterventionText';
import { transportWords as words } from './words';

/** The numbers of the selected bar or mark: the way to move it without dragging. */
export function FaultFields(): ReactElement | null {
  const selection = useAppState((state) => state.selection);
  const index = selection?.kind === 'fault' ? selection.intervention : -1;
  const intervention = useAppState((state) => state.spec?.interventions[index]);
  if (intervention === undefined) return null;
  return <Fields key={index} intervention={intervention} index={index} />;
}

function Fields({ intervention, index }: { readonly intervention: Intervention; readonly index: number }): ReactElement {
  const actions = useActions();
  const label = useInterventionText(index);
  const lasts = intervention.kind === 'fault' ? intervention.for : undefined;
  return (
    <div
      className={css['fields']}
      role="group"
      aria-label={label}
      data-testid="fault-fields"
      onKeyDown={(event) => {
        if (event.key === 'Escape') actions.select(null);
      }}
    >
      <strong>{label}</strong>
      <Seconds label={words.startsAt} us={intervention.at} onChange={(at) => actions.editIntervention(index, { at })} />
      {lasts !== undefined && (
        <>
          <Seconds
            label={words.lasts}
            us={lasts ?? 0}
            disabled={lasts === null}
            onChange={(us) => actions.editIntervention(index, { for: us })}
          />
          <label className={css['untilEnd']}>
            <input
              type="checkbox"
              checked={lasts === null}
              onChange={(event) => actions.editIntervention(index, { for: event.target.checked ? null : defaultLengthUs })}
            />
            {words.untilEnd}
          </label>
        </>
      )}
      <button type="button" className="button" onClick={() => actions.removeIntervention(index)}>
        {words.remove}
      </button>
      <button type="button" className="button icon" aria-label={words.close} onClick={() => actions.select(null)}>
        <CloseIcon />
      </button>
    </div>
  );
}

const defaultLengthUs = 2_000_000;

interface SecondsProps {
  readonly label: string;
  readonly us: number;
  readonly disabled?: boolean;
  readonly onChange: (us: number) => void;
}

/** Takes effect when it is left or Enter is pressed, so that a half-typed number starts no simulation. */
function Seconds({ label, us, disabled = false, onChange }: SecondsProps): ReactElement {
  const [text, setText] = useState(String(us / 1_000_000));
  const [shown, setShown] = useState(us);
  if (shown !== us) {
    setShown(us);
    setText(String(us / 1_000_000));
  }
  const apply = (): void => {
    const seconds = Number(text);
    if (text.trim() !== '' && Number.isFinite(seconds) && seconds >= 0 && seconds <= 86_400) onChange(Math.round(seconds * 1_000_000));
    else setText(String(us / 1_000_000));
  };
  return (
    <label className={css['seconds']}>
      {label}
      <input
        className="field"
        type="number"
        min={0}
        step={0.1}
        value={text}
        disabled={disabled}
        onChange={(event) => setText(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply();
        }}
      />
      {words.seconds}
    </label>
  );
}
