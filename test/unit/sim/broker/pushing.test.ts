import { describe, expect, it } from 'vitest';
import { count, deadLetter, type Fact, factsOfRun, fault, only, scenarioFrom, select, send } from '../../../support/engine';
import { workshop, type WorkshopOptions } from '../../../support/workshop';

/** One thing; the works do not answer from before its message arrives, for so long. */
const silent = (forMs: number, options: WorkshopOptions, more: readonly ReturnType<typeof fault>[] = []): readonly Fact[] =>
  factsOfRun(workshop(options), { interventions: [send(), fault('crash', 'works', { at: 20, for: forMs }), ...more] });

/** One thing that fails whenever the works handle it. */
const poisoned = (options: WorkshopOptions): readonly Fact[] =>
  factsOfRun(workshop(options), { interventions: [send(), fault('poison', 'works', { at: 0, for: 1000 }, { p: 1, count: 1 })] });

const attempts = (facts: readonly Fact[]): readonly number[] =>
  select(facts, 'delivered', { place: 'works', type: 'ThingStarted' }).map(({ ms }) => ms);
const gapsS = (times: readonly number[]): readonly number[] => times.slice(1).map((ms, i) => Math.round((ms - (times[i] ?? 0)) / 1000));

describe('SNS pushes over HTTPS', () => {
  it('tries a silent service again by the delivery policy, until it answers', () => {
    const facts = silent(50_000, { product: 'sns' });
    expect(gapsS(attempts(facts))).toEqual([20, 20, 20]);
    expect(select(facts, 'failed', { place: 'works' }).map(({ says, b }) => [says, b])).toEqual(
      [1, 2, 3].map(() => ['endpoint does not answer', 20_000_000]),
    );
    expect(only(facts, 'committed', { type: 'MakeThing' }).attempt).toBe(4);
    expect(select(facts, 'hidden', { place: 'works' }).map(({ a }) => a)).toEqual([20_000_000, 20_000_000, 20_000_000]);
  });

  it('holds up nobody else meanwhile', () => {
    const facts = silent(50_000, { product: 'sns' }, [send(100)]);
    expect(select(facts, 'acknowledged', { place: 'mail' }).every(({ ms }) => ms < 1000)).toBe(true);
    expect(select(facts, 'delivered', { place: 'works', attempt: 1 }).map(({ key }) => key)).toEqual([1, 2]);
  });

  it('then the message is in this subscription’s dead letters, or gone', () => {
    const kept = silent(200_000, { product: 'sns', defaults: 'dlq: true' }, [deadLetter(250_000, 'redrive', 'works')]);
    expect(only(kept, 'deadLettered')).toMatchObject({ place: 'works', says: 'delivery policy exhausted', attempt: 4 });
    expect(only(kept, 'committed', { type: 'MakeThing' }).ms).toBeGreaterThan(250_000);
    const gone = silent(200_000, { product: 'sns', defaults: 'dlq: false' });
    expect(only(gone, 'dropped')).toMatchObject({ place: 'works', says: 'delivery policy exhausted' });
    expect(count(gone, 'acknowledged', { place: 'mail' })).toBe(1);
  });

  it('a custom policy counts in a run', () => {
    const policy = 'sns: { numRetries: 6, numNoDelayRetries: 1, numMinDelayRetries: 2, minDelayTarget: 1s, maxDelayTarget: 9s }';
    const facts = silent(200_000, { product: 'sns', broker: policy });
    expect(gapsS(attempts(facts))).toEqual([0, 1, 1, 1, 5, 9]);
  });

  it('a handler that takes longer than 15 s has failed for SNS: the message is pushed again, the work is done twice', () => {
    const facts = factsOfRun(workshop({ product: 'sns', makes: '16s', defaults: 'dedupe: false' }), { interventions: [send()] });
    expect(select(facts, 'failed', { place: 'works' })[0]).toMatchObject({ says: 'no answer in time' });
    expect(gapsS(attempts(facts))).toEqual([35, 35, 35]);
    expect(count(facts, 'committed', { place: 'works', type: 'MakeThing' })).toBe(4);
    const quick = factsOfRun(workshop({ product: 'sns', makes: '14s', defaults: 'dedupe: false' }), { interventions: [send()] });
    expect(count(quick, 'committed', { place: 'works', type: 'MakeThing' })).toBe(1);
  });

  it('a crash in the middle of the work is a failed attempt', () => {
    const facts = factsOfRun(workshop({ product: 'sns' }), { interventions: [send(), fault('crash', 'works', { at: 60, for: 500 })] });
    expect(only(facts, 'failed', { place: 'works' })).toMatchObject({ ms: 60, says: 'connection lost', b: 20_000_000 });
    expect(gapsS(attempts(facts))).toEqual([20]);
  });
});

