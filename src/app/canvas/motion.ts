import type { Motion, State } from '../store/state';

/** The motion in force: a chosen one, otherwise what the system asks for. */
export function selectMotion(state: State): Motion {
  const { motion } = state.preferences;
  if (motion !== 'system') return motion;
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'hops' : 'full';
}
