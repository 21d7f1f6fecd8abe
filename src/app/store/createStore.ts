import { createStore } from 'zustand/vanilla';
import type { Runner } from '../workers/runner';
import type { AppStore } from './context';
import { defaultPreferences, defaultScenarioId, initialState } from './defaults';
import { createEditor } from './editor';
import { type FaultDeclaration, createFaultDefaults } from './faultDefaults';
import { createHistory } from './history';
import { createPredictionActions } from './predictionActions';
import { createPanelActions } from './panelActions';
import { createInterventionActions, createOptionActions } from './runActions';
import { type ScenarioActions, type ScenarioTexts, choicesOf, createScenarioActions, freshRun } from './scenarioActions';
import { createSimulation } from './simulation';
import type { PredictionMemory, Preferences, State } from './state';
import { createViewActions } from './viewActions';

export interface StoreDependencies {
  readonly runner: Runner;
  readonly texts: ScenarioTexts;
  readonly faults: readonly FaultDeclaration[];
  readonly preferences?: Preferences;
  readonly memory?: PredictionMemory;
}

export interface CreatedStore extends AppStore {
  readonly open: ScenarioActions['open'];
  readonly cancel: () => void;
}

/** Makes one page's store. Nothing happens until a scenario is opened. */
export function createAppStore({ runner, texts, faults, preferences, memory }: StoreDependencies): CreatedStore {
  const api = createStore<State>()(() => ({
    ...initialState,
    scenarioChoices: choicesOf(texts),
    preferences: preferences ?? defaultPreferences,
    memory: memory ?? initialState.memory,
  }));
  const simulation = createSimulation(api, runner);
  const editor = createEditor(api, simulation);
  const interventionActions = createInterventionActions(api, editor, createFaultDefaults(faults));
  const viewActions = createViewActions(api);
  const scenarioActions = createScenarioActions(api, simulation, { runner, texts, notify: viewActions.notify });
  const { open, ...scenario } = scenarioActions;
  return {
    api,
    open,
    cancel: () => simulation.cancel(),
    actions: {
      ...interventionActions,
      ...createOptionActions(api, editor),
      ...createHistory(api, simulation),
      ...viewActions,
      ...createPanelActions(api),
      ...scenario,
      ...createPredictionActions(api, interventionActions.send),
      resetEverything() {
        api.setState({ preferences: defaultPreferences, memory: initialState.memory, level: 0, past: [], future: [], notices: [] });
        open({ kind: 'bundled', id: defaultScenarioId }, freshRun);
        api.setState({ past: [], level: 0 });
      },
    },
  };
}
