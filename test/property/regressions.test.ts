import { expect, it } from 'vitest';
import { simulate } from '../../src/sim/index';
import { factsOf, select } from '../support/engine';
import { specOf } from './arbitraries';
import { regressions } from './regressions';

it.each(regressions.map(({ story, plan }) => [story, plan] as const))('%s', (_, plan) => {
  const facts = factsOf(simulate(specOf(plan)));
  const started = select(facts, 'sent', { place: 'customer' }).map(({ key }) => key);
  expect(started.length).toBeGreaterThan(0);
  expect(
    select(facts, 'settled')
      .map(({ key }) => key)
      .sort((x, y) => x - y),
  ).toEqual(started);
});
