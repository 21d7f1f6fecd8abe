import type { Motion, State } from './state';

/** How messages move on screen: the person's choice, else what the system asks for. Never changes a run. */
export function selectMotion({ preferences, systemReducesMotion }: Pick<State, 'preferences' | 'systemReducesMotion'>): Motion {
  if (preferences.motion !== 'system') return preferences.motion;
  return systemReducesMotion ? 'hops' : 'full';
}
