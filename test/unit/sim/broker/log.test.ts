import { describe, expect, it } from 'vitest';
import { Log, partitionOf } from '../../../../src/sim/broker/log/log';
import { CopyTable } from '../../../../src/sim/broker/copies';
import { type Fact, factsOfRun, fault, only, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const sends = (n: number) => Array.from({ length: n }, () => send());
const kafka = (partitions: number, defaults: string) =>
  workshop({ product: 'kafka', broker: `kafka: { partitions: ${partitions} }`, defaults });

describe('a partitioned log', () => {
  const facts = factsOfRun(kafka(4, 'concurrency: 8'), { interventions: sends(24) });
  const ofWorks = (kind: Fact['kind']): readonly Fact[] => select(facts, kind, { place: 'works', type: 'ThingStarted' });

  it('a key stays in its partition', () => {
    for (const { a, key } of select(facts, 'enqueued')) expect(a).toBe(partitionOf(key, 4));
  });

  it('uses every partition', () => {
    expect(new Set(ofWorks('enqueued').map(({ a }) => a)).size).toBe(4);
  });

  it('one record of a partition is in hand at a time, whatever the number of workers', () => {
    const inHand = new Map<number, number>();
    for (const { kind, key } of facts.filter((fact) => fact.place === 'works' && fact.type === 'ThingStarted')) {
      const partition = partitionOf(key, 4);
      if (kind === 'delivered') inHand.set(partition, (inHand.get(partition) ?? 0) + 1);
      if (kind === 'acknowledged') inHand.set(partition, (inHand.get(partition) ?? 0) - 1);
      expect(inHand.get(partition) ?? 0).toBeLessThanOrEqual(1);
    }
  });

  it('a partition is read in the order in which it was written', () => {
    for (const partition of [0, 1, 2, 3]) {
      const keys = (kind: Fact['kind']): readonly number[] =>
        ofWorks(kind)
          .map(({ key }) => key)
          .filter((key) => partitionOf(key, 4) === partition);
      expect(keys('acknowledged')).toEqual(keys('enqueued'));
    }
  });

  it('more workers than partitions do not help', () => {
    const end = (workers: number): number => {
      const each = factsOfRun(kafka(4, `concurrency: ${workers}`), { interventions: sends(24) });
      return Math.max(...select(each, 'committed', { type: 'MakeThing' }).map(({ ms }) => ms));
    };
    expect(end(16)).toBe(end(4));
    expect(end(4)).toBeLessThan(end(1));
  });
});

describe('head-of-line blocking', () => {
  const poison = fault('poison', 'works', { at: 0, for: null }, { count: 1 });

  it('a record that is tried again holds its partition up', () => {
    const facts = factsOfRun(kafka(1, 'attempts: 3, backoff: 1s'), { interventions: [poison, ...sends(3)] });
    const dead = only(facts, 'deadLettered');
    const made = select(facts, 'committed', { type: 'MakeThing' });
    expect(dead.ms).toBeGreaterThan(2000);
    expect(made.map(({ key }) => key)).toEqual([2, 3]);
    expect(made.filter(({ ms }) => ms < dead.ms)).toEqual([]);
  });

  it('without dead letters it holds it up for ever; a queue would drop it', () => {
    const facts = factsOfRun(kafka(1, 'attempts: 3, backoff: 60s, dlq: false'), { interventions: [poison, ...sends(2)] });
    expect(select(facts, 'committed', { type: 'MakeThing' })).toEqual([]);
    expect(select(facts, 'failed').length).toBeGreaterThan(20);
    expect(select(facts, 'limitReached')).toHaveLength(1);
    expect(only(facts, 'ended').a).not.toBe(0);
  });

  it('other partitions carry on', () => {
    const facts = factsOfRun(kafka(4, 'attempts: 3, backoff: 5s'), { interventions: [poison, ...sends(12)] });
    const blocked = partitionOf(only(facts, 'deadLettered').key, 4);
    const late = select(facts, 'committed', { type: 'MakeThing' }).filter(({ ms }) => ms > 5000);
    expect(late.length).toBeGreaterThan(0);
    expect(late.filter(({ key }) => partitionOf(key, 4) !== blocked)).toEqual([]);
  });
});

it('a copy that comes back stands before the ones that wait, and the line counts right', () => {
  const copies = new CopyTable();
  const rules = {
    partitions: 1,
    maxPollRecords: 500,
    maxPollIntervalUs: 300_000_000,
    commit: 'record',
    autoCommitUs: 5_000_000,
    retention: null,
  } as const;
  const log = new Log(rules, copies, {
    nowUs: 0,
    set: () => 1,
    clear: () => undefined,
    left: () => undefined,
    back: () => undefined,
    mayCommit: () => true,
    committed: () => undefined,
    isAlone: () => true,
    expelled: () => undefined,
  });
  const [a, b] = [copies.add(1, 0), copies.add(2, 0)];
  log.enqueue(a, 1);
  log.enqueue(b, 1);
  expect(log.take()).toBe(a);
  expect(log.take()).toBe(-1);
  log.giveBack(a, 'nack');
  expect([log.waiting, log.positionOf(a), log.positionOf(b)]).toEqual([2, 0, 1]);
  log.remove(a);
  expect(log.take()).toBe(b);
  expect(log.waiting).toBe(0);
});
