import { describe, expect, it } from 'vitest';
import { count, type Fact, factsOfRun, fault, only, select, send, set } from '../../../support/engine';
import { workshop, type WorkshopOptions } from '../../../support/workshop';

const outage = (at: number, lasts: number) => fault('broker-down', 'broker', { at, for: lasts });
const down = (options: WorkshopOptions, at = 100, lasts = 4000): readonly Fact[] =>
  factsOfRun(workshop(options), { interventions: [send(), outage(at, lasts)] });

describe('publishing while the broker is down, without an outbox', () => {
  it.each(['rabbitmq-quorum', 'sns-sqs'])('%s: the client keeps nothing, the message is lost', (product) => {
    const facts = down({ product, defaults: 'outbox: false' });
    expect(select(facts, 'publishFailed', { type: 'ThingMade' }).map(({ says, b }) => [says, b])).toEqual([['broker out of reach', 0]]);
    expect(count(facts, 'settled')).toBe(0);
    expect(count(facts, 'deadlinePassed')).toBe(1);
  });

  it('Kafka: the producer keeps it in its buffer and sends it when the broker is back', () => {
    const facts = down({ product: 'kafka', defaults: 'outbox: false' });
    expect(only(facts, 'buffered').type).toBe('ThingMade');
    expect(only(facts, 'publishFailed')).toMatchObject({ type: 'ThingMade', b: 2 });
    expect(only(facts, 'unbuffered').ms).toBe(4100);
    expect(only(facts, 'sent', { type: 'ThingMade' }).ms).toBe(4100);
    expect(count(facts, 'settled')).toBe(1);
  });

  it('Kafka: after delivery.timeout.ms the client gives up, exactly then', () => {
    const facts = down({ product: 'kafka', defaults: 'outbox: false' }, 100, 200_000);
    const kept = only(facts, 'buffered').ms;
    expect(only(facts, 'unbuffered').ms).toBe(kept + 120_000);
    expect(select(facts, 'publishFailed').map(({ ms, says, b }) => [ms, says, b])).toEqual([
      [kept, 'broker out of reach', 2],
      [kept + 120_000, 'delivery timeout', 0],
    ]);
    expect(count(facts, 'settled')).toBe(0);
  });

  it('Kafka: a full buffer refuses', () => {
    const scenario = workshop({
      product: 'kafka',
      broker: 'kafka: { bufferedMessages: 1, partitions: 64 }',
      defaults: 'outbox: false, concurrency: 2',
    });
    const facts = factsOfRun(scenario, { interventions: [send(), send(), outage(100, 4000)] });
    expect(select(facts, 'publishFailed', { type: 'ThingMade' }).map(({ says, b }) => [says, b])).toEqual([
      ['broker out of reach', 2],
      ['client buffer full', 0],
    ]);
  });

  it('Kafka: what the client kept dies with its process', () => {
    const scenario = workshop({ product: 'kafka', defaults: 'outbox: false' });
    const crash = fault('crash', 'works', { at: 1000, for: 500 });
    const facts = factsOfRun(scenario, { interventions: [send(), outage(100, 4000), crash] });
    expect(only(facts, 'publishFailed', { says: 'lost with the process' })).toMatchObject({ type: 'ThingMade', ms: 1000, b: 0 });
    expect(count(facts, 'sent', { type: 'ThingMade' })).toBe(0);
  });

  it('Kafka: a message whose process died on its way does not live on in that client', () => {
    // Sent at 140 ms; the works die at 142, the broker at 143, it would arrive at 155 (10 ms hop, 5 ms linger).
    const scenario = workshop({ product: 'kafka', defaults: 'outbox: false' });
    const facts = factsOfRun(scenario, {
      interventions: [send(), fault('crash', 'works', { at: 152, for: 500 }), outage(153, 4000)],
    });
    expect(only(facts, 'sent', { type: 'ThingMade' }).ms).toBeLessThan(152);
    expect(count(facts, 'buffered')).toBe(0);
    expect(only(facts, 'publishFailed', { type: 'ThingMade' }).b).toBe(0);
  });
});

describe('publishing while the broker is down, with the outbox', () => {
  it.each(['rabbitmq-quorum', 'sns-sqs', 'kafka'])('%s: the relay sends it when the broker is back, nothing is lost', (product) => {
    const facts = down({ product });
    expect(select(facts, 'publishFailed').filter(({ b }) => b === 0)).toEqual([]);
    const sent = only(facts, 'sent', { type: 'ThingMade' });
    expect(sent.ms).toBeGreaterThanOrEqual(4100);
    expect(sent.ms).toBeLessThanOrEqual(4200);
    expect(count(facts, 'settled')).toBe(1);
  });

  it('says once that it keeps the message', () => {
    expect(only(down({}), 'publishFailed')).toMatchObject({ type: 'ThingMade', b: 1 });
  });

  it('what was on its way when the broker went is sent again with the same id', () => {
    // ThingStarted leaves the desk at 20 ms and would arrive at 30.
    const facts = down({}, 25, 1000);
    const sent = select(facts, 'sent', { type: 'ThingStarted' });
    expect(sent.map(({ ms }) => ms)).toEqual([20, 1100]);
    expect(new Set(sent.map(({ message }) => message)).size).toBe(1);
    expect(count(facts, 'settled')).toBe(1);
  });

  it('switched off during a run, what it holds still goes out', () => {
    const facts = factsOfRun(workshop(), { interventions: [send(), outage(100, 4000), set(1000, 'works.outbox', false)] });
    expect(count(facts, 'settled')).toBe(1);
  });
});

