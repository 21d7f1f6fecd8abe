import { expect, it } from 'vitest';
import { defaultSpec, simulate } from '../../../../src/sim/index';
import { factsOf, fault, only, select, send } from '../../../support/engine';
import { bundledScenario } from '../../../support/scenarios';

const facts = (count: number) =>
  factsOf(
    simulate(
      defaultSpec(bundledScenario('retail'), {
        interventions: [fault('poison', 'payment', { at: 0, for: null }, { count }), send(), send(1_000_000), send(2_000_000)],
      }),
    ),
  );

it('a fault with a count is over when it has struck that often', () => {
  const closed = only(facts(1), 'faultClosed');
  expect(closed.ms).toBe(only(facts(1), 'faultStruck').ms);
  expect(select(facts(2), 'faultStruck').at(-1)?.ms).toBe(only(facts(2), 'faultClosed').ms);
});

it('a fault without a count stays open', () => {
  expect(select(facts(0), 'faultClosed')).toEqual([]);
  expect(select(facts(0), 'faultStruck')).toHaveLength(3);
});
