import { assertUnreachable } from '../../base/assert';
import type { Journal } from '../journal/journal';
import { drawUnit, streamSeed } from '../kernel/random';
import { type Backoff, pauseUs } from '../safeguards/backoffRules';
import type { HostSettings, Jitter } from '../services/settings';

/** Without a cap of its own, a pause grows up to this many times the first one. */
const growthMax = 32;

/** The first pause is the setting's value; the formula of AWS, which begins with its double, is met by a setting twice as long. */
export function backoffOf(jitter: Jitter, baseUs: number, capUs: number): Backoff {
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

/** The pause before a failed delivery is tried again, for places whose pauses grow (RTY-001, RTY-002). */
export class DeliveryPauses {
  readonly #journal: Journal;
  readonly #stream: number;

  constructor(journal: Journal, seed: number, place: number) {
    this.#journal = journal;
    this.#stream = streamSeed(seed, `delivery backoff:${place}`);
  }

  pauseUs(settings: HostSettings, { message, attempt }: { readonly message: number; readonly attempt: number }): number {
    const { backoffMs, backoffCapMs, backoffGrowth } = settings;
    if (backoffGrowth === 'fixed' || backoffMs === 0) return backoffMs * 1000;
    const backoff = backoffOf(backoffGrowth, backoffMs * 1000, backoffCapMs * 1000);
    const key = this.#journal.keyOf(message) * 256 + this.#journal.typeOf(message);
    const lastUs = backoffGrowth === 'decorrelated' && attempt > 1 ? this.pauseUs(settings, { message, attempt: attempt - 1 }) : null;
    return pauseUs(backoff, { retry: attempt, unit: drawUnit(this.#stream, key, attempt), lastUs });
  }
}
