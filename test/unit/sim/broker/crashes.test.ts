import { describe, expect, it } from 'vitest';
import { count, type Fact, factsOfRun, fault, only, restart, select, send, set } from '../../../support/engine';
import { workshop, type WorkshopOptions } from '../../../support/workshop';

/** Two things at once; the works crash at 60 ms (the first is being made) for 2 s. */
const crashed = (options: WorkshopOptions, more: Parameters<typeof fault>[] = []): readonly Fact[] =>
  factsOfRun(workshop(options), {
    interventions: [send(), send(), fault('crash', 'works', { at: 60, for: 2000 }), ...more.map((args) => fault(...args))],
  });
const made = (facts: readonly Fact[]): readonly (readonly [number, number])[] =>
  select(facts, 'committed', { type: 'MakeThing' }).map(({ key, ms }) => [key, ms]);

describe('RabbitMQ: the connection closes', () => {
  const facts = crashed({});

  it('what was out returns at once to the head, in its old order', () => {
    expect(only(facts, 'returned')).toMatchObject({ key: 1, ms: 60, says: 'consumer lost', b: 0 });
    const more = crashed({ broker: 'rabbitmq-quorum: { prefetch: 2 }' });
    expect(select(more, 'returned').map(({ key }) => key)).toEqual([1, 2]);
    expect(made(more).map(([key]) => key)).toEqual([1, 2]);
  });

  it('after the restart the first is delivered a second time, at once', () => {
    expect(only(facts, 'restarted').ms).toBe(2060);
    expect(only(facts, 'received', { place: 'works', key: 1, attempt: 2 }).ms).toBe(2070);
    expect(made(facts)).toEqual([
      [1, 2170],
      [2, 2280],
    ]);
  });
});

describe('SNS + SQS: nobody notices', () => {
  const facts = crashed({ product: 'sns-sqs', broker: 'sns-sqs: { fanOutFrom: 10ms, fanOutTo: 10ms }' });
  const first = only(facts, 'delivered', { place: 'works', key: 1, attempt: 1 });

  it('the message is hidden until its visibility timeout ends, 30 s after delivery, to the microsecond', () => {
    const hidden = only(facts, 'hidden', { place: 'works' });
    expect(hidden.ms + hidden.a / 1000).toBe(first.ms + 30_000);
    expect(only(facts, 'returned', { place: 'works' })).toMatchObject({ key: 1, ms: first.ms + 30_000, says: 'visibility timeout' });
    expect(only(facts, 'delivered', { place: 'works', key: 1, attempt: 2 }).ms).toBe(first.ms + 30_000);
  });

  it('meanwhile the restarted service handles everything else', () => {
    expect(made(facts).map(([key]) => key)).toEqual([2, 1]);
    expect(made(facts)[0]?.[1]).toBeLessThan(2500);
  });

  it('the visibility timeout is the one that is set', () => {
    const short = crashed({ product: 'sns-sqs', broker: 'sns-sqs: { visibilityTimeout: 5s, fanOutFrom: 10ms, fanOutTo: 10ms }' });
    const delivered = only(short, 'delivered', { place: 'works', key: 1, attempt: 1 });
    expect(only(short, 'returned', { place: 'works' }).ms).toBe(delivered.ms + 5000);
  });
});

describe('SNS + SQS: a handler slower than the visibility timeout', () => {
  const slow = (staleDelete: string): readonly Fact[] => {
    const broker = `sns-sqs: { visibilityTimeout: 2s, staleDelete: ${staleDelete} }`;
    const options = { product: 'sns-sqs', broker, makes: '5s', defaults: 'concurrency: 3' };
    return factsOfRun(workshop(options), { interventions: [send()] });
  };

  const facts = slow('ignored');

  it('delivers again every 2 s while the work goes on; the inbox lets it take effect once', () => {
    const delivered = select(facts, 'delivered', { place: 'works' });
    expect(delivered.map(({ ms }) => ms - (delivered[0]?.ms ?? 0))).toEqual([0, 2000, 4000, 6000]);
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
  });

  it('a stale acknowledgement does not count: the one that ends it answers the newest delivery', () => {
    const committed = only(facts, 'committed', { type: 'MakeThing' }).ms;
    const acknowledged = only(facts, 'acknowledged', { place: 'works' });
    expect(acknowledged.attempt).toBe(4);
    expect(acknowledged.ms).toBeGreaterThan(committed);
  });

  it('a delete with an old receipt handle ends it at once where it is applied', () => {
    const applied = slow('applied');
    const delivered = select(applied, 'delivered', { place: 'works' });
    expect(delivered.map(({ ms }) => ms - (delivered[0]?.ms ?? 0))).toEqual([0, 2000, 4000]);
    const acknowledged = only(applied, 'acknowledged', { place: 'works' });
    expect([acknowledged.attempt, acknowledged.ms]).toEqual([1, only(applied, 'committed', { type: 'MakeThing' }).ms]);
  });
});

