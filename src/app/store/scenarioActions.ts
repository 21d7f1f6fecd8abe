import type { StoreApi } from 'zustand/vanilla';
import type { RunSpec } from '../../sim';
import type { Runner } from '../workers/runner';
import { defaultSeed } from './defaults';
import type { Simulation } from './simulation';
import type { Actions, ScenarioChoice, ScenarioOutline, ScenarioSource, ScenarioVariant, State } from './state';
import { words } from './words';

/** The bundled scenario files. `done` gets null when there is none with that id. */
export interface ScenarioTexts {
  readonly ids: readonly string[];
  /** Systems of which there are several files, one per product. */
  readonly variants: readonly ScenarioVariants[];
  load(id: string, done: (text: string | null) => void): void;
}

export interface ScenarioVariants {
  /** The id of the first one says which scenario it is. */
  readonly base: string;
  readonly variants: readonly ScenarioVariant[];
}

/** Everything of a run but its scenario; what a link says before the file is read. */
export type RunOptions = Omit<RunSpec, 'scenario' | 'coordination'> & {
  readonly coordination: RunSpec['coordination'] | null;
  readonly playhead: number;
};

export const freshRun: RunOptions = {
  coordination: null,
  product: null,
  seed: defaultSeed,
  workload: 'none',
  settings: {},
  interventions: [],
  playhead: 0,
};

export interface ScenarioActions extends Pick<Actions, 'loadScenario' | 'chooseScenario' | 'chooseVariant'> {
  /** Opens a scenario with given options; `done` tells whether it could be read. */
  open(source: ScenarioSource, options: RunOptions, done?: (opened: boolean) => void): void;
}

export function createScenarioActions(
  api: StoreApi<State>,
  simulation: Simulation,
  { runner, texts, notify }: { readonly runner: Runner; readonly texts: ScenarioTexts; readonly notify: Actions['notify'] },
): ScenarioActions {
  const read = (source: ScenarioSource, file: { name: string; text: string }, options: RunOptions, done: (opened: boolean) => void): void =>
    runner.parse(file, (reply) => {
      if (reply.kind === 'parsed') begin(api, simulation, { source, options, ...reply });
      else api.setState({ rejected: { ...file, problems: reply.problems }, dialog: 'rejected' });
      done(reply.kind === 'parsed');
    });
  const open: ScenarioActions['open'] = (source, options, done = () => undefined) => {
    if (source.kind === 'text') {
      read(source, source, options, done);
      return;
    }
    texts.load(source.id, (text) => {
      if (text !== null) {
        read(source, { name: `${source.id}.flow.yaml`, text }, options, done);
        return;
      }
      notify({ severity: 'problem', text: words.scenarioMissing(source.id), raw: null });
      done(false);
    });
  };
  return {
    open,
    loadScenario: (text, name) => open({ kind: 'text', name, text }, freshRun),
    chooseScenario: (id) => open({ kind: 'bundled', id }, freshRun),
    chooseVariant(id) {
      const { spec, selection, inspecting } = api.getState();
      // Whoever chose it at the broker's settings wants to see what is different there.
      open({ kind: 'bundled', id }, spec === null ? freshRun : sameRun(spec), (opened) => {
        if (opened && inspecting) api.setState({ selection, inspecting });
      });
    },
  };
}

/** All that was done to a run, for another file of the same system; only its broker is that of the file. */
function sameRun({ coordination, seed, workload, interventions, settings }: RunSpec): RunOptions {
  const others = Object.entries(settings).filter(([path]) => !path.startsWith('broker.'));
  return { coordination, seed, workload, interventions, product: null, settings: Object.fromEntries(others), playhead: 0 };
}

/** What the picker offers: variants stand together under the first of them. */
export function choicesOf({ ids, variants }: ScenarioTexts): readonly ScenarioChoice[] {
  const further = new Set(variants.flatMap((one) => one.variants.map(({ id }) => id).filter((id) => id !== one.base)));
  return ids
    .filter((id) => !further.has(id))
    .map((id) => ({ id, title: titleOf(id), variants: variants.find(({ base }) => base === id)?.variants ?? [] }));
}

/** "ride-hailing" → "Ride hailing". */
const titleOf = (id: string): string => `${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}`;

interface Opened {
  readonly source: ScenarioSource;
  readonly options: RunOptions;
  readonly scenario: RunSpec['scenario'];
  readonly outline: ScenarioOutline;
}

function begin(api: StoreApi<State>, simulation: Simulation, { source, options, scenario, outline }: Opened): void {
  const { spec, source: oldSource, past } = api.getState();
  const { playhead, coordination, ...rest } = options;
  const chosen = coordination ?? outline.coordination;
  const old = spec === null || oldSource === null ? [] : [{ spec, source: oldSource }];
  const touched = coordination !== null && coordination !== outline.coordination;
  const untouched = rest.interventions.length === 0 && rest.product === null && Object.keys(rest.settings).length === 0;
  const plain = !touched && untouched && rest.workload === 'none';
  api.setState((state) => ({
    outline,
    rejected: null,
    dialog: null,
    selection: null,
    inspecting: false,
    follow: null,
    prediction: { status: 'none' },
    // A setting that is hidden at a level is never in force at that level.
    level: plain ? state.level : Math.max(1, state.level) === 2 ? 2 : 1,
    pace: rest.workload === 'file' ? 'clock' : 'teach',
  }));
  simulation.change({
    value: { spec: { scenario, coordination: chosen, ...rest }, source },
    past: [...past, ...old],
    future: [],
    playhead,
    ghostFrom: null,
    then: 'pause',
  });
}
