import { exp, ln } from './exactMath';

/** Newton's steps end here at the latest; a dozen are enough for every span that a scenario can name. */
const stepsMax = 100;
/** Spans become whole microseconds, so twelve digits are plenty. */
const precision = 1e-12;

/**
 * The x with P(X > x) = `survival` for a sum of `k` exponential phases of mean 1. ln P(X > x) = ln sum(x^i/i!, i < k) - x is concave: from
 * any start the first step of Newton's method lands at or beyond the root, and all further ones come down to it. Pure.
 */
export function erlangQuantile(k: number, survival: number): number {
  const target = ln(survival);
  let x = k;
  for (let step = 0; step < stepsMax; step++) {
    // Sum of x^i/i! for i < k, and its last term: their ratio is the hazard, the slope of -ln P.
    let term = 1;
    let sum = 1;
    for (let i = 1; i < k; i++) {
      term *= x / i;
      sum += term;
    }
    const move = ((ln(sum) - x - target) * sum) / term;
    x += move;
    if (Math.abs(move) <= precision * x) break;
  }
  return x;
}

/** Probability of the shorter phase of a hyper-exponential with balanced means. */
export const hyperShare = (cv2: number): number => (1 + Math.sqrt((cv2 - 1) / (cv2 + 1))) / 2;

/**
 * The x with P(X > x) = `survival` for a hyper-exponential of mean 1: with probability p a phase of mean 1/(2p), else one of mean 1/(2(1-p)).
 * ln P(X > x) is convex, so Newton's method climbs from 0 to the root without ever passing it. Pure.
 */
export function hyperQuantile(cv2: number, survival: number): number {
  const p = hyperShare(cv2);
  const target = ln(survival);
  const [fast, slow] = [2 * p, 2 * (1 - p)];
  let x = 0;
  for (let step = 0; step < stepsMax; step++) {
    // The slow phase is factored out, so that far out in the tail nothing vanishes.
    const fastPart = p * exp((slow - fast) * x);
    const sum = fastPart + (1 - p);
    const hazard = (fastPart * fast + (1 - p) * slow) / sum;
    const move = (ln(sum) - slow * x - target) / hazard;
    x += move;
    if (move <= precision * x) break;
  }
  return x;
}
