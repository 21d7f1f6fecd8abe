import { expect, it } from 'vitest';
import { simulate } from '../../src/sim/index';
import { factsOf } from '../support/engine';
import { specOf } from './arbitraries';
import { regressions } from './regressions';

it.each(regressions.map((regression) => [regression.story, regression] as const))('%s', (_, { plan, holds }) => {
  expect(holds(factsOf(simulate(specOf(plan))))).toBe(true);
});
