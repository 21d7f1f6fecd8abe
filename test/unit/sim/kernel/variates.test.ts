import { describe, expect, it } from 'vitest';
import type { Distribution } from '../../../../src/base/distribution';
import { drawUnit } from '../../../../src/sim/kernel/random';
import { meanUs, sampleUs } from '../../../../src/sim/kernel/variates';

const draws = 100_000;
const fixed: Distribution = { kind: 'fixed', us: 1500 };
const uniform: Distribution = { kind: 'uniform', fromUs: 1000, toUs: 3000 };
const exponential: Distribution = { kind: 'exponential', meanUs: 10_000 };
const normal: Distribution = { kind: 'normal', meanUs: 50_000, sdUs: 5000 };
const lognormal: Distribution = { kind: 'lognormal', medianUs: 20_000, p99Us: 80_000 };

function sorted(distribution: Distribution): number[] {
  return Array.from({ length: draws }, (_, i) => sampleUs(distribution, drawUnit(99, i, 0))).toSorted((p, q) => p - q);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

describe('spans', () => {
  it.each([fixed, uniform, exponential, normal, lognormal])('of $kind have the mean that theory says', (distribution) => {
    const values = sorted(distribution);
    // Four standard errors of the widest of them.
    expect(Math.abs(mean(values) / meanUs(distribution) - 1)).toBeLessThan(0.015);
  });

  it('have the quantiles that theory says', () => {
    const at = (values: readonly number[], p: number): number => values[Math.floor(p * draws)]!;
    expect(at(sorted(exponential), 0.5) / (10_000 * Math.LN2)).toBeCloseTo(1, 1.7);
    expect(at(sorted(exponential), 0.99) / (10_000 * Math.log(100))).toBeCloseTo(1, 1.4);
    expect(at(sorted(normal), 0.975)).toBeCloseTo(50_000 + 1.959964 * 5000, -2.3);
    expect(at(sorted(lognormal), 0.5) / 20_000).toBeCloseTo(1, 1.7);
    expect(at(sorted(lognormal), 0.99) / 80_000).toBeCloseTo(1, 1.3);
    expect(at(sorted(uniform), 0.25)).toBeCloseTo(1500, -1.4);
  });

  it('hit their named quantiles exactly', () => {
    expect(sampleUs(lognormal, 0.5)).toBe(20_000);
    expect(sampleUs(lognormal, 0.99)).toBe(80_000);
    expect(sampleUs(normal, 0.5)).toBe(50_000);
    expect(sampleUs(exponential, 1 - Math.exp(-1))).toBe(10_000);
    expect(sampleUs(uniform, 0.5)).toBe(2000);
  });

  it('are whole, never negative, and longer for a larger uniform', () => {
    const wide: Distribution = { kind: 'normal', meanUs: 10, sdUs: 1000 };
    for (const distribution of [fixed, uniform, exponential, normal, lognormal, wide]) {
      const spans = Array.from({ length: 4096 }, (_, i) => sampleUs(distribution, (i + 0.5) / 4096));
      expect(spans.filter((us) => !Number.isSafeInteger(us) || us < 0)).toEqual([]);
      expect(spans.filter((us, i) => i > 0 && us < spans[i - 1]!)).toEqual([]);
    }
  });

  it('take the extreme uniforms of a draw', () => {
    for (const distribution of [uniform, exponential, normal, lognormal]) {
      expect(Number.isSafeInteger(sampleUs(distribution, 0.5 / 2 ** 32))).toBe(true);
      expect(Number.isSafeInteger(sampleUs(distribution, 1 - 0.5 / 2 ** 32))).toBe(true);
    }
  });

  it('treat a lognormal whose p99 is its median as fixed', () => {
    expect(sampleUs({ kind: 'lognormal', medianUs: 700, p99Us: 700 }, 0.9)).toBe(700);
  });
});
