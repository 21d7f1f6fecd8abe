import type { PushRules } from '../push/pushRules';
import { plainQueue } from '../queue/rules';
import { ownFlag } from './own';
import { type BrokerBehaviour, type OwnSettings, type ProductSetting, usualBehaviour } from './product';

/** Both products spread their retries at random. */
export const jitter: ProductSetting = {
  name: 'jitter',
  title: 'Jitter of the retries',
  type: 'flag',
  default: false,
  source: 'modelling choice: AWS always has it (SNS-003, EVB-005); off so that a run can be read',
};

/** A run has a random stream of its own for every subscriber; here it only matters whether there is one. */
export const jitterOf = (own: OwnSettings): number | null => (ownFlag(own, jitter.name) ? 1 : null);

export interface Pushed {
  readonly push: PushRules;
  /** An endpoint that has not answered by then has failed. */
  readonly responseTimeoutUs: number;
  /** One message of a group (business key) at a time, a failing one in front of the others. */
  readonly groups: boolean;
  /** What the product calls its two ends of all retries. */
  readonly exhausted: string;
  readonly expired: string;
}

/**
 * What products do in a run that push to the services: each attempt is a request, whether the service is up or not; its answer is the
 * acknowledgement; a failure follows the product's schedule; then the dead letters of this subscriber, or nothing (SNS-008, EVB-006, EVC-001).
 */
export function pushedBehaviour({ push, responseTimeoutUs, groups, exhausted, expired }: Pushed): BrokerBehaviour {
  return {
    ...usualBehaviour,
    line: { kind: 'queue', rules: { ...plainQueue, groups, lease: { kind: 'timeout', us: [responseTimeoutUs] }, expiry: 'anywhere' } },
    push,
    consumerLoss: { kind: 'response' },
    exhausted: 'broker',
    deadLetters: ['exhausted', 'expired'],
    leaving: { ...usualBehaviour.leaving, exhausted, expired },
    leaseName: 'no answer in time',
  };
}
