import type { FaultCodes } from '../interop/link';
import type { Address } from './persistence/address';
import { deflateText } from './persistence/compression';
import { linkOf, openLink } from './persistence/link';
import { fidelityRoute, keepReading } from './persistence/route';
import { type TextStorage, loadKept, saveKept } from './persistence/storage';
import { linkWords } from './persistence/words';
import { startAnnouncer } from './player/announcer';
import type { WallClock } from './player/clock';
import { startPlayer } from './player/player';
import { startPreparing } from './player/preparing';
import { type CreatedStore, createAppStore } from './store/createStore';
import { defaultScenarioId } from './store/defaults';
import { type FaultDeclaration, createFaultDefaults } from './store/faultDefaults';
import { type ScenarioTexts, freshRun } from './store/scenarioActions';
import { selectMotion } from './store/selectors';
import type { State } from './store/state';
import type { Runner } from './workers/runner';

/** What the page needs from the browser; tests hand in their own. */
export interface PageDependencies {
  readonly runner: Runner;
  readonly texts: ScenarioTexts;
  readonly faults: readonly FaultDeclaration[];
  readonly address: Address;
  readonly storage: TextStorage | null;
  readonly clock: WallClock;
  /** Element that carries theme and motion for the style sheets. */
  readonly root: HTMLElement;
}

export interface Page {
  readonly store: CreatedStore;
  readonly linkFor: (how: { readonly moment: boolean }) => Promise<string | null>;
}

/** Puts the page together and opens what its address says. Runs once, outside React. */
export function startPage(dependencies: PageDependencies): Page {
  const { runner, texts, faults, address, storage, clock, root } = dependencies;
  const kept = loadKept(storage);
  const store = createAppStore({ runner, texts, faults, preferences: kept.preferences, memory: kept.memory });
  const hashOf = createHashOf(faults);
  startPlayer(store, clock);
  startAnnouncer(store, clock);
  startPreparing(store, clock);
  showOnRoot(store, root);
  if (kept.damaged !== null) {
    store.actions.notify({ severity: 'problem', text: linkWords.damaged, raw: { fileName: linkWords.damagedFile, text: kept.damaged } });
  }
  store.api.subscribe((state, before) => {
    if (state.preferences !== before.preferences || state.memory !== before.memory) saveKept(storage, state);
  });
  keepAddress({ store, address, faults, hashOf });
  return {
    store,
    async linkFor({ moment }) {
      const state = store.api.getState();
      const hash = await hashOf(state, moment ? state.playhead : null);
      return hash === null ? null : address.link(hash);
    },
  };
}

type HashOf = (state: State, playhead: number | null) => Promise<string | null>;

/** Packs a scenario's text once, however often its run changes. */
function createHashOf(faults: FaultCodes): HashOf {
  let packed: { readonly text: string; readonly data: Promise<string> } | null = null;
  return async (state, playhead) => {
    if (state.source?.kind !== 'text') return linkOf(state, { faults, inline: null, playhead });
    const { text } = state.source;
    if (packed?.text !== text) packed = { text, data: deflateText(text) };
    return linkOf(state, { faults, inline: await packed.data, playhead });
  };
}

function showOnRoot({ api }: CreatedStore, root: HTMLElement): void {
  const show = (state: State): void => {
    const { theme, stageScale } = state.preferences;
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
    root.dataset['motion'] = selectMotion(state);
    root.dataset['scale'] = String(stageScale);
  };
  show(api.getState());
  api.subscribe((state, before) => {
    if (state.preferences !== before.preferences || state.systemReducesMotion !== before.systemReducesMotion) show(state);
  });
}

interface AddressParts {
  readonly store: CreatedStore;
  readonly address: Address;
  readonly faults: readonly FaultDeclaration[];
  readonly hashOf: HashOf;
}

/** The address always carries the run; a link that a person follows replaces the run. What is read above the run does not touch it. */
function keepAddress({ store, address, faults, hashOf }: AddressParts): void {
  let written = '';
  const reading = keepReading(store, address, () => written);
  const read = (): void => {
    const hash = address.hash();
    if (reading.follows(hash)) return;
    if (hash !== written || written === '') void open({ store, address, faults });
  };
  store.api.subscribe((state, before) => {
    if (state.spec === before.spec && state.source === before.source) return;
    void hashOf(state, null).then((hash) => {
      if (hash === null || store.api.getState().spec !== state.spec) return;
      written = hash;
      address.replace(reading.withRoute(hash));
    });
  });
  address.onChange(read);
  read();
}

async function open({ store, address, faults }: Omit<AddressParts, 'hashOf'>): Promise<void> {
  const hash = address.hash();
  const view = fidelityRoute(hash);
  const link = await openLink(hash, faults, createFaultDefaults(faults));
  for (const { text, raw } of link.notices) {
    store.actions.notify({ severity: 'problem', text, raw: raw === null ? null : { fileName: linkWords.linkFile, text: raw } });
  }
  store.open(link.source, link.options, (opened) => {
    if (opened) explainNouns(store, link.nouns);
    else if (store.api.getState().spec === null) store.open({ kind: 'bundled', id: defaultScenarioId }, freshRun);
    if (view !== null) store.actions.openFidelity(view);
  });
}

/** A link may say "order@2s"; when the scenario has another noun, a person should know how it was read. */
function explainNouns({ api, actions }: CreatedStore, nouns: readonly string[]): void {
  const noun = api.getState().outline?.noun ?? '';
  const strange = nouns.find((one) => one !== noun);
  if (strange !== undefined) actions.notify({ severity: 'info', text: linkWords.noun(strange, noun), raw: null });
}
