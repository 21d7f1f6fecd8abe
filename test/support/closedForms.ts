/**
 * What queueing theory says about systems that the engine can build: the numbers to compare a run with. Rates per second, times in seconds;
 * `lambda` arrivals, `mu` services of one server, `c` servers, `cs2` squared coefficient of variation of the service time. All pure.
 */

export interface Waiting {
  /** Utilisation. */
  readonly rho: number;
  /** Mean wait, and mean time in the system. */
  readonly wq: number;
  readonly w: number;
  /** Mean number waiting, and in the system. */
  readonly lq: number;
  readonly l: number;
}

const withWait = (lambda: number, mu: number, rho: number, wq: number): Waiting => ({
  rho,
  wq,
  w: wq + 1 / mu,
  lq: lambda * wq,
  l: lambda * (wq + 1 / mu),
});

/** One server (Pollaczek and Khinchine): cs2 = 1 for exponential service, 0 for a fixed one, 1/k for Erlang-k. */
export function singleServer(lambda: number, mu: number, cs2 = 1): Waiting {
  const rho = lambda / mu;
  return withWait(lambda, mu, rho, (rho * (1 + cs2)) / (2 * mu * (1 - rho)));
}

/** Erlang B: the share of arrivals that find `c` servers busy and are turned away, whatever the service time's distribution. */
export function blocked(offered: number, c: number): number {
  let b = 1;
  for (let k = 1; k <= c; k++) b = (offered * b) / (k + offered * b);
  return b;
}

/** `c` servers with exponential service (Erlang C); `waits` is the share of arrivals that wait. */
export function manyServers(lambda: number, mu: number, c: number): Waiting & { readonly waits: number } {
  const rho = lambda / (c * mu);
  const b = blocked(lambda / mu, c);
  const waits = b / (1 - rho * (1 - b));
  return { ...withWait(lambda, mu, rho, waits / (c * mu - lambda)), waits };
}

/** One server and room for K in all; who finds it full is turned away. */
export function boundedQueue(
  lambda: number,
  mu: number,
  k: number,
): { readonly blocked: number; readonly throughput: number; readonly l: number; readonly w: number } {
  const rho = lambda / mu;
  const weights = Array.from({ length: k + 1 }, (_, n) => rho ** n);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const l = weights.reduce((sum, weight, n) => sum + n * weight, 0) / total;
  const full = (weights[k] ?? 0) / total;
  const throughput = lambda * (1 - full);
  return { blocked: full, throughput, l, w: l / throughput };
}

/** Attempts per request with at most `attempts` of them, each failing with probability p, and the share that uses them up. */
export function retried(p: number, attempts: number): { readonly attempts: number; readonly exhausted: number } {
  const made = Array.from({ length: attempts }, (_, k) => p ** k).reduce((sum, share) => sum + share, 0);
  return { attempts: made, exhausted: p ** attempts };
}

/** An outage of `t` under steady arrivals: what has piled up, how long it takes to work it off, whom it delayed. */
export function outageDrain(
  lambda: number,
  mu: number,
  t: number,
): { readonly backlog: number; readonly drain: number; readonly affected: number } {
  const drain = (lambda * t) / (mu - lambda);
  return { backlog: lambda * t, drain, affected: lambda * (t + drain) };
}

/**
 * Attempt rates x that would reproduce themselves if every attempt failed on its own with the probability that an M/M/1 queue at x answers
 * late: x = lambda · sum of P(late)^k. **Not a promise of stability**: at lambda 60, mu 100, timeout 0.1 s and 4 attempts it finds a calm point at
 * 61/s, yet the simulated system collapses by itself, because late answers come together. Only attempts · lambda < mu is safe.
 */
export function retryFixedPoints(lambda: number, mu: number, timeout: number, attempts: number): readonly number[] {
  const excess = (x: number): number => {
    const late = Math.exp(-(mu - x) * timeout);
    let made = 0;
    for (let k = 0; k < attempts; k++) made += late ** k;
    return lambda * made - x;
  };
  const points: number[] = [];
  const steps = 4096;
  for (let i = 0; i < steps; i++) {
    const [from, to] = [(mu * i) / steps, (mu * (i + 1)) / steps];
    if (excess(from) > 0 !== excess(to) > 0) points.push(rootBetween(excess, from, to));
  }
  return points;
}

function rootBetween(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  const rising = f(low) < 0;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0 === rising) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Relative variance of the mean wait of n consecutive customers of an M/M/1 queue, times n: so many are needed for a precise mean. */
export const spreadOfMeanWait = (rho: number): number => (2 + 5 * rho - 4 * rho ** 2 + rho ** 3) / (rho * (1 - rho) ** 2);

/** How long a queue that starts empty needs to forget it. */
export const warmUp = (mu: number, rho: number): number => 10 / (mu * (1 - Math.sqrt(rho)) ** 2);
