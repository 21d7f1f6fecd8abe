import { describe, expect, it } from 'vitest';
import { FactKind, type Trace } from '../../src/sim/index';
import { RandomStream } from '../../src/sim/kernel/random';
import { outageDrain } from '../support/closedForms';
import { fault } from '../support/engine';
import { meanWithInterval } from '../../src/analysis/batchMeans';
import { expectedOf } from '../support/queueingCases';
import { eachFact, placeNamed, runStation, type Visits, visitsOf } from '../support/station';
import { okOf, world } from './sqsWorld';
import { statement } from './statement';

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
};
const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('an outage under steady arrivals drains as the fluid does', () => {
  /** Arrivals every 1/lambda, services of 1/mu, consumer down from 0 to T; as many arrivals as it takes, and a little more. */
  const outage = (lambda: number, mu: number, seconds: number): Visits =>
    visitsOf(
      runStation({
        arrivals: `every: ${1000 / lambda}ms`,
        service: `${1000 / mu}ms`,
        customers: Math.round(outageDrain(lambda, mu, seconds).affected) + 100,
        changes: { interventions: [fault('crash', 'works', { at: 0, for: seconds * 1000 })] },
      }),
    );
  const check = (visits: Visits, seconds: number, expected: Readonly<Record<string, number>>): void => {
    expect(visits.arrived.filter((time) => time < seconds)).toHaveLength(expected['backlog'] ?? -1);
    const affected = visits.wait.filter((wait) => wait > 0);
    expect(affected).toHaveLength(expected['affected'] ?? -1);
    expect(visits.done[affected.length - 1]).toBeCloseTo(expected['recovered_at'] ?? -1, 9);
    expect((visits.done[affected.length - 1] ?? 0) - seconds).toBeCloseTo(expected['drain'] ?? -1, 9);
    expect(visits.wait.reduce((most, wait) => Math.max(most, wait), 0)).toBeCloseTo(expected['max_wait'] ?? -1, 9);
    // Each waits a step less than the one before; the fluid's mean lies half a step below that of whole customers.
    const step = seconds / affected.length;
    expect(meanOf(affected)).toBeCloseTo((expected['mean_wait_affected'] ?? -1) + step / 2, 6);
    expect(visits.wait.slice(affected.length).every((wait) => wait === 0)).toBe(true);
  };
  const big = once(() => outage(80, 100, 600));

  it('Q15', () => check(big(), 600, expectedOf('Q15')));
  statement('QUE-005', () =>
    check(big(), 600, { backlog: 48_000, drain: 2400, recovered_at: 3000, affected: 240_000, max_wait: 600, mean_wait_affected: 300 }),
  );

  it('with other numbers', () => {
    const { backlog, drain, affected } = outageDrain(20, 25, 30);
    expect([backlog, drain, affected]).toEqual([600, 120, 3000]);
    check(outage(20, 25, 30), 30, { backlog, drain, affected, recovered_at: 30 + drain, max_wait: 30, mean_wait_affected: 15 });
  });
});

describe('Little’s law', () => {
  const trace = once(() => runStation({ arrivals: 'arrivals: poisson, rate: 80/s', customers: 80_000, service: 'exp(10ms)', seed: 5 }));

  /** Customer-microseconds in the system between two instants, by counting heads. */
  function area(counted: Trace, { begin, end }: { readonly begin: number; readonly end: number }): number {
    const works = placeNamed(counted, 'works');
    let [present, last, sum] = [0, begin, 0];
    const advance = (to: number): void => {
      sum += present * Math.max(0, to - last);
      last = Math.max(last, to);
    };
    eachFact(counted, (time, kind, place) => {
      if (place !== works || (kind !== FactKind.enqueued && kind !== FactKind.acknowledged)) return;
      advance(Math.min(end, Math.max(begin, time)));
      present += kind === FactKind.enqueued ? 1 : -1;
    });
    advance(end);
    return sum;
  }

  it('Q24: holds exactly on any window, with who was there before and who stays', () => {
    const { L: expected, lamW } = expectedOf('Q24');
    expect(expected).toBe(lamW);
    const { arrived, done } = visitsOf(trace());
    const us = (seconds: number): number => Math.round(seconds * 1e6);
    for (const { begin, end } of [
      { begin: 0, end: 1e9 },
      { begin: 123_456_789, end: 654_321_987 },
      { begin: 500_000_000, end: 500_000_001 },
    ]) {
      let [sojourns, before, after] = [0, 0, 0];
      arrived.forEach((seconds, i) => {
        const [from, to] = [us(seconds), us(done[i]!)];
        if (from >= begin && from < end) sojourns += to - from;
        if (from < begin && to > begin) before += to - begin;
        if (from < end && to > end) after += to - end;
      });
      expect(area(trace(), { begin, end })).toBe(sojourns + before - after);
    }
  });

  statement('QUE-007', () => {
    const { arrived, sojourn } = visitsOf(trace());
    for (const { begin, end } of [
      { begin: 100_000_000, end: 900_000_000 },
      { begin: 200_000_000, end: 600_000_000 },
    ]) {
      const inside = sojourn.filter((_, i) => arrived[i]! * 1e6 >= begin && arrived[i]! * 1e6 < end);
      const l = area(trace(), { begin, end }) / (end - begin);
      const lambda = (inside.length * 1e6) / (end - begin);
      expect(Math.abs(l - lambda * meanOf(inside)) / l).toBeLessThan(0.01);
      expect(l).toBeGreaterThan(2);
    }
  });
});

