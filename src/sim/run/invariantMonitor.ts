import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import type { InvariantEnv, InvariantModel } from '../scenario/model';

interface Counts {
  readonly n: Uint32Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /** Latest emission that each invariant mentions, as its witness. */
  witness: number;
}

/** Judges the file's invariants while the run proceeds; a broken one becomes a fact once per key. */
export class InvariantMonitor {
  readonly #invariants: readonly InvariantModel[];
  readonly #mentioning: ReadonlyMap<number, readonly number[]>;
  readonly #types: number;
  readonly #byKey: Counts[] = [];
  readonly #total: Counts;
  readonly #journal: Journal;
  readonly #broken = new Set<number>();
  readonly #env: InvariantEnv;
  #current: Counts;

  constructor(
    invariants: readonly InvariantModel[],
    types: number,
    world: { readonly journal: Journal; readonly state: InvariantEnv['state'] },
  ) {
    this.#invariants = invariants;
    this.#types = types;
    this.#journal = world.journal;
    this.#total = this.#newCounts();
    this.#current = this.#total;
    this.#mentioning = mentionedAtOnce(invariants);
    this.#env = {
      n: (type) => this.#current.n[type] ?? 0,
      first: (type) => this.#current.first[type] ?? -1,
      at: (type) => this.#current.last[type] ?? -1,
      state: world.state,
    };
  }

  /** An emission is durable. */
  committed(place: number, message: number, type: number): void {
    const key = this.#journal.keyOf(message);
    const counts = (this.#byKey[key] ??= this.#newCounts());
    for (const each of [counts, this.#total]) this.#count(each, type, message);
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
    this.#current = key === 0 ? this.#total : (this.#byKey[key] ??= this.#newCounts());
    if (invariant.holds(this.#env)) return;
    this.#broken.add(id);
    this.#journal.fact(FactKind.ruleBroken, place, this.#current.witness, 0, index, key);
  }

  #count(counts: Counts, type: number, message: number): void {
    const ms = this.#journal.now / 1000;
    counts.n[type] = (counts.n[type] ?? 0) + 1;
    if (counts.n[type] === 1) counts.first[type] = ms;
    counts.last[type] = ms;
    counts.witness = message;
  }

  #newCounts(): Counts {
    return {
      n: new Uint32Array(this.#types),
      first: new Float64Array(this.#types).fill(-1),
      last: new Float64Array(this.#types).fill(-1),
      witness: 0,
    };
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
