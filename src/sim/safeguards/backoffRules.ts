import { assert, assertUnreachable } from '../../base/assert';

/** What chance adds to a growing pause. */
export type Jitter =
  | { readonly kind: 'none' }
  /** Anything between nothing and the pause (RTY-001). */
  | { readonly kind: 'full' }
  /** Half of the pause, and anything up to the other half (RTY-002). */
  | { readonly kind: 'equal' }
  /** The pause, up to this share of it shorter or longer; resilience4j's randomization factor. The cap is applied afterwards. */
  | { readonly kind: 'around'; readonly share: number };

/** How long a caller waits before it tries again. */
export type Backoff =
  | { readonly kind: 'fixed'; readonly waitUs: number }
  /** `baseUs` times `factor` to the power of the retry's number. */
  | {
      readonly kind: 'exponential';
      readonly baseUs: number;
      readonly factor: number;
      readonly capUs: number;
      /** Power of the first retry: AWS' formula starts with base * 2 (RTY-001), resilience4j with the base itself (RTY-011). */
      readonly firstPower: 0 | 1;
      readonly jitter: Jitter;
      /** Pauses are whole multiples of this, rounded down at every step, as a library that counts in milliseconds does. */
      readonly grainUs: number;
    }
  /** Anything between the base and three times the last pause, up to the cap (RTY-002). */
  | { readonly kind: 'decorrelated'; readonly baseUs: number; readonly capUs: number };

export interface RetryRules {
  /** The first call counts. */
  readonly attemptsMax: number;
  readonly backoff: Backoff;
}

/** No cap. Beyond it a pause would no longer be a whole number of microseconds. */
export const uncappedUs = Number.MAX_SAFE_INTEGER;

const exponential = { kind: 'exponential', factor: 2, firstPower: 1, grainUs: 1 } as const;

/** The formulas of "Exponential Backoff and Jitter" (AWS), whose first retry has number 1. */
export const awsBackoff = {
  exponential: (baseUs: number, capUs: number): Backoff => ({ ...exponential, baseUs, capUs, jitter: { kind: 'none' } }),
  fullJitter: (baseUs: number, capUs: number): Backoff => ({ ...exponential, baseUs, capUs, jitter: { kind: 'full' } }),
  equalJitter: (baseUs: number, capUs: number): Backoff => ({ ...exponential, baseUs, capUs, jitter: { kind: 'equal' } }),
  decorrelated: (baseUs: number, capUs: number): Backoff => ({ kind: 'decorrelated', baseUs, capUs }),
};

/** `RetryConfig.ofDefaults()`: three attempts, half a second between them (RTY-011). */
export const resilience4jRetry: RetryRules = { attemptsMax: 3, backoff: { kind: 'fixed', waitUs: 500_000 } };

const growing = { kind: 'exponential', baseUs: 500_000, factor: 1.5, capUs: uncappedUs, firstPower: 0, grainUs: 1000 } as const;

/** `IntervalFunction.ofExponentialBackoff()`. */
export const resilience4jExponential: Backoff = { ...growing, jitter: { kind: 'none' } };
/** `IntervalFunction.ofExponentialRandomBackoff()`. */
export const resilience4jExponentialRandom: Backoff = { ...growing, jitter: { kind: 'around', share: 0.5 } };

export interface RetryDraw {
  /** 1 for the first retry. */
  readonly retry: number;
  /** A draw from (0, 1) of this caller and retry (`drawUnit`), so that switching something else leaves it as it is. */
  readonly unit: number;
  /** The pause before this one; null before the first retry. Only `decorrelated` looks at it. */
  readonly lastUs: number | null;
}

/** The pause before a retry, in whole microseconds. */
export function pauseUs(backoff: Backoff, draw: RetryDraw): number {
  assert(draw.retry >= 1, 'retries are counted from 1');
  switch (backoff.kind) {
    case 'fixed':
      return backoff.waitUs;
    case 'exponential':
      return jittered(backoff, grownUs(backoff, draw.retry), draw.unit);
    case 'decorrelated': {
      const { baseUs, capUs } = backoff;
      return Math.round(Math.min(capUs, between(baseUs, 3 * (draw.lastUs ?? baseUs), draw.unit)));
    }
    default:
      return assertUnreachable(backoff);
  }
}

/** When a call that failed for the `attempt`-th time is tried again; null = it is given up. */
export function nextPauseUs(rules: RetryRules, attempt: number, draw: Omit<RetryDraw, 'retry'>): number | null {
  return attempt >= rules.attemptsMax ? null : pauseUs(rules.backoff, { ...draw, retry: attempt });
}

type Exponential = Backoff & { readonly kind: 'exponential' };

/** Stops growing at the cap, so a high number of a retry costs no more steps than the cap allows. */
function grownUs(backoff: Exponential, retry: number): number {
  const { baseUs, factor, firstPower, grainUs } = backoff;
  const endUs = growthEndUs(backoff);
  let us = baseUs;
  for (let power = 1 - firstPower; power < retry && us < endUs; power++) {
    const next = floorTo(us * factor, grainUs);
    // A pause of one grain may be too short to grow, as in a library that counts in whole milliseconds.
    if (next <= us) break;
    us = next;
  }
  return Math.min(us, endUs);
}

/** Where growing no longer shows. What is spread around a pause above the cap may still fall below it, up to a point. */
function growthEndUs({ capUs, jitter }: Exponential): number {
  if (jitter.kind !== 'around') return capUs;
  return jitter.share < 1 ? Math.min(uncappedUs, capUs / (1 - jitter.share)) : uncappedUs;
}

function jittered({ jitter, capUs, grainUs }: Exponential, us: number, unit: number): number {
  switch (jitter.kind) {
    case 'none':
      return floorTo(Math.min(us, capUs), grainUs);
    case 'full':
      return Math.round(between(0, us, unit));
    case 'equal':
      return Math.round(between(us / 2, us, unit));
    case 'around':
      return Math.min(capUs, floorTo(between(us * (1 - jitter.share), us * (1 + jitter.share), unit), grainUs));
    default:
      return assertUnreachable(jitter);
  }
}

const between = (from: number, to: number, unit: number): number => from + unit * (to - from);

function floorTo(us: number, grainUs: number): number {
  return Math.floor(us / grainUs) * grainUs;
}
