import { assert } from '../../../../base/assert';
import type { TimerHandle } from '../../clock';
import type { ClassicGroup } from './classicGroup';
import { assignorOf, type CommitIdentity } from './groupCoordinator';
import type { Membership, MembershipOptions } from './membership';
import { isKafkaError, kafkaError } from './outcome';

/**
 * A consumer's part in the classic protocol: heartbeats in the background, joining only while the application polls. With an eager
 * assignor it stops everything before it joins again; with a cooperative one it stops only what moves (KAF-042).
 */
export class ClassicMembership implements Membership {
  owned: readonly string[] = [];
  frozen = false;
  readonly #options: MembershipOptions;
  readonly #group: ClassicGroup;
  readonly #cooperative: boolean;
  #memberId: string | null = null;
  #generation = -1;
  #joining = false;
  #rejoin = true;
  #expelled = false;
  #dead = false;
  #heartbeat: TimerHandle = 0;
  #pollTimer: TimerHandle = 0;
  #retry: TimerHandle = 0;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const group = options.cluster.groups.classic(options.group);
    assert(!isKafkaError(group), 'a classic group');
    this.#group = group;
    this.#cooperative = options.config['partition.assignment.strategy'].every((name) => assignorOf(name).cooperative);
  }

  get identity(): CommitIdentity | 'none' {
    return this.#memberId === null ? 'none' : { memberId: this.#memberId, generation: this.#generation };
  }

  poll(): void {
    this.#options.cluster.clock.cancel(this.#pollTimer);
    if (this.#dead || this.#joining || !this.#rejoin) return;
    if (!this.#options.cluster.groups.available) {
      this.#retryLater();
      return;
    }
    if (this.#expelled) this.#loses();
    else if (!this.#cooperative && this.owned.length > 0) this.#handsBackAll();
    this.#join();
  }

  #retryLater(): void {
    const { cluster, config, events } = this.#options;
    cluster.clock.cancel(this.#retry);
    this.#retry = cluster.clock.after(config['retry.backoff.ms'] * 1000, () => events.wake());
  }

  #loses(): void {
    this.#expelled = false;
    const lost = this.owned;
    this.owned = [];
    if (lost.length > 0) this.#options.events.lost(lost);
  }

  #handsBackAll(): void {
    const revoked = this.owned;
    this.#options.events.revoked(revoked);
    this.owned = [];
  }

  #join(): void {
    const { cluster, config, group, topics, events } = this.#options;
    const sessionMs = config['session.timeout.ms'];
    const { settings } = cluster.options;
    if (sessionMs < settings['group.min.session.timeout.ms'] || sessionMs > settings['group.max.session.timeout.ms']) {
      events.failed(
        kafkaError(
          'InvalidSessionTimeoutException',
          'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).',
        ),
      );
      return;
    }
    this.#joining = true;
    this.#rejoin = false;
    this.#memberId ??= cluster.groups.newMemberId(group);
    cluster.clock.cancel(this.#heartbeat);
    const error = this.#group.join({
      memberId: this.#memberId,
      instanceId: config['group.instance.id'],
      topics,
      owned: this.owned,
      assignors: config['partition.assignment.strategy'],
      sessionUs: sessionMs * 1000,
      rebalanceUs: config['max.poll.interval.ms'] * 1000,
      joined: ({ partitions, generation }) => this.#joined(partitions, generation),
    });
    if (error === null) return;
    this.#joining = false;
    events.failed(error);
  }

  #joined(partitions: readonly string[], generation: number): void {
    if (this.#dead) return;
    const { events } = this.#options;
    this.#joining = false;
    this.#generation = generation;
    const before = this.owned;
    const revoked = before.filter((id) => !partitions.includes(id));
    this.owned = partitions;
    this.#beatLater();
    if (revoked.length > 0) {
      events.revoked(revoked);
      this.#rejoin = true;
    }
    events.assigned(partitions.filter((id) => !before.includes(id)));
    events.wake();
  }

  #beatLater(): void {
    const { cluster, config } = this.#options;
    cluster.clock.cancel(this.#heartbeat);
    this.#heartbeat = cluster.clock.after(config['heartbeat.interval.ms'] * 1000, () => this.#beat());
  }

  #beat(): void {
    const { cluster, events } = this.#options;
    if (this.#memberId === null) return;
    this.#beatLater();
    if (this.frozen || !cluster.groups.available) return;
    const answer = this.#group.heartbeat(this.#memberId, this.#generation);
    if (answer === 'unknown') this.#wasExpelled();
    if (answer === 'ok') return;
    this.#rejoin = true;
    events.wake();
  }

  #wasExpelled(): void {
    this.#memberId = null;
    this.#expelled = true;
    this.#rejoin = true;
    this.#options.cluster.clock.cancel(this.#heartbeat);
  }

  polled(): void {
    const { cluster, config } = this.#options;
    cluster.clock.cancel(this.#pollTimer);
    this.#pollTimer = cluster.clock.after(config['max.poll.interval.ms'] * 1000, () => this.#takesTooLong());
  }

  /** The application does not come back: the client leaves by itself, so that others can go on (KAF-039). A static member only falls silent. */
  #takesTooLong(): void {
    if (this.#dead || this.frozen || this.#memberId === null) return;
    if (this.#options.config['group.instance.id'] === null) {
      this.#group.leave(this.#memberId);
      this.#wasExpelled();
    } else this.#options.cluster.clock.cancel(this.#heartbeat);
  }

  leave(): void {
    if (this.#memberId !== null && this.#options.config['group.instance.id'] === null) this.#group.leave(this.#memberId);
    this.die();
  }

  die(): void {
    this.#dead = true;
    for (const timer of [this.#heartbeat, this.#pollTimer, this.#retry]) this.#options.cluster.clock.cancel(timer);
  }
}
