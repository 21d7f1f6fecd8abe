import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import type { InvariantEnv, InvariantModel } from '../scenario/model';

/** Columns per message type: how often, first and last time in milliseconds. */
const columns = 3;

/** Judges the file's invariants while the run proceeds; a broken one becomes a fact once per key. */
export class InvariantMonitor {
  readonly #invariants: readonly InvariantModel[];
  readonly #mentioning: ReadonlyMap<number, readonly number[]>;
  readonly #types: number;
  /** Row per business key (row 0: all keys together), `columns` numbers per message type. */
  #counts = new Float64Array(0);
  /** Latest emission per key, as its witness. */
  readonly #witness: number[] = [];
  readonly #journal: Journal;
  readonly #broken = new Set<number>();
  readonly #env: InvariantEnv;
  #current = 0;

  constructor(
    invariants: readonly InvariantModel[],
    types: number,
    world: { readonly journal: Journal; readonly state: InvariantEnv['state'] },
  ) {
    this.#invariants = invariants;
    this.#types = types;
    this.#journal = world.journal;
    this.#mentioning = mentionedAtOnce(invariants);
    this.#env = {
      n: (type) => this.#read(type, 0),
      first: (type) => (this.#read(type, 0) === 0 ? -1 : this.#read(type, 1)),
      at: (type) => (this.#read(type, 0) === 0 ? -1 : this.#read(type, 2)),
      state: world.state,
    };
  }

  /** An emission is durable. */
  committed(place: number, message: number, type: number): void {
    const key = this.#journal.keyOf(message);
    this.#count(key, type, message);
    this.#count(0, type, message);
    for (const index of this.#mentioning.get(type) ?? none) this.#judge(index, key, place);
  }

  /** Judges what may be false for a while, for one key. */
  settle(key: number, place: number): void {
    this.#invariants.forEach(({ judged, scope }, index) => {
      if (judged === 'whenSettled' && scope === 'each') this.#judge(index, key, place);
    });
  }

  /** The run is over: every key of which something can be expected, then the whole. */
  end(keys: readonly number[], place: number): void {
    for (const key of keys) this.settle(key, place);
    this.#invariants.forEach(({ scope }, index) => {
      if (scope === 'finally') this.#judge(index, 0, place);
    });
  }

  /** Counts of one key that has emitted nothing yet are still a truth: all zero. */
  #judge(index: number, key: number, place: number): void {
    const invariant = this.#invariants[index];
    const id = index * 2 ** 32 + key;
    if (invariant === undefined || this.#broken.has(id)) return;
    this.#current = key;
    if (invariant.holds(this.#env)) return;
    this.#broken.add(id);
    this.#journal.fact(FactKind.ruleBroken, place, this.#witness[key] ?? 0, 0, index, key);
  }

  #count(key: number, type: number, message: number): void {
    const at = (key * this.#types + type) * columns;
    if (at >= this.#counts.length) this.#grow(key);
    const counts = this.#counts;
    const ms = this.#journal.now / 1000;
    const n = (counts[at] ?? 0) + 1;
    counts[at] = n;
    if (n === 1) counts[at + 1] = ms;
    counts[at + 2] = ms;
    this.#witness[key] = message;
  }

  /** A key beyond the table has emitted nothing: all zero. */
  #read(type: number, column: number): number {
    return this.#counts[(this.#current * this.#types + type) * columns + column] ?? 0;
  }

  #grow(key: number): void {
    const wider = new Float64Array(Math.max(64, key * 2 + 2) * this.#types * columns);
    wider.set(this.#counts);
    this.#counts = wider;
  }
}

const none: readonly number[] = [];

function mentionedAtOnce(invariants: readonly InvariantModel[]): ReadonlyMap<number, readonly number[]> {
  const byType = new Map<number, number[]>();
  invariants.forEach(({ judged, scope, mentions }, index) => {
    if (judged !== 'atOnce' || scope !== 'each') return;
    for (const type of mentions) byType.set(type, [...(byType.get(type) ?? []), index]);
  });
  return byType;
}
