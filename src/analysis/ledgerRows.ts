/** One line of the ledger: what should be, beside what is, at one instant of a run. */
export interface LedgerRow {
  readonly kind: LedgerRowKind;
  /** Place it is about; 0 = the run as a whole. */
  readonly place: number;
  /** Identifier of the rule, or name of the field; empty for the others. */
  readonly subject: string;
  readonly expected: number;
  readonly actual: number;
  readonly broken: boolean;
  /** Business keys for which it is broken, ascending. */
  readonly keys: readonly number[];
  /** What the actual number is made of. */
  readonly parts: LedgerParts | null;
  /** The fact that broke it first; null = none. */
  readonly evidence: LedgerEvidence | null;
}

export type LedgerRowKind =
  /** Publications that reached the broker, of all that were tried. */
  | 'published'
  /** Copies for a place that are not lost, of all that were meant for it. */
  | 'delivered'
  /** Effects at a place: one per message and kind of work. */
  | 'effects'
  /** Flows that have ended or still have time, of all that began. */
  | 'flows'
  /** Process instances that have ended or still have time, of all that began. */
  | 'processes'
  /** Keys that break a rule of the file; none is expected. */
  | 'rule'
  /** A number that a service keeps, beside what it would be had every outcome counted once per key. */
  | 'field';

export interface LedgerParts {
  /** Handled, or ended. */
  readonly done: number;
  /** Waiting, in work or under way. */
  readonly open: number;
  readonly dead: number;
  /** Thrown away by a person. */
  readonly discarded: number;
  /** Lost, or beyond its deadline. */
  readonly lost: number;
}

export interface LedgerEvidence {
  readonly row: number;
  readonly time: number;
  readonly place: number;
  readonly message: number;
}
