import type { Distribution } from '../../base/distribution';
import type { Gesture } from '../broker/gesture';
import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { type Agenda, Phase } from '../kernel/agenda';
import { drawUnit, streamSeed } from '../kernel/random';
import { sampleUs } from '../kernel/variates';
import type { Seams } from '../seams';

export interface Transmission {
  /** Agenda event at the destination; it gets a = `id`, b = message, c = 1 when poisoned. */
  readonly kind: number;
  readonly from: number;
  readonly place: number;
  readonly message: number;
  readonly hop: number;
}

/** Ways that do not lead through the broker: direct commands and synchronous calls. Faults strike here as they do in the broker. */
export class Network {
  readonly agenda: Agenda;
  readonly journal: Journal;
  readonly #seams: Seams;
  readonly #latency: Distribution;
  readonly #seed: number;
  readonly #streams = new Map<number, number>();
  /** Transmissions on their way, by message. */
  readonly #onWay = new Map<number, number>();
  readonly #gestures = new Map<number, Gesture>();
  /** Told when a fault loses a transmission. */
  lost: (transmission: Transmission, id: number, reason: string) => void = () => undefined;

  constructor(parts: {
    readonly agenda: Agenda;
    readonly journal: Journal;
    readonly seams: Seams;
    readonly latency: Distribution;
    readonly seed: number;
  }) {
    this.agenda = parts.agenda;
    this.journal = parts.journal;
    this.#seams = parts.seams;
    this.#latency = parts.latency;
    this.#seed = parts.seed;
  }

  /** One hop from a place; drawn by business key and type. */
  hopUs(from: number, message: number): number {
    const stream = this.#streams.get(from) ?? streamSeed(this.#seed, `direct:${from}`);
    this.#streams.set(from, stream);
    return sampleUs(this.#latency, drawUnit(stream, this.journal.keyOf(message) * 256 + this.journal.typeOf(message), 0));
  }

  /** A person acts on a message that is on its way; taken when it arrives. One that is not on its way stays as it is. */
  gesture(message: number, what: Gesture): void {
    if (this.#onWay.has(message)) this.#gestures.set(message, what);
  }

  /** What becomes of an arrival after a person has acted: `arrives` times (0 = not now), poisoned or not. */
  arrival(transmission: Transmission, id: number): { readonly times: number; readonly poisoned: boolean } {
    const { message } = transmission;
    const left = (this.#onWay.get(message) ?? 1) - 1;
    if (left > 0) this.#onWay.set(message, left);
    else this.#onWay.delete(message);
    const what = this.#gestures.get(message);
    if (what === undefined) return plainArrival;
    this.#gestures.delete(message);
    switch (what.act) {
      case 'drop':
        this.lost(transmission, id, 'by a person');
        return { times: 0, poisoned: false };
      case 'delay':
        this.#sendOn(transmission, id, what.byUs);
        return { times: 0, poisoned: false };
      default:
        return { times: what.act === 'duplicate' ? 2 : 1, poisoned: what.act === 'poison' };
    }
  }

  /** The message is on its way a second time. */
  #sendOn({ kind, place, message, from }: Transmission, id: number, us: number): void {
    this.journal.fact(FactKind.sent, from, message, 1, us, place);
    this.#schedule({ kind, message, id, us }, false);
  }

  #schedule(leg: { readonly kind: number; readonly message: number; readonly id: number; readonly us: number }, poisoned: boolean): void {
    const { kind, message, id, us } = leg;
    this.#onWay.set(message, (this.#onWay.get(message) ?? 0) + 1);
    this.agenda.schedule(this.journal.now + us, Phase.delivery, kind, id, message, poisoned ? 1 : 0);
  }

  transmit(transmission: Transmission, id: number): void {
    const { kind, place, message, hop } = transmission;
    const verdict = this.#seams.ask('deliver', place, message, 1);
    const arrive = (us: number, poisoned: boolean): void => this.#schedule({ kind, message, id, us }, poisoned);
    switch (verdict.kind) {
      case 'drop':
        this.lost(transmission, id, verdict.reason);
        return;
      case 'delay':
        arrive(hop + verdict.us, false);
        return;
      case 'duplicate':
        for (let copy = 0; copy <= verdict.copies; copy++) arrive(hop, false);
        return;
      case 'reorder':
        arrive(hop + Math.round(drawUnit(this.#seed, message, 1) * verdict.holdUs), false);
        return;
      default:
        arrive(hop, verdict.kind === 'poison');
    }
  }
}

const plainArrival = { times: 1, poisoned: false } as const;
