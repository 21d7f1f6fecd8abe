import type { KeyboardEvent } from 'react';
import type { Intervention } from '../../sim';
import { useActions, useAppState } from '../store/context';
import { type TimeChange, barUsMin } from '../store/interventions';
import type { Actions } from '../store/state';

const smallStepUs = 100_000;
const bigStepUs = 1_000_000;

/** Arrow keys move an intervention, with Alt they change a fault's end; Delete takes it out; Enter and Space show its numbers. */
export function useInterventionKeys(index: number): (event: KeyboardEvent) => void {
  const actions = useActions();
  const intervention = useAppState((state) => state.spec?.interventions[index]);
  return (event) => {
    if (intervention === undefined || event.ctrlKey || event.metaKey) return;
    const act = actOf(event, intervention, { index, actions });
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}

interface Target {
  readonly index: number;
  readonly actions: Actions;
}

function actOf({ key, shiftKey, altKey }: KeyboardEvent, intervention: Intervention, { index, actions }: Target): (() => void) | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = (key === 'ArrowLeft' ? -1 : 1) * (shiftKey ? bigStepUs : smallStepUs);
      return () => actions.editIntervention(index, altKey ? resized(intervention, step) : { at: intervention.at + step });
    }
    case 'Delete':
    case 'Backspace':
      return () => actions.removeIntervention(index);
    case 'Enter':
    case ' ':
      return () => actions.select({ kind: 'fault', intervention: index });
    default:
      return null;
  }
}

const resized = (intervention: Intervention, step: number): TimeChange =>
  intervention.kind === 'fault' ? { for: Math.max(barUsMin, (intervention.for ?? 0) + step) } : {};
