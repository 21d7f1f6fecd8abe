import { assertUnreachable } from '../../base/assert';
import type { PlainData } from '../../base/plainData';
import { drawInteger, streamSeed } from '../kernel/random';
import type { PayloadGenerator, WorkloadModel } from '../scenario/model';
import { type Arrivals, arrivalsOf, ThinkTimes } from './arrivals';

/** When the file's workload arrives, one arrival after the other, and what each key carries. */
export class Workload {
  readonly count: number;
  readonly #arrivals: Arrivals;
  readonly #think: ThinkTimes | null;
  /** Customer and round of the keys that a closed workload sent and that are not over. */
  readonly #customers = new Map<number, { readonly customer: number; readonly round: number }>();
  readonly #fields: readonly { readonly generator: PayloadGenerator; readonly stream: number }[];

  constructor(model: WorkloadModel, seed: number, changes: { readonly count: number | null; readonly everyUs: number | null }) {
    const { arrivals } = model;
    this.count = changes.count ?? model.count;
    this.#arrivals = arrivalsOf(model, { seed, count: this.count, everyUs: changes.everyUs ?? model.everyUs });
    this.#think = arrivals.kind === 'closed' ? new ThinkTimes(arrivals.think, seed) : null;
    this.#fields = model.payload.map((generator) => ({ generator, stream: streamSeed(seed, `payload:${generator.field}`) }));
  }

  /** Roughly when the last one arrives; a bound for the run, not a promise. */
  get spanUs(): number {
    return this.#arrivals.spanUs;
  }

  /** Time of arrival `index` from 0, null = there is none; ask in order. In a closed workload these are the first ones of the customers. */
  arrivesAt(index: number): number | null {
    return index < this.count ? this.#arrivals.at(index) : null;
  }

  /** A customer of a closed workload has sent this key. */
  sentBy(key: number, customer: number, round: number): void {
    if (this.#think !== null) this.#customers.set(key, { customer, round });
  }

  /** The flow of this key is over: who sends again, and after how long. Null when nobody waited for it. */
  over(key: number): { readonly customer: number; readonly round: number; readonly thinkUs: number } | null {
    const sent = this.#customers.get(key);
    if (sent === undefined || this.#think === null) return null;
    this.#customers.delete(key);
    const { customer } = sent;
    const round = sent.round + 1;
    return { customer, round, thinkUs: this.#think.draw(customer, round) };
  }

  /** What the flow of this key carries, the same whoever sends it. */
  payload(key: number): Record<string, PlainData> {
    return Object.fromEntries(this.#fields.map(({ generator, stream }) => [generator.field, generate(generator, stream, key)]));
  }
}

function generate(generator: PayloadGenerator, stream: number, key: number): PlainData {
  switch (generator.kind) {
    case 'constant':
      return generator.value;
    case 'integer': {
      const value = drawInteger(stream, key, 0, generator.from, generator.to);
      return generator.prefix === '' && generator.suffix === '' ? value : `${generator.prefix}${value}${generator.suffix}`;
    }
    case 'pick':
      return generator.from[drawInteger(stream, key, 0, 0, generator.from.length - 1)] ?? '';
    default:
      return assertUnreachable(generator);
  }
}
