import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPace } from '../../../src/playback';
import { factAt, FactKind } from '../../../src/sim';
import { allCoordinations, fault, oneRun, troubledRun } from './traces';

const teach = { hopMs: 900, holdMs: 400 };

describe('the teaching pace', () => {
  test('the first thing that is sent takes one hop and a hold', () => {
    const trace = oneRun('retail', 'choreography');
    const pace = createPace(trace, 'teach', teach);
    const first = factAt(trace, 0);
    expect(pace.wallAt(0)).toBe(0);
    expect(pace.wallAt(first.a)).toBeCloseTo(900);
    const next = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).find(
      ({ kind, time }) => kind === FactKind.sent && time > 0,
    )!;
    expect(pace.wallAt(next.time)).toBeCloseTo(1300);
  });

  test('through the broker both halves together take one hop', () => {
    const trace = oneRun('retail', 'choreography');
    const pace = createPace(trace, 'teach', teach);
    const facts = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row));
    const published = facts.find(({ kind, message, time }) => kind === FactKind.sent && message > 1 && time > 0)!;
    const accepted = facts.find(({ kind, message }) => kind === FactKind.accepted && message === published.message)!;
    expect(pace.wallAt(accepted.time) - pace.wallAt(published.time)).toBeCloseTo(450);
    const longest = Math.max(...facts.filter(({ kind, time }) => kind === FactKind.delivered && time === accepted.time).map(({ a }) => a));
    expect(pace.wallAt(accepted.time + longest) - pace.wallAt(accepted.time)).toBeCloseTo(450, -1);
  });

  test('a first order takes about nine seconds', () => {
    const total = createPace(oneRun('retail', 'choreography'), 'teach', teach).totalWallMs;
    expect(total).toBeGreaterThan(6000);
    expect(total).toBeLessThan(12_000);
  });

  test('two idle seconds of an outage are compressed', () => {
    const trace = oneRun('retail', 'choreography', [fault('crash', 'payment', [130_000, 20_000_000])]);
    const pace = createPace(trace, 'teach', teach);
    expect(pace.wallAt(20_000_000) - pace.wallAt(1_000_000)).toBeLessThanOrEqual(400);
  });

  test.each(allCoordinations)('%s: both directions are monotone and undo each other', (coordination) => {
    const trace = troubledRun('retail', coordination);
    const pace = createPace(trace, 'teach', teach);
    const time = fc.integer({ min: 0, max: trace.endTime });
    fc.assert(
      fc.property(time, time, (x, y) => {
        const [early, late] = [Math.min(x, y), Math.max(x, y)];
        expect(pace.wallAt(early)).toBeLessThanOrEqual(pace.wallAt(late));
        expect(pace.simAt(pace.wallAt(x))).toBeCloseTo(x, 0);
      }),
    );
    expect(pace.wallAt(trace.endTime)).toBe(pace.totalWallMs);
    expect(pace.simAt(pace.totalWallMs + 1000)).toBe(trace.endTime);
    expect(pace.simAt(-5)).toBe(0);
  });

  test('a run without anything has no length', () => {
    const empty = oneRun('ride', 'choreography');
    const pace = createPace({ ...empty, rows: 0, facts: [], endTime: 0 }, 'teach', teach);
    expect([pace.totalWallMs, pace.wallAt(5), pace.simAt(5)]).toEqual([0, 0, 0]);
  });
});

test('the clock pace is proportional: one second of simulation takes two', () => {
  const trace = troubledRun('retail', 'choreography');
  const pace = createPace(trace, 'clock', teach);
  expect(pace.wallAt(1_000_000)).toBe(2000);
  expect(pace.simAt(500)).toBe(250_000);
  expect(createPace(trace, 'clock', { ...teach, clockScale: 1 }).wallAt(1_000_000)).toBe(1000);
});
