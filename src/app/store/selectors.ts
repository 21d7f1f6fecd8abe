import type { Asked, Motion, State } from './state';

/** How messages move on screen: the person's choice, else what the system asks for. Never changes a run. */
export function selectMotion({ preferences, systemReducesMotion }: Pick<State, 'preferences' | 'systemReducesMotion'>): Motion {
  if (preferences.motion !== 'system') return preferences.motion;
  return systemReducesMotion ? 'hops' : 'full';
}

/** What was asked, as long as the run it was asked about is the one on screen: ids of another run mean other things. */
export function openAnswer({ asked, run }: Pick<State, 'asked' | 'run'>): Asked | null {
  return asked !== null && asked.trace === run.trace ? asked : null;
}
