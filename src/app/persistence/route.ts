import type { CreatedStore } from '../store/createStore';
import type { FidelityView } from '../store/state';
import type { Address } from './address';

/** What stands before the run in a fragment: `#/fidelity/kafka?v=1&…` shows the Fidelity page above the run of `#/?v=1&…`. */

const name = 'fidelity';

interface Parts {
  readonly route: string;
  /** The fragment of the run alone; `#/` when it says nothing about a run. */
  readonly run: string;
}

function partsOf(hash: string): Parts {
  const body = hash.replace(/^#?\/?/, '');
  const mark = body.indexOf('?');
  const route = mark < 0 ? body : body.slice(0, mark);
  return { route, run: mark < 0 ? '#/' : `#/${body.slice(mark)}` };
}

/** What the fragment asks the Fidelity page for; null when it does not ask for it. */
export function fidelityRoute(hash: string): FidelityView | null {
  const [first, what = ''] = partsOf(hash).route.split('/');
  if (first !== name) return null;
  const rule = /^[A-Z]{3}-\d{3}$/.test(what) ? what : null;
  return { rule, product: rule === null && /^[a-z][a-z-]{1,31}$/.test(what) ? what : null };
}

function withFidelity(run: string, { product, rule }: FidelityView): string {
  const what = rule ?? product;
  return `#/${name}${what === null ? '' : `/${what}`}${run.slice('#/'.length)}`;
}

export interface Reading {
  /** True when a changed fragment was only about what is read above the run; it has been followed then. */
  follows(hash: string): boolean;
  /** The fragment of a run with what is read above it. */
  withRoute(run: string): string;
}

/** Keeps address and Fidelity page together: opening it is a step that Back takes away, and the run stays as it is. */
export function keepReading({ api, actions }: CreatedStore, address: Address, runNow: () => string): Reading {
  let pushed = false;
  const withRoute = (run: string): string => {
    const { dialog, fidelity } = api.getState();
    return dialog === name ? withFidelity(run, fidelity) : run;
  };
  api.subscribe((state, before) => {
    const shown = state.dialog === name;
    const inAddress = fidelityRoute(address.hash()) !== null;
    if (shown === (before.dialog === name) || shown === inAddress) return;
    if (shown) address.push(withRoute(runNow()));
    else if (pushed) address.back();
    else address.replace(runNow());
    pushed = shown;
  });
  return {
    withRoute,
    follows(hash) {
      const { run } = partsOf(hash);
      const view = fidelityRoute(hash);
      const sameRun = run === runNow() || (view !== null && run === '#/');
      if (runNow() === '' || !sameRun) return false;
      pushed = false;
      if (view !== null) actions.openFidelity(view);
      else if (api.getState().dialog === name) actions.closeDialog();
      return true;
    },
  };
}
