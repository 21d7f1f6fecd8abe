/**
 * The moments at which faults and safeguards may act, in the order in which a message passes them. Broker and services ask the
 * seam and obey the verdict; they never name a fault. `acknowledge` is before the answer to the broker, `settle` on its way.
 */
export const seamNames = ['publish', 'enqueue', 'deliver', 'receive', 'handle', 'commit', 'acknowledge', 'settle'] as const;
export type SeamName = (typeof seamNames)[number];

/** What stands at a seam. `place`: the sender at `publish`, the receiver everywhere else. */
export interface SeamContext {
  readonly place: number;
  readonly message: number;
  readonly type: number;
  /** Business key ordinal. */
  readonly key: number;
  /** Deliveries so far, this one included. */
  readonly attempt: number;
}

export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'delay'; readonly us: number }
  | { readonly kind: 'duplicate'; readonly copies: number }
  /** Held until `window` messages are together (or `holdUs` have passed), then released in another order. */
  | { readonly kind: 'reorder'; readonly window: number; readonly holdUs: number }
  /** The message will fail whenever it is handled, until somebody repairs it. */
  | { readonly kind: 'poison' }
  /** The message goes without its correlation id: whoever reads it takes it for the first of a flow. */
  | { readonly kind: 'strip' }
  | { readonly kind: 'slow'; readonly factor: number }
  | { readonly kind: 'fail'; readonly reason: string }
  | { readonly kind: 'crash'; readonly forUs: number | null; readonly point: string };

export const pass: Verdict = { kind: 'pass' };

/** Asked by broker and services. `pass` must be cheap: it is the answer for nearly every message. */
export interface Seams {
  ask(seam: SeamName, place: number, message: number, attempt: number): Verdict;
}
