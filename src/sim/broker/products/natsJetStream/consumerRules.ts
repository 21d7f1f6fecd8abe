import { plainQueue, type QueueRules } from '../../queue/rules';

export interface DeliveryRules {
  readonly ackWaitUs: number;
  readonly backoffUs: readonly number[];
  /** -1 = no bound, as below. */
  readonly maxDeliver: number;
  readonly maxAckPending: number;
}

/**
 * A consumer's deliveries as a queue: what comes back goes out first, in the order in which it came back (recording `nak-order-pull`);
 * BackOff replaces AckWait (NAT-007); MaxAckPending also counts what waits for its redelivery (NAT-008); MaxDeliver is noticed when one
 * delivery more would be due (recordings `max-deliver*`).
 */
export function deliveryRules({ ackWaitUs, backoffUs, maxDeliver, maxAckPending }: DeliveryRules): QueueRules {
  return {
    ...plainQueue,
    returns: 'first',
    lease: { kind: 'timeout', us: backoffUs.length > 0 ? backoffUs : [ackWaitUs] },
    maxOut: maxAckPending > 0 ? maxAckPending : null,
    maxOutCounts: 'unsettled',
    limit: maxDeliver > 0 ? { at: 'take', max: maxDeliver } : null,
  };
}