describe('consumer lag', () => {
  /** A thousandth of the statement's rates: the lag arrives in the first millisecond, then 5 a second; a consumer does one a second. */
  const lagOf = (consumers: number): ((seconds: number) => number) => {
    const { arrived, done } = visitsOf(
      runStation({
        product: 'kafka',
        own: 'partitions: 12, linger: 0ms',
        arrivals: 'arrivals: schedule, phases: [ { for: 1ms, rate: 1200000/s }, { for: 600s, rate: 5/s } ]',
        customers: 4200,
        service: '1s',
        works: `instances: ${consumers}`,
      }),
    );
    const upTo = (times: Float64Array, seconds: number): number => times.filter((time) => time <= seconds).length;
    return (seconds) => upTo(arrived, seconds) - upTo(done, seconds);
  };

  /** What the lag at the start takes to drain at the pace of the first hundred seconds, in which every partition has work. */
  const drainAtFirstPace = (lag: (seconds: number) => number): number => (1200 * 100) / (lag(20) - lag(120));

  statement('QUE-006', () => {
    expect(Math.abs(drainAtFirstPace(lagOf(8)) - 400)).toBeLessThan(4);
    const capped = lagOf(20);
    expect(Math.abs(drainAtFirstPace(capped) - 171.4)).toBeLessThan(1.7);
    // With a consumer per partition nothing but unevenly filled partitions takes longer.
    expect(capped(150)).toBeGreaterThan(100);
    expect(capped(210)).toBeLessThanOrEqual(12);
  });

  it('Q17: the lag of N consumers shrinks by capacity less arrivals, and grows without enough of them', () => {
    expect(drainAtFirstPace(lagOf(8))).toBeCloseTo(expectedOf('Q17')['drain'] ?? -1, -1);
    const few = lagOf(3);
    expect((few(120) - few(20)) / 100).toBeCloseTo(2, 1);
  });
});

describe('polling', () => {
  const polled = (rate: number, customers: number): Visits =>
    visitsOf(
      runStation({
        arrivals: `arrivals: poisson, rate: ${rate}/s`,
        customers,
        service: '0s',
        own: 'prefetch: 100',
        works: 'mode: poll, poll: 1s',
        seed: 7,
      }),
    );

  it('Q20: a message waits half an interval on average, a whole one at most', () => {
    const { wait } = polled(20, 6000);
    const { mean_delay: expected = 0, max_delay: most = 0 } = expectedOf('Q20');
    const { mean, halfWidth } = meanWithInterval(wait, { confidence: '99.9' });
    expect(Math.abs(mean - expected)).toBeLessThan(halfWidth);
    expect(halfWidth).toBeLessThan(0.05);
    expect(wait.reduce((longest, each) => Math.max(longest, each), 0)).toBeLessThanOrEqual(most);
  });

  it('Q20: a batch per interval is all that gets through', () => {
    const { arrived, started } = polled(150, 9000);
    expect(arrived.at(-1)).toBeLessThan(63);
    const perInterval = new Map<number, number>();
    for (const time of started) perInterval.set(time, (perInterval.get(time) ?? 0) + 1);
    expect([...perInterval.values()].slice(1, -1).every((number) => number === expectedOf('Q20')['max_throughput'])).toBe(true);
    expect(started.at(-1)).toBeGreaterThan(88);
  });

  /** A consumer that asks again after `pauseS`, or at once after a long poll of `waitS`. */
  function poller(waitS: number, pauseS: number) {
    const w = world();
    const pickedUp: number[] = [];
    const counted = { empty: 0 };
    const poll = (): void => {
      w.service.receiveMessage({ QueueUrl: w.queue, WaitTimeSeconds: waitS }, (answer) => {
        const { Messages } = okOf(answer);
        if (Messages.length === 0) counted.empty++;
        for (const message of Messages) {
          pickedUp.push(w.clock.nowUs);
          w.delete(message);
        }
        w.clock.after(pauseS * 1_000_000, poll);
      });
    };
    poll();
    return { w, pickedUp, counted };
  }
  /** Mean delay of events at random times in a day, one or so a minute. */
  const meanDelay = (waitS: number, pauseS: number): number => {
    const { w, pickedUp } = poller(waitS, pauseS);
    const random = new RandomStream(3, 'events');
    const sent = Array.from({ length: 1500 }, (_, i) => Math.floor((i + random.unit()) * 57_600_000));
    for (const [i, at] of sent.entries()) {
      w.clock.advanceTo(at);
      w.send(`event ${i}`);
    }
    w.clock.advanceToS(86_500);
    expect(pickedUp).toHaveLength(sent.length);
    return pickedUp.reduce((sum, at, i) => sum + at - sent[i]!, 0) / sent.length / 1e6;
  };
  const emptyPerHour = (waitS: number, pauseS: number): number => {
    const { w, counted } = poller(waitS, pauseS);
    w.clock.advanceTo(3_600_000_000 - 1);
    return counted.empty;
  };

  statement('PSH-001', () => {
    expect(Math.abs(meanDelay(0, 1) - 0.5)).toBeLessThan(3 * Math.sqrt(1 / 12 / 1500));
    expect(meanDelay(20, 0)).toBe(0);
    expect(emptyPerHour(0, 1)).toBe(3600);
    expect(Math.abs(emptyPerHour(20, 0) - 180)).toBeLessThanOrEqual(1);
    // Push: the broker hands over at the instant of arrival, and nobody asks.
    const pushed = runStation({ arrivals: 'arrivals: poisson, rate: 1/s', customers: 200, service: '0s' });
    expect(visitsOf(pushed).wait.every((wait) => wait === 0)).toBe(true);
  });
});
