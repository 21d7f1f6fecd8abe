import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import variants from '../../src/scenarios/variants.json';
import { outcomeOf } from '../../src/analysis/outcome';
import { type Coordination, coordinations, defaultSpec, fileFaults, productRegistry, resolve, simulate } from '../../src/sim';
import { lint } from '../../src/sim/scenario/resolve';
import { bundledScenario } from '../support/scenarios';

/** Variants of a scenario are whole files, so that each can be saved and changed; this test keeps them the same system. */
const text = (id: string): string => readFileSync(`src/scenarios/${id}.flow.yaml`, 'utf8');

/** The file without what a variant is about: what it is called, and the block of its broker. */
const shared = (id: string): string =>
  text(id)
    .replace(/^ {2}(?:id|title|summary): .*\n/gm, '')
    .replace(/^ {2}broker:.*\n(?: {4}.*\n)*/m, '');

describe.each(variants.map(({ base, variants: all }) => [base, all] as const))('variants of %s', (base, all) => {
  it('begin with the file itself and run on different products', () => {
    expect(all[0]?.id).toBe(base);
    const products = all.map(({ id }) => bundledScenario(id).delivery?.broker?.product);
    expect(new Set(products).size).toBe(all.length);
    for (const [n, { title }] of all.entries()) {
      expect(productRegistry.find(({ id }) => id === products[n])?.title.startsWith(title)).toBe(true);
    }
  });

  describe.each(all.map(({ id }) => id))('%s', (id) => {
    it('says everything but its name and its broker as the first one does, to the letter', () => {
      expect(shared(id)).toBe(shared(base));
      const { info: _info, delivery, ...rest } = bundledScenario(id);
      const { info: _first, delivery: first, ...same } = bundledScenario(base);
      expect(rest).toEqual(same);
      expect(delivery?.defaults).toEqual(first?.defaults);
    });

    it('uses only settings that its product has, and nothing that goes wrong', () => {
      const scenario = bundledScenario(id);
      expect(resolve(scenario).ok).toBe(true);
      const own = lint(scenario).filter(({ path }) => path[1] === 'broker' && path.includes(scenario.delivery?.broker?.product ?? ''));
      expect(own.map(({ message }) => message)).toEqual([]);
    });

    it.each(coordinations)('settles every flow under %s, and breaks no rule with the faults of the file', (coordination: Coordination) => {
      const settings = { 'workload.count': 5, 'workload.every': 1000 };
      const scenario = bundledScenario(id);
      const calm = simulate(defaultSpec(scenario, { coordination, workload: 'file', settings }));
      const rough = simulate(defaultSpec(scenario, { coordination, workload: 'file', settings, interventions: fileFaults(scenario) }));
      expect(outcomeOf(calm)).toMatchObject({ started: 5, unsettled: 0, violations: {} });
      expect(outcomeOf(rough)).toMatchObject({ started: 5, violations: {} });
      expect(rough.digest).not.toBe(calm.digest);
    });
  });
});
