/**
 * One thing to handle: a delivery of the broker, a direct command, or a synchronous call. `copy` is the broker's copy (0 for
 * the others), `call` the number of the call (0 for the others).
 */
export interface Work {
  readonly id: number;
  readonly kind: 'delivery' | 'direct' | 'call';
  readonly message: number;
  readonly copy: number;
  readonly attempt: number;
  readonly call: number;
  /** What the handler decided at the start; opaque to the host. */
  plan: unknown;
  poisoned: boolean;
  /** When its worker will be done; -1 = not begun, or done. */
  endsAt: number;
  /** Its database transaction, numbered in the order in which they began. */
  transaction: number;
  /** A delivery that the broker still counts on: it is acknowledged when the work is done, whatever the setting says by then. */
  readonly owed: boolean;
}

/** What a completed handler leaves behind. */
export interface Completion {
  /** Messages to publish, in order. Already made, not yet sent. */
  readonly emitted: readonly number[];
  /** True when the worker stays busy with this work (a caller waiting for answers) until `release`. */
  readonly holds: boolean;
}

/** What a place does with its work. Services, coordinators and the projector differ only here. */
export interface Behaviour {
  /** Looks at the work when a worker begins; returns the microseconds that it will take. */
  begin(work: Work): number;
  /** Makes what completing the work will emit, for a place that publishes first. */
  prepare?(work: Work): readonly number[];
  /** Makes the effect durable. */
  complete(work: Work): Completion;
  /** The effects of a message that was seen before: what an idempotent receiver answers again. */
  answersAgain(message: number): readonly number[];
}
