import { assert } from '../../../../base/assert';
import type { TimerHandle } from '../../clock';
import type { CommitIdentity } from './groupCoordinator';
import type { IncrementalGroup } from './incrementalGroup';
import type { Membership, MembershipOptions } from './membership';
import { isKafkaError } from './outcome';

/** A consumer's part in the protocol of KIP-848: heartbeats tell what it holds and bring what it should hold. */
export class IncrementalMembership implements Membership {
  owned: readonly string[] = [];
  frozen = false;
  readonly #options: MembershipOptions;
  readonly #group: IncrementalGroup;
  #memberId: string | null = null;
  #dead = false;
  #heartbeat: TimerHandle = 0;
  #pollTimer: TimerHandle = 0;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const group = options.cluster.groups.incremental(options.group);
    assert(!isKafkaError(group), 'a consumer group');
    this.#group = group;
  }

  get identity(): CommitIdentity | 'none' {
    return this.#memberId === null ? 'none' : { memberId: this.#memberId, generation: this.#group.epoch };
  }

  poll(): void {
    const { cluster, group, topics, events } = this.#options;
    cluster.clock.cancel(this.#pollTimer);
    if (this.#dead || this.#memberId !== null) return;
    if (!cluster.groups.available) {
      this.#beatLater();
      return;
    }
    if (this.owned.length > 0) events.lost(this.owned);
    this.owned = [];
    this.#memberId = cluster.groups.newMemberId(group);
    this.#apply(this.#group.join(this.#memberId, topics));
    this.#beatLater();
  }

  #beatLater(): void {
    const { clock, options } = this.#options.cluster;
    clock.cancel(this.#heartbeat);
    this.#heartbeat = clock.after(options.settings['group.consumer.heartbeat.interval.ms'] * 1000, () => this.#beat());
  }

  #beat(): void {
    const { cluster, events } = this.#options;
    this.#beatLater();
    if (this.frozen || !cluster.groups.available) return;
    if (this.#memberId === null) {
      events.wake();
      return;
    }
    const target = this.#group.heartbeat(this.#memberId, this.owned);
    if (target !== null) {
      this.#apply(target);
      return;
    }
    this.#memberId = null;
    events.wake();
  }

  #apply(target: readonly string[]): void {
    const { events } = this.#options;
    const before = this.owned;
    const revoked = before.filter((id) => !target.includes(id));
    if (revoked.length > 0) events.revoked(revoked);
    this.owned = target;
    if (this.#memberId !== null) this.#group.revoked(this.#memberId, target);
    const added = target.filter((id) => !before.includes(id));
    if (added.length > 0) events.assigned(added);
    events.wake();
  }

  polled(): void {
    const { cluster, config } = this.#options;
    cluster.clock.cancel(this.#pollTimer);
    this.#pollTimer = cluster.clock.after(config['max.poll.interval.ms'] * 1000, () => {
      if (this.frozen || this.#memberId === null) return;
      this.#group.leave(this.#memberId);
      this.#memberId = null;
      cluster.clock.cancel(this.#heartbeat);
    });
  }

  leave(): void {
    if (this.#memberId !== null) this.#group.leave(this.#memberId);
    this.die();
  }

  die(): void {
    this.#dead = true;
    for (const timer of [this.#heartbeat, this.#pollTimer]) this.#options.cluster.clock.cancel(timer);
  }
}
