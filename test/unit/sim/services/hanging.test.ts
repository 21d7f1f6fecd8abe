import { describe, expect, it } from 'vitest';
import type { Intervention, SettingValue, Trace } from '../../../../src/sim/index';
import { count, factsOf, fault, restart, run, scenarioFrom, select, send } from '../../../support/engine';

/** A desk that takes 100 ms for a thing; every hop is instantaneous. */
const desk = (interventions: readonly Intervention[], settings: Readonly<Record<string, SettingValue>> = {}): Trace =>
  run(
    scenarioFrom(`eventflow: 1
info: { id: desk, title: Desk }
flow: { starts: StartThing, key: thingId, succeeds: ThingStarted, deadline: 60s }
services: { desk: { handles: { StartThing: { time: 100ms, emit: ThingStarted } } } }
coordination: { choreography: { policies: [] } }
delivery: { broker: { latency: 0s } }
workload: { send: StartThing, to: desk, count: 0 }
`),
    { interventions, settings },
  );
const settledMs = (trace: Trace): readonly number[] => select(factsOf(trace), 'settled').map(({ ms }) => ms);

describe('a service that hangs', () => {
  it('goes on where it was; what arrived waits its turn', () => {
    expect(settledMs(desk([send(0), fault('hang', 'desk', { at: 30, for: 1000 }), send(500)]))).toEqual([1100, 1200]);
  });

  it('refuses nobody and loses nothing', () => {
    const facts = factsOf(desk([fault('hang', 'desk', { at: 0, for: 2000 }), send(100), send(200)]));
    expect(count(facts, 'refused') + count(facts, 'failed')).toBe(0);
    expect(select(facts, 'started').map(({ ms }) => ms)).toEqual([2000, 2100]);
  });

  it('two hangs that overlap end with the later one', () => {
    const both = [fault('hang', 'desk', { at: 50, for: 1000 }), fault('hang', 'desk', { at: 500, for: 1000 })];
    expect(settledMs(desk([send(0), ...both]))).toEqual([1550]);
  });

  it('work that ends at the very instant of the hang waits as well', () => {
    expect(settledMs(desk([send(0), fault('hang', 'desk', { at: 100, for: 1000 })]))).toEqual([1100]);
  });

  it('hanging again does not finish work twice', () => {
    const twice = [fault('hang', 'desk', { at: 50, for: 10 }), fault('hang', 'desk', { at: 80, for: 10 })];
    const facts = factsOf(desk([send(0), ...twice]));
    expect(select(facts, 'committed').map(({ ms }) => ms)).toEqual([120]);
  });

  it('a restart ends it', () => {
    expect(settledMs(desk([send(0), fault('hang', 'desk', { at: 50, for: null }), restart(500, 'desk')]))).toEqual([550]);
  });

  it('a crash ends it as well: the new process does not hang', () => {
    const facts = factsOf(desk([fault('hang', 'desk', { at: 0, for: 5000 }), fault('crash', 'desk', { at: 100, for: 100 }), send(300)]));
    expect(select(facts, 'settled').map(({ ms }) => ms)).toEqual([400]);
  });
});

describe('a bulkhead', () => {
  it('refuses what finds every worker busy, at once', () => {
    const facts = factsOf(desk([send(0), send(10), send(20), send(101)], { 'desk.bulkhead': true, 'desk.concurrency': 2 }));
    expect(select(facts, 'refused').map(({ ms, says }) => [ms, says])).toEqual([[20, 'bulkhead full']]);
    expect(settledMs(desk([send(0), send(10), send(20), send(150)], { 'desk.bulkhead': true, 'desk.concurrency': 2 }))).toEqual([
      100, 110, 250,
    ]);
  });

  it('without it they wait', () => {
    expect(settledMs(desk([send(0), send(10), send(20)]))).toEqual([100, 200, 300]);
  });
});

describe('a flaky service', () => {
  it('fails each attempt on its own', () => {
    const facts = factsOf(
      desk([fault('flaky', 'desk', { at: 0, for: null }, { p: 0.3 }), ...Array.from({ length: 2000 }, (_, i) => send(i * 200))]),
    );
    const refused = count(facts, 'refused');
    // Four standard deviations of a binomial.
    expect(Math.abs(refused - 600)).toBeLessThan(4 * Math.sqrt(2000 * 0.3 * 0.7));
    expect(count(facts, 'faultStruck')).toBe(refused);
    expect(count(facts, 'settled')).toBe(2000 - refused);
  });
});
