import { type MeanWithInterval, meanOfIndependent, meanWithInterval } from '../../src/analysis/batchMeans';
import { quantileWithInterval } from '../../src/analysis/quantileInterval';
import { studentT } from '../../src/analysis/studentT';
import type { Visits } from './station';

/** One quantity of one case: what theory says and what the engine does. */
export interface Row {
  readonly id: string;
  readonly quantity: string;
  readonly expected: number;
  readonly measured: number;
  /** Half of the 95 % interval. */
  readonly halfWidth: number;
  /** How far the measured value may be off: the interval at 99.9 % (a hundred quantities are looked at), or three theoretical deviations. */
  readonly allowed: number;
}

const batches = 20;
const surer = studentT(batches - 1, '99.9') / studentT(batches - 1);

export interface Expectation {
  readonly id: string;
  readonly quantity: string;
  readonly expected: number;
  /** Theoretical standard deviation of the estimate, where theory knows it. */
  readonly deviation?: number;
}

export function meanRow({ id, quantity, expected, deviation = 0 }: Expectation, { mean, halfWidth }: MeanWithInterval): Row {
  return { id, quantity, expected, measured: mean, halfWidth, allowed: Math.max(halfWidth * surer, 3 * deviation) };
}

/** A quantile by its batches; as with means, the interval is widened from 95 % to 99.9 %. */
export function quantileRow({ id, quantity, expected }: Expectation, values: Float64Array, p: number): Row {
  const { value, from, to } = quantileWithInterval(values, p, batches);
  const reach = expected < value ? value - from : to - value;
  return { id, quantity, expected, measured: value, halfWidth: (to - from) / 2, allowed: Math.max(reach, (to - from) / 2) * surer };
}

/** Time averages of how many are between two instants, over equal windows: independent enough to be batches. */
export function timeAverage(
  from: Float64Array,
  to: Float64Array,
  { begin, end }: { readonly begin: number; readonly end: number },
): MeanWithInterval {
  const width = (end - begin) / batches;
  const sums = new Float64Array(batches);
  for (let i = 0; i < from.length; i++) {
    const first = Math.max(0, Math.floor((from[i]! - begin) / width));
    const last = Math.min(batches - 1, Math.floor((to[i]! - begin) / width));
    for (let window = first; window <= last; window++) {
      const [opens, closes] = [begin + window * width, begin + (window + 1) * width];
      sums[window]! += Math.max(0, Math.min(to[i]!, closes) - Math.max(from[i]!, opens));
    }
  }
  return meanOfIndependent(Array.from(sums, (sum) => sum / width));
}

/** Events per second, over equal windows. */
export function rate(times: Float64Array, { begin, end }: { readonly begin: number; readonly end: number }): MeanWithInterval {
  const counts = new Float64Array(batches);
  for (const time of times) {
    const window = Math.floor(((time - begin) / (end - begin)) * batches);
    if (window >= 0 && window < batches) counts[window]!++;
  }
  return meanOfIndependent(Array.from(counts, (count) => (count * batches) / (end - begin)));
}

/** Visits of customers that came after the warm-up; the window ends with the last arrival. */
export function afterWarmUp(
  visits: Visits,
  warmUp: number,
): { readonly visits: Visits; readonly window: { readonly begin: number; readonly end: number } } {
  const first = visits.arrived.findIndex((time) => time >= warmUp);
  const cut = (column: Float64Array): Float64Array => column.slice(first);
  const { arrived, started, done, wait, sojourn } = visits;
  return {
    visits: {
      count: visits.count - first,
      arrived: cut(arrived),
      started: cut(started),
      done: cut(done),
      wait: cut(wait),
      sojourn: cut(sojourn),
    },
    window: { begin: warmUp, end: arrived.at(-1) ?? warmUp },
  };
}

export const mean = (values: ArrayLike<number>): MeanWithInterval => meanWithInterval(values, { batches });
/** Share of values for which something holds. */
export const share = (values: Float64Array, holds: (value: number) => boolean): MeanWithInterval =>
  mean(values.map((value) => (holds(value) ? 1 : 0)));
