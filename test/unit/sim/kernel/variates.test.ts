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
const erlang: Distribution = { kind: 'erlang', meanUs: 40_000, k: 4 };
const hyper: Distribution = { kind: 'hyperexponential', meanUs: 10_000, cv2: 4 };
const all = [fixed, uniform, exponential, normal, lognormal, erlang, hyper];

function sorted(distribution: Distribution): number[] {
  return Array.from({ length: draws }, (_, i) => sampleUs(distribution, drawUnit(99, i, 0))).toSorted((p, q) => p - q);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

describe('spans', () => {
  it.each(all)('of $kind have the mean that theory says', (distribution) => {
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
    for (const distribution of [...all, wide]) {
      const spans = Array.from({ length: 4096 }, (_, i) => sampleUs(distribution, (i + 0.5) / 4096));
      expect(spans.filter((us) => !Number.isSafeInteger(us) || us < 0)).toEqual([]);
      expect(spans.filter((us, i) => i > 0 && us < spans[i - 1]!)).toEqual([]);
    }
  });

  it('take the extreme uniforms of a draw', () => {
    for (const distribution of all) {
      expect(Number.isSafeInteger(sampleUs(distribution, 0.5 / 2 ** 32))).toBe(true);
      expect(Number.isSafeInteger(sampleUs(distribution, 1 - 0.5 / 2 ** 32))).toBe(true);
    }
  });

  it('treat a lognormal whose p99 is its median as fixed', () => {
    expect(sampleUs({ kind: 'lognormal', medianUs: 700, p99Us: 700 }, 0.9)).toBe(700);
  });

  it.each([
    [erlang, 1 / 4],
    [{ kind: 'erlang', meanUs: 40_000, k: 1 } as const, 1],
    [{ kind: 'erlang', meanUs: 40_000, k: 50 } as const, 1 / 50],
    [hyper, 4],
    [{ kind: 'hyperexponential', meanUs: 10_000, cv2: 1 } as const, 1],
    [{ kind: 'hyperexponential', meanUs: 1_000_000, cv2: 20 } as const, 20],
  ] as const)('%o have the variation that their shape says', (distribution, cv2) => {
    const values = sorted(distribution);
    const average = mean(values);
    const variance = mean(values.map((x) => (x - average) ** 2));
    expect(variance / average ** 2 / cv2).toBeGreaterThan(0.9);
    expect(variance / average ** 2 / cv2).toBeLessThan(1.1);
  });

  it('of one phase, or of two equal ones, are exponential', () => {
    for (const unit of [1e-9, 0.01, 0.5, 0.9, 0.999999]) {
      const us = sampleUs({ kind: 'exponential', meanUs: 1e9 }, unit);
      expect(Math.abs(sampleUs({ kind: 'erlang', meanUs: 1e9, k: 1 }, unit) - us)).toBeLessThanOrEqual(1);
      expect(Math.abs(sampleUs({ kind: 'hyperexponential', meanUs: 1e9, cv2: 1 }, unit) - us)).toBeLessThanOrEqual(1);
    }
  });

  it('of phases invert their survival function', () => {
    for (const unit of [1e-9, 1e-4, 0.1, 0.5, 0.99, 1 - 1e-9]) {
      for (const k of [2, 3, 10, 100]) {
        const x = (sampleUs({ kind: 'erlang', meanUs: 1e12, k }, unit) / 1e12) * k;
        let term = Math.exp(-x);
        let survival = term;
        for (let i = 1; i < k; i++) survival += term *= x / i;
        expect(Math.abs(survival - (1 - unit))).toBeLessThan(1e-9);
      }
      for (const cv2 of [1.5, 4, 100]) {
        const x = sampleUs({ kind: 'hyperexponential', meanUs: 1e12, cv2 }, unit) / 1e12;
        const p = (1 + Math.sqrt((cv2 - 1) / (cv2 + 1))) / 2;
        expect(Math.abs(p * Math.exp(-2 * p * x) + (1 - p) * Math.exp(-2 * (1 - p) * x) - (1 - unit))).toBeLessThan(1e-9);
      }
    }
  });
});
