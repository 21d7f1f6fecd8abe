import { FactKind, type Intervention, type SettingValue, simulate, defaultSpec } from '../../src/sim/index';
import type { Budget } from '../../src/sim/kernel/budget';
import { fault, scenarioFrom } from './engine';
import { eachFact, placeNamed } from './station';

/** What keeps the callers in check. */
export type Guard = 'none' | 'budget' | 'backoff';

export interface StormPlan {
  readonly lambda: number;
  readonly seed: number;
  /** The callee hangs from 100 s to 110 s; its callers' timed-out requests pile up in front of it. */
  readonly outage: boolean;
  readonly guard?: Guard;
}

export interface Storm {
  /** Requests answered in time per second, in the last hundred of six hundred seconds. */
  readonly goodput: number;
  /** Less than half of what comes in gets through, long after the outage is over. */
  readonly collapsed: boolean;
  /** Seconds after the outage until a request came that the callee could begin at once; Infinity = never. */
  readonly drainedAfter: number;
}

const guards: Readonly<Record<Guard, Readonly<Record<string, SettingValue>>>> = {
  none: {},
  budget: { 'client.retryBudget': 0.1 },
  backoff: { 'client.callBackoff': 1000 },
};

const seconds = 600;
const [outageFromS, outageToS] = [100, 110];
const budget: Budget = { steps: 1e9, facts: 1e9, messages: 1e9, copiesInFlight: 1e9, timeUs: seconds * 1e6 };

/**
 * The smallest system that can stay down after its trouble is over: callers who wait 100 ms and try four times, and a callee of 100 a second that
 * works off its line in order, also for callers who have long gone (semantics.md, metastability).
 */
export function storm({ lambda, seed, outage, guard = 'none' }: StormPlan): Storm {
  const scenario = scenarioFrom(`eventflow: 1
info: { id: storm, title: Storm }
flow: { starts: Ask, key: askId, succeeds: Answered, fails: GivenUp, deadline: 60s }
services:
  client: { instances: 64, concurrency: 64, handles: { Ask: { time: 0s, emit: Asked }, Accept: { time: 0s, emit: Answered }, GiveUp: { time: 0s, emit: GivenUp } } }
  server: { handles: { Serve: { time: exp(10ms), emit: Served } } }
coordination:
  calls:
    process: { id: asking, starts: Asked, steps: [ { do: Serve, ok: Served, timeout: 100ms, retries: 3 } ], done: Accept, failed: GiveUp }
delivery: { broker: { latency: 0s }, defaults: { dedupe: false, outbox: false } }
workload: { send: Ask, to: client, arrivals: poisson, rate: ${lambda}/s, count: ${Math.ceil(lambda * seconds * 1.2)} }
`);
  const hang: Intervention = fault('hang', 'server', { at: outageFromS * 1000, for: (outageToS - outageFromS) * 1000 });
  const trace = simulate(
    defaultSpec(scenario, { coordination: 'calls', workload: 'file', seed, settings: guards[guard], interventions: outage ? [hang] : [] }),
    budget,
  );
  const server = placeNamed(trace, 'server');
  const line = { waiting: 0, drained: Infinity };
  let answered = 0;
  eachFact(trace, (time, kind, place, _, a) => {
    if (kind === FactKind.settled && a === 1 && time >= 500e6 && time < 600e6) answered++;
    if (place !== server) return;
    if (kind === FactKind.received) line.waiting++;
    if (kind === FactKind.started && --line.waiting === 0 && time > outageToS * 1e6)
      line.drained = Math.min(line.drained, time / 1e6 - outageToS);
  });
  return { goodput: answered / 100, collapsed: answered / 100 < lambda / 2, drainedAfter: line.drained };
}

/** How many of the seeds collapse. */
export function collapses(plan: Omit<StormPlan, 'seed'>, seeds: readonly number[]): number {
  return seeds.filter((seed) => storm({ ...plan, seed }).collapsed).length;
}
