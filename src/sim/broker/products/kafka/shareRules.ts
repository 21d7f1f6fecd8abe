import { plainQueue, type QueueRules } from '../../queue/rules';

/** How a record is answered (KAF-081). A lock that ends counts as a RELEASE. */
export type ShareAnswer = 'ACCEPT' | 'RELEASE' | 'REJECT';

export interface ShareSettings {
  readonly lockUs: number;
  readonly deliveriesMax: number;
}

/**
 * What a share group makes of a partition: a queue. Every record is locked for one consumer at a time, comes back when its lock
 * ends or when it is released, and is archived after its last allowed delivery (KAF-080). There is no order.
 */
export function shareRules({ lockUs, deliveriesMax }: ShareSettings): QueueRules {
  return {
    ...plainQueue,
    lease: { kind: 'timeout', us: [lockUs] },
    limit: { at: 'return', max: deliveriesMax, counts: ['nack', 'reject', 'lost', 'timeout'] },
  };
}
