import { useAppState } from '../store/context';
import { interventionText } from './words';

/** What an intervention of the current run is called. */
export function useInterventionText(index: number): string {
  return useAppState(({ spec, run }) => {
    const intervention = spec?.interventions[index];
    return intervention === undefined || run.trace === null ? '' : interventionText(intervention, run.trace.header, index);
  });
}
