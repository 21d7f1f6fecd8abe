import type { ProductClock, TimerHandle } from '../../clock';
import type { ClusterOptions } from './clusterOptions';
import type { HostedPartition, Topics } from './topics';

/**
 * The brokers of a cluster: who runs, who follows whom, who leads. A crashed leader is replaced when the controller's session
 * with it ends; a follower that is too far behind leaves the in-sync set.
 */
export class Brokers {
  readonly #options: ClusterOptions;
  readonly #clock: ProductClock;
  readonly #topics: Topics;
  readonly #changed: (partition: HostedPartition) => void;
  readonly #up: Set<number>;
  /** Brokers that the controller takes for dead. */
  readonly #fenced = new Set<number>();
  readonly #stalled = new Set<number>();
  readonly #sessions = new Map<number, TimerHandle>();

  /** `changed` hears of every partition whose leader or high watermark may have moved. */
  constructor(options: ClusterOptions, topics: Topics, changed: (partition: HostedPartition) => void) {
    this.#options = options;
    this.#clock = options.clock;
    this.#topics = topics;
    this.#changed = changed;
    this.#up = new Set(Array.from({ length: options.brokers }, (_, i) => i + 1));
  }

  isUp(broker: number | null): boolean {
    return broker !== null && this.#up.has(broker);
  }

  get anyUp(): boolean {
    return this.#up.size > 0;
  }

  /** The process dies without a word. */
  stop(broker: number): void {
    if (!this.#up.delete(broker)) return;
    const session = this.#options.settings['broker.session.timeout.ms'] * 1000;
    this.#sessions.set(
      broker,
      this.#clock.after(session, () => this.#fence(broker)),
    );
    for (const partition of this.#topics.all) this.#changed(partition);
  }

  /** A controlled shutdown moves the leaders first. */
  shutDown(broker: number): void {
    if (!this.#up.delete(broker)) return;
    this.#fence(broker);
  }

  start(broker: number): void {
    if (broker < 1 || broker > this.#options.brokers || this.#up.has(broker)) return;
    this.#up.add(broker);
    this.#fenced.delete(broker);
    this.#clock.cancel(this.#sessions.get(broker) ?? 0);
    for (const partition of this.#hostedBy(broker)) {
      this.#electIfNeeded(partition);
      this.#follow(partition, broker);
      this.#changed(partition);
    }
  }

  /** The disk is gone for ever; the process with it. */
  loseDisk(broker: number): void {
    this.stop(broker);
    for (const { data } of this.#hostedBy(broker)) data.replicas.diskLost(broker);
  }

  /** The broker runs, but its replicas fetch nothing until `resume`. */
  stall(broker: number): void {
    this.#stalled.add(broker);
    for (const partition of this.#hostedBy(broker)) this.#expectCatchingUp(partition, broker);
  }

  resume(broker: number): void {
    this.#stalled.delete(broker);
    for (const partition of this.#hostedBy(broker)) this.#follow(partition, broker);
  }

  /** The leader wrote something: its followers fetch it soon. */
  appended(partition: HostedPartition): void {
    const { replicas } = partition.data;
    for (const broker of replicas.brokers) {
      if (broker === replicas.leader) continue;
      if (this.isUp(broker) && !this.#stalled.has(broker)) this.#follow(partition, broker);
      else this.#expectCatchingUp(partition, broker);
    }
    this.#changed(partition);
  }

  #hostedBy(broker: number): readonly HostedPartition[] {
    return this.#topics.all.filter(({ data }) => data.replicas.brokers.includes(broker));
  }

  #follow(partition: HostedPartition, broker: number): void {
    this.#clock.after(this.#options.replicationUs, () => {
      const { replicas } = partition.data;
      if (broker === replicas.leader || !this.isUp(broker) || this.#stalled.has(broker) || !this.isUp(replicas.leader)) return;
      replicas.caughtUp(broker);
      this.#changed(partition);
    });
  }

  /** A follower that has not caught up for replica.lag.time.max.ms leaves the in-sync set. */
  #expectCatchingUp(partition: HostedPartition, broker: number): void {
    const { data } = partition;
    const behindSince = data.log.endOffset;
    this.#clock.after(this.#options.settings['replica.lag.time.max.ms'] * 1000, () => {
      const stillBehind = data.replicas.leader !== broker && data.replicas.endOf(broker) < behindSince;
      if (!stillBehind || !this.isUp(data.replicas.leader)) return;
      data.replicas.fallsOut(broker);
      this.#changed(partition);
    });
  }

  /** The controller gives a silent broker up: it leaves every in-sync set, and others lead. */
  #fence(broker: number): void {
    if (this.#up.has(broker)) return;
    this.#fenced.add(broker);
    for (const partition of this.#hostedBy(broker)) {
      const { replicas } = partition.data;
      if (replicas.leader === broker) replicas.leaderLost();
      replicas.fallsOut(broker);
      this.#electIfNeeded(partition);
      this.#changed(partition);
    }
  }

  #electIfNeeded(partition: HostedPartition): void {
    const { data, owner } = partition;
    if (data.replicas.leader !== null) return;
    const mayLead = (broker: number): boolean => this.#up.has(broker) && !this.#fenced.has(broker);
    if (!data.elect(mayLead, owner.config['unclean.leader.election.enable'])) return;
    for (const broker of data.replicas.brokers) if (this.isUp(broker)) this.#follow(partition, broker);
  }

  /** unclean.leader.election.enable was switched on: whoever is there leads. */
  electEverywhere(): void {
    for (const partition of this.#topics.all) {
      this.#electIfNeeded(partition);
      this.#changed(partition);
    }
  }
}
