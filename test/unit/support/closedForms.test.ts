import { describe, expect, it } from 'vitest';
import {
  blocked,
  boundedQueue,
  manyServers,
  outageDrain,
  retried,
  retryFixedPoints,
  singleServer,
  spreadOfMeanWait,
  warmUp,
} from '../../support/closedForms';

describe('closed forms agree where one is a special case of another', () => {
  it('one of many servers is a single one', () => {
    const [one, many] = [singleServer(7, 10), manyServers(7, 10, 1)];
    expect(many.wq).toBeCloseTo(one.wq, 12);
    expect(many.waits).toBeCloseTo(0.7, 12);
    expect(one.l).toBeCloseTo(7 / 3, 12);
  });

  it('fixed service waits half as long as exponential service', () => {
    expect(singleServer(8, 10, 0).wq * 2).toBeCloseTo(singleServer(8, 10, 1).wq, 12);
  });

  it('a bounded queue without waiting room is Erlang B with one server; with endless room it is M/M/1', () => {
    expect(boundedQueue(3, 4, 1).blocked).toBeCloseTo(blocked(0.75, 1), 12);
    expect(boundedQueue(3, 4, 400).l).toBeCloseTo(singleServer(3, 4).l, 9);
    expect(boundedQueue(4, 4, 9).blocked).toBeCloseTo(1 / 10, 12);
  });

  it('retries', () => {
    expect(retried(0, 5)).toEqual({ attempts: 1, exhausted: 0 });
    expect(retried(1, 4)).toEqual({ attempts: 4, exhausted: 1 });
    expect(retried(0.5, 2)).toEqual({ attempts: 1.5, exhausted: 0.25 });
  });

  it('an outage is over when arrivals and services since its begin are even', () => {
    const { backlog, drain, affected } = outageDrain(30, 40, 60);
    expect(backlog).toBe(1800);
    expect(30 * (60 + drain)).toBe(40 * drain);
    expect(affected).toBe(30 * (60 + drain));
  });

  it('fixed points reproduce themselves, and none is found where more is always attempted than can be served', () => {
    const points = retryFixedPoints(60, 100, 0.1, 4);
    expect(points).toHaveLength(2);
    for (const x of points) {
      const late = Math.exp(-(100 - x) * 0.1);
      expect(60 * (1 + late + late ** 2 + late ** 3)).toBeCloseTo(x, 8);
    }
    expect(retryFixedPoints(99, 100, 0.01, 4)).toEqual([]);
  });

  it('the run length for a precise mean grows fast with utilisation', () => {
    // semantics: for ± 5 % at 95 %, 45,000 customers at 0.5, 190,000 at 0.8, and by the formula 681,000 at 0.9.
    const needed = (rho: number): number => (1.96 / 0.05) ** 2 * spreadOfMeanWait(rho);
    expect(Math.round(needed(0.5) / 1000)).toBe(45);
    expect(Math.round(needed(0.8) / 10_000)).toBe(19);
    expect(Math.round(needed(0.9) / 10_000)).toBe(68);
    expect(warmUp(100, 0.81)).toBeCloseTo(10, 10);
  });
});
