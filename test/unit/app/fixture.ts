import { readFileSync } from 'node:fs';
import * as yaml from 'yaml';
import variants from '../../../src/scenarios/variants.json';
import { ensure } from '../../../src/base/assert';
import { type Address } from '../../../src/app/persistence/address';
import type { TextStorage } from '../../../src/app/persistence/storage';
import { type CreatedStore, createAppStore } from '../../../src/app/store/createStore';
import type { ScenarioTexts } from '../../../src/app/store/scenarioActions';
import { freshRun } from '../../../src/app/store/scenarioActions';
import type { PredictionMemory } from '../../../src/app/store/state';
import type { Runner, SimulateReply } from '../../../src/app/workers/runner';
import { type RunSpec, faultRegistry, loadScenarioWith, longestHandling, simulate } from '../../../src/sim';

/** The real engine behind the runner's interface, answering at once. */
export function createDirectRunner(): Runner & { readonly simulated: RunSpec[] } {
  const simulated: RunSpec[] = [];
  return {
    simulated,
    parse(file, done) {
      const loaded = loadScenarioWith(yaml, file.text, file.name);
      if (!loaded.ok) {
        done({ kind: 'rejected', problems: loaded.error });
        return;
      }
      const { scenario, model, warnings } = loaded.value;
      const { noun, nounPlural } = model.flow;
      done({
        kind: 'parsed',
        scenario,
        outline: {
          id: model.id,
          title: model.title,
          coordination: 'choreography',
          faults: model.faults,
          workloadCount: model.workload.count,
          noun,
          nounPlural,
          product: model.delivery.product,
          longestHandling: longestHandling(model.services),
          warnings,
        },
      });
    },
    simulate(spec, done) {
      simulated.push(spec);
      done({ kind: 'simulated', trace: simulate(spec) });
    },
    cancel: () => undefined,
  };
}

/** A runner whose simulations are answered when the test says so; only the latest one counts. */
export function createSlowRunner(): Runner & { readonly finish: () => void } {
  const direct = createDirectRunner();
  let waiting: (() => void) | null = null;
  return {
    parse: direct.parse,
    simulate(spec, done: (reply: SimulateReply) => void) {
      waiting = () => direct.simulate(spec, done);
    },
    cancel: () => {
      waiting = null;
    },
    finish: () => ensure(waiting, 'a simulation under way')(),
  };
}

export const bundled = (id: string): string => readFileSync(`src/scenarios/${id}.flow.yaml`, 'utf8');

export const fileTexts: ScenarioTexts = {
  ids: ['retail', 'retail-kafka', 'retail-sns-sqs', 'transfer', 'ride'],
  variants,
  load: (id, done) => done(fileTexts.ids.includes(id) ? bundled(id) : null),
};

export interface Fixture {
  readonly store: CreatedStore;
  readonly state: CreatedStore['api']['getState'];
  readonly actions: CreatedStore['actions'];
  readonly code: () => string;
}

export function openRetail(how: { readonly runner?: Runner; readonly memory?: PredictionMemory } = {}): Fixture {
  const memory = how.memory ?? { asked: true, choice: null, outcome: null };
  const store = createAppStore({ runner: how.runner ?? createDirectRunner(), texts: fileTexts, faults: faultRegistry, memory });
  store.open({ kind: 'bundled', id: 'retail' }, freshRun);
  const state = store.api.getState;
  return { store, state, actions: store.actions, code: () => state().run.trace?.runCode ?? '' };
}

export function createMemoryStorage(content: Record<string, string> = {}): TextStorage & { readonly content: Record<string, string> } {
  return {
    content,
    getItem: (key) => content[key] ?? null,
    setItem: (key, value) => {
      content[key] = value;
    },
  };
}

export function createFakeAddress(hash = ''): Address & { readonly go: (hash: string) => void } {
  const steps = [hash];
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  return {
    hash: () => steps.at(-1) ?? '',
    replace: (next) => {
      steps[steps.length - 1] = next;
    },
    push: (next) => {
      steps.push(next);
    },
    back: () => {
      if (steps.length > 1) steps.pop();
      changed();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    link: (next) => `https://example.test/${next}`,
    test: true,
    reload: () => undefined,
    go(next) {
      steps.push(next);
      changed();
    },
  };
}
