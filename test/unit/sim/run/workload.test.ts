import { describe, expect, it } from 'vitest';
import type { Trace } from '../../../../src/sim/index';
import { count, factsOf, fault, run, scenarioFrom, select } from '../../../support/engine';

/** A desk that takes `time` for a thing; every hop is instantaneous. */
const desk = (workload: string, time = '0s'): Trace =>
  run(
    scenarioFrom(`eventflow: 1
info: { id: desk, title: Desk }
flow: { starts: StartThing, key: thingId, succeeds: ThingStarted, deadline: 10s }
services: { desk: { instances: 8, concurrency: 8, handles: { StartThing: { time: ${time}, emit: ThingStarted } } } }
coordination: { choreography: { policies: [] } }
delivery: { broker: { latency: 0s } }
workload: { send: StartThing, to: desk, ${workload} }
`),
    { workload: 'file' },
  );
const sentAt = (trace: Trace): readonly number[] => select(factsOf(trace), 'sent', { place: 'customer' }).map(({ ms }) => ms);

describe('arrivals', () => {
  it('burst: so many at once', () => {
    expect(sentAt(desk('arrivals: burst, size: 3, every: 2s, count: 7'))).toEqual([0, 0, 0, 2000, 2000, 2000, 4000]);
  });

  it('burst with jitter: a burst stays together', () => {
    const at = sentAt(desk('arrivals: burst, size: 4, every: 2s, jitter: 0.5, count: 40'));
    expect(new Set(at).size).toBe(10);
    for (const [index, ms] of at.entries()) {
      expect(ms - Math.floor(index / 4) * 2000).toBeGreaterThanOrEqual(0);
      expect(ms - Math.floor(index / 4) * 2000).toBeLessThan(1000);
    }
  });

  it('schedule of times: exactly then, and no more', () => {
    expect(sentAt(desk('arrivals: schedule, at: [500ms, 1s, 1s, 7s], count: 100'))).toEqual([500, 1000, 1000, 7000]);
  });

  it('schedule of phases: each at its own rate, a pause is a pause', () => {
    const phases = '[ { for: 1s, rate: 2/s }, { for: 10s, rate: 0/s }, { for: 1s, rate: 4/s } ]';
    expect(sentAt(desk(`arrivals: schedule, phases: ${phases}, count: 100`))).toEqual([0, 500, 11_000, 11_250, 11_500, 11_750]);
  });

  it('a schedule that begins with a pause', () => {
    expect(sentAt(desk('arrivals: schedule, phases: [ { for: 3s, rate: 0/m }, { for: 2s, rate: 60/m } ], count: 9'))).toEqual([3000, 4000]);
  });

  it('ramp: as many by t as lie under the rate', () => {
    const at = sentAt(desk('arrivals: ramp, rate: 0/s, rateTo: 20/s, over: 10s, count: 140'));
    // From 0 to 20/s in 10 s: t²/1 s² arrivals until t, 100 in all; then 20/s.
    for (const seconds of [1, 3, 7, 9]) expect(at.filter((ms) => ms < seconds * 1000)).toHaveLength(seconds ** 2);
    expect(at.filter((ms) => ms >= 10_000 && ms < 11_000)).toHaveLength(20);
    expect(at).toHaveLength(140);
  });

  it('ramp down to nothing ends', () => {
    expect(sentAt(desk('arrivals: ramp, rate: 10/s, rateTo: 0/s, over: 10s, count: 1000'))).toHaveLength(50);
  });

  it('random spacing: the same rate, not the same gaps', () => {
    const at = sentAt(
      desk('arrivals: schedule, spacing: random, phases: [ { for: 100s, rate: 20/s }, { for: 100s, rate: 60/s } ], count: 9000'),
    );
    const first = at.filter((ms) => ms < 100_000).length;
    // Four standard deviations of Poisson counts.
    expect(Math.abs(first - 2000)).toBeLessThan(4 * Math.sqrt(2000));
    expect(Math.abs(at.length - first - 6000)).toBeLessThan(4 * Math.sqrt(6000));
    const gaps = at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
    expect(new Set(gaps.map((gap) => Math.round(gap * 1000))).size).toBeGreaterThan(1000);
  });
});

describe('closed workload', () => {
  it('sends again when the flow has settled and the customer has thought', () => {
    const trace = desk('arrivals: closed, customers: 2, think: 1s, count: 7', '500ms');
    expect(sentAt(trace)).toEqual([1000, 1000, 2500, 2500, 4000, 4000, 5500]);
  });

  it('never has more under way than customers', () => {
    const facts = factsOf(desk('arrivals: closed, customers: 5, think: exp(50ms), count: 400', 'exp(100ms)'));
    let under = 0;
    let most = 0;
    for (const { kind, place } of facts) {
      if (kind === 'sent' && place === 'customer') most = Math.max(most, ++under);
      if (kind === 'settled') under--;
    }
    expect(most).toBe(5);
    expect(count(facts, 'settled')).toBe(400);
  });

  it('goes on after a refusal and after a flow that is late', () => {
    const late = desk('arrivals: closed, customers: 1, think: 1s, count: 3', '15s');
    expect(sentAt(late)).toEqual([1000, 12_000, 23_000]);
  });

  it('a refused customer thinks and tries again', () => {
    const facts = factsOf(
      run(
        scenarioFrom(`eventflow: 1
info: { id: desk, title: Desk }
flow: { starts: StartThing, key: thingId, succeeds: ThingStarted }
services: { desk: { handles: { StartThing: { time: 0s, emit: ThingStarted } } } }
coordination: { choreography: { policies: [] } }
delivery: { broker: { latency: 0s } }
workload: { send: StartThing, to: desk, arrivals: closed, customers: 1, think: 1s, count: 4 }
`),
        { workload: 'file', interventions: [fault('crash', 'desk', { at: 500, for: 1800 })] },
      ),
    );
    expect(select(facts, 'refused').map(({ ms }) => ms)).toEqual([1000, 2000]);
    expect(select(facts, 'settled').map(({ ms }) => ms)).toEqual([3000, 4000]);
  });
});
