import { describe, expect, it } from 'vitest';
import { type Intervention, productRegistry, type RunSpec } from '../../src/sim/index';
import { problemsOf } from '../../src/sim/broker/products/misfit';
import { completeOwn } from '../../src/sim/broker/products/own';
import { sqs } from '../../src/sim/broker/products/sqs/sqs';
import { sqsFifo } from '../../src/sim/broker/products/sqs/sqsFifo';
import { count, deadLetter, type Fact, factsOfRun, fault, scenarioFrom, select, send } from '../support/engine';

/** A desk, and works that take `makes` for a thing; every hop takes 10 ms. Each thing has a key of its own, `made` times. */
const line = (makes: string, instances = 1) =>
  scenarioFrom(`eventflow: 1
info: { id: line, title: Line }
flow: { starts: StartThing, key: thingId, succeeds: ThingMade, fails: ThingStopped, deadline: 6000s }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted } } }
  works: { handles: { MakeThing: { time: ${makes}, outcomes: [ { if: "msg.colour > 5", emit: ThingStopped }, { emit: ThingMade } ] } } }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
delivery:
  broker: { product: sqs, latency: 10ms }
  defaults: { instances: ${instances} }
workload: { send: StartThing, to: desk, every: 1s, count: 0, payload: { colour: "{1..1}" } }
`);

const runOf = (
  product: string,
  settings: RunSpec['settings'],
  interventions: readonly Intervention[],
  scenario = line('100ms'),
): readonly Fact[] => factsOfRun(scenario, { product, settings, interventions });
const atWorks = (facts: readonly Fact[], kind: Fact['kind']): readonly number[] =>
  select(facts, kind, { place: 'works', type: 'ThingStarted' }).map(({ ms }) => ms);

describe('a handler that fails', () => {
  const poisoned = (settings: RunSpec['settings'], product = 'sqs'): readonly Fact[] =>
    runOf(product, { 'works.attempts': 3, ...settings }, [send(0), fault('poison', 'works', { at: 0, for: null })]);

  it('and does nothing about its message gets it again when the visibility timeout ends; the next receive after the last one moves it', () => {
    for (const timeout of [30_000, 7_000]) {
      const facts = poisoned({ 'broker.failedHandling': 'wait for VisibilityTimeout', 'broker.visibilityTimeout': timeout });
      const [first = 0, ...others] = atWorks(facts, 'delivered');
      expect(others.map((ms) => ms - first)).toEqual([timeout, 2 * timeout]);
      expect(atWorks(facts, 'deadLettered').map((ms) => ms - first)).toEqual([3 * timeout]);
    }
  });

  it('and changes the visibility gets it again after the wait that it sets', () => {
    const facts = poisoned({ 'works.backoff': 5000 });
    const [first = 0, second = 0] = atWorks(facts, 'failed');
    expect(second - first).toBe(5000 + 10 + 100);
  });

  it('without dead letters sees its message until it is too old', () => {
    const facts = poisoned({ 'works.dlq': false, 'works.backoff': 1000, 'broker.retentionPeriod': 60_000 });
    const [stored = 0] = atWorks(facts, 'enqueued');
    expect(atWorks(facts, 'expired').length).toBe(1);
    expect((atWorks(facts, 'expired')[0] ?? 0) - stored).toBeGreaterThanOrEqual(60_000);
    expect((atWorks(facts, 'expired')[0] ?? 0) - stored).toBeLessThan(62_000);
    expect(count(facts, 'deadLettered')).toBe(0);
  });

  it('sees a redriven message as often again', () => {
    const facts = runOf('sqs', { 'works.attempts': 3, 'works.backoff': 1000 }, [
      send(0),
      fault('poison', 'works', { at: 0, for: null }),
      deadLetter(60_000, 'redrive', 'works'),
    ]);
    expect(atWorks(facts, 'failed').length).toBe(6);
    expect(atWorks(facts, 'deadLettered').length).toBe(2);
  });
});

