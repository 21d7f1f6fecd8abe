import type { AppStore } from '../store/context';

/** Keeps the store told whether the system asks for less motion. */
export function followSystemMotion({ api }: AppStore): void {
  const query = window.matchMedia('(prefers-reduced-motion: reduce)');
  const tell = (): void => api.setState({ systemReducesMotion: query.matches });
  tell();
  query.addEventListener('change', tell);
}
