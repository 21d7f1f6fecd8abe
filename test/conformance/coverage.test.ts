import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { productRegistry } from '../../src/sim';
import { fidelityData, later, provenIn, reasons } from './fidelityData';
import { allStatements } from './statement';

/**
 * Every statement is proven by a test, argued away, or known to come later; the Fidelity page says the same.
 * `WRITE_FIDELITY=1 npx vitest run test/conformance/coverage.test.ts` writes the page's data anew.
 */
const file = 'src/app/fidelity/rules.json';
const ids = allStatements.map(({ id }) => id);
const known = new Set(ids);

if (process.env['WRITE_FIDELITY'] !== undefined) writeFileSync(file, `${JSON.stringify(fidelityData(), null, 1)}\n`);

describe('statements', () => {
  it('have ids of their own', () => {
    expect(known.size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(288);
  });

  it('are all proven, argued or expected later', () => {
    expect(ids.filter((id) => !provenIn.has(id) && !reasons.has(id) && !later.has(id))).toEqual([]);
  });

  it('are only one of the three', () => {
    const states = (id: string): number => [provenIn.has(id), reasons.has(id), later.has(id)].filter(Boolean).length;
    expect(ids.filter((id) => states(id) > 1)).toEqual([]);
  });

  it('are the only ones that tests and lists name', () => {
    expect([...provenIn.keys(), ...reasons.keys(), ...later].filter((id) => !known.has(id))).toEqual([]);
  });

  it('that are not modelled have a reason that says something, and the lists are in order', () => {
    expect([...reasons].filter(([, reason]) => reason.length < 40)).toEqual([]);
    expect([...reasons.keys()]).toEqual([...reasons.keys()].sort());
    expect([...later]).toEqual([...later].sort());
  });
});

describe('shares', () => {
  const ofProducts = new Set(productRegistry.flatMap(({ subjects }): readonly string[] => subjects));

  it('every subject of a product has statements', () => {
    const subjects = new Set(allStatements.map(({ subject }) => subject));
    expect([...ofProducts].filter((subject) => !subjects.has(subject))).toEqual([]);
  });

  it.each(productRegistry.map((product) => [product.id, product.subjects] as const))(
    '%s: nine tenths of its rules are tests',
    (_, subjects) => {
      const rules = allStatements.filter(({ subject }) => (subjects as readonly string[]).includes(subject));
      expect(rules.length).toBeGreaterThan(0);
      expect(rules.filter(({ id }) => provenIn.has(id)).length / rules.length).toBeGreaterThanOrEqual(0.9);
    },
  );

  it('no rule of a product comes later', () => {
    expect(allStatements.filter(({ id, subject }) => ofProducts.has(subject) && later.has(id)).map(({ id }) => id)).toEqual([]);
  });
});

it('the Fidelity page shows what stands here', () => {
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(fidelityData())));
});
