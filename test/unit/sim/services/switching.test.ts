import { describe, expect, it } from 'vitest';
import { count, factsOfRun, select, send, set } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

/** Two things; the works make the first from 40 to 140 ms, and something is switched at 100 ms. */
const switched = (path: string, value: string | number | boolean, settings = {}) =>
  factsOfRun(workshop(), { settings, interventions: [send(), send(), set(100, path, value)] });

describe('a setting that is switched while a message is being handled', () => {
  it('acknowledge before the work: what had come in before is still acknowledged when it is done', () => {
    const facts = switched('works.ack', 'before');
    expect(select(facts, 'acknowledged', { place: 'works' }).map(({ key, ms }) => [key, ms])).toEqual([
      [1, 140],
      [2, 150],
    ]);
    expect(count(facts, 'settled')).toBe(2);
  });

  it('acknowledge after the work: what had been acknowledged on arrival is not acknowledged again', () => {
    const facts = switched('works.ack', 'after', { 'works.ack': 'before' });
    expect(select(facts, 'acknowledged', { place: 'works' }).map(({ key, ms }) => [key, ms])).toEqual([
      [1, 40],
      [2, 50],
    ]);
    expect(count(facts, 'settled')).toBe(2);
  });

  it('more workers begin at once with what waits', () => {
    const facts = switched('works.concurrency', 2);
    expect(select(facts, 'delivered', { place: 'works' }).map(({ ms }) => ms)).toEqual([30, 100]);
  });

  it('fewer workers finish what they have begun', () => {
    const facts = switched('works.concurrency', 1, { 'works.concurrency': 2, 'desk.concurrency': 2 });
    expect(select(facts, 'committed', { place: 'works' }).map(({ ms }) => ms)).toEqual([140, 140]);
  });

  it('poll: the next delivery waits for the interval; push again: it no longer does', () => {
    expect(select(switched('works.mode', 'poll'), 'delivered', { place: 'works' }).map(({ ms }) => ms)).toEqual([30, 500]);
    const facts = factsOfRun(workshop(), {
      settings: { 'works.mode': 'poll', 'works.poll': 60_000 },
      interventions: [send(), set(1000, 'works.mode', 'push')],
    });
    expect(select(facts, 'delivered', { place: 'works' }).map(({ ms }) => ms)).toEqual([1000]);
  });

  it('the inbox: what was handled while it was off is known as well', () => {
    const doubled = { kind: 'message', at: 35_000, act: 'duplicate', message: 2, place: 'works' } as const;
    const facts = factsOfRun(workshop(), {
      settings: { 'works.dedupe': false },
      interventions: [send(), doubled, set(100, 'works.dedupe', true)],
    });
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
    expect(count(facts, 'ignored', { place: 'works' })).toBe(1);
  });
});
