import * as yaml from 'yaml';
import text from '../../../src/scenarios/retail.flow.yaml?raw';
import { outcomeOf, quantile } from '../../../src/analysis/outcome';
import {
  coordinations,
  defaultSpec,
  parseScenarioWith,
  simulate,
  type Coordination,
  type Intervention,
  type SettingValue,
} from '../../../src/sim/index';

/** One row of the headless check: what happens to `orders` × `seeds` under one coordination. */
export interface Row {
  readonly experiment: string;
  readonly coordination: Coordination;
  readonly unsettled: number;
  readonly failed: number;
  readonly refused: number;
  readonly exposure: number;
  readonly chargedTwice: number;
  readonly messagesPerOrder: number;
  readonly hopsPerOrder: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

interface Experiment {
  readonly name: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly faults: readonly Intervention[];
}

const fault = (kind: string, target: string, when: { readonly atS: number; readonly forS: number | null }, params = {}): Intervention => ({
  kind: 'fault',
  at: when.atS * 1_000_000,
  for: when.forS === null ? null : when.forS * 1_000_000,
  fault: { kind, target, params },
});

const experiments: readonly Experiment[] = [
  { name: 'no fault', settings: {}, faults: [] },
  { name: 'broker down 4 s, outbox on', settings: {}, faults: [fault('broker-down', 'broker', { atS: 3, forS: 4 })] },
  { name: 'broker down 4 s, outbox off', settings: { '*.outbox': false }, faults: [fault('broker-down', 'broker', { atS: 3, forS: 4 })] },
  { name: 'Payment down 4 s', settings: {}, faults: [fault('crash', 'payment', { atS: 3, forS: 4 })] },
  {
    name: '10 % duplicates into Payment, dedupe on',
    settings: {},
    faults: [fault('duplicate', 'payment', { atS: 0, forS: null }, { p: 0.1 })],
  },
  {
    name: '10 % duplicates into Payment, dedupe off',
    settings: { 'payment.dedupe': false },
    faults: [fault('duplicate', 'payment', { atS: 0, forS: null }, { p: 0.1 })],
  },
  {
    name: 'Payment crash, ack before work',
    settings: { 'payment.ack': 'before' },
    faults: [fault('crash', 'payment', { atS: 3, forS: 2 })],
  },
  { name: 'Payment crash, ack after work', settings: {}, faults: [fault('crash', 'payment', { atS: 3, forS: 2 })] },
];

const parsed = parseScenarioWith(yaml, text, 'retail');
if (!parsed.ok) throw new Error('retail does not parse');
const scenario = parsed.value;

function row({ name, settings, faults }: Experiment, coordination: Coordination, seeds: number): Row {
  const sums = { unsettled: 0, failed: 0, refused: 0, exposure: 0, chargedTwice: 0, messages: 0, hops: 0, started: 0 };
  const durations: number[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = outcomeOf(simulate(defaultSpec(scenario, { coordination, seed, workload: 'file', settings, interventions: faults })));
    sums.unsettled += outcome.unsettled;
    sums.failed += outcome.failed;
    sums.refused += outcome.refused;
    sums.exposure += Object.values(outcome.exposure).reduce((sum, n) => sum + n, 0);
    sums.chargedTwice += outcome.violations['charged-at-most-once'] ?? 0;
    sums.messages += outcome.messages;
    sums.hops += outcome.hops;
    sums.started += outcome.started;
    durations.push(...outcome.flowMs);
  }
  const ascending = Float64Array.from(durations).sort();
  return {
    experiment: name,
    coordination,
    unsettled: sums.unsettled,
    failed: sums.failed,
    refused: sums.refused,
    exposure: sums.exposure,
    chargedTwice: sums.chargedTwice,
    messagesPerOrder: sums.messages / sums.started,
    hopsPerOrder: sums.hops / sums.started,
    p50Ms: quantile(ascending, 0.5),
    p95Ms: quantile(ascending, 0.95),
  };
}

/** All rows for seeds 1..`seeds` of 50 orders each. */
export function headlessCheck(seeds: number): readonly Row[] {
  return experiments.flatMap((experiment) => coordinations.map((coordination) => row(experiment, coordination, seeds)));
}

export interface Speed {
  readonly coordination: Coordination;
  readonly orders: number;
  readonly facts: number;
  readonly ms: number;
}

/** P1b: retail as an ordinary scenario, full trace, safeguards and invariants on. */
export function speed(coordination: Coordination, orders: number): Speed {
  const spec = defaultSpec(scenario, { coordination, workload: 'file', settings: { 'workload.count': orders } });
  const began = performance.now();
  const trace = simulate(spec);
  return { coordination, orders, facts: trace.rows, ms: performance.now() - began };
}
