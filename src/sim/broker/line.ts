/** Why a delivery came back unsettled. Products differ in which of them count towards a delivery limit. */
export type ReturnCause =
  /** The consumer gives it back and wants it delivered again (nack, release, a failed handler that asks for another try). */
  | 'nack'
  /** The consumer rejects it with requeue (`basic.reject`). */
  | 'reject'
  /** The consumer or its connection is gone. */
  | 'lost'
  /** The lease ended: visibility timeout, AckWait, acquisition lock. */
  | 'timeout'
  /** Nobody's doing that a limit would count: a person, a rebalance, a seek. */
  | 'uncounted';

/** What became of a copy that was given back. */
export type Returned =
  /** It waits again. */
  | 'queued'
  /** It waits for its delay to end. */
  | 'held'
  /** It has used up its deliveries, or outlived its time: it has left the line, the owner has been told through `left`. */
  | 'left';

/** Why a copy left a line without a consumer's settling it. */
export type Leaving = 'exhausted' | 'expired' | 'overflow';

/** What a line needs from whoever runs it. */
export interface LinePort {
  readonly nowUs: number;
  /** Asks for `timerRings(copy, code)` of the line at that time. Returns a handle above 0. */
  readonly set: (atUs: number, copy: number, code: number) => number;
  readonly clear: (timer: number) => void;
  /** A copy has left; its state is the owner's to set (it is in no line any more). */
  readonly left: (copy: number, why: Leaving) => void;
  /** A copy that was out or held waits again, by itself: hand-out may go on. `was` says what ended. */
  readonly back: (copy: number, was: 'lease' | 'delay') => void;
}

/**
 * The copies of one subscriber at the broker: those that wait, in the order in which they will be handed out, and those that are
 * out, oldest delivery first. A queue and a log are lines; they own `state`, `attempts`, `timer` and `visibleAt` of their copies as
 * long as these stand in the line.
 */
export interface Line {
  /** Copies that wait, handed out by nobody. Held ones do not count. */
  readonly waiting: number;
  /** Copies that are out and unsettled, oldest delivery first. */
  readonly out: { readonly length: number; readonly at: (position: number) => number };
  /** Appends a copy (after `delayUs`). Returns its partition; -1 when the line is full and refuses it. */
  enqueue(copy: number, group: number, delayUs?: number): number;
  /**
   * Hands out the next copy: one more attempt, its lease runs. -1 when none may be handed out now. Copies taken with the same
   * `batch` above 0 belong to one receive call, within which the order of a group stands.
   */
  take(batch?: number): number;
  /**
   * The consumer has processed the copy. False: the line keeps it out until it is committed, and says so by itself then. Lines that
   * finish a copy with its acknowledgement do without.
   */
  done?(copy: number): boolean;
  /** The broker can be reached again. */
  resumed?(): void;
  /** The copy that is out is finished; the caller sets its end state. */
  settle(copy: number): void;
  /** The copy that is out (or held) comes back, after `delayUs`. */
  giveBack(copy: number, cause: ReturnCause, delayUs?: number): Returned;
  /** A waiting copy steps out of the line and comes back to its place after `us`; nothing that must not overtake it does. */
  hold(copy: number, us: number): void;
  /** The lease of a copy that is out ends that much from now instead (visibility change, heartbeat). */
  extend(copy: number, us: number): void;
  /** A timer that the line set is due. */
  timerRings(copy: number, code: number): void;
  /** Position among the copies of its order that wait; -1 = not waiting. */
  positionOf(copy: number): number;
  /** Removes a waiting copy; the caller sets its end state. */
  remove(copy: number): void;
  /** Moves a waiting copy to a position in its order; returns the position reached. */
  move(copy: number, position: number): number;
}