describe('EventBridge pushes', () => {
  it('classic: 1, 2, 4 … seconds', () => {
    const facts = silent(20_000, { product: 'eventbridge' });
    expect(gapsS(attempts(facts))).toEqual([1, 2, 4, 8, 16]);
    expect(only(facts, 'committed', { type: 'MakeThing' }).attempt).toBe(6);
  });

  it('classic: the age ends the retries', () => {
    const options = { product: 'eventbridge', broker: 'eventbridge: { maximumEventAge: 60s }' };
    const gone = silent(200_000, { ...options, defaults: 'dlq: false' });
    const accepted = only(gone, 'enqueued', { place: 'works' });
    expect(gapsS(attempts(gone))).toEqual([1, 2, 4, 8, 16]);
    expect(only(gone, 'expired', { place: 'works' }).ms).toBe(accepted.ms + 60_000);
    const kept = silent(200_000, { ...options, defaults: 'dlq: true' });
    expect(only(kept, 'deadLettered', { place: 'works' })).toMatchObject({
      ms: accepted.ms + 60_000,
      says: 'MaximumEventAgeInSeconds reached',
    });
  });

  it('custom bus: five retries, then dead letters', () => {
    const facts = silent(200_000, { product: 'eventbridge-bus', defaults: 'dlq: true' });
    expect(gapsS(attempts(facts))).toEqual([1, 2, 4, 8, 16]);
    expect(only(facts, 'deadLettered', { place: 'works' })).toMatchObject({ attempt: 6, says: 'MaxRetryAttempts reached' });
  });

  it('an answer later than 5 s is none', () => {
    const made = (makes: string) =>
      count(
        factsOfRun(workshop({ product: 'eventbridge-bus', makes, defaults: 'dedupe: false, dlq: false' }), { interventions: [send()] }),
        'failed',
        { place: 'works' },
      );
    expect([made('4s'), made('6s') > 0]).toEqual([0, true]);
  });
});

describe('subscribers of the custom bus', () => {
  /** The works want to know what starts and, a moment later, what was mailed of the same thing. They do not answer at first. */
  function twoOfOneKey(type: 'FIFO' | 'UNORDERED', forMs: number): readonly Fact[] {
    const scenario = scenarioFrom(`eventflow: 1
info: { id: works, title: Works }
flow: { starts: StartThing, key: thingId, succeeds: ThingFiled, fails: ThingLost, deadline: 300s }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted } } }
  mail: { handles: { MailThing: { time: 10ms, emit: ThingMailed } } }
  works: { state: { lost: 0 }, handles: { MakeThing: { time: 10ms, emit: ThingMade }, FileThing: { time: 10ms, outcomes: [ { if: "state.lost > 0", emit: ThingLost }, { emit: ThingFiled } ] } } }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
      - { when: ThingStarted, in: mail, do: MailThing }
      - { when: ThingMailed, in: works, do: FileThing }
delivery:
  broker: { product: eventbridge-bus, latency: 10ms, eventbridge-bus: { type: ${type} } }
  defaults: { dlq: true }
workload: { send: StartThing, to: desk, every: 1s, count: 0 }
`);
    return factsOfRun(scenario, { interventions: [send(), send(1000), fault('crash', 'works', { at: 20, for: forMs })] });
  }
  const deliveriesS = (facts: readonly Fact[], type: string, key: number) =>
    select(facts, 'delivered', { place: 'works', type, key }).map(({ ms }) => Math.floor(ms / 1000));

  it('FIFO: the second event of a key waits for the first, other keys go on', () => {
    const facts = twoOfOneKey('FIFO', 20_000);
    expect(deliveriesS(facts, 'ThingStarted', 1)).toEqual([0, 1, 3, 7, 15, 31]);
    expect(deliveriesS(facts, 'ThingMailed', 1)).toEqual([31]);
    expect(deliveriesS(facts, 'ThingStarted', 2)[0]).toBe(1);
    expect(select(facts, 'committed', { place: 'works', key: 1 }).map(({ type }) => type)).toEqual(['MakeThing', 'FileThing']);
  });

  it('UNORDERED: each event is pushed and tried again by itself', () => {
    const facts = twoOfOneKey('UNORDERED', 20_000);
    expect(deliveriesS(facts, 'ThingStarted', 1)).toEqual([0, 1, 3, 7, 15, 31]);
    expect(deliveriesS(facts, 'ThingMailed', 1)).toEqual([0, 1, 3, 7, 15, 31]);
  });

  it('FIFO: when the first is given up, the second goes at that instant', () => {
    const facts = twoOfOneKey('FIFO', 40_000);
    const letter = only(facts, 'deadLettered', { type: 'ThingStarted', key: 1 });
    expect(letter.attempt).toBe(6);
    expect(select(facts, 'delivered', { place: 'works', type: 'ThingMailed', key: 1 })[0]?.ms).toBe(letter.ms);
  });
});

describe('the number of invocations of a handler that always fails', () => {
  const limits: readonly (readonly [string, number])[] = [
    ['eventbridge: { maximumRetryAttempts: 3 }', 4],
    ['eventbridge-bus: { maxRetryAttempts: 3 }', 4],
    ['sns: { numRetries: 3 }', 4],
    ['sns: { numRetries: 0 }', 1],
  ];

  it.each(limits)('%s → %i', (broker, times) => {
    const product = broker.slice(0, broker.indexOf(':'));
    const facts = poisoned({ product, broker, defaults: 'dlq: true' });
    expect(count(facts, 'failed', { place: 'works' })).toBe(times);
    expect(only(facts, 'deadLettered').place).toBe('works');
  });
});
