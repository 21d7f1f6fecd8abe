import { describe, expect, it } from 'vitest';
import { coordinations } from '../../../../src/sim/index';
import { count, type Fact, factsOf, factsOfRun, fault, only, run, select, send } from '../../../support/engine';
import { bundledScenario } from '../../../support/scenarios';
import { workshop } from '../../../support/workshop';

const into = (kind: string, params: Parameters<typeof fault>[3], place = 'works') => fault(kind, place, { at: 0, for: null }, params);
const sends = (n: number, everyMs = 0) => Array.from({ length: n }, (_, i) => send(i * everyMs));

describe('reorder', () => {
  const reorder = into('reorder', { p: 1, window: 4, hold: 400 });
  const made = (facts: readonly Fact[]): readonly number[] => select(facts, 'committed', { type: 'MakeThing' }).map(({ key }) => key);

  it('messages overtake each other; all of them arrive', () => {
    const keys = made(factsOfRun(workshop(), { interventions: [reorder, ...sends(12, 20)] }));
    expect([...keys].sort((x, y) => x - y)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(keys).not.toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it.each([1, 2, 3])('%d messages that never fill the window leave when the hold of each is over', (n) => {
    const facts = factsOfRun(workshop(), { interventions: [reorder, ...sends(n, 20)] });
    expect(made(facts)).toHaveLength(n);
    const accepted = new Map(select(facts, 'accepted', { type: 'ThingStarted' }).map(({ key, ms }) => [key, ms]));
    for (const { key, ms } of select(facts, 'enqueued', { place: 'works' })) {
      expect(ms - (accepted.get(key) ?? 0)).toBeLessThanOrEqual(400);
    }
  });

  it('ended in the middle, what it holds still leaves', () => {
    const short = fault('reorder', 'works', { at: 0, for: 35 }, { p: 1, window: 9, hold: 400 });
    expect(made(factsOfRun(workshop(), { interventions: [short, ...sends(3)] }))).toHaveLength(3);
  });
});

describe('delay', () => {
  it('messages come later by exactly that time', () => {
    const facts = factsOfRun(workshop(), { interventions: [into('delay', { p: 1, by: 700 }), send()] });
    expect(only(facts, 'enqueued', { place: 'works' }).ms - only(facts, 'accepted', { type: 'ThingStarted' }).ms).toBe(700);
  });

  it('a command that goes past the broker as well', () => {
    const facts = factsOfRun(workshop(), { interventions: [into('delay', { p: 1, by: 700 }, 'desk'), send()] });
    expect(only(facts, 'received', { type: 'StartThing' }).ms).toBe(710);
  });
});

describe('lose', () => {
  it('the copy of one subscriber only: the others get theirs', () => {
    const facts = factsOfRun(workshop(), { interventions: [into('drop', { p: 1 }), send()] });
    expect(only(facts, 'dropped')).toMatchObject({ place: 'works', says: 'lost on the way', b: 0 });
    expect(count(facts, 'committed', { place: 'mail' })).toBe(1);
  });

  it('a command that goes past the broker: its sender learns it', () => {
    const facts = factsOfRun(workshop(), { interventions: [into('drop', { p: 1 }, 'desk'), send()] });
    expect(only(facts, 'refused').says).toBe('lost on the way');
  });
});

describe('poison', () => {
  it('strikes the next message only, unless told otherwise', () => {
    expect(count(factsOfRun(workshop(), { interventions: [into('poison', {}), ...sends(3)] }), 'poisoned')).toBe(1);
    expect(count(factsOfRun(workshop(), { interventions: [into('poison', { count: 2 }), ...sends(3)] }), 'poisoned')).toBe(2);
  });

  it('a command that goes past the broker fails at once', () => {
    const facts = factsOfRun(workshop(), { interventions: [into('poison', {}, 'desk'), send()] });
    expect(only(facts, 'refused').says).toBe('cannot read the message');
  });
});

describe('chance is fair', () => {
  const retail = bundledScenario('retail');
  const struckKeys = (coordination: (typeof coordinations)[number]): readonly number[] => {
    const doubles = fault('duplicate', 'payment', { at: 0, for: null }, { p: 0.2 });
    const trace = run(retail, { coordination, workload: 'file', interventions: [doubles] });
    return [...new Set(select(factsOf(trace), 'faultStruck').map(({ key }) => key))].sort((x, y) => x - y);
  };

  it('the same keys are struck under every coordination', () => {
    const keys = struckKeys('choreography');
    expect(keys.length).toBeGreaterThan(3);
    expect(keys.length).toBeLessThan(20);
    for (const coordination of coordinations) expect({ coordination, keys: struckKeys(coordination) }).toEqual({ coordination, keys });
  });

  it('the same orders take the same time and meet the same luck under every coordination', () => {
    const outcomes = coordinations.map((coordination) => {
      const facts = factsOf(run(retail, { coordination, workload: 'file' }));
      return new Map(select(facts, 'settled').map(({ key, a }) => [key, a]));
    });
    for (const each of outcomes) expect(each).toEqual(outcomes[0]);
  });

  it('one fault does not reshuffle another', () => {
    const strikes = (more: readonly ReturnType<typeof fault>[]) => {
      const doubles = fault('duplicate', 'payment', { at: 0, for: null }, { p: 0.3 });
      const facts = factsOf(run(retail, { coordination: 'choreography', workload: 'file', interventions: [doubles, ...more] }));
      return select(facts, 'faultStruck', { place: 'payment' }).map(({ key }) => key);
    };
    expect(new Set(strikes([fault('delay', 'shipping', { at: 0, for: null }, { p: 0.5 })]))).toEqual(new Set(strikes([])));
  });
});
