import { describe, expect, it } from 'vitest';
import type { RunSpec } from '../../../../src/sim/index';
import { count, emissions, type Fact, factsOf, fault, only, run, scenarioFrom, select, send } from '../../../support/engine';
import { workshop, type WorkshopOptions } from '../../../support/workshop';

const traceOf = (changes: Partial<RunSpec>, options: WorkshopOptions = {}) => run(workshop(options), { coordination: 'calls', ...changes });
const called = (changes: Partial<RunSpec>, options: WorkshopOptions = {}): readonly Fact[] => factsOf(traceOf(changes, options));

describe('synchronous calls', () => {
  const facts = called({ interventions: [send(), send()] });

  it('nothing goes through the broker', () => {
    expect([count(facts, 'accepted'), count(facts, 'enqueued'), count(facts, 'delivered')]).toEqual([0, 0, 0]);
    expect(traceOf({}).header.product.used).toBe(false);
  });

  it('each step is a call and an answer, one after the other', () => {
    const first = facts.filter(({ key, kind }) => key === 1 && (kind === 'called' || kind === 'replied'));
    expect(first.map(({ kind, type, ms }) => [kind, type, ms])).toEqual([
      ['called', 'MakeThing', 20],
      ['replied', 'ThingMade', 130],
      ['called', 'PaintThing', 140],
      ['replied', 'ThingPainted', 200],
      ['called', 'MailThing', 210],
      ['replied', 'ThingMailed', 230],
    ]);
    expect(only(facts, 'settled', { key: 1 }).ms).toBe(250);
  });

  it('the caller’s worker is blocked meanwhile: the second command waits', () => {
    expect(only(facts, 'received', { type: 'StartThing', key: 2 }).ms).toBe(10);
    expect(only(facts, 'started', { type: 'StartThing', key: 2 }).ms).toBe(250);
    expect(select(facts, 'settled').map(({ ms }) => ms)).toEqual([250, 490]);
  });

  it('two workers at the caller wait for two answers at a time', () => {
    const two = called({ settings: { 'desk.concurrency': 2 }, interventions: [send(), send()] });
    expect(select(two, 'started', { type: 'StartThing' }).map(({ ms }) => ms)).toEqual([10, 10]);
  });

  it('read models still follow', () => {
    expect(select(facts, 'projected').length).toBe(4);
  });

  it('an outage of the broker is nothing to them', () => {
    const outage = called({ interventions: [send(), send(), fault('broker-down', 'broker', { at: 0, for: 60_000 })] });
    expect(select(outage, 'settled')).toEqual(select(facts, 'settled'));
  });
});

describe('a callee that is down', () => {
  it('refuses the connection; the first step has nothing to undo, the flow fails', () => {
    const facts = called({ interventions: [send(), fault('crash', 'works', { at: 0, for: 60_000 })] });
    expect(only(facts, 'callFailed')).toMatchObject({ type: 'MakeThing', says: 'connection refused', ms: 40 });
    expect(only(facts, 'settled')).toMatchObject({ type: 'ThingStopped', a: 0 });
    expect(only(facts, 'settled').ms).toBeLessThan(100);
  });

  it('later in the chain: what was done is undone by calls, then the flow fails', () => {
    const trace = traceOf({ interventions: [send(), fault('crash', 'painters', { at: 0, for: 60_000 })] });
    expect(emissions(trace)).toMatchObject({ ThingMade: 1, ThingScrapped: 1, ThingStopped: 1 });
    expect(count(factsOf(trace), 'compensating')).toBe(1);
  });

  it('crashing in the middle of the call it is an error at once', () => {
    const facts = called({ interventions: [send(), fault('crash', 'works', { at: 60, for: 60_000 })] });
    expect(only(facts, 'callFailed')).toMatchObject({ says: 'crashed', ms: 70 });
    expect(only(facts, 'settled').a).toBe(0);
  });

  it('a compensation is called again until its service is back', () => {
    const painters = fault('crash', 'painters', { at: 0, for: 60_000 });
    const works = fault('crash', 'works', { at: 135, for: 3000 });
    const trace = traceOf({ interventions: [send(), painters, works] });
    expect(emissions(trace)).toMatchObject({ ThingMade: 1, ThingScrapped: 1, ThingStopped: 1 });
    const failed = select(factsOf(trace), 'callFailed', { type: 'ScrapThing' });
    expect(failed.length).toBeGreaterThan(3);
    expect((failed[1]?.ms ?? 0) - (failed[0]?.ms ?? 0)).toBe(520);
  });
});

