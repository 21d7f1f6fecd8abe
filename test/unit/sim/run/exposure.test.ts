import { expect, it } from 'vitest';
import { outcomeOf } from '../../../../src/analysis/outcome';
import { coordinations, defaultSpec, simulate } from '../../../../src/sim/index';
import { fault, send } from '../../../support/engine';
import { bundledScenario } from '../../../support/scenarios';

it.each(coordinations)('an outage of the broker strikes only where the broker is used: %s', (coordination) => {
  const spec = defaultSpec(bundledScenario('retail'), {
    coordination,
    interventions: [send(), fault('broker-down', 'broker', { at: 100, for: 1000 })],
  });
  const [strikes] = Object.values(outcomeOf(simulate(spec)).exposure);
  expect(strikes).toBe(coordination === 'calls' ? 0 : 1);
});
