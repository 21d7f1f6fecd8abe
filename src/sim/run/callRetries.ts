import { assertUnreachable } from '../../base/assert';
import { drawUnit, streamSeed } from '../kernel/random';
import { type Backoff, pauseUs } from '../safeguards/backoffRules';
import type { CallJitter, HostSettings } from '../services/settings';

/** Without a cap of its own, a pause grows up to this many times the first one. */
const growthMax = 32;
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

/** The first pause is the setting's value; the formula of AWS, which begins with its double, is met by a setting twice as long. */
function backoffOf(jitter: CallJitter, baseUs: number, capUs: number): Backoff {
  const limitUs = capUs > 0 ? capUs : baseUs * growthMax;
  const exponential = { kind: 'exponential', baseUs, factor: 2, capUs: limitUs, firstPower: 0, grainUs: 1 } as const;
  switch (jitter) {
    case 'full':
    case 'none':
    case 'equal':
      return { ...exponential, jitter: { kind: jitter } };
    case 'decorrelated':
      return { kind: 'decorrelated', baseUs, capUs: limitUs };
    case 'around':
      // Its numbers, with a first pause of one's own (RTY-011); it counts in whole milliseconds.
      return { ...exponential, factor: 1.5, jitter: { kind: 'around', share: 0.5 }, grainUs: 1000 };
    default:
      return assertUnreachable(jitter);
  }
}
