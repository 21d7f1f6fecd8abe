import type { StoreApi } from 'zustand/vanilla';
import type { RunSpec } from '../../sim';
import type { Runner } from '../workers/runner';
import { defaultSeed } from './defaults';
import type { Simulation } from './simulation';
import type { Actions, ScenarioOutline, ScenarioSource, State } from './state';
import { words } from './words';

/** The bundled scenario files. `done` gets null when there is none with that id. */
export interface ScenarioTexts {
  readonly ids: readonly string[];
  load(id: string, done: (text: string | null) => void): void;
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

export interface ScenarioActions extends Pick<Actions, 'loadScenario' | 'chooseScenario'> {
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
  };
}

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
