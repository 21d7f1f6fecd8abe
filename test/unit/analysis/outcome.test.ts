import { expect, test } from 'vitest';
import { outcomeOf, quantile } from '../../../src/analysis/outcome';
import { defaultSpec, simulate, type Intervention } from '../../../src/sim/index';
import { bundledScenario } from '../../support/scenarios';

const crash: Intervention = { kind: 'fault', at: 0, for: null, fault: { kind: 'crash', target: 'payment', params: {} } };
const broker: Intervention = { kind: 'fault', at: 0, for: null, fault: { kind: 'broker-down', target: 'broker', params: {} } };

test('a quiet run settles every flow, once', () => {
  const outcome = outcomeOf(simulate(defaultSpec(bundledScenario('retail'), { workload: 'file' })));
  expect(outcome.started).toBe(50);
  expect(outcome.succeeded + outcome.failed).toBe(50);
  expect(outcome.flowMs).toHaveLength(50);
  expect(outcome.unsettled).toBe(0);
  expect(outcome.violations).toEqual({});
});

test('a service that never comes back leaves flows unsettled, and the rule says so', () => {
  const outcome = outcomeOf(simulate(defaultSpec(bundledScenario('retail'), { workload: 'file', interventions: [crash] })));
  expect(outcome.unsettled).toBeGreaterThan(0);
  expect(outcome.violations['every-order-settles']).toBe(outcome.unsettled);
  expect(Object.values(outcome.exposure)).toEqual([1]);
});

test('a refused start command is neither settled nor unsettled', () => {
  const spec = defaultSpec(bundledScenario('retail'), {
    interventions: [
      { ...crash, fault: { ...crash.fault, target: 'order' } },
      { kind: 'send', at: 1_000 },
    ],
  });
  const outcome = outcomeOf(simulate(spec));
  expect(outcome).toMatchObject({ started: 1, refused: 1, unsettled: 0, succeeded: 0 });
});

test('an outage without outbox loses what was announced meanwhile', () => {
  const spec = defaultSpec(bundledScenario('retail'), {
    settings: { '*.outbox': false },
    interventions: [broker, { kind: 'send', at: 1_000 }],
  });
  expect(outcomeOf(simulate(spec)).unsettled).toBe(1);
});

test('quantiles are nearest ranks', () => {
  const values = Float64Array.from([1, 2, 3, 4]);
  expect([0.25, 0.5, 0.75, 1].map((p) => quantile(values, p))).toEqual([1, 2, 3, 4]);
  expect(quantile(new Float64Array(0), 0.5)).toBe(0);
});
