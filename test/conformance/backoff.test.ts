import { describe, expect, it } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import { drawUnit, streamSeed } from '../../src/sim/kernel/random';
import {
  awsBackoff,
  type Backoff,
  nextPauseUs,
  pauseUs,
  resilience4jExponential,
  resilience4jExponentialRandom,
  resilience4jRetry,
  uncappedUs,
} from '../../src/sim/safeguards/backoffRules';
import { statement } from './statement';

const ms = 1000;
const stream = streamSeed(1, 'backoff');

/** Pauses of so many callers before their retry of that number, in milliseconds. */
function samples(backoff: Backoff, retry: number, count = 100_000, lastUs: number | null = null): readonly number[] {
  return Array.from({ length: count }, (_, caller) => pauseUs(backoff, { retry, unit: drawUnit(stream, caller, retry), lastUs }) / ms);
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

/** A uniform sample keeps to its range, and its mean and its quartiles are where they belong, within four standard errors. */
function expectUniform(values: readonly number[], from: number, to: number): void {
  const width = to - from;
  const root = Math.sqrt(values.length);
  expect(least(values)).toBeGreaterThanOrEqual(from);
  expect(most(values)).toBeLessThanOrEqual(to);
  expect(Math.abs(mean(values) - (from + to) / 2)).toBeLessThan((4 * width) / Math.sqrt(12) / root);
  for (const share of [0.25, 0.5, 0.75]) {
    const below = values.filter((value) => value < from + width * share).length;
    expect(Math.abs(below / values.length - share)).toBeLessThan((4 * Math.sqrt(share * (1 - share))) / root);
  }
}

describe('jitter', () => {
  statement('RTY-001', () => {
    const backoff = awsBackoff.fullJitter(100 * ms, 10_000 * ms);
    for (const [retry, boundMs] of [
      [1, 200],
      [2, 400],
      [3, 800],
      [6, 6400],
      [7, 10_000],
      [40, 10_000],
      [1000, 10_000],
    ] as const) {
      expectUniform(samples(backoff, retry, retry > 3 ? 20_000 : 100_000), 0, boundMs);
    }
  });

  statement('RTY-002', () => {
    const equal = awsBackoff.equalJitter(100 * ms, 10_000 * ms);
    for (const [retry, vMs] of [
      [1, 200],
      [3, 800],
      [9, 10_000],
    ] as const) {
      expectUniform(samples(equal, retry), vMs / 2, vMs);
    }

    const decorrelated = awsBackoff.decorrelated(100 * ms, 10_000 * ms);
    expectUniform(samples(decorrelated, 1), 100, 300);
    expectUniform(samples(decorrelated, 2, 100_000, 200 * ms), 100, 600);
    expectUniform(samples(decorrelated, 7, 100_000, 1000 * ms), 100, 3000);
    // min(cap, U(100, 30 000)) after the longest pause: two thirds lie at the cap.
    const capped = samples(decorrelated, 8, 100_000, 10_000 * ms);
    expect(most(capped)).toBe(10_000);
    expect(capped.filter((value) => value === 10_000).length / capped.length).toBeCloseTo(20_000 / 29_900, 2);
    expectUniform(
      capped.filter((value) => value < 10_000),
      100,
      10_000,
    );
  });

  statement('RTY-003', () => {
    const tickUs = 10 * ms;
    /** A thousand clients whose calls fail for ever; the largest number of retries in one tick, by number of the retry. */
    const peaks = (backoff: Backoff): { readonly peaks: readonly number[]; readonly instants: readonly number[] } => {
      const clock = new ProductClock();
      const byTick = Array.from({ length: 4 }, () => new Map<number, number>());
      const instants = Array.from({ length: 4 }, () => new Set<number>());
      const fail = (client: number, retry: number): void => {
        const us = pauseUs(backoff, { retry, unit: drawUnit(stream, client, retry), lastUs: null });
        clock.after(us, () => {
          const ticks = byTick[retry - 1];
          if (ticks === undefined) return;
          const tick = Math.floor(clock.nowUs / tickUs);
          ticks.set(tick, (ticks.get(tick) ?? 0) + 1);
          instants[retry - 1]?.add(clock.nowUs);
          fail(client, retry + 1);
        });
      };
      for (let client = 0; client < 1000; client++) fail(client, 1);
      clock.advanceToS(60);
      return { peaks: byTick.map((ticks) => most([...ticks.values()])), instants: instants.map(({ size }) => size) };
    };
    const base = [500 * ms, 60_000 * ms] as const;
    expect(peaks(awsBackoff.exponential(...base))).toEqual({ peaks: [1000, 1000, 1000, 1000], instants: [1, 1, 1, 1] });

    const jittered = peaks(awsBackoff.fullJitter(...base));
    // The first retries spread over a window of 1 s: 1000 * 10 ms / 1 s = 10 per tick; a hundred ticks of that scatter up to about 25.
    expect(jittered.peaks[0]).toBeGreaterThanOrEqual(10);
    expect(jittered.peaks[0]).toBeLessThanOrEqual(28);
    expect(most(jittered.peaks)).toBeLessThanOrEqual(28);
    expect(jittered.instants[0]).toBeGreaterThan(990);
  });
});

describe('resilience4j', () => {
  statement('RTY-011', () => {
    const after = (attempt: number): number | null => nextPauseUs(resilience4jRetry, attempt, { unit: 0.5, lastUs: null });
    expect([after(1), after(2), after(3)]).toEqual([500 * ms, 500 * ms, null]);
    const growing = [1, 2, 3].map((retry) => pauseUs(resilience4jExponential, { retry, unit: 0.9, lastUs: null }) / ms);
    expect(growing).toEqual([500, 750, 1125]);
    for (const [retry, middle] of [
      [1, 500],
      [2, 750],
      [3, 1125],
    ] as const) {
      // Whole milliseconds, rounded down.
      const values = samples(resilience4jExponentialRandom, retry);
      expect(values.every((value) => Number.isInteger(value))).toBe(true);
      expectUniform(
        values.map((value, index) => value + drawUnit(streamSeed(2, 'within'), index, retry)),
        Math.floor(middle * 0.5),
        Math.ceil(middle * 1.5),
      );
    }
  });

  it('counts in whole milliseconds and cuts what is left', () => {
    const growing = [4, 5, 6].map((retry) => pauseUs(resilience4jExponential, { retry, unit: 0.5, lastUs: null }) / ms);
    expect(growing).toEqual([1687, 2530, 3795]);
  });

  it('cuts at the longest interval after it has drawn', () => {
    const capped = { ...resilience4jExponentialRandom, capUs: 1000 * ms };
    const values = samples(capped, 3, 20_000);
    expect(most(values)).toBe(1000);
    // U(562.5, 1687.5) cut at 1000.
    expect(values.filter((value) => value < 1000).length / values.length).toBeCloseTo((1000 - 562.5) / 1125, 1);
    // So long that all of its range lies above.
    expect(new Set(samples(capped, 9, 100))).toEqual(new Set([1000]));
  });
});

describe('pauses', () => {
  it('grow by their factor up to the cap', () => {
    const backoff: Backoff = { ...awsBackoff.exponential(30 * ms, 1000 * ms), kind: 'exponential', factor: 3, firstPower: 0 } as Backoff;
    const pauses = [1, 2, 3, 4, 5, 500].map((retry) => pauseUs(backoff, { retry, unit: 0.5, lastUs: null }) / ms);
    expect(pauses).toEqual([30, 90, 270, 810, 1000, 1000]);
  });

  it('stay whole numbers when nothing caps them, and stand still when they are too short to grow', () => {
    expect(pauseUs(resilience4jExponential, { retry: 1_000_000, unit: 0.5, lastUs: null })).toBeLessThanOrEqual(uncappedUs);
    const short = { ...resilience4jExponential, baseUs: ms } as Backoff;
    expect(pauseUs(short, { retry: 1_000_000, unit: 0.5, lastUs: null })).toBe(ms);
    expect(pauseUs({ kind: 'fixed', waitUs: 7 }, { retry: 5, unit: 0.1, lastUs: 3 })).toBe(7);
  });

  it('of one caller do not change when another is asked for', () => {
    const one = pauseUs(awsBackoff.fullJitter(ms, uncappedUs), { retry: 3, unit: drawUnit(stream, 42, 3), lastUs: null });
    samples(awsBackoff.fullJitter(ms, uncappedUs), 3, 10);
    expect(pauseUs(awsBackoff.fullJitter(ms, uncappedUs), { retry: 3, unit: drawUnit(stream, 42, 3), lastUs: null })).toBe(one);
  });
});
