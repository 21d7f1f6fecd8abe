import { assertUnreachable, ensure } from '../../base/assert';
import type { Distribution } from '../../base/distribution';
import { ln } from '../kernel/exactMath';
import { drawUnit, RandomStream, streamSeed } from '../kernel/random';
import { sampleUs } from '../kernel/variates';
import type { RatePhase, WorkloadModel } from '../scenario/model';

/** When the workload's flows start. Ask `at` for 0, 1, 2 … in order; null = no more. */
export interface Arrivals {
  at(index: number): number | null;
  /** Roughly when the last one arrives; a bound for the run, not a promise. */
  readonly spanUs: number;
}

export interface ArrivalOptions {
  readonly seed: number;
  readonly count: number;
  readonly everyUs: number;
}

/** Arrivals that depend on nothing but time. A closed workload starts with one arrival per customer; the rest follows the flows. */
export function arrivalsOf(model: WorkloadModel, options: ArrivalOptions): Arrivals {
  const { arrivals } = model;
  switch (arrivals.kind) {
    case 'fixed':
      return spaced({ ...options, size: 1, jitter: model.jitter });
    case 'burst':
      return spaced({ ...options, size: arrivals.size, jitter: model.jitter });
    case 'poisson':
      return poisson(options);
    case 'rates':
      return new RatedArrivals(
        arrivals.phases,
        arrivals.spacing === 'random' ? new RandomStream(options.seed, 'arrival gaps') : null,
        options.count,
      );
    case 'times':
      return { at: (index) => arrivals.atUs[index] ?? null, spanUs: arrivals.atUs.at(-1) ?? 0 };
    case 'closed': {
      const think = new ThinkTimes(arrivals.think, options.seed);
      // How long the flows take is not known beforehand.
      return { at: (index) => (index < arrivals.customers ? think.draw(index, 0) : null), spanUs: Infinity };
    }
    default:
      return assertUnreachable(arrivals);
  }
}

function spaced({ seed, count, everyUs, size, jitter }: ArrivalOptions & { readonly size: number; readonly jitter: number }): Arrivals {
  const stream = streamSeed(seed, 'arrivals');
  const at = (index: number): number => {
    const stroke = Math.floor(index / size);
    return stroke * everyUs + Math.floor(drawUnit(stream, stroke, 0) * (jitter * everyUs));
  };
  return { at, spanUs: Math.ceil(count / size) * everyUs * 2 };
}

function poisson({ seed, count, everyUs }: ArrivalOptions): Arrivals {
  const gaps = new RandomStream(seed, 'arrival gaps');
  let now = 0;
  const at = (): number => (now += sampleUs({ kind: 'exponential', meanUs: everyUs }, gaps.unit()));
  return { at, spanUs: count * everyUs * 2 };
}

/** How long the customers of a closed workload think; drawn by customer and round. */
export class ThinkTimes {
  readonly #think: Distribution;
  readonly #stream: number;

  constructor(think: Distribution, seed: number) {
    this.#think = think;
    this.#stream = streamSeed(seed, 'think');
  }

  draw(customer: number, round: number): number {
    return sampleUs(this.#think, drawUnit(this.#stream, customer, round));
  }
}

/**
 * Arrivals at rates that change: the n-th comes when the area under the rate reaches n (evenly spaced) or the n-th point of a unit
 * Poisson process (at random). Reading it backwards, time is the inverse of that area, phase by phase.
 */
class RatedArrivals implements Arrivals {
  readonly #phases: readonly RatePhase[];
  readonly #gaps: RandomStream | null;
  readonly #count: number;
  #area = 0;
  #phase = 0;
  #phaseStart = 0;
  #phaseArea = 0;

  constructor(phases: readonly RatePhase[], gaps: RandomStream | null, count: number) {
    this.#phases = phases;
    this.#gaps = gaps;
    this.#count = count;
  }

  get spanUs(): number {
    const [last] = this.#phases.slice(-1);
    const fixed = this.#phases.reduce((sum, { forUs }) => sum + (forUs ?? 0), 0);
    const rest = last !== undefined && last.forUs === null && last.toPerS > 0 ? (this.#count / last.toPerS) * 2_000_000 : 0;
    return fixed + rest;
  }

  at(index: number): number | null {
    this.#area = this.#gaps === null ? index : this.#area - ln(1 - this.#gaps.unit());
    while (this.#phase < this.#phases.length) {
      const phase = ensure(this.#phases[this.#phase], 'phase');
      const rest = this.#area - this.#phaseArea;
      const whole = areaOf(phase);
      // A phase ends before the instant at which its area is full: the next one begins with that arrival.
      if (rest < whole) return this.#phaseStart + Math.round(timeTo(phase, rest));
      this.#phaseArea += whole;
      this.#phaseStart += phase.forUs ?? 0;
      this.#phase++;
    }
    return null;
  }
}

/** Arrivals in a whole phase. */
function areaOf({ forUs, fromPerS, toPerS }: RatePhase): number {
  if (forUs === null) return toPerS > 0 ? Infinity : 0;
  return (((fromPerS + toPerS) / 2) * forUs) / 1_000_000;
}

/** Microseconds into a phase at which `area` arrivals are due: the root of from·t + (to - from)·t²/2T = area, in the form that never cancels. */
function timeTo({ forUs, fromPerS, toPerS }: RatePhase, area: number): number {
  const slope = forUs === null ? 0 : ((toPerS - fromPerS) * 1_000_000) / forUs;
  const reach = fromPerS + Math.sqrt(Math.max(0, fromPerS * fromPerS + 2 * slope * area));
  return reach > 0 ? (2 * area * 1_000_000) / reach : 0;
}
