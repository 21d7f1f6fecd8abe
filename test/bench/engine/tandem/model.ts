/**
 * The workload of P1a and P2: Poisson arrivals pass four single servers in a row with exponential service times. By Burke's theorem each
 * station is an M/M/1 queue, so its mean sojourn is 1 / (1 / service - 1 / arrival): every engine is checked against it.
 */
export interface TandemSize {
  readonly orders: number;
  /** Timers that stay pending during the whole run. */
  readonly timers: number;
}

export interface TandemResult {
  readonly events: number;
  readonly facts: number;
  readonly bytes: number;
  /** Mean sojourn per station in microseconds. */
  readonly sojournUs: readonly number[];
}

export const stations = 4;
export const arrivalMeanUs = 10_000;
export const serviceMeanUs = 7000;
/** Standing timers lie behind every order. */
export const timersFromUs = 1e12;
/** Room for the waiting orders of one station; a power of two. */
export const ringSize = 1 << 16;