describe('Kafka: the group waits for the session timeout', () => {
  const kafka = { product: 'kafka', broker: 'kafka: { partitions: 1 }' };
  const facts = crashed(kafka);

  it('restarted after 2 s it stands still until 42 to 45 s after the crash, then resumes from the committed offset in order', () => {
    const end = only(facts, 'rebalanceEnded', { place: 'works' });
    expect(end.ms).toBeGreaterThanOrEqual(60 + 42_000);
    expect(end.ms).toBeLessThanOrEqual(60 + 45_000);
    expect(only(facts, 'rebalanceStarted', { place: 'works' })).toMatchObject({ ms: 2060, a: (end.ms - 2060) * 1000 });
    expect(only(facts, 'returned', { place: 'works' })).toMatchObject({ key: 1, ms: end.ms, says: 'session timeout' });
    expect(made(facts).map(([key]) => key)).toEqual([1, 2]);
    expect(made(facts)[0]?.[1]).toBe(end.ms + 10 + 100);
  });

  it('other groups carry on', () => {
    expect(select(facts, 'settled').length).toBe(2);
    expect(Math.max(...select(facts, 'committed', { place: 'mail' }).map(({ ms }) => ms))).toBeLessThan(1000);
  });

  it('away for longer than the session, it founds the group anew and waits for group.initial.rebalance.delay.ms', () => {
    const away = factsOfRun(workshop(kafka), { interventions: [send(), fault('crash', 'works', { at: 60, for: 60_000 })] });
    expect(only(away, 'rebalanceStarted', { place: 'works' })).toMatchObject({ ms: 60_060, a: 3_000_000 });
    expect(only(away, 'received', { place: 'works', attempt: 2 }).ms).toBe(63_070);
  });

  it('a second crash while it waits does not shorten the wait', () => {
    const twice = crashed(kafka, [['crash', 'works', { at: 10_000, for: 2000 }]]);
    expect(only(twice, 'rebalanceEnded', { place: 'works' }).ms).toBe(only(facts, 'rebalanceEnded', { place: 'works' }).ms);
    expect(made(twice)).toEqual(made(facts));
  });
});

describe('crashes that overlap', () => {
  const ends = (...interventions: Parameters<typeof fault>[]): readonly number[] =>
    select(factsOfRun(workshop(), { interventions: [send(), ...interventions.map((args) => fault(...args))] }), 'restarted').map(
      ({ ms }) => ms,
    );

  it('the place is back when the last of them ends', () => {
    expect(ends(['crash', 'works', { at: 100, for: 1000 }], ['crash', 'works', { at: 500, for: 2000 }])).toEqual([2500]);
    expect(ends(['crash', 'works', { at: 100, for: 5000 }], ['crash', 'works', { at: 500, for: 1000 }])).toEqual([5100]);
  });

  it('a crash that waited for its moment keeps the place down as long as it says', () => {
    // It strikes at 140 ms, when the effect is durable.
    const waiting: Parameters<typeof fault> = ['crash', 'works', { at: 0, for: 5000 }, { point: 'before-ack' }];
    expect(ends(waiting)).toEqual([5140]);
    expect(ends(waiting, ['crash', 'works', { at: 1000, for: 1000 }])).toEqual([5140]);
    expect(ends(waiting, ['crash', 'works', { at: 5000, for: 1000 }])).toEqual([6000]);
  });

  it('down until somebody restarts it stays down', () => {
    const forEver: Parameters<typeof fault> = ['crash', 'works', { at: 0, for: null }, { point: 'before-ack' }];
    expect(ends(forEver, ['crash', 'works', { at: 1000, for: 1000 }])).toEqual([]);
  });
});

describe('a person restarts', () => {
  it('a crashed place at once, and its bar ends', () => {
    const facts = factsOfRun(workshop(), {
      interventions: [
        send(),
        fault('crash', 'works', { at: 60, for: 5000 }),
        fault('crash', 'works', { at: 80, for: null }),
        restart(500, 'works'),
      ],
    });
    expect(select(facts, 'restarted').map(({ ms }) => ms)).toEqual([500]);
    expect(select(facts, 'faultClosed').map(({ ms }) => ms)).toEqual([500, 500]);
    expect(only(facts, 'settled').ms).toBe(710);
  });

  it('a slow place: it is quick again', () => {
    const slow = fault('slow', 'works', { at: 0, for: null }, { factor: 10 });
    const facts = factsOfRun(workshop(), { interventions: [slow, send(), restart(2000, 'works'), send(3000)] });
    expect(select(facts, 'started', { place: 'works' }).map(({ a }) => a)).toEqual([1_000_000, 100_000]);
  });

  it('faults on its messages stay', () => {
    const doubles = fault('duplicate', 'works', { at: 0, for: null }, { p: 1 });
    const facts = factsOfRun(workshop(), { interventions: [doubles, send(), restart(2000, 'works'), send(3000)] });
    expect(count(facts, 'faultClosed')).toBe(0);
    expect(select(facts, 'ignored', { place: 'works' }).map(({ key }) => key)).toEqual([1, 2]);
  });

  it('the broker with all its nodes', () => {
    const down = [fault('broker-down', 'broker', { at: 0, for: null }), fault('node-down', 'broker', { at: 0, for: null }, { node: 1 })];
    const facts = factsOfRun(workshop(), { interventions: [...down, send(), restart(1000, 'broker')] });
    expect([only(facts, 'brokerUp').ms, only(facts, 'nodeUp').ms]).toEqual([1000, 1000]);
    expect(count(facts, 'settled')).toBe(1);
  });

  it('what runs already: nothing happens', () => {
    const facts = factsOfRun(workshop(), { interventions: [send(), restart(100, 'works'), restart(100, 'nowhere')] });
    expect(count(facts, 'restarted')).toBe(0);
    expect(count(facts, 'settled')).toBe(1);
  });
});

it('settings that change during a run leave the past as it was', () => {
  const before = factsOfRun(workshop(), { interventions: [send(), send(1000)] });
  const after = factsOfRun(workshop(), { interventions: [send(), set(500, 'works.concurrency', 2), send(1000)] });
  expect(after.filter(({ ms }) => ms < 500)).toEqual(before.filter(({ ms }) => ms < 500));
  expect(only(after, 'settingSet')).toMatchObject({ ms: 500, place: 'works', says: 'concurrency' });
});
