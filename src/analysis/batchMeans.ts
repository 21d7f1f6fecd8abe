import { type Confidence, studentT } from './studentT';

/** A mean with how far the true one may lie from it. */
export interface MeanWithInterval {
  readonly mean: number;
  /** Half of the width of the interval; Infinity when there are too few values to say. */
  readonly halfWidth: number;
  /** Values that the mean is made of. */
  readonly count: number;
  readonly batches: number;
}

export interface BatchOptions {
  /** At least 20, so that the spread of the batches is known well enough. */
  readonly batches?: number;
  /** Values at the beginning that are left out: a system that starts empty is better than its long run. */
  readonly warmUp?: number;
  readonly confidence?: Confidence;
}

export const batchesUsual = 20;

/**
 * The mean of consecutive observations with a confidence interval by batch means. Neighbouring observations of a queue depend on each
 * other, so their own spread says far too little; the means of long batches are nearly independent, and their spread is what counts. With
 * fewer values than batches each value is its own batch. Pure.
 */
export function meanWithInterval(
  values: ArrayLike<number>,
  { batches = batchesUsual, warmUp = 0, confidence = '95' }: BatchOptions = {},
): MeanWithInterval {
  const means = batchMeans(values, batches, warmUp);
  const used = Math.max(0, values.length - warmUp);
  let sum = 0;
  for (let i = warmUp; i < values.length; i++) sum += values[i] ?? 0;
  return { mean: used === 0 ? 0 : sum / used, halfWidth: halfWidthOf(means, confidence), count: used, batches: means.length };
}

/** The mean of independent values (of batches, or of runs with different seeds) with its interval. Pure. */
export function meanOfIndependent(values: readonly number[], confidence: Confidence = '95'): MeanWithInterval {
  return { mean: average(values), halfWidth: halfWidthOf(values, confidence), count: values.length, batches: values.length };
}

/** Means of consecutive batches of nearly equal length. */
function batchMeans(values: ArrayLike<number>, batches: number, from: number): readonly number[] {
  const used = values.length - from;
  const count = Math.min(batches, used);
  return Array.from({ length: Math.max(0, count) }, (_, batch) => {
    const [begin, end] = [from + Math.floor((batch * used) / count), from + Math.floor(((batch + 1) * used) / count)];
    let sum = 0;
    for (let i = begin; i < end; i++) sum += values[i] ?? 0;
    return sum / (end - begin);
  });
}

function halfWidthOf(values: readonly number[], confidence: Confidence): number {
  if (values.length < 2) return Infinity;
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return studentT(values.length - 1, confidence) * Math.sqrt(squares / (values.length - 1) / values.length);
}

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
