import data from './rules.json';

/** What the Fidelity page lists. `rules.json` is made from the statements, the tests and the recordings by `test/conformance/coverage.test.ts`. */
export interface FidelityData {
  readonly rules: readonly Rule[];
  readonly queueing: readonly QueueingRow[];
  readonly recordings: readonly RecordedBroker[];
}

/** One rule of a product or a pattern, as given / when / then, with where it stands and how it is proven. */
export interface Rule {
  readonly id: string;
  readonly subject: string;
  readonly given: string;
  readonly when: string;
  readonly then: string;
  readonly source: string;
  readonly basis: Basis;
  readonly proof: Proof;
}

export type Basis = 'documented' | 'derived' | 'modelling choice' | 'common knowledge';

export type Proof =
  /** Files whose tests carry the rule's id in their names. */
  | { readonly kind: 'tested'; readonly files: readonly string[] }
  | { readonly kind: 'notModelled'; readonly reason: string }
  | { readonly kind: 'later' };

/** A closed form that the engine has to meet. */
export interface QueueingRow {
  readonly id: string;
  readonly model: string;
  readonly parameters: Readonly<Record<string, number | readonly number[]>>;
  readonly expected: Readonly<Record<string, number | readonly number[] | null>>;
  readonly note: string;
  readonly files: readonly string[];
  /** What the test's own runs gave; quantities that are missing here hold exactly. */
  readonly measured: readonly Measured[];
}

export interface Measured {
  readonly id: string;
  readonly quantity: string;
  readonly expected: number;
  readonly measured: number;
  /** Half of the 95 % confidence interval. */
  readonly halfWidth: number;
}

/** Experiments that were recorded once from a real broker. */
export interface RecordedBroker {
  readonly broker: string;
  readonly version: string;
  readonly experiments: readonly { readonly name: string; readonly about: string }[];
  /** Where the real broker differs from, or adds to, what its documents say. */
  readonly taught: readonly string[];
  /** The test that replays all of them on the simulated product; empty when there is none yet. */
  readonly replayedBy: string;
}

export const fidelityData = data as unknown as FidelityData;
