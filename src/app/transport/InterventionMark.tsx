import type { ReactElement } from 'react';
import type { Intervention } from '../../sim';
import { useActions, useAppState } from '../store/context';
import { secondsText } from './scale';
import css from './transport.module.css';
import { useInterventionKeys } from './useInterventionKeys';
import { useInterventionText } from './useInterventionText';
import { transportWords as words } from './words';

interface MarkProps {
  readonly intervention: Intervention;
  readonly index: number;
  readonly span: number;
}

/** A single act: an order placed, a setting changed, a message dropped. */
export function InterventionMark({ intervention, index, span }: MarkProps): ReactElement {
  const actions = useActions();
  const label = words.mark(useInterventionText(index), secondsText(intervention.at));
  const selected = useAppState((state) => state.selection?.kind === 'fault' && state.selection.intervention === index);
  const keys = useInterventionKeys(index);
  return (
    <button
      type="button"
      className={css['mark']}
      aria-label={label}
      aria-description={words.barHint}
      aria-pressed={selected}
      title={label}
      data-kind={intervention.kind === 'send' ? 'send' : 'act'}
      data-testid="intervention-mark"
      style={{ left: `${(intervention.at / span) * 100}%` }}
      onKeyDown={keys}
      onClick={() => actions.select({ kind: 'fault', intervention: index })}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {intervention.kind === 'send' ? <path d="M2 2h10L7 12Z" /> : <circle cx="7" cy="6" r="4.5" />}
      </svg>
    </button>
  );
}
