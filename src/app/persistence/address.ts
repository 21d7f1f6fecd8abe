/** The page's address: only the fragment is ours, and it never leaves the browser. */
export interface Address {
  hash(): string;
  /** Replaces the fragment without a new step in the browser's history. */
  replace(hash: string): void;
  /** Puts the fragment on top as a step of its own: Back returns to what was there. */
  push(hash: string): void;
  /** One step back, to what stood before `push`. */
  back(): void;
  /** Calls back when a person edits the address or follows a link to this page. Returns the way to stop. */
  onChange(callback: () => void): () => void;
  /** The whole address with another fragment. */
  link(hash: string): string;
  readonly test: boolean;
  /** Loads the page anew, with the run that stands in the address. */
  reload(): void;
}

export const browserAddress: Address = {
  hash: () => window.location.hash,
  replace: (hash) => window.history.replaceState(null, '', hash),
  push: (hash) => window.history.pushState(null, '', hash),
  back: () => window.history.back(),
  onChange(callback) {
    window.addEventListener('hashchange', callback);
    return () => window.removeEventListener('hashchange', callback);
  },
  link: (hash) => new URL(hash, window.location.href).href,
  reload: () => window.location.reload(),
  get test() {
    return new URLSearchParams(window.location.search).get('test') === '1';
  },
};
