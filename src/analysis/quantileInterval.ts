import { batchesUsual } from './batchMeans';

export interface QuantileWithInterval {
  readonly value: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The p-quantile of consecutive observations with an interval of at least 95 %: each of the batches has a quantile of its own, and the true one lies
 * between two of them in order. For 20 batches these are the 6th and the 15th (binomial with p = 1/2: 95.9 %). Assumes that a
 * batch is long enough for its quantile to be as often too small as too large. Pure.
 */
export function quantileWithInterval(values: Float64Array, p: number, batches: number = batchesUsual): QuantileWithInterval {
  const own = Array.from({ length: batches }, (_, batch) => {
    const [begin, end] = [Math.floor((batch * values.length) / batches), Math.floor(((batch + 1) * values.length) / batches)];
    return nearestRank(values.slice(begin, end).sort(), p);
  }).sort((one, other) => one - other);
  const low = lowRank(batches);
  const value = nearestRank(values.slice().sort(), p);
  return { value, from: Math.min(value, own[low] ?? 0), to: Math.max(value, own[batches - 1 - low] ?? 0) };
}

function nearestRank(ascending: Float64Array, p: number): number {
  return ascending[Math.max(0, Math.ceil(p * ascending.length) - 1)] ?? 0;
}

/** The largest index such that at most 2.5 % of fair coin series have fewer heads than it. */
function lowRank(batches: number): number {
  let probability = 0.5 ** batches;
  let below = 0;
  let index = 0;
  while (below + probability <= 0.025) {
    below += probability;
    probability *= (batches - index) / (index + 1);
    index++;
  }
  return Math.max(0, index - 1);
}
