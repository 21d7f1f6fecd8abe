import fc from 'fast-check';
import * as yaml from 'yaml';
import { describe, expect, it } from 'vitest';
import { checkScenario, loadScenarioWith } from '../../../../src/sim/scenario/parse';
import { problemsMax, type Problem } from '../../../../src/sim/scenario/problem';
import { bundled, load } from './support';

const texts = ['retail', 'transfer', 'ride'].map(bundled);
const settings = { seed: 20, numRuns: 150 };

/** Small damages that a person or a broken copy does to a file. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    text: fc.constantFrom('{', '}', '[', ']', ':', ' - ', '\n', '"', "'", '&a ', '*a', '!!x ', 'x', '9', '#', '__proto__: 1\n', '\t'),
  }),
  fc.record({ kind: fc.constant('swapLines' as const), at: fc.nat(), other: fc.nat() }),
  fc.record({ kind: fc.constant('dropLine' as const), at: fc.nat() }),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(text: string, each: Damage): string {
  const lines = text.split('\n');
  const at = each.at % (each.kind === 'swapLines' || each.kind === 'dropLine' ? lines.length : text.length);
  switch (each.kind) {
    case 'cut':
      return text.slice(0, at) + text.slice(at + each.length);
    case 'insert':
      return text.slice(0, at) + each.text + text.slice(at);
    case 'dropLine':
      return lines.toSpliced(at, 1).join('\n');
    default: {
      const other = each.other % lines.length;
      return lines
        .with(at, lines[other] ?? '')
        .with(other, lines[at] ?? '')
        .join('\n');
    }
  }
}

const isComplete = (problem: Problem): boolean =>
  problem.line >= 1 && problem.column >= 1 && problem.message !== '' && problem.file === 'fuzz';

describe('damaged files', () => {
  it('are loaded or refused with placed problems, never thrown at', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(damage, { minLength: 1, maxLength: 4 }), (text, damages) => {
        const result = loadScenarioWith(yaml, damages.reduce(damaged, text), 'fuzz');
        if (result.ok) return;
        refused += 1;
        expect(result.error.length).toBeGreaterThan(0);
        expect(result.error.length).toBeLessThanOrEqual(problemsMax);
        expect(result.error.filter((each) => !isComplete(each))).toEqual([]);
      }),
      settings,
    );
    expect(refused).toBeGreaterThan(settings.numRuns / 2);
  });
});

describe('damaged data', () => {
  const junk = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.double(),
    fc.string({ maxLength: 8 }),
    fc.constant([]),
    fc.constant({}),
    fc.constant({ a: [] }),
    fc.constant(-1),
  );

  /** Replaces the value at a place that the numbers pick. */
  function replaced(data: unknown, picks: readonly number[], value: unknown): unknown {
    const [pick, ...rest] = picks;
    if (pick === undefined || typeof data !== 'object' || data === null || Object.keys(data).length === 0) return value;
    const keys = Object.keys(data);
    const key = keys[pick % keys.length] ?? '';
    const child = replaced((data as Record<string, unknown>)[key], rest, value);
    return Array.isArray(data) ? data.with(Number(key), child) : { ...data, [key]: child };
  }

  it('are accepted or refused, never thrown at', () => {
    const scenarios = texts.map((text) => load(text).scenario);
    fc.assert(
      fc.property(fc.constantFrom(...scenarios), fc.array(fc.nat(), { minLength: 1, maxLength: 7 }), junk, (scenario, picks, value) => {
        const result = checkScenario(replaced(scenario, picks, value), 'fuzz');
        expect(result.ok || result.error.length > 0).toBe(true);
      }),
      { ...settings, numRuns: 300 },
    );
  });
});
