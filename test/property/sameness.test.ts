import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Intervention, simulate, type Trace } from '../../src/sim/index';
import { type Fact, factsOf } from '../support/engine';
import { anyPlan, deed, type Plan, search, searchSeed, specOf } from './arbitraries';

const where = `seed of the search: ${searchSeed}`;

/** One run at once and one from a structured clone: nothing hides in object identity, and every copy of a message is accounted for (asserted inside). */
it(`same spec, same trace; no copy is lost or made from nothing (${where})`, () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const spec = specOf(plan);
      const first = simulate(spec);
      const second = simulate(structuredClone(spec));
      expect(second.digest).toBe(first.digest);
      expect(second.rows).toBe(first.rows);
      expect(second.header).toEqual(first.header);
    }),
    search(200),
  );
});

/** Facts before an instant; without the judgement that a run gets at its end, which comes earlier when nothing else happens. */
function before(trace: Trace, ms: number): readonly Fact[] {
  const facts = factsOf(trace);
  const end = facts.at(-1)?.ms;
  return facts.filter((fact) => fact.ms < ms && fact.kind !== 'ended' && !(fact.kind === 'ruleBroken' && fact.ms === end));
}

/** What people do later: whatever it is, it leaves the past alone. */
const withLater = anyPlan.chain((plan) =>
  fc.record({
    plan: fc.constant<Plan>({ ...plan, interventions: plan.interventions.filter(({ at }) => at < 3_000_000) }),
    later: fc
      .array(deed(plan.scenario), { minLength: 1, maxLength: 3 })
      .map((deeds) => deeds.map((each): Intervention => ({ ...each, at: 3_000_000 + each.at }))),
  }),
);

it(`the past of an intervention does not depend on it (${where})`, () => {
  fc.assert(
    fc.property(withLater, ({ plan, later }) => {
      const without = simulate(specOf(plan));
      const withIt = simulate(specOf({ ...plan, interventions: [...plan.interventions, ...later] }));
      expect(before(withIt, 3000)).toEqual(before(without, 3000));
    }),
    search(200),
  );
});

it(`time never goes back and every run ends with one last fact (${where})`, () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const facts = factsOf(simulate(specOf(plan)));
      expect(facts.filter((fact, i) => i > 0 && fact.ms < (facts[i - 1]?.ms ?? 0))).toEqual([]);
      expect(facts.filter(({ kind }) => kind === 'ended')).toHaveLength(1);
      expect(facts.at(-1)?.kind).toBe('ended');
    }),
    search(60),
  );
});

it('another seed gives another run, and so does another setting', () => {
  const plan: Plan = {
    scenario: 'retail',
    coordination: 'choreography',
    product: null,
    seed: 1,
    workload: 'file',
    settings: { 'workload.count': 2 },
    interventions: [],
  };
  const { digest } = simulate(specOf(plan));
  expect(simulate(specOf({ ...plan, seed: 2 })).digest).not.toBe(digest);
  expect(simulate(specOf({ ...plan, settings: { 'workload.count': 2, 'payment.dedupe': false } })).digest).not.toBe(digest);
});
