import type { KeyboardEvent } from 'react';
import { useActions, useAppState } from '../store/context';
import { barUsMin } from '../store/interventions';

const smallStepUs = 100_000;
const bigStepUs = 1_000_000;

/** Arrow keys move an intervention, with Alt they change a fault's end; Delete takes it out; Enter and Space show its numbers. */
export function useInterventionKeys(index: number): (event: KeyboardEvent) => void {
  const actions = useActions();
  const intervention = useAppState((state) => state.spec?.interventions[index]);
  return (event) => {
    if (intervention === undefined || event.ctrlKey || event.metaKey) return;
    const sign = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (sign !== undefined) {
      event.preventDefault();
      const step = sign * (event.shiftKey ? bigStepUs : smallStepUs);
      if (!event.altKey) actions.editIntervention(index, { at: intervention.at + step });
      else if (intervention.kind === 'fault') actions.editIntervention(index, { for: Math.max(barUsMin, (intervention.for ?? 0) + step) });
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      actions.removeIntervention(index);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      actions.select({ kind: 'fault', intervention: index });
    }
  };
}
