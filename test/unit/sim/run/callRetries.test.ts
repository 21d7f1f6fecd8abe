import { describe, expect, it } from 'vitest';
import { CallRetries } from '../../../../src/sim/run/callRetries';
import type { Intervention, SettingValue } from '../../../../src/sim/index';
import { count, type Fact, factsOf, fault, run, scenarioFrom, select, send } from '../../../support/engine';

const settings = (callBackoffMs: number, retryBudget: number, callJitter = 'full', capMs = 0) =>
  ({ callBackoffMs, retryBudget, callJitter, callBackoffCapMs: capMs }) as ConstructorParameters<typeof CallRetries>[0];

describe('a caller’s pauses', () => {
  it('lie between nothing and a bound that doubles with every retry', () => {
    const retries = new CallRetries(settings(100, 100), 1, 3);
    for (const [retry, boundMs] of [
      [1, 100],
      [2, 200],
      [3, 400],
    ] as const) {
      const all = Array.from({ length: 20_000 }, (_, key) => retries.pauseUs(key, retry) / 1000);
      expect(Math.max(...all)).toBeLessThanOrEqual(boundMs);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
      expect(all.reduce((sum, ms) => sum + ms, 0) / all.length / (boundMs / 2)).toBeCloseTo(1, 1.5);
    }
  });

  it.each([
    ['none', 0, [100, 200, 400], [100, 200, 400]],
    ['none', 300, [100, 200, 300], [100, 200, 300]],
    ['full', 300, [0, 0, 0], [100, 200, 300]],
    ['equal', 0, [50, 100, 200], [100, 200, 400]],
    ['decorrelated', 0, [100, 100, 100], [300, 900, 2700]],
    ['decorrelated', 500, [100, 100, 100], [300, 500, 500]],
    ['around', 0, [50, 75, 112], [150, 225, 338]],
  ] as const)('lie with %s jitter and a cap of %i ms between %j and %j', (jitter, capMs, from, to) => {
    const retries = new CallRetries(settings(100, 100, jitter, capMs), 1, 3);
    for (const index of [0, 1, 2] as const) {
      const all = Array.from({ length: 2000 }, (_, key) => retries.pauseUs(key, index + 1) / 1000);
      expect(Math.min(...all)).toBeGreaterThanOrEqual(from[index]);
      expect(Math.max(...all)).toBeLessThanOrEqual(to[index]);
      const share = jitter === 'decorrelated' ? 0.5 : 0.95;
      expect(Math.max(...all) - Math.min(...all)).toBeGreaterThanOrEqual((to[index] - from[index]) * share);
    }
  });

  it('are none without a backoff', () => {
    expect(new CallRetries(settings(0, 100), 1, 3).pauseUs(1, 3)).toBe(0);
  });
});

describe('a caller’s budget', () => {
  const granted = (budget: number, firsts: number): number => {
    const retries = new CallRetries(settings(0, budget), 1, 3);
    let given = 0;
    for (let i = 0; i < firsts; i++) {
      retries.first();
      while (retries.again() && given < 1e6) given++;
    }
    return given;
  };

  it('grants its share of the calls, and not one more', () => {
    expect(granted(0.1, 1000)).toBe(100);
    expect(granted(0.5, 1001)).toBe(500);
    expect(granted(2, 10)).toBe(20);
    expect(granted(0, 1000)).toBe(0);
  });

  it('saves up only a few', () => {
    const retries = new CallRetries(settings(0, 1), 1, 3);
    for (let i = 0; i < 1000; i++) retries.first();
    let given = 0;
    while (retries.again()) given++;
    expect(given).toBe(10);
  });
});

/** A desk that calls the works; a call takes 50 ms, the caller waits 100 ms and tries four times. */
const shop = (interventions: readonly Intervention[], changes: Readonly<Record<string, SettingValue>> = {}): readonly Fact[] =>
  factsOf(
    run(
      scenarioFrom(`eventflow: 1
info: { id: shop, title: Shop }
flow: { starts: StartThing, key: thingId, succeeds: ThingFinished, fails: ThingStopped }
services:
  desk: { concurrency: 64, handles: { StartThing: { time: 0s, emit: ThingStarted }, FinishThing: { time: 0s, emit: ThingFinished }, StopThing: { time: 0s, emit: ThingStopped } } }
  works: { handles: { MakeThing: { time: 50ms, emit: ThingMade } } }
coordination:
  calls:
    process: { id: making, starts: ThingStarted, steps: [ { do: MakeThing, ok: ThingMade, timeout: 100ms, retries: 3 } ], done: FinishThing, failed: StopThing }
delivery: { broker: { latency: 0s }, defaults: { dedupe: false } }
workload: { send: StartThing, to: desk, count: 0 }
`),
      { interventions, settings: changes, coordination: 'calls' },
    ),
  );

describe('a call that is not answered in time', () => {
  const hang = fault('hang', 'works', { at: 0, for: 1000 });

  it('is given up and tried again; the callee does all of the work, and late answers find nobody', () => {
    const facts = shop([hang, send(0)]);
    expect(select(facts, 'called').map(({ ms }) => ms)).toEqual([0, 100, 200, 300]);
    expect(select(facts, 'committed', { place: 'works' })).toHaveLength(4);
    expect(select(facts, 'settled').map(({ ms, a }) => [ms, a])).toEqual([[400, 0]]);
  });

  it('counts only the answer to the try at hand', () => {
    const facts = shop([fault('hang', 'works', { at: 0, for: 120 }), send(0)]);
    // Try 1 is done at 170 and ignored; try 2, of 100, would be done at 220: too late; try 3, of 200, at 270.
    expect(select(facts, 'answerIgnored', { place: 'desk' }).map(({ ms }) => ms)).toEqual([170, 220]);
    expect(select(facts, 'settled').map(({ ms, a }) => [ms, a])).toEqual([[270, 1]]);
  });

  it('waits before each retry with a backoff', () => {
    const calls = select(shop([hang, send(0)], { 'desk.callBackoff': 1000 }), 'called').map(({ ms }) => ms);
    expect(calls.length).toBeGreaterThan(1);
    for (const [index, ms] of calls.entries()) expect(ms).toBeGreaterThanOrEqual(index * 100);
    expect(calls[1]).not.toBe(100);
  });

  it('is not tried again when the budget is spent', () => {
    const facts = shop([hang, ...Array.from({ length: 40 }, (_, i) => send(i * 10))], { 'desk.retryBudget': 0.1 });
    expect(count(facts, 'called')).toBe(44);
    expect(select(facts, 'callFailed').every(({ says }) => says === 'retry budget spent')).toBe(true);
    expect(count(facts, 'settled')).toBe(40);
  });
});