describe('a timeout shorter than the handling', () => {
  it.each([
    [30, 70, 3],
    [30, 20, 1],
    [10, 35, 4],
    [20, 50, 3],
  ])('VisibilityTimeout %i s, handling %i s: %i deliveries while somebody is free', (timeoutS, handlingS, deliveries) => {
    const settings = { 'broker.visibilityTimeout': timeoutS * 1000, 'works.dedupe': false, 'works.dlq': false };
    const facts = runOf('sqs', settings, [send(0)], line(`${handlingS}s`, 8));
    const [first = 0, ...others] = atWorks(facts, 'delivered');
    expect(others.map((ms) => Math.round((ms - first) / 1000))).toEqual(others.map((_, i) => (i + 1) * timeoutS));
    expect(others.length + 1).toBe(deliveries);
  });

  it('is accepted with a warning; nothing is said when it is longer', () => {
    const check = (product: typeof sqs, visibilityTimeout: number) =>
      problemsOf(product, completeOwn(product.settings, { visibilityTimeout }), {
        longestHandlingUs: 30_000_000,
        longestHandlingIn: 'Payment',
      });
    for (const product of [sqs, sqsFifo]) {
      expect(check(product, 20_000_000)).toMatchObject([
        { setting: 'visibilityTimeout', severity: 'warning', message: expect.stringContaining('Payment') },
      ]);
      expect(check(product, 31_000_000)).toEqual([]);
    }
  });
});

it('a queue with a delay hands nothing out before it has passed', () => {
  const [stored = 0] = atWorks(runOf('sqs', {}, [send(0)]), 'enqueued');
  const [later = 0] = atWorks(runOf('sqs', { 'broker.delaySeconds': 90_000 }, [send(0)]), 'enqueued');
  expect(later - stored).toBe(90_000);
});

/** The works hear of a thing twice: from the desk, and a moment later from the clerk. Behind a topic, so that both hear the desk. */
const chain = scenarioFrom(`eventflow: 1
info: { id: chain, title: Chain }
flow: { starts: StartThing, key: thingId, succeeds: ThingMade, fails: ThingStopped, deadline: 6000s }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted } } }
  clerk: { handles: { NoteThing: { time: 10ms, emit: ThingNoted } } }
  works: { handles: { FileThing: { time: 10ms, emit: ThingFiled }, MakeThing: { time: 100ms, outcomes: [ { if: "msg.colour > 5", emit: ThingStopped }, { emit: ThingMade } ] } } }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
      - { when: ThingStarted, in: clerk, do: NoteThing }
      - { when: ThingNoted, in: works, do: FileThing }
delivery:
  broker: { product: sns-sqs, latency: 10ms }
workload: { send: StartThing, to: desk, every: 1s, count: 0, payload: { colour: "{1..1}" } }
`);

describe('a FIFO queue', () => {
  it('lets a failing message block what comes behind it with the same key, a standard queue does not', () => {
    const order = (product: string): readonly string[] => {
      const poison = fault('poison', 'works', { at: 0, for: null }, { type: 'ThingStarted' });
      const facts = runOf(product, { 'works.attempts': 3, 'works.backoff': 1000 }, [send(0), poison], chain);
      return select(facts, 'started', { place: 'works' }).map(({ type }) => type);
    };
    expect(order('sns-sqs')).toEqual(['ThingStarted', 'ThingNoted', 'ThingStarted', 'ThingStarted']);
    expect(order('sns-fifo')).toEqual(['ThingStarted', 'ThingStarted', 'ThingStarted', 'ThingNoted']);
  });

  it('stores once what a producer sends again within five minutes', () => {
    const stored = (product: string, downMs: number): number => {
      // The clerk dies before it hears that its event is stored; when it is up again, its outbox sends the event once more.
      const crash = fault('crash', 'clerk', { at: 0, for: downMs }, { point: 'before-ack' });
      const facts = runOf(product, { '*.outbox': true }, [send(0), crash], chain);
      return select(facts, 'enqueued', { place: 'works', type: 'ThingNoted' }).length;
    };
    expect([stored('sns-sqs', 500), stored('sns-fifo', 500)]).toEqual([2, 1]);
    expect([stored('sns-fifo', 298_000), stored('sns-fifo', 302_000)]).toEqual([1, 2]);
  });
});

it('every SQS product of the registry counts receives and loses nothing by a crash', () => {
  const family = productRegistry.filter(({ subjects }) => subjects.some((subject: string) => subject.startsWith('SQS')));
  expect(family.map(({ id }) => id).sort()).toEqual(['sns-fifo', 'sns-sqs', 'sqs', 'sqs-fifo']);
  for (const { id } of family) {
    const facts = runOf(id, {}, [send(0), fault('crash', 'works', { at: 60, for: 200 })]);
    expect([id, count(facts, 'settled')]).toEqual([id, 1]);
  }
});
