import { assertUnreachable } from '../../base/assert';
import type { PlainData } from '../../base/plainData';
import { drawInteger, drawUnit, RandomStream, streamSeed } from '../kernel/random';
import { sampleUs } from '../kernel/variates';
import type { PayloadGenerator, WorkloadModel } from '../scenario/model';

/** When the file's workload arrives, one arrival after the other, and what each key carries. */
export class Workload {
  readonly count: number;
  readonly #model: WorkloadModel;
  readonly #everyUs: number;
  readonly #jitters: number;
  readonly #gaps: RandomStream;
  readonly #fields: readonly { readonly generator: PayloadGenerator; readonly stream: number }[];
  #poissonAt = 0;

  constructor(model: WorkloadModel, seed: number, changes: { readonly count: number | null; readonly everyUs: number | null }) {
    this.#model = model;
    this.count = changes.count ?? model.count;
    this.#everyUs = changes.everyUs ?? model.everyUs;
    this.#jitters = streamSeed(seed, 'arrivals');
    this.#gaps = new RandomStream(seed, 'arrival gaps');
    this.#fields = model.payload.map((generator) => ({ generator, stream: streamSeed(seed, `payload:${generator.field}`) }));
  }

  /** Roughly when the last one arrives; a bound for the run, not a promise. */
  get spanUs(): number {
    return this.count * this.#everyUs * 2;
  }

  /** Time of arrival `index` from 0; ask in order. */
  arrivesAt(index: number): number {
    if (this.#model.arrivals === 'poisson') {
      this.#poissonAt += sampleUs({ kind: 'exponential', meanUs: this.#everyUs }, this.#gaps.unit());
      return this.#poissonAt;
    }
    const jitter = this.#model.jitter * this.#everyUs;
    return index * this.#everyUs + Math.floor(drawUnit(this.#jitters, index, 0) * jitter);
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
