import { describe, expect, it } from 'vitest';
import { count, factsOfRun, fault, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

describe('a database that refuses', () => {
  const refused = fault('db-refuses', 'works', { at: 0, for: 1000 });
  const of = (settings: Readonly<Record<string, boolean | number>>) =>
    factsOfRun(workshop({ defaults: 'attempts: 20, backoff: 200ms' }), { interventions: [send(), refused], settings });

  it('fails the handling and stores nothing: neither state nor outbox nor inbox; a later attempt does all of it once', () => {
    for (const safe of [true, false]) {
      const facts = of({ '*.outbox': safe, '*.dedupe': safe });
      const failed = select(facts, 'failed', { place: 'works' });
      expect(failed.length).toBeGreaterThan(2);
      expect(new Set(failed.map(({ says }) => says))).toEqual(new Set(['database refused the commit']));
      for (const kind of ['stateSet', 'committed', 'outboxStored', 'ignored'] as const)
        expect(select(facts, kind, { place: 'works' }).filter(({ ms }) => ms < 1000)).toEqual([]);
      expect(count(facts, 'committed', { place: 'works' })).toBe(1);
      expect(count(facts, 'settled')).toBe(1);
    }
  });
});

describe('a zombie worker', () => {
  const late = (dedupe: boolean, byMs = 40_000) =>
    factsOfRun(workshop({ product: 'sns-sqs' }), {
      interventions: [send(), fault('zombie', 'works', { at: 0, for: null }, { by: byMs })],
      settings: { 'works.concurrency': 2, 'works.dedupe': dedupe },
    });
  const made = (facts: ReturnType<typeof late>) => select(facts, 'committed', { place: 'works', type: 'MakeThing' });

  it('writes after somebody else has done its message: two effects', () => {
    const facts = late(false);
    expect(made(facts).map(({ ms }) => Math.round(ms / 1000))).toEqual([30, 40]);
    expect(count(facts, 'faultStruck')).toBe(1);
  });

  it('the inbox refuses the late write', () => {
    const facts = late(true);
    expect(made(facts)).toHaveLength(1);
    expect(select(facts, 'ignored', { place: 'works' }).map(({ ms }) => Math.round(ms / 1000))).toEqual([40]);
  });

  it('a stall shorter than the lease is only slow', () => {
    expect(made(late(false, 20_000))).toHaveLength(1);
  });
});
