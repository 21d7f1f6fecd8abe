import type { DeliveryLimit, QueueRules } from '../../queue/rules';

/** Messages received and neither deleted nor visible again, per queue: standard about, FIFO exactly (SQF-018). */
export const maxInFlight = 120_000;

/** A repeated MessageDeduplicationId within this span is accepted and not stored again (SQF-003). */
export const dedupIntervalUs = 300_000_000;

/** A message can stay invisible this long after its receive, extensions included (SQS-007). */
export const maxInvisibleS = 43_200;

export interface SqsQueueKind {
  readonly fifo: boolean;
  readonly visibilityTimeoutUs: number;
  /** Null = the owner says of every copy when its life ends (`CopyTable.expiresAt`). */
  readonly retentionUs: number | null;
  readonly limit: DeliveryLimit | null;
}

/** An SQS queue in the terms of the queue primitive: what a run and the service's own operations both stand on. */
export function sqsQueueRules({ fifo, limit, retentionUs, visibilityTimeoutUs }: SqsQueueKind): QueueRules {
  return {
    groups: fifo,
    // A standard queue keeps no order for a message that comes back, so a poison one stands in nobody's way (SQS-021); in a FIFO
    // queue it is the head of its group again (SQF-011).
    returns: fifo ? 'place' : 'tail',
    lease: { kind: 'timeout', us: [visibilityTimeoutUs] },
    maxOut: maxInFlight,
    limit,
    timeToLiveUs: retentionUs,
    expiry: 'anywhere',
    expiresOnTime: false,
    maxLength: null,
  };
}

/**
 * The message moves when a receive would exceed maxReceiveCount, not when the last allowed one fails (SQS-012): with nobody polling
 * it stays (SQS-013, a modelling choice after ElasticMQ).
 */
export function sqsLimit(maxReceiveCount: number): DeliveryLimit {
  return { at: 'take', max: maxReceiveCount };
}
