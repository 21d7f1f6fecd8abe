import type { ProductClock } from '../../clock';
import { CopyState, CopyTable } from '../../copies';
import { portOnClock } from '../../lineInClock';
import type { LogRecord } from '../../log/record';
import { Queue } from '../../queue/queue';
import { type ShareAnswer, shareRules, type ShareSettings } from './shareRules';
import type { HostedPartition } from './topics';

/** A record that a share consumer holds for a while. */
export interface AcquiredRecord {
  readonly partition: HostedPartition;
  readonly record: LogRecord;
  readonly deliveryCount: number;
}

export interface SharePartitionOptions {
  readonly clock: ProductClock;
  readonly settings: ShareSettings;
  /** Records that may be out or wait for another delivery (group.share.partition.max.record.locks). */
  readonly locksMax: number;
  readonly startOffset: number;
  /** A record has come back. */
  readonly changed: () => void;
}

/** One partition as a share group sees it: records step from the log into a queue, and leave it accepted or archived. */
export class SharePartition {
  readonly #partition: HostedPartition;
  readonly #options: SharePartitionOptions;
  readonly #copies = new CopyTable();
  readonly #queue: Queue;
  /** Records in the queue, by copy. */
  readonly #records = new Map<number, LogRecord>();
  readonly #copyAt = new Map<number, number>();
  readonly #owners = new Map<number, string>();
  /** First offset that was never in the queue. */
  #nextOffset: number;

  constructor(partition: HostedPartition, options: SharePartitionOptions) {
    this.#partition = partition;
    this.#options = options;
    this.#nextOffset = options.startOffset;
    const port = portOnClock(options.clock, () => this.#queue, {
      left: (copy) => this.#forget(copy),
      back: () => options.changed(),
    });
    this.#queue = new Queue(shareRules(options.settings), this.#copies, port);
  }

  /** Records that came back first, then new ones; each is locked for this member from now on. */
  acquire(memberId: string, max: number): readonly AcquiredRecord[] {
    this.#dropDeleted();
    this.#fetch(max - this.#queue.waiting);
    const acquired: AcquiredRecord[] = [];
    while (acquired.length < max) {
      const copy = this.#queue.take();
      const record = this.#records.get(copy);
      if (record === undefined) break;
      this.#owners.set(copy, memberId);
      acquired.push({ partition: this.#partition, record, deliveryCount: this.#copies.attempts[copy] ?? 0 });
    }
    return acquired;
  }

  /** Retention deletes records however they stand with a group. */
  #dropDeleted(): void {
    const { startOffset } = this.#partition.data.log;
    this.#nextOffset = Math.max(this.#nextOffset, startOffset);
    for (const [copy, { offset }] of this.#records) {
      if (offset >= startOffset || this.#copies.state[copy] !== CopyState.queued) continue;
      this.#queue.remove(copy);
      this.#forget(copy);
    }
  }

  #fetch(wanted: number): void {
    const room = Math.min(wanted, this.#options.locksMax - this.#records.size);
    if (room <= 0) return;
    const fetched = this.#partition.data.fetch(this.#nextOffset, 'read_uncommitted', room);
    if (fetched === null) return;
    this.#nextOffset = fetched.nextOffset;
    for (const record of fetched.records) {
      const copy = this.#copies.add(0, 0);
      this.#records.set(copy, record);
      this.#copyAt.set(record.offset, copy);
      this.#queue.enqueue(copy, 0);
    }
  }

  /** False when the lock has ended before the answer came: the record may be in other hands. */
  answer(memberId: string, { record, deliveryCount }: AcquiredRecord, answer: ShareAnswer): boolean {
    const copy = this.#copyAt.get(record.offset) ?? 0;
    const holds = this.#copies.state[copy] === CopyState.delivered && this.#copies.attempts[copy] === deliveryCount;
    if (!holds || this.#owners.get(copy) !== memberId) return false;
    if (answer === 'RELEASE') {
      if (this.#queue.giveBack(copy, 'nack') === 'queued') this.#options.changed();
      return true;
    }
    this.#queue.settle(copy);
    this.#copies.state[copy] = CopyState.acknowledged;
    this.#forget(copy);
    return true;
  }

  /** The member has left: nobody waits for its locks. */
  releaseAll(memberId: string): void {
    for (const copy of this.#queue.out.toArray()) if (this.#owners.get(copy) === memberId) this.#queue.giveBack(copy, 'lost');
    this.#options.changed();
  }

  #forget(copy: number): void {
    this.#copyAt.delete(this.#records.get(copy)?.offset ?? -1);
    this.#records.delete(copy);
    this.#owners.delete(copy);
  }
}