describe('a callee that is slow', () => {
  it('times out; its late answer finds nobody', () => {
    const facts = called({ interventions: [send(), fault('slow', 'painters', { at: 0, for: null }, { factor: 100 })] });
    expect(only(facts, 'stepTimedOut')).toMatchObject({ a: 1, ms: 2140 });
    expect(only(facts, 'settled')).toMatchObject({ type: 'ThingStopped', a: 0 });
    expect(only(facts, 'answerIgnored')).toMatchObject({ type: 'ThingPainted' });
  });
});

describe('the caller crashes', () => {
  const facts = called({ interventions: [send(), fault('crash', 'desk', { at: 60, for: 1000 }), send(2000)] });

  it('whoever waited in it is gone: the chain ends where it stood', () => {
    expect(only(facts, 'processLost').ms).toBe(60);
    expect(only(facts, 'refused')).toMatchObject({ key: 1, says: 'crashed' });
    expect(only(facts, 'answerIgnored')).toMatchObject({ type: 'ThingMade', says: 'nobody waits' });
    expect(select(facts, 'settled').map(({ key }) => key)).toEqual([2]);
  });
});

describe('the network', () => {
  it('loses a request: the caller waits for its timeout', () => {
    const facts = called({ interventions: [send(), fault('drop', 'works', { at: 0, for: null }, { p: 1, count: 1 })] });
    expect(only(facts, 'dropped').type).toBe('MakeThing');
    expect(only(facts, 'stepTimedOut').ms).toBe(2020);
    expect(only(facts, 'settled').a).toBe(0);
  });

  it('doubles a request: with the inbox it takes effect once and is answered twice', () => {
    const doubled = { interventions: [send(), fault('duplicate', 'works', { at: 0, for: null }, { p: 1 })] };
    expect(emissions(traceOf(doubled))['ThingMade']).toBe(1);
    expect(count(called(doubled), 'replied', { type: 'ThingMade' })).toBe(2);
    expect(emissions(traceOf({ ...doubled, settings: { 'works.dedupe': false } }))['ThingMade']).toBe(2);
  });

  it('loses the last command to another service: it is called again, the worker is not blocked for ever', () => {
    const scenario = scenarioFrom(`eventflow: 1
info: { id: far, title: Far }
flow: { starts: StartThing, key: thingId, succeeds: ThingFinished, fails: ThingStopped }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted } } }
  works: { handles: { MakeThing: { time: 10ms, emit: ThingMade }, FinishThing: { time: 10ms, emit: ThingFinished }, StopThing: { emit: ThingStopped } } }
coordination:
  calls: { process: { id: far-calls, starts: ThingStarted, steps: [ { do: MakeThing, ok: ThingMade, timeout: 2s } ], done: FinishThing, failed: StopThing } }
delivery: { broker: { latency: 10ms } }
workload: { send: StartThing, to: desk, every: 1s, count: 0 }
`);
    const drop = fault('drop', 'works', { at: 0, for: null }, { p: 1, count: 1, type: 'FinishThing' });
    const facts = factsOf(run(scenario, { coordination: 'calls', interventions: [drop, send(), send(100)] }));
    expect(only(facts, 'callFailed')).toMatchObject({ type: 'FinishThing', says: 'no answer' });
    expect(select(facts, 'settled').map(({ key }) => key)).toEqual([1, 2]);
  });
});
