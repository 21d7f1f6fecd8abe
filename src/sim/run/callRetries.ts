import { drawUnit, streamSeed } from '../kernel/random';
import { pauseUs } from '../safeguards/backoffRules';
import type { HostSettings } from '../services/settings';
import { backoffOf } from './backoff';

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

  /** The pause before a retry (`retry` from 1). Only `decorrelated` asks for the one before; it is the same draw again. */
  pauseUs(key: number, retry: number): number {
    const { callBackoffMs, callBackoffCapMs, callJitter } = this.#settings;
    if (callBackoffMs === 0) return 0;
    const backoff = backoffOf(callJitter, callBackoffMs * 1000, callBackoffCapMs * 1000);
    const lastUs = callJitter === 'decorrelated' && retry > 1 ? this.pauseUs(key, retry - 1) : null;
    return pauseUs(backoff, { retry, unit: drawUnit(this.#stream, key, retry), lastUs });
  }
}
