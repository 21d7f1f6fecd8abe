import type { KafkaCluster } from './cluster';
import type { ConsumerConfig } from './consumerConfig';
import type { CommitIdentity } from './groupCoordinator';
import type { KafkaError } from './outcome';

/** How a consumer comes by its partitions. */
export interface Membership {
  /** What it holds now, by id. */
  readonly owned: readonly string[];
  /** In whose name it commits; null: in nobody's, outside a group's assignment. 'none': it is in no group (any more). */
  readonly identity: CommitIdentity | null | 'none';
  /** The application polls: join, rejoin, hand back. */
  poll(): void;
  /** The poll has returned; the next one must come within max.poll.interval.ms. */
  polled(): void;
  leave(): void;
  /** The process is dead: no heartbeat, no farewell. */
  die(): void;
  /** The process stands still (a long pause): no heartbeats until it goes on. */
  frozen: boolean;
}

/** What a membership tells its consumer. */
export interface MembershipEvents {
  readonly assigned: (added: readonly string[]) => void;
  /** It may still commit what it did. */
  readonly revoked: (partitions: readonly string[]) => void;
  /** Others have them already. */
  readonly lost: (partitions: readonly string[]) => void;
  readonly failed: (error: KafkaError) => void;
  /** A poll that waits should look again. */
  readonly wake: () => void;
  /** Whether a poll waits right now. */
  readonly polling: () => boolean;
}

export interface MembershipOptions {
  readonly cluster: KafkaCluster;
  readonly config: ConsumerConfig;
  readonly group: string;
  readonly topics: readonly string[];
  readonly events: MembershipEvents;
}

/** Partitions assigned by hand: no group manages them. */
export class ManualAssignment implements Membership {
  readonly owned: readonly string[];
  readonly identity = null;
  frozen = false;

  constructor(owned: readonly string[], assigned: (added: readonly string[]) => void) {
    this.owned = owned;
    assigned(owned);
  }

  poll(): void {
    // Nothing to join.
  }

  polled(): void {
    // Nobody waits for the next poll.
  }

  leave(): void {
    // Nothing to leave.
  }

  die(): void {
    // Nobody misses it.
  }
}
