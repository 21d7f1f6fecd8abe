import { drawUnit, streamSeed } from '../kernel/random';
import type { HostSettings } from '../services/settings';

/** The pause before a retry doubles with every try, up to this many times the first one. */
const doublingsMax = 5;
/** Retries that a quiet time can save up for a bad one; a modelling choice (it bounds the burst after a long calm). */
const savedMax = 10;
/** A budget of this many retries per call can never be overdrawn. */
const unlimited = 100;

/** When a caller may try a call again, and how long it waits before. */
export class CallRetries {
  readonly #settings: HostSettings;
  readonly #stream: number;
  #saved = 0;

  constructor(settings: HostSettings, seed: number, caller: number) {
    this.#settings = settings;
    this.#stream = streamSeed(seed, `call backoff:${caller}`);
  }

  /** A first try: it pays its share into the budget. */
  first(): void {
    this.#saved = Math.min(savedMax, this.#saved + this.#settings.retryBudget);
  }

  /** A retry takes one out of the budget; false = there is none left. Adding a tenth ten times is a little less than one, which must do. */
  again(): boolean {
    if (this.#settings.retryBudget >= unlimited) return true;
    if (this.#saved < 1 - 1e-9) return false;
    this.#saved = Math.max(0, this.#saved - 1);
    return true;
  }

  /** Full jitter: anything between nothing and a bound that doubles with every retry (`retry` from 1). */
  pauseUs(key: number, retry: number): number {
    const boundUs = this.#settings.callBackoffMs * 1000 * (1 << Math.min(retry - 1, doublingsMax));
    return Math.floor(boundUs * drawUnit(this.#stream, key, retry));
  }
}
