import { expect, test } from 'vitest';
import { defaultSpec, factAt, FactKind, simulate } from '../../../../src/sim/index';
import { bundledScenario } from '../../../support/scenarios';

test('what was acknowledged on arrival is handled although the connection breaks meanwhile', () => {
  const trace = simulate(
    defaultSpec(bundledScenario('retail'), {
      settings: { 'payment.ack': 'before', 'broker.prefetch': 10 },
      interventions: [
        { kind: 'send', at: 0 },
        { kind: 'send', at: 1_000 },
        { kind: 'send', at: 2_000 },
        { kind: 'fault', at: 200_000, for: 2_000_000, fault: { kind: 'broker-down', target: 'broker', params: {} } },
      ],
    }),
  );
  const payment = trace.header.places.findIndex(({ id }) => id === 'payment');
  const rows = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).filter(({ place }) => place === payment);
  const acknowledgedBefore = rows.filter(({ kind, time }) => kind === FactKind.acknowledged && time < 200_000);
  expect(acknowledgedBefore.length).toBeGreaterThan(1);
  const settled = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).filter(({ kind }) => kind === FactKind.settled);
  expect(settled).toHaveLength(3);
});
