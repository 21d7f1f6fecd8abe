import { assertUnreachable } from '../../base/assert';
import type { Distribution } from '../../base/distribution';
import { exp, ln, normalQuantile } from './exactMath';
import { erlangQuantile, hyperQuantile } from './phaseTypes';

/** The standard normal quantile of 0.99. */
const normalP99 = 2.3263478740408408;

/**
 * Draws a span in whole microseconds, never below 0, by inverting the distribution at `unit` in (0, 1). One uniform per span keeps
 * common random numbers in step: a larger uniform is always a longer span.
 */
export function sampleUs(distribution: Distribution, unit: number): number {
  switch (distribution.kind) {
    case 'fixed':
      return wholeUs(distribution.us);
    case 'uniform':
      return wholeUs(distribution.fromUs + (distribution.toUs - distribution.fromUs) * unit);
    case 'exponential':
      return wholeUs(-distribution.meanUs * ln(1 - unit));
    case 'normal':
      return wholeUs(distribution.meanUs + distribution.sdUs * normalQuantile(unit));
    case 'lognormal':
      return wholeUs(distribution.medianUs * exp((ln(distribution.p99Us / distribution.medianUs) / normalP99) * normalQuantile(unit)));
    case 'erlang':
      return wholeUs((distribution.meanUs / distribution.k) * erlangQuantile(distribution.k, 1 - unit));
    case 'hyperexponential':
      return wholeUs(distribution.meanUs * hyperQuantile(distribution.cv2, 1 - unit));
    default:
      return assertUnreachable(distribution);
  }
}

/** Mean of a distribution in microseconds (for expected durations; a normal one is not corrected for its cut at 0). */
export function meanUs(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.us;
    case 'uniform':
      return (distribution.fromUs + distribution.toUs) / 2;
    case 'exponential':
    case 'normal':
    case 'erlang':
    case 'hyperexponential':
      return distribution.meanUs;
    case 'lognormal': {
      const sigma = ln(distribution.p99Us / distribution.medianUs) / normalP99;
      return distribution.medianUs * exp((sigma * sigma) / 2);
    }
    default:
      return assertUnreachable(distribution);
  }
}

function wholeUs(us: number): number {
  return us > 0 ? Math.floor(us + 0.5) : 0;
}
