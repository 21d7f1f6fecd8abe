import { assert, AssertionError } from '../../base/assert';
import type { PlainData } from '../../base/plainData';
import { stableJson } from '../../base/stableJson';
import { FactKind, RunEnd } from '../journal/facts';
import { defaultBudget, type Budget } from '../kernel/budget';
import { assemble } from './assemble';
import { CallEvent } from './callChains';
import { dispatch } from './dispatch';
import { headerOf } from './headerOf';
import { flowOver, type Plan, planOf, schedulePlan, struckDown } from './interventions';
import { scenarioText } from './modelCache';
import { refuse } from './outcomes';
import type { RunSpec } from './spec';
import type { Trace } from './trace';
import type { World } from './world';

/** Quiet time after the last planned input at which a run that never comes to rest is cut off. */
const patienceUs = 30 * 60 * 1_000_000;

/** Steps between two counts of what waits at the broker. */
const copyCheckSteps = 1024;

/** Steps between two looks of `simulate` at whether the run is over. */
const stride = 1_000_000;

/** A run under way: advance it in strides, look at its progress, finish it. Dropping it is cancelling it. */
export interface Run {
  /** Takes at most this many steps; true = the run has ended. */
  advance(steps: number): boolean;
  readonly progress: { readonly timeUs: number; readonly facts: number; readonly steps: number };
  /** Seals the trace; once, after `advance` has returned true. */
  finish(): Trace;
}

/** Runs a spec to its end: a pure function, the same spec gives the byte-identical trace. */
export function simulate(spec: RunSpec, budget: Budget = defaultBudget): Trace {
  const run = createRun(spec, budget);
  while (!run.advance(stride));
  return run.finish();
}

/** The same run in strides, for callers that show progress or let people cancel. */
export function createRun(spec: RunSpec, budget: Budget = defaultBudget): Run {
  const world = assemble(spec);
  const plan = planOf(world);
  start(world, plan);
  const horizon = Math.min(budget.timeUs, lastInput(world) + patienceUs);
  let steps = 0;
  let end: RunEnd | null = null;
  return {
    advance(more) {
      const last = Math.min(budget.steps, steps + more);
      while (end === null && steps < last) end = step(world, plan, { budget, horizon, number: steps++ });
      if (end === null && steps >= budget.steps) end = RunEnd.stepLimit;
      return end !== null;
    },
    get progress() {
      return { timeUs: world.agenda.time, facts: world.journal.rows, steps };
    },
    finish() {
      assert(end !== null, 'a run is finished after it has ended');
      return finish(world, plan, end);
    },
  };
}

type RunEnd = (typeof RunEnd)[keyof typeof RunEnd];

function start(world: World, plan: Plan): void {
  const { network, faults, flows } = world;
  flows.over = (key) => flowOver(world, key);
  network.lost = ({ kind, message }, id, reason) => {
    if (kind === CallEvent.arrives) world.calls?.lost(id, reason);
    else refuse(world, message, reason);
  };
  faults.onCrash = (ordinal, forUs) => struckDown(world, plan, { ordinal, forUs });
  schedulePlan(world, plan);
}

interface Step {
  readonly budget: Budget;
  readonly horizon: number;
  readonly number: number;
}

/** One event; returns how the run ends, or null when it goes on. */
function step(world: World, plan: Plan, { budget, horizon, number }: Step): RunEnd | null {
  const { agenda, journal } = world;
  if (agenda.peekTime() > horizon) return agenda.pending === 0 ? RunEnd.quiet : RunEnd.horizon;
  if (!agenda.next()) return RunEnd.quiet;
  if (journal.rows >= budget.facts || journal.messageCount >= budget.messages) return RunEnd.factLimit;
  if (number % copyCheckSteps === 0 && world.broker.copiesAtHand >= budget.copiesInFlight) return RunEnd.copyLimit;
  journal.now = agenda.time;
  act(world, plan, number);
  return null;
}

/** A programmer error stops the run and says where, so that it can be reproduced. */
function act(world: World, plan: Plan, number: number): void {
  const { agenda } = world;
  try {
    dispatch(world, plan);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const where = `seed ${world.spec.seed}, ${agenda.time} µs, step ${number}, event ${agenda.kind}`;
    throw new AssertionError(`${error.message} (${where})`, { cause: error });
  }
}

function lastInput({ spec, workload }: World): number {
  const interventions = spec.interventions.map((each) => each.at + (each.kind === 'fault' ? (each.for ?? 0) : 0));
  const arrivals = spec.workload === 'file' ? workload.spanUs : 0;
  return Math.max(0, arrivals, ...interventions);
}

/** The whole value of the run as canonical text. The scenario's part is made once per scenario. */
function specText(spec: RunSpec): string {
  const rest = { ...spec, scenario: null } as unknown as PlainData;
  return `${scenarioText(spec.scenario)}\n${stableJson(rest)}`;
}

const limits: Readonly<Record<RunEnd, string>> = {
  [RunEnd.quiet]: '',
  [RunEnd.horizon]: 'The run does not come to rest: it was cut off half a simulated hour after the last input.',
  [RunEnd.stepLimit]: 'The run was cut off: too many steps.',
  [RunEnd.factLimit]: 'The run was cut off: too many facts.',
  [RunEnd.copyLimit]: 'The run was cut off: too many messages wait at the same time.',
};

function finish(world: World, plan: Plan, end: RunEnd): Trace {
  const { journal, monitor, flows, broker, places } = world;
  monitor.end(flows.expected, places.customer);
  const kept = broker.conservation();
  const sum = kept.waiting + kept.held + kept.delivered + kept.acknowledged + kept.deadLettered + kept.dropped + kept.expired;
  assert(kept.made === sum, `conservation: ${kept.made} copies made, ${sum} accounted for`);
  if (end !== RunEnd.quiet) journal.fact(FactKind.limitReached, 0, 0, 0, journal.string(limits[end]), 0);
  journal.fact(FactKind.ended, 0, 0, 0, end, 0);
  return journal.finish(headerOf(world, plan), specText(world.spec));
}
