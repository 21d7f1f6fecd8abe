import { describe, expect, it } from 'vitest';
import { meanOfIndependent, meanWithInterval } from '../../../src/analysis/batchMeans';
import { quantileWithInterval } from '../../../src/analysis/quantileInterval';
import { studentT } from '../../../src/analysis/studentT';
import { RandomStream } from '../../../src/sim/kernel/random';
import { normalQuantile } from '../../../src/sim/kernel/exactMath';

/** A process whose neighbours depend on each other (x' = 0.8 x + noise), with mean 5. */
function correlated(seed: number, count: number): Float64Array {
  const stream = new RandomStream(seed, 'ar1');
  let x = 0;
  return Float64Array.from({ length: count }, () => 5 + (x = 0.8 * x + normalQuantile(stream.unit())));
}

describe('the mean with its interval', () => {
  it('covers the true mean of a correlated process about as often as it says', () => {
    const runs = 400;
    const hits = Array.from({ length: runs }, (_, seed) => meanWithInterval(correlated(seed, 4000))).filter(
      ({ mean, halfWidth }) => Math.abs(mean - 5) <= halfWidth,
    ).length;
    // 95 % of 400 with three binomial standard deviations, and a little for batches that are not quite independent.
    expect(hits / runs).toBeGreaterThan(0.9);
    expect(hits / runs).toBeLessThan(0.99);
  });

  it('taking neighbours for independent would promise far too much', () => {
    const runs = 200;
    const hits = Array.from({ length: runs }, (_, seed) => meanOfIndependent([...correlated(seed, 2000)])).filter(
      ({ mean, halfWidth }) => Math.abs(mean - 5) <= halfWidth,
    ).length;
    expect(hits / runs).toBeLessThan(0.7);
  });

  it('is exact about plain numbers', () => {
    const { mean, halfWidth, count, batches } = meanWithInterval([1, 2, 3, 4]);
    expect({ mean, count, batches }).toEqual({ mean: 2.5, count: 4, batches: 4 });
    expect(halfWidth).toBeCloseTo(3.1824 * Math.sqrt(5 / 3 / 4), 6);
  });

  it('leaves the warm-up out', () => {
    const values = [100, 100, ...Array.from({ length: 40 }, (_, i) => i % 2)];
    expect(meanWithInterval(values, { warmUp: 2 })).toEqual({ mean: 0.5, halfWidth: 0, count: 40, batches: 20 });
  });

  it('says that it cannot say with too few values', () => {
    expect(meanWithInterval([7])).toEqual({ mean: 7, halfWidth: Infinity, count: 1, batches: 1 });
    expect(meanWithInterval([])).toEqual({ mean: 0, halfWidth: Infinity, count: 0, batches: 0 });
    expect(meanWithInterval([1, 2], { warmUp: 5 })).toEqual({ mean: 0, halfWidth: Infinity, count: 0, batches: 0 });
  });

  it('a higher confidence is a wider interval', () => {
    const values = correlated(1, 4000);
    const [usual, sure] = [meanWithInterval(values).halfWidth, meanWithInterval(values, { confidence: '99.9' }).halfWidth];
    expect(sure / usual).toBeCloseTo(3.8834 / 2.093, 6);
  });
});

describe('the quantile with its interval', () => {
  it('covers the true quantile about as often as it says', () => {
    const runs = 300;
    // Stationary deviation of x' = 0.8 x + e: 1 / sqrt(1 - 0.64).
    const truth = 5 + 1.2815515655446004 / 0.6;
    const hits = Array.from({ length: runs }, (_, seed) => quantileWithInterval(correlated(seed, 8000), 0.9)).filter(
      ({ from, to }) => from <= truth && truth <= to,
    ).length;
    expect(hits / runs).toBeGreaterThan(0.9);
  });

  it('lies within its own interval', () => {
    for (const p of [0.1, 0.5, 0.95, 0.999]) {
      const { from, value, to } = quantileWithInterval(correlated(3, 500), p);
      expect(from).toBeLessThanOrEqual(value);
      expect(to).toBeGreaterThanOrEqual(value);
    }
  });
});

describe('Student’s t', () => {
  it.each([
    [1, 12.7062],
    [19, 2.093],
    [30, 2.0423],
    [40, 2.0211],
    [100, 1.984],
    [1e6, 1.96],
  ])('with %i degrees of freedom is %f', (degrees, t) => {
    expect(studentT(degrees)).toBeCloseTo(t, 3);
  });

  it('goes on where its table ends', () => {
    expect(studentT(31)).toBeLessThan(studentT(30));
    expect(studentT(31, '99.9')).toBeCloseTo(3.6335, 2);
    expect(studentT(0)).toBe(Infinity);
  });
});
