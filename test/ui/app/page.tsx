import { configure, render } from '@testing-library/react';
import { type Page, startPage } from '../../../src/app/page';
import type { ManualClock } from '../../../src/app/player/clock';
import { createManualClock } from '../../../src/app/player/clock';
import type { State } from '../../../src/app/store/state';
import { StoreProvider } from '../../../src/app/store/context';
import { Shell } from '../../../src/app/ui/Shell';
import { faultRegistry } from '../../../src/sim';
import { createDirectRunner, createFakeAddress, createMemoryStorage, fileTexts } from '../../unit/app/fixture';

// Parts of the page load when they are wanted; a busy machine needs its time for that.
configure({ asyncUtilTimeout: 20_000 });

export interface Opened {
  readonly page: Page;
  readonly clock: ManualClock;
  readonly address: ReturnType<typeof createFakeAddress>;
  readonly storage: ReturnType<typeof createMemoryStorage>;
  readonly state: () => State;
  readonly actions: Page['store']['actions'];
}

/** The whole page on the real engine, with a clock that stands still. Resolves when the scenario is open. */
export async function openPage(hash = '', stored: Record<string, string> = {}): Promise<Opened> {
  const clock = createManualClock();
  const address = createFakeAddress(hash);
  const storage = createMemoryStorage(stored);
  const page = startPage({
    runner: createDirectRunner(),
    texts: fileTexts,
    faults: faultRegistry,
    address,
    storage,
    clock,
    root: document.documentElement,
  });
  const { api, actions } = page.store;
  await opened(() => api.getState().run.trace !== null, api.subscribe);
  render(
    <StoreProvider value={page.store}>
      <Shell faults={faultRegistry} linkFor={page.linkFor} onCancel={page.store.cancel} />
    </StoreProvider>,
  );
  return { page, clock, address, storage, state: api.getState, actions };
}

function opened(done: () => boolean, subscribe: (listener: () => void) => () => void): Promise<void> {
  return new Promise((resolve) => {
    if (done()) resolve();
    const stop = subscribe(() => {
      if (!done()) return;
      stop();
      resolve();
    });
  });
}
