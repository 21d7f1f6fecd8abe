import type { TimerHandle } from '../../clock';
import type { LogRecord } from '../../log/record';
import { type ShareAnswer, ShareLedger, type ShareRules } from '../../log/shareLedger';
import type { ClusterOptions } from './clusterOptions';
import type { IncrementalGroup } from './incrementalGroup';
import type { HostedPartition, Topics } from './topics';

/** A record that a share consumer holds for a while. */
export interface AcquiredRecord {
  readonly partition: HostedPartition;
  readonly record: LogRecord;
  readonly deliveryCount: number;
}

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
  readonly #ledgers = new Map<string, ShareLedger>();
  readonly #locks = new Map<string, TimerHandle>();
  readonly #waiting = new Set<() => void>();
  config: ShareGroupConfig;

  constructor(options: ClusterOptions, topics: Topics, members: (left: (memberId: string) => void) => IncrementalGroup) {
    this.#options = options;
    this.#topics = topics;
    this.members = members((memberId) => this.#releaseAll(memberId));
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

  ledger(partition: HostedPartition): ShareLedger {
    const known = this.#ledgers.get(partition.id);
    if (known !== undefined) return known;
    const { log, highWatermark } = partition.data;
    const start = this.config['share.auto.offset.reset'] === 'earliest' ? log.startOffset : highWatermark;
    const created = new ShareLedger(this.#rules(), start);
    this.#ledgers.set(partition.id, created);
    return created;
  }

  #rules(): ShareRules {
    return {
      lockUs: this.config['share.record.lock.duration.ms'] * 1000,
      deliveriesMax: this.config['share.delivery.count.limit'],
      locksMax: this.#options.settings['group.share.partition.max.record.locks'],
    };
  }

  /** The member starts to read: its partitions get their starting points. */
  begin(memberId: string): void {
    for (const partition of this.#partitionsOf(memberId)) this.ledger(partition);
  }

  #partitionsOf(memberId: string): readonly HostedPartition[] {
    return this.members.partitionsOf(memberId).flatMap((id) => this.#topics.partition(id) ?? []);
  }

  /** Records that came back first, then new ones; each is locked for this member from now on. */
  acquire(memberId: string, max: number): readonly AcquiredRecord[] {
    const acquired: AcquiredRecord[] = [];
    for (const partition of this.#partitionsOf(memberId)) {
      if (partition.data.replicas.leader === null) continue;
      const ledger = this.ledger(partition);
      ledger.deletedBefore(partition.data.log.startOffset);
      for (const record of available(partition, ledger, max - acquired.length)) {
        const { deliveries } = ledger.acquire(record.offset, memberId);
        this.#lock(partition, record.offset);
        acquired.push({ partition, record, deliveryCount: deliveries });
      }
    }
    return acquired;
  }

  #lock(partition: HostedPartition, offset: number): void {
    const ledger = this.ledger(partition);
    const ends = (): void => this.#settle(partition, offset, 'RELEASE');
    this.#locks.set(`${partition.id}@${offset}`, this.#options.clock.after(ledger.rules.lockUs, ends));
  }

  /** False when the lock has ended before the answer came: the record may be in other hands. */
  answer(memberId: string, { partition, record, deliveryCount }: AcquiredRecord, answer: ShareAnswer): boolean {
    if (!this.ledger(partition).holds(record.offset, memberId, deliveryCount)) return false;
    this.#settle(partition, record.offset, answer);
    return true;
  }

  #settle(partition: HostedPartition, offset: number, answer: ShareAnswer): void {
    const lock = `${partition.id}@${offset}`;
    this.#options.clock.cancel(this.#locks.get(lock) ?? 0);
    this.#locks.delete(lock);
    this.ledger(partition).answer(offset, answer);
    this.changed();
  }

  #releaseAll(memberId: string): void {
    for (const [id, ledger] of this.#ledgers) {
      const partition = this.#topics.partition(id);
      if (partition !== undefined) for (const offset of ledger.heldBy(memberId)) this.#settle(partition, offset, 'RELEASE');
    }
  }
}

function available({ data }: HostedPartition, ledger: ShareLedger, max: number): readonly LogRecord[] {
  const back = ledger.returned().slice(0, Math.max(0, max));
  const again = back.flatMap((offset) => data.log.read(offset, offset + 1, 1));
  const room = Math.min(max - again.length, ledger.room);
  if (room <= 0) return again;
  const fetched = data.fetch(ledger.nextOffset, 'read_uncommitted', room);
  if (fetched === null) return again;
  if (fetched.records.length === 0) ledger.skipTo(fetched.nextOffset);
  return [...again, ...fetched.records];
}
