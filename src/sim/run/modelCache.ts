import { assert, ensure } from '../../base/assert';
import { stableJson } from '../../base/stableJson';
import { compileProcess, type CompiledProcess } from '../coordination/compile';
import type { ProcessPlan } from '../coordination/process';
import type { Coordination } from '../scenario/coordinations';
import type { CoordinationModel, Model } from '../scenario/model';
import { resolve } from '../scenario/resolve';
import type { Scenario } from '../scenario/schema';
import { undoneOf } from './places';

/** A synchronous step without a timeout still must not wait for ever. */
export const callTimeoutUs = 10_000_000;
const undoTries = { messages: 3, calls: 20 };

/*
 * Sweeps and searches run one scenario thousands of times. A model and its compiled charts depend on the scenario alone and
 * keep no state between runs, so they are made once per scenario object; the entry goes with the object.
 */
const models = new WeakMap<Scenario, Model>();
/** By content as well: a spec that crossed a worker brings an equal scenario that is another object. */
const byContent = new Map<string, Model>();
const contentsMax = 8;
const processes = new WeakMap<Model, Map<Coordination, CompiledProcess>>();

/** The resolved model. A scenario that does not resolve is a programmer error here: files are checked when they are read. */
export function modelOf(scenario: Scenario): Model {
  const known = models.get(scenario);
  if (known !== undefined) return known;
  const content = scenarioText(scenario);
  const model = byContent.get(content) ?? resolvedModel(scenario);
  if (byContent.size >= contentsMax) byContent.clear();
  byContent.set(content, model);
  models.set(scenario, model);
  return model;
}

const texts = new WeakMap<Scenario, string>();

/** The canonical text of a scenario: equal scenarios have equal texts. */
export function scenarioText(scenario: Scenario): string {
  const known = texts.get(scenario) ?? stableJson(scenario);
  texts.set(scenario, known);
  return known;
}

function resolvedModel(scenario: Scenario): Model {
  const resolved = resolve(scenario);
  assert(resolved.ok, `scenario does not resolve: ${resolved.ok ? '' : resolved.error.map(({ message }) => message).join(' ')}`);
  return resolved.value;
}

/** The compiled chart of a coordination; null when it has no process. */
export function processFor(model: Model, coordination: Coordination): CompiledProcess | null {
  const option = ensure(model.options[coordination], `coordination ${coordination}`);
  if (option.process === null) return null;
  const compiled = processes.get(model) ?? new Map<Coordination, CompiledProcess>();
  processes.set(model, compiled);
  const known = compiled.get(coordination) ?? compileProcess(planOf(model, option, coordination));
  compiled.set(coordination, known);
  return known;
}

function planOf(model: Model, option: CoordinationModel, coordination: Coordination): ProcessPlan {
  const process = ensure(option.process, 'process');
  const calls = coordination === 'calls';
  return {
    id: process.id,
    done: process.done,
    failed: process.failed,
    waitsAfterPivot: !calls,
    undoTries: calls ? undoTries.calls : undoTries.messages,
    steps: process.steps.map((step) => ({
      ...step,
      timeoutUs: step.timeoutUs ?? (calls ? callTimeoutUs : null),
      undone: undoneOf(model, step.undo)?.[0] ?? null,
    })),
  };
}
