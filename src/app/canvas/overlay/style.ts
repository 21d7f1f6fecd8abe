import type { SpriteStyle } from './sprites';

/** Reads the colours of the theme in force where `element` stands. */
export function readStyle(element: Element, scale: number): SpriteStyle {
  const computed = getComputedStyle(element);
  const token = (name: string): string => computed.getPropertyValue(name).trim();
  const roles = ['event', 'command', 'query'];
  return {
    fills: roles.map((role) => token(`--role-${role}-fill`)),
    inks: roles.map((role) => token(`--role-${role}-ink`)),
    outline: token('--outline'),
    fault: token('--role-fault-fill'),
    faultInk: token('--role-fault-ink'),
    font: computed.fontFamily || 'sans-serif',
    scale,
  };
}

/** Calls back when the theme changes, chosen or by the system; returns the way to stop. */
export function watchTheme(changed: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  for (const query of queries) query.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', changed);
  };
}
