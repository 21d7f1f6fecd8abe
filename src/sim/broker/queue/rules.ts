import type { ReturnCause } from '../line';
import type { DelayedReturn } from './delayedReturn';

/** Everything in which queues of different products differ. Plain data; a product's definition fills it from its own settings. */
export interface QueueRules {
  /** Message groups: while a copy of a group is out or held, the group's others wait (SQS FIFO, EventBridge FIFO subscribers). */
  readonly groups: boolean;
  /**
   * Where a returned copy goes: `place` = where it stood by its arrival (classic queue, SQS), `first` = behind other returned ones
   * but before everything that was never out (quorum queue, JetStream), `head` = in front of everything, `tail` = behind.
   */
  readonly returns: 'place' | 'first' | 'head' | 'tail';
  /** Causes after which a returned copy goes to the end instead (quorum queue without a delivery limit). */
  readonly returnsToTail?: readonly ReturnCause[];
  /** Priorities 0 to this one, the highest is handed out first; a copy's priority is its group. 0 = none. */
  readonly priorities?: number;
  readonly lease: Lease;
  /** Copies that may be out at a time, over all consumers; null = no bound (SQS 120,000, JetStream MaxAckPending). */
  readonly maxOut: number | null;
  /**
   * What `maxOut` counts: `out` = copies that are out (the default), `unsettled` = also those that came back and wait to be handed
   * out again, which the bound never holds up itself (JetStream: NAT-008).
   */
  readonly maxOutCounts?: 'out' | 'unsettled';
  readonly limit: DeliveryLimit | null;
  /** Returned copies wait; absent = only as long as the one who returns them says. */
  readonly delayedReturn?: DelayedReturn;
  /** Life of a waiting copy from its arrival; null = for ever. A copy may carry a shorter one (`CopyTable.expiresAt`). */
  readonly timeToLiveUs: number | null;
  /**
   * Which expired copies leave: `head` = only when they reach the head (RabbitMQ, per-message TTL), `anywhere` = wherever they
   * stand, when somebody looks (`sweep`; every operation does).
   */
  readonly expiry: 'head' | 'anywhere';
  /** Expired copies leave at their very instant, because something follows from it (a dead letter). Costs a timer per copy. */
  readonly expiresOnTime: boolean;
  readonly maxLength: MaxLength | null;
}

export type Lease =
  /** Out until settled or until the connection closes. */
  | { readonly kind: 'connection' }
  /** Out for so long; the n-th delivery has the n-th duration, the last one repeats. */
  | { readonly kind: 'timeout'; readonly us: readonly number[] };

/** When a copy has had its deliveries. */
export type DeliveryLimit =
  /** It leaves on the return that makes the counted returns reach `max` (quorum: delivery-limit + 1; JetStream MaxDeliver; share group). */
  | { readonly at: 'return'; readonly max: number; readonly counts: readonly ReturnCause[] }
  /** It leaves when it would be handed out although it has been `max` times (SQS maxReceiveCount): the move is lazy. */
  | { readonly at: 'take'; readonly max: number };

/** Bound on the copies that wait; those that are out do not count (RMQ-008). */
export interface MaxLength {
  readonly copies: number;
  /** Sum of `CopyTable.bytes`. */
  readonly bytes?: number;
  /**
   * `reject` keeps the bound exactly; `rejectOnceOver` notices only when it is exceeded, and takes in again when no more than 80 %
   * of it waits (quorum queues).
   */
  readonly overflow: 'dropHead' | 'reject' | 'rejectOnceOver';
}

/** A plain queue: no groups, no bounds, deliveries tied to the connection. */
export const plainQueue: QueueRules = {
  groups: false,
  returns: 'place',
  lease: { kind: 'connection' },
  maxOut: null,
  limit: null,
  timeToLiveUs: null,
  expiry: 'head',
  expiresOnTime: false,
  maxLength: null,
};

/** The lease of the n-th delivery (from 1); Infinity when it is tied to the connection. */
export function leaseUs(lease: Lease, attempt: number): number {
  if (lease.kind === 'connection') return Infinity;
  return lease.us[Math.min(attempt, lease.us.length) - 1] ?? Infinity;
}
