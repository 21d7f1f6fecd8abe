import { FactKind } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { drawUnit, streamSeed } from '../kernel/random';
import { pass, type SeamContext, type SeamName, seamNames, type Seams, type Verdict } from '../seams';
import type { Coin, FaultEffect, OpenFault } from '../faults/fault';

type Strike = (context: SeamContext) => Verdict;

interface Hook {
  readonly ordinal: number;
  readonly strike: Strike;
}

/** Keeps the open faults at their seams and counts how often each struck. */
export class FaultEngine implements Seams {
  readonly #journal: Journal;
  readonly #seed: number;
  /** Hooks by seam and place; an empty cell is the common case and costs one look. */
  readonly #hooks: Record<SeamName, (Hook[] | undefined)[]>;
  readonly #open = new Map<number, { readonly fault: OpenFault; readonly place: number }>();
  /** Told when a fault that waited for its moment has crashed something, so that its bar can end with the crash. */
  onCrash: (ordinal: number, forUs: number | null) => void = () => undefined;

  constructor(journal: Journal, seed: number) {
    this.#journal = journal;
    this.#seed = seed;
    this.#hooks = Object.fromEntries(seamNames.map((seam) => [seam, []])) as unknown as Record<SeamName, (Hook[] | undefined)[]>;
  }

  isOpen(ordinal: number): boolean {
    return this.#open.has(ordinal);
  }

  /** Ordinals of open faults at a place. */
  openAt(place: number): readonly number[] {
    return [...this.#open].filter(([, open]) => open.place === place).map(([ordinal]) => ordinal);
  }

  open(ordinal: number, name: string, place: number, fault: OpenFault): readonly FaultEffect[] {
    this.#open.set(ordinal, { fault, place });
    this.#journal.fact(FactKind.faultOpened, place, 0, 0, ordinal, 0);
    const coin = this.#coin(name);
    for (const seam of seamNames) {
      const act = fault.at[seam];
      if (act === undefined) continue;
      const hooks = this.#hooks[seam];
      (hooks[place] ??= []).push({ ordinal, strike: (context) => act(context, coin) });
    }
    return fault.begins;
  }

  /** The fault hit its target as a whole, not a message. */
  struckWhole(ordinal: number): void {
    const place = this.#open.get(ordinal)?.place ?? 0;
    this.#journal.fact(FactKind.faultStruck, place, 0, 0, ordinal, 0);
  }

  close(ordinal: number): readonly FaultEffect[] {
    const open = this.#open.get(ordinal);
    if (open === undefined) return [];
    this.#open.delete(ordinal);
    for (const seam of seamNames) {
      const hooks = this.#hooks[seam];
      const left = hooks[open.place]?.filter((hook) => hook.ordinal !== ordinal);
      hooks[open.place] = left === undefined || left.length === 0 ? undefined : left;
    }
    this.#journal.fact(FactKind.faultClosed, open.place, 0, 0, ordinal, 0);
    return open.fault.ends;
  }

  ask(seam: SeamName, place: number, message: number, attempt: number): Verdict {
    const hooks = this.#hooks[seam][place];
    return hooks === undefined ? pass : this.#askHooks(hooks, place, message, attempt);
  }

  #askHooks(hooks: readonly Hook[], place: number, message: number, attempt: number): Verdict {
    const journal = this.#journal;
    const context: SeamContext = { place, message, type: journal.typeOf(message), key: journal.keyOf(message), attempt };
    for (const { ordinal, strike } of hooks) {
      const verdict = strike(context);
      if (verdict.kind === 'pass') continue;
      journal.fact(FactKind.faultStruck, place, message, attempt, ordinal, 0);
      if (verdict.kind === 'crash') this.onCrash(ordinal, verdict.forUs);
      if (this.#open.get(ordinal)?.fault.exhausted?.() === true) this.close(ordinal);
      return verdict;
    }
    return pass;
  }

  /**
   * A coin per fault. The n-th message of a business key at this place gets the n-th toss of that key, whatever its type: the same
   * keys are struck under every coordination, and a message that comes again is tossed again.
   */
  #coin(name: string): Coin {
    const stream = streamSeed(this.#seed, `fault:${name}`);
    const tosses = new Map<number, number>();
    return ({ key }) => {
      const toss = tosses.get(key) ?? 0;
      tosses.set(key, toss + 1);
      return drawUnit(stream, key, toss);
    };
  }
}
