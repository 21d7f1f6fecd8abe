import { ensure } from '../../src/base/assert';
import { type Scenario, type SettingValue, stateValueAt, type Trace } from '../../src/sim/index';
import { type Fact, factsOf, scenarioFrom, select } from '../support/engine';
import { bundledScenario } from '../support/scenarios';

/** The state of a service when the run is over, as far as it ever changed. */
export function finalState(trace: Trace, place: string): Readonly<Record<string, SettingValue>> {
  return Object.fromEntries(select(factsOf(trace), 'stateSet', { place }).map(({ says, b }) => [says, stateValueAt(trace, b)]));
}

/** Ids of invariants that the run broke. */
export const brokenRules = (trace: Trace): readonly string[] =>
  select(factsOf(trace), 'ruleBroken').map(({ a }) => trace.header.invariants[a]?.id ?? '');

/** The first fact of a kind that the filter lets through. */
export const first = (...what: Parameters<typeof select>): Fact => ensure(select(...what)[0], `a fact ${what[1]}`);

export interface RetailOptions {
  readonly stock?: number;
  readonly qty?: number;
  readonly declines?: boolean;
  /** Timeout of the payment step of the process; null = none. */
  readonly paymentTimeout?: string | null;
}

type Steps = NonNullable<NonNullable<Scenario['coordination']['orchestration']>['process']>['steps'];

/** The retail scenario with known numbers and without chance: what is in stock, how much an order takes, and what Payment says. */
export function retail({ stock = 10, qty = 2, declines = false, paymentTimeout = '5s' }: RetailOptions = {}): Scenario {
  const base = bundledScenario('retail');
  const { inventory, payment } = base.services;
  const pays = { set: { taken: 'state.taken + msg.total' }, emit: 'PaymentConfirmed' };
  const fails = { if: declines ? 'msg.total >= 0' : 'msg.total < 0', emit: 'PaymentFailed' };
  const charge = { ...payment?.handles?.['ProcessPayment'], outcomes: [fails, pays] };
  const process = ensure(base.coordination.orchestration?.process, 'the process of retail');
  return {
    ...base,
    services: {
      ...base.services,
      inventory: { ...inventory, state: { stock } },
      payment: { ...payment, handles: { ...payment?.handles, ProcessPayment: charge } },
    },
    coordination: {
      ...base.coordination,
      orchestration: { process: { ...process, steps: process.steps.map((step) => timed(step, paymentTimeout)) } },
    },
    workload: { ...base.workload, payload: { customerId: 'c1', qty, total: 50 } },
  };
}

function timed(step: Steps[number], paymentTimeout: string | null): Steps[number] {
  if (step.do !== 'ProcessPayment') return step;
  const { timeout: _, ...untimed } = step;
  return paymentTimeout === null ? untimed : { ...untimed, timeout: paymentTimeout };
}

/** A scenario of a few lines with round figures: every hop takes 10 ms. `defaults` and `broker` are YAML in braces without the braces. */
export const sketch = (lines: string, defaults = '', broker = 'product: rabbitmq-quorum'): Scenario =>
  scenarioFrom(`eventflow: 1
info: { id: sketch, title: Sketch }
${lines.trim()}
delivery:
  broker: { ${broker}, latency: 10ms }
  defaults: { ${defaults} }
`);
