import { describe, expect, it } from 'vitest';
import { deadLetter, type Fact, factsOfRun, fault, only, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const at = (facts: readonly Fact[], kind: Fact['kind'], type: string): readonly (readonly number[])[] =>
  select(facts, kind, { type, place: 'works' }).map(({ key, ms }) => [key, ms]);

describe('one line, several workers', () => {
  const three = [send(0), send(0), send(0)];

  it('one worker takes one after the other, in order', () => {
    const facts = factsOfRun(workshop(), { interventions: three });
    expect(at(facts, 'started', 'ThingStarted').map(([key]) => key)).toEqual([1, 2, 3]);
    const ends = at(facts, 'committed', 'MakeThing').map(([, ms]) => ms ?? 0);
    // A push to a worker that has just become free takes a hop to the broker's next delivery: 100 ms of work and 10 ms of way.
    expect(ends).toEqual([140, 250, 360]);
  });

  it('two workers compete: each copy is handled once, two at a time', () => {
    const facts = factsOfRun(workshop({ defaults: 'concurrency: 2' }), { interventions: three });
    expect(select(facts, 'committed', { type: 'MakeThing' }).map(({ key }) => key)).toEqual([1, 2, 3]);
    // The desk has two workers as well: both first things start together.
    expect(at(facts, 'started', 'ThingStarted').map(([, ms]) => ms)).toEqual([40, 40, 150]);
  });

  it('instances count like workers', () => {
    const facts = factsOfRun(workshop({ defaults: 'instances: 3' }), { interventions: three });
    expect(at(facts, 'started', 'ThingStarted').map(([, ms]) => ms)).toEqual([40, 40, 40]);
  });
});

describe('prefetch', () => {
  const received = (prefetch: number): number => {
    const scenario = workshop({ broker: `rabbitmq-quorum: { prefetch: ${prefetch} }` });
    const facts = factsOfRun(scenario, { interventions: [send(), send(), send(), send()] });
    const firstDone = only(facts, 'committed', { type: 'MakeThing', key: 1 }).ms;
    return select(facts, 'delivered', { place: 'works' }).filter(({ ms }) => ms < firstDone).length;
  };

  it('bounds what is out and unsettled', () => {
    expect([received(1), received(2), received(3)]).toEqual([1, 2, 3]);
  });
});

describe('polling', () => {
  it('adds up to one interval: copies leave on the interval only', () => {
    const facts = factsOfRun(workshop({ defaults: 'mode: poll, poll: 500ms' }), { interventions: [send(), send(600)] });
    const left = select(facts, 'delivered').map(({ ms }) => ms);
    expect(left.length).toBeGreaterThan(6);
    expect(left.filter((ms) => ms % 500 !== 0)).toEqual([]);
    for (const enqueued of select(facts, 'enqueued')) {
      const delivered = only(facts, 'delivered', { place: enqueued.place, message: enqueued.message });
      expect(delivered.ms - enqueued.ms).toBeGreaterThan(0);
    }
  });

  it('never polls while nothing waits: a poller at rest costs no step', () => {
    const facts = factsOfRun(workshop({ defaults: 'mode: poll, poll: 1ms' }), { interventions: [send(), send(60_000)] });
    expect(only(facts, 'ended').a).toBe(0);
    expect(facts.length).toBeLessThan(200);
  });
});

describe('retry, attempts, dead letters', () => {
  const poison = fault('poison', 'works', { at: 0, for: null }, { count: 1 });
  const tries = (defaults: string, more: Parameters<typeof factsOfRun>[1] = {}): readonly Fact[] =>
    factsOfRun(workshop({ defaults }), { interventions: [poison, send(), send(5)], ...more });

  it('a message that cannot be read is tried `attempts` times, a pause apart, then kept aside', () => {
    const facts = tries('attempts: 3, backoff: 200ms, dlq: true');
    const failed = select(facts, 'failed', { key: 1 });
    expect(failed.map(({ attempt, b }) => [attempt, b])).toEqual([
      [1, 200_000],
      [2, 200_000],
      [3, -1],
    ]);
    expect(failed.map(({ says }) => says)).toEqual(Array(3).fill('cannot read the message'));
    expect(only(facts, 'deadLettered', { place: 'works' }).attempt).toBe(3);
    const back = select(facts, 'returned', { key: 1, says: 'retry' }).map(({ ms }) => ms);
    expect(back).toEqual([(failed[0]?.ms ?? 0) + 200, (failed[1]?.ms ?? 0) + 200]);
  });

  it('a queue is not blocked by it: the next one overtakes', () => {
    const facts = tries('attempts: 3, backoff: 200ms');
    const second = only(facts, 'committed', { type: 'MakeThing', key: 2 });
    expect(second.ms).toBeLessThan(only(facts, 'deadLettered').ms);
    expect(select(facts, 'settled').map(({ key }) => key)).toEqual([2]);
  });

  it('without dead letters RabbitMQ drops it after the last attempt and says why', () => {
    const facts = tries('attempts: 2, backoff: 50ms, dlq: false');
    expect(only(facts, 'dropped').says).toBe('given up after 2 tries: cannot read the message');
    expect(select(facts, 'deadLettered')).toEqual([]);
  });

  it('redriven without repair it fails again, from the first attempt on', () => {
    const facts = tries('attempts: 2, backoff: 50ms', { interventions: [poison, send(), deadLetter(10_000, 'redrive', 'works')] });
    expect(select(facts, 'failed').map(({ attempt }) => attempt)).toEqual([1, 2, 1, 2]);
    expect(select(facts, 'deadLettered')).toHaveLength(2);
    expect(only(facts, 'redriven').ms).toBe(10_000);
    expect(select(facts, 'settled')).toEqual([]);
  });

  it('many go back as fast as the product sends them: SQS at most 500 a second', () => {
    const onSqs = workshop({ product: 'sns-sqs', defaults: 'attempts: 1, dlq: true', broker: 'sns-sqs: { visibilityTimeout: 1s }' });
    const poisons = fault('poison', 'works', { at: 0, for: 60_000 }, { p: 1, count: 3 });
    const facts = factsOfRun(onSqs, { interventions: [poisons, send(), send(), send(), deadLetter(30_000, 'redrive', 'works')] });
    expect(select(facts, 'redriven').map(({ ms }) => ms)).toEqual([30_000, 30_002, 30_004]);
  });

  it('repaired and redriven it is handled', () => {
    const mended = [deadLetter(10_000, 'repair', 'works'), deadLetter(10_000, 'redrive', 'works')];
    const facts = tries('attempts: 2, backoff: 50ms', { interventions: [poison, send(), ...mended] });
    expect(only(facts, 'repaired').key).toBe(1);
    expect(only(facts, 'settled')).toMatchObject({ key: 1, a: 1 });
    expect(only(facts, 'settled').ms).toBeGreaterThan(10_000);
  });

  it('discarded it is gone for good', () => {
    const thrown = [deadLetter(10_000, 'discard', 'works'), deadLetter(11_000, 'redrive', 'works')];
    const facts = tries('attempts: 2, backoff: 50ms', { interventions: [poison, send(), ...thrown] });
    expect(only(facts, 'discarded').says).toBe('by a person');
    expect(select(facts, 'redriven')).toEqual([]);
    expect(select(facts, 'settled')).toEqual([]);
  });

  it('one dead letter can be taken without the others', () => {
    const both = [fault('poison', 'works', { at: 0, for: null }, { count: 2 }), send(), send(5)];
    const before = factsOfRun(workshop({ defaults: 'attempts: 1' }), { interventions: both });
    const second = select(before, 'deadLettered')[1]?.message ?? 0;
    const facts = factsOfRun(workshop({ defaults: 'attempts: 1' }), {
      interventions: [...both, deadLetter(5_000, 'repair', 'works', second), deadLetter(5_000, 'redrive', 'works', second)],
    });
    expect(select(facts, 'redriven').map(({ message }) => message)).toEqual([second]);
    expect(select(facts, 'settled').map(({ key }) => key)).toEqual([2]);
  });
});
