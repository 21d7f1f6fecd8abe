import type { ClusterOptions } from './clusterOptions';
import type { IncrementalGroup } from './incrementalGroup';
import { type AcquiredRecord, SharePartition } from './sharePartition';
import type { ShareAnswer } from './shareRules';
import type { HostedPartition, Topics } from './topics';

/** Settings of a share group; `kafka-configs` sets them per group. */
export interface ShareGroupConfig {
  readonly 'share.auto.offset.reset': 'latest' | 'earliest';
  readonly 'share.record.lock.duration.ms': number;
  readonly 'share.delivery.count.limit': number;
}

/** A share group at its brokers: who may read which partition, and the state of every record (KAF-080, KAF-081). */
export class ShareGroup {
  readonly members: IncrementalGroup;
  readonly #options: ClusterOptions;
  readonly #topics: Topics;
  readonly #partitions = new Map<string, SharePartition>();
  readonly #waiting = new Set<() => void>();
  config: ShareGroupConfig;

  constructor(options: ClusterOptions, topics: Topics, members: (left: (memberId: string) => void) => IncrementalGroup) {
    this.#options = options;
    this.#topics = topics;
    this.members = members((memberId) => {
      for (const partition of this.#partitions.values()) partition.releaseAll(memberId);
    });
    this.config = {
      'share.auto.offset.reset': 'latest',
      'share.record.lock.duration.ms': options.settings['group.share.record.lock.duration.ms'],
      'share.delivery.count.limit': options.settings['group.share.delivery.count.limit'],
    };
  }

  /** Called whenever there may be something to acquire. */
  watch(look: () => void): void {
    this.#waiting.add(look);
  }

  unwatch(look: () => void): void {
    this.#waiting.delete(look);
  }

  changed(): void {
    for (const look of this.#waiting) look();
  }

  /** The member starts to read: its partitions get their starting points. */
  begin(memberId: string): void {
    for (const partition of this.#partitionsOf(memberId)) this.#share(partition);
  }

  #share(partition: HostedPartition): SharePartition {
    const known = this.#partitions.get(partition.id);
    if (known !== undefined) return known;
    const { log, highWatermark } = partition.data;
    const created = new SharePartition(partition, {
      clock: this.#options.clock,
      settings: {
        lockUs: this.config['share.record.lock.duration.ms'] * 1000,
        deliveriesMax: this.config['share.delivery.count.limit'],
      },
      locksMax: this.#options.settings['group.share.partition.max.record.locks'],
      startOffset: this.config['share.auto.offset.reset'] === 'earliest' ? log.startOffset : highWatermark,
      changed: () => this.changed(),
    });
    this.#partitions.set(partition.id, created);
    return created;
  }

  #partitionsOf(memberId: string): readonly HostedPartition[] {
    return this.members.partitionsOf(memberId).flatMap((id) => this.#topics.partition(id) ?? []);
  }

  acquire(memberId: string, max: number): readonly AcquiredRecord[] {
    const acquired: AcquiredRecord[] = [];
    for (const partition of this.#partitionsOf(memberId)) {
      if (partition.data.replicas.leader === null) continue;
      acquired.push(...this.#share(partition).acquire(memberId, max - acquired.length));
    }
    return acquired;
  }

  /** False when the lock has ended before the answer came. */
  answer(memberId: string, acquired: AcquiredRecord, answer: ShareAnswer): boolean {
    return this.#share(acquired.partition).answer(memberId, acquired, answer);
  }
}
