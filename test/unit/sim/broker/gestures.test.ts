import { describe, expect, it } from 'vitest';
import { act, count, type Fact, factsOfRun, only, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const quiet = factsOfRun(workshop(), { interventions: [send(), send(), send()] });
/** ThingStarted of the second and third thing wait at 100 ms while the works make the first. */
const started = (key: number): number => only(quiet, 'sent', { type: 'ThingStarted', key }).message;

const after = (...acts: Parameters<typeof act>[]): readonly Fact[] =>
  factsOfRun(workshop(), { interventions: [send(), send(), send(), ...acts.map(([ms, what]) => act(ms, what))] });
const order = (facts: readonly Fact[]): readonly number[] => select(facts, 'committed', { type: 'MakeThing' }).map(({ key }) => key);

describe('a message that waits', () => {
  it('can be dropped: it never arrives and its neighbours do', () => {
    const facts = after([100, { act: 'drop', message: started(2), place: 'works' }]);
    expect(only(facts, 'dropped')).toMatchObject({ key: 2, place: 'works', says: 'by a person', b: 1 });
    expect(order(facts)).toEqual([1, 3]);
  });

  it('can be moved to the front, and further back than the line is long', () => {
    expect(order(after([100, { act: 'move', message: started(3), place: 'works', position: 0 }]))).toEqual([1, 3, 2]);
    const back = after([100, { act: 'move', message: started(2), place: 'works', position: 99 }]);
    expect(order(back)).toEqual([1, 3, 2]);
    expect(only(back, 'moved').a).toBe(1);
  });

  it('can be delayed: others pass, it comes back when the time is up', () => {
    const facts = after([100, { act: 'delay', message: started(2), place: 'works', byUs: 1_000_000 }]);
    expect(order(facts)).toEqual([1, 3, 2]);
    expect(only(facts, 'hidden')).toMatchObject({ ms: 100, a: 1_000_000 });
    expect(only(facts, 'returned', { place: 'works' }).ms).toBe(1100);
  });

  it('can be doubled: the inbox ignores the second copy', () => {
    const facts = after([100, { act: 'duplicate', message: started(2), place: 'works' }]);
    expect(select(facts, 'enqueued', { place: 'works', key: 2 }).map(({ b }) => b)).toEqual([0, 1]);
    expect(order(facts)).toEqual([1, 2, 3]);
    expect(only(facts, 'ignored').key).toBe(2);
  });

  it('can be poisoned: it ends among the dead letters', () => {
    const facts = after([100, { act: 'poison', message: started(2), place: 'works' }]);
    expect(order(facts)).toEqual([1, 3]);
    expect(only(facts, 'deadLettered').key).toBe(2);
  });
});

describe('a message on its way from the broker', () => {
  /** Three workers at the desk: all three things wait for the works at 30 ms, and nothing else comes that could wake the line. */
  const together = (what: Parameters<typeof act>[1]['act']): readonly Fact[] => {
    const settings = { 'desk.concurrency': 3 };
    const sends = [send(), send(), send()];
    const plain = factsOfRun(workshop(), { settings, interventions: sends });
    const { message } = only(plain, 'sent', { type: 'ThingStarted', key: 1 });
    return factsOfRun(workshop(), { settings, interventions: [...sends, act(35, { act: what, message, place: 'works', byUs: 60_000 })] });
  };

  it('dropped, it leaves the line to the next one', () => {
    const facts = together('drop');
    expect(only(facts, 'dropped')).toMatchObject({ key: 1, b: 2 });
    expect(order(facts)).toEqual([2, 3]);
    expect(only(facts, 'delivered', { place: 'works', key: 2 }).ms).toBe(35);
  });

  it('delayed, it leaves the line to the next one and comes later', () => {
    const facts = together('delay');
    expect(order(facts)).toEqual([2, 1, 3]);
    expect(only(facts, 'delivered', { place: 'works', key: 2 }).ms).toBe(35);
  });

  it('poisoned, it fails when it arrives', () => {
    const facts = after([35, { act: 'poison', message: started(1), place: 'works' }]);
    expect(select(facts, 'failed').map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
  });
});

describe('on a log', () => {
  it('dropping what is on its way frees its partition', () => {
    const scenario = workshop({ product: 'kafka', broker: 'kafka: { partitions: 1 }' });
    const sends = [send(), send(), send()];
    const plain = factsOfRun(scenario, { interventions: sends });
    const first = only(plain, 'delivered', { place: 'works', key: 1 });
    const facts = factsOfRun(scenario, {
      interventions: [...sends, act(first.ms + 1, { act: 'drop', message: first.message, place: 'works' })],
    });
    expect(order(facts)).toEqual([2, 3]);
  });
});

describe('a message on its way to the broker', () => {
  it('dropped, the outbox sends it again: nothing is lost', () => {
    const facts = after([25, { act: 'drop', message: started(1), place: 'broker' }]);
    expect(count(facts, 'sent', { message: started(1) })).toBe(2);
    expect(select(facts, 'settled')).toHaveLength(3);
  });

  it('dropped without an outbox it is lost', () => {
    const facts = factsOfRun(workshop({ defaults: 'outbox: false' }), {
      interventions: [send(), act(25, { act: 'drop', message: 2, place: 'broker' })],
    });
    expect(only(facts, 'publishFailed')).toMatchObject({ says: 'lost on the way', b: 0 });
    expect(select(facts, 'settled')).toEqual([]);
  });

  it('doubled, every listener gets two copies', () => {
    const facts = after([25, { act: 'duplicate', message: started(1), place: 'broker' }]);
    expect(select(facts, 'enqueued', { message: started(1) }).map(({ place }) => place)).toEqual([
      'works',
      'mail',
      'analytics',
      'works',
      'mail',
      'analytics',
    ]);
    expect(order(facts)).toEqual([1, 2, 3]);
  });

  it('delayed, it arrives later', () => {
    const facts = after([25, { act: 'delay', message: started(1), place: 'broker', byUs: 500_000 }]);
    expect(only(facts, 'accepted', { message: started(1) }).ms).toBe(530);
  });
});

describe('a command on its way to its service', () => {
  it('dropped, its sender learns it', () => {
    const facts = factsOfRun(workshop(), { interventions: [send(), act(5, { act: 'drop', message: 1, place: 'desk' })] });
    expect(only(facts, 'refused').says).toBe('by a person');
    expect(select(facts, 'committed')).toEqual([]);
  });

  it('doubled, the inbox takes it once', () => {
    const facts = factsOfRun(workshop(), { interventions: [send(), act(5, { act: 'duplicate', message: 1, place: 'desk' })] });
    expect(count(facts, 'committed', { type: 'StartThing' })).toBe(1);
    expect(only(facts, 'ignored').type).toBe('StartThing');
  });
});

describe('too late', () => {
  it.each(['drop', 'delay', 'duplicate', 'poison', 'move'] as const)('%s on a message that is done changes nothing', (what) => {
    const late = act(60_000, { act: what, message: started(1), place: 'works' });
    const facts = factsOfRun(workshop(), { interventions: [send(), send(), send(), late] });
    expect(facts.filter(({ kind }) => kind !== 'ended')).toEqual(quiet.filter(({ kind }) => kind !== 'ended'));
  });

  it.each(['drop', 'delay'] as const)('%s on a message that the broker has does not wait for its next sending', (what) => {
    // The works are down, so the coordinator sends the same command again after 2 s.
    const scenario = workshop();
    const down = { kind: 'fault', at: 0, for: 3_000_000, fault: { kind: 'crash', target: 'works', params: {} } } as const;
    const plain = factsOfRun(scenario, { coordination: 'orchestration', interventions: [send(), down] });
    const command = select(plain, 'sent', { type: 'MakeThing' })[0]?.message ?? 0;
    expect(count(plain, 'sent', { message: command })).toBe(2);
    const late = act(1_000, { act: what, message: command, place: 'broker' });
    const facts = factsOfRun(scenario, { coordination: 'orchestration', interventions: [send(), down, late] });
    expect(facts).toEqual(plain);
  });

  it('a message that does not exist, and a place that does not exist, are ignored', () => {
    const facts = after(
      [100, { act: 'drop', message: 9999, place: 'works' }],
      [100, { act: 'drop', message: started(2), place: 'nowhere' }],
    );
    expect(facts).toEqual(quiet);
  });
});