describe('work that ends while the broker is down', () => {
  /** Down from 100 ms on; the works finish at 140 ms. */
  const works = (facts: readonly Fact[], kind: Fact['kind']): readonly Fact[] => select(facts, kind, { place: 'works' });

  it('RabbitMQ: the connection is gone, the message returned and comes again; the inbox ignores it', () => {
    const facts = down({}, 100, 1000);
    expect(works(facts, 'returned')).toMatchObject([{ ms: 100, says: 'connection lost' }]);
    expect(works(facts, 'received').map(({ ms, attempt }) => [ms, attempt])).toEqual([
      [40, 1],
      [1110, 2],
    ]);
    expect(works(facts, 'ignored')).toHaveLength(1);
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
  });

  it('RabbitMQ without the inbox: it takes effect twice', () => {
    expect(count(down({ defaults: 'dedupe: false' }, 100, 1000), 'committed', { type: 'MakeThing' })).toBe(2);
  });

  it('Kafka: the offset is committed when the broker is back; nothing comes again', () => {
    const facts = down({ product: 'kafka' }, 100, 1000);
    expect(works(facts, 'acknowledged').map(({ ms }) => ms)).toEqual([1100]);
    expect(works(facts, 'received')).toHaveLength(1);
  });

  it('Kafka: a pending commit dies with its process; the record comes again', () => {
    const scenario = workshop({ product: 'kafka' });
    const crash = fault('crash', 'works', { at: 500, for: 100 });
    const facts = factsOfRun(scenario, { interventions: [send(), outage(100, 1000), crash] });
    expect(works(facts, 'received').map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(works(facts, 'ignored')).toHaveLength(1);
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
  });

  it('SNS + SQS: the deletion is lost; the message comes again when its visibility timeout ends and the inbox ignores it', () => {
    const facts = down({ product: 'sns-sqs' }, 100, 1000);
    const [first, second] = works(facts, 'delivered');
    expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBe(30_000);
    expect(works(facts, 'ignored')).toHaveLength(1);
    expect(count(facts, 'committed', { type: 'MakeThing' })).toBe(1);
  });

  it('SNS + SQS: a lost deletion does not keep the worker from other messages', () => {
    const scenario = workshop({ product: 'sns-sqs' });
    const facts = factsOfRun(scenario, { interventions: [send(), outage(100, 1000), send(2000)] });
    expect(only(facts, 'settled', { key: 2 }).ms).toBeLessThan(4000);
  });
});

describe('one node of three goes', () => {
  const node = (n: number, at = 25): ReturnType<typeof fault> => fault('node-down', 'broker', { at, for: 2000 }, { node: n });
  const lose = (product: string, replication: number, nodes: readonly number[] = [1]): readonly Fact[] =>
    factsOfRun(workshop({ product, broker: `nodes: 3, replication: ${replication}` }), {
      interventions: [send(), ...nodes.map((n) => node(n))],
    });

  it.each(['rabbitmq-quorum', 'kafka'])('%s: with three copies of everything nobody notices', (product) => {
    const facts = lose(product, 3);
    expect(only(facts, 'nodeDown')).toMatchObject({ a: 1, b: 2 });
    expect(only(facts, 'settled').ms).toBeLessThan(500);
  });

  it.each(['rabbitmq-quorum', 'kafka'])('%s: with one copy the lines of that node stand still until it is back', (product) => {
    const facts = [1, 2, 3].map((n) => lose(product, 1, [n]));
    const settled = facts.map((each) => only(each, 'settled').ms);
    expect(settled.every((ms) => ms > 2025)).toBe(true);
  });

  it('RabbitMQ needs a majority of the copies, Kafka any one of them', () => {
    expect(only(lose('rabbitmq-quorum', 3, [1, 2]), 'settled').ms).toBeGreaterThan(2025);
    expect(only(lose('kafka', 3, [1, 2]), 'settled').ms).toBeLessThan(500);
  });

  it('a node that does not exist cannot be lost', () => {
    const facts = lose('rabbitmq-quorum', 3, [7]);
    expect(count(facts, 'nodeDown')).toBe(0);
    expect(only(facts, 'settled').ms).toBe(240);
  });

  it('more copies during a run bring a standing line back', () => {
    const scenario = workshop({ broker: 'nodes: 3, replication: 1' });
    const nodes = [fault('node-down', 'broker', { at: 0, for: 5000 }, { node: 1 }), set(1000, 'broker.replication', 3)];
    const facts = factsOfRun(scenario, { interventions: [send(), ...nodes] });
    expect(only(facts, 'settled').ms).toBeLessThan(2000);
  });
});

it('two outages that overlap are one', () => {
  const facts = factsOfRun(workshop(), { interventions: [send(), outage(100, 2000), outage(500, 500), outage(1000, 3000)] });
  expect(select(facts, 'brokerDown').map(({ ms }) => ms)).toEqual([100]);
  expect(select(facts, 'brokerUp').map(({ ms }) => ms)).toEqual([4000]);
});
