import type { ReactElement } from 'react';
import { faultRegistry } from '../sim';
import './theme/tokens.css';
import './app.css';
import { type Page, startPage } from './page';
import { browserAddress } from './persistence/address';
import { bundledTexts } from './persistence/scenarioTexts';
import { browserStorage } from './persistence/storage';
import { type ManualClock, browserClock, createManualClock } from './player/clock';
import { type Probe, createProbe } from './player/probe';
import { followSystemMotion } from './player/systemMotion';
import { StoreProvider } from './store/context';
import { ErrorBoundary } from './ui/ErrorBoundary';
import { Shell } from './ui/Shell';
import { createWorkerRunner, openWorker } from './workers/workerRunner';

declare global {
  interface Window {
    __eventarium?: Probe;
  }
}

let page: Page | null = null;

/** One page per document, also under React's strict mode: everything that runs is started here, outside React. */
function pageOnce(): Page {
  if (page !== null) return page;
  const manual: ManualClock | null = browserAddress.test ? createManualClock() : null;
  page = startPage({
    runner: createWorkerRunner(openWorker, browserClock.now),
    texts: bundledTexts,
    faults: faultRegistry,
    address: browserAddress,
    storage: browserStorage(),
    clock: manual ?? browserClock,
    root: document.documentElement,
  });
  followSystemMotion(page.store);
  window.__eventarium = createProbe(page.store, manual);
  return page;
}

export function App(): ReactElement {
  const { store, linkFor } = pageOnce();
  return (
    <ErrorBoundary onReload={browserAddress.reload}>
      <StoreProvider value={store}>
        <Shell faults={faultRegistry} linkFor={linkFor} onCancel={store.cancel} />
      </StoreProvider>
    </ErrorBoundary>
  );
}
