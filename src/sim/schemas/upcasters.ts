import type { Payload, PlainData } from '../../base/plainData';
import { err, ok, type Result } from '../../base/result';

/** Makes data of an older version look as if it had been written in a newer one. Pure; the stored message does not change. */
export interface Upcaster {
  readonly from: number;
  readonly to: number;
  readonly upcast: (data: Payload) => Payload;
}

export type ChainProblem =
  | { readonly kind: 'backwards'; readonly from: number; readonly to: number }
  /** Two upcasters begin at the same version. */
  | { readonly kind: 'ambiguous'; readonly from: number };

export type UpcastProblem =
  /** The data is newer than what the consumer knows: nothing is ever cast down. */
  | { readonly kind: 'newer'; readonly version: number; readonly wanted: number }
  /** No upcaster begins at this version, or the one that does leads past the wanted version. */
  | { readonly kind: 'noPath'; readonly version: number; readonly wanted: number };

/** Upcasters in a row: each knows only its own step, and a consumer only the newest version. */
export class UpcasterChain {
  private readonly byVersion: ReadonlyMap<number, Upcaster>;

  private constructor(byVersion: ReadonlyMap<number, Upcaster>) {
    this.byVersion = byVersion;
  }

  static of(upcasters: readonly Upcaster[]): Result<UpcasterChain, ChainProblem> {
    const byVersion = new Map<number, Upcaster>();
    for (const upcaster of upcasters) {
      const { from, to } = upcaster;
      if (to <= from) return err({ kind: 'backwards', from, to });
      if (byVersion.has(from)) return err({ kind: 'ambiguous', from });
      byVersion.set(from, upcaster);
    }
    return ok(new UpcasterChain(byVersion));
  }

  /** Brings data from its version to the wanted one; every step goes up, so there are no more steps than upcasters. */
  upcast(data: Payload, version: number, wanted: number): Result<Payload, UpcastProblem> {
    if (version > wanted) return err({ kind: 'newer', version, wanted });
    let [at, value] = [version, data];
    while (at < wanted) {
      const step = this.byVersion.get(at);
      if (step === undefined || step.to > wanted) return err({ kind: 'noPath', version: at, wanted });
      value = step.upcast(value);
      at = step.to;
    }
    return ok(value);
  }
}

/** Steps that most upcasters are made of. */
export const renamed =
  (from: string, to: string) =>
  (data: Payload): Payload =>
    Object.fromEntries(Object.entries(data).map(([name, value]) => [name === from ? to : name, value]));

export const added =
  (name: string, value: PlainData) =>
  (data: Payload): Payload =>
    Object.hasOwn(data, name) ? data : { ...data, [name]: value };

export const removed =
  (name: string) =>
  (data: Payload): Payload =>
    Object.fromEntries(Object.entries(data).filter(([one]) => one !== name));
