import type { LogRecord, NewRecord, ProducerStamp } from './record';
import { ProducerStates } from './producerStates';
import { ReplicaSet } from './replicas';
import { type LogRules, Segments } from './segments';
import { TransactionRanges } from './transactionRanges';

export type Isolation = 'read_uncommitted' | 'read_committed';

export interface Batch {
  readonly records: readonly NewRecord[];
  readonly stamp: ProducerStamp;
}

export type Appended =
  | { readonly kind: 'appended'; readonly baseOffset: number }
  | { readonly kind: 'duplicate'; readonly baseOffset: number }
  | { readonly kind: 'outOfOrder' }
  | { readonly kind: 'fenced' };

export interface Fetched {
  readonly records: readonly LogRecord[];
  /** Where to read on: behind markers and void records too. */
  readonly nextOffset: number;
}

/** One partition: its log, who replicates it, what it knows about producers and transactions. It knows no clock and no network. */
export class Partition {
  readonly log: Segments;
  readonly replicas: ReplicaSet;
  readonly #producers = new ProducerStates();
  readonly #transactions = new TransactionRanges();

  constructor(rules: LogRules, brokers: readonly number[]) {
    this.log = new Segments(rules);
    this.replicas = new ReplicaSet(brokers);
  }

  get highWatermark(): number {
    return this.replicas.highWatermark;
  }

  /** Readers of committed records see nothing from there on (KAF-071). */
  get lastStableOffset(): number {
    return Math.min(this.highWatermark, this.#transactions.firstOpen);
  }

  /** How far a reader may see. */
  readableEnd(isolation: Isolation): number {
    return isolation === 'read_committed' ? this.lastStableOffset : this.highWatermark;
  }

  hasOpenTransaction(producerId: number): boolean {
    return this.#transactions.isOpen(producerId);
  }

  append({ records, stamp }: Batch): Appended {
    const verdict = this.#producers.check(stamp, records.length);
    if (verdict.kind !== 'next') return verdict;
    const baseOffset = this.log.endOffset;
    const { producerId, transactional } = stamp;
    for (const record of records) this.log.append({ ...record, kind: 'data', producerId, transactional });
    this.#producers.appended(stamp, records.length, baseOffset);
    if (transactional) this.#transactions.wrote(producerId, baseOffset);
    this.replicas.appended(this.log.endOffset);
    return { kind: 'appended', baseOffset };
  }

  /** Ends a producer's transaction here. The marker takes an offset (KAF-076) and carries the epoch that may write from now on. */
  mark(producerId: number, epoch: number, end: { readonly kind: 'commit' | 'abort'; readonly nowUs: number }): void {
    const { kind, nowUs } = end;
    const offset = this.log.append({
      key: null,
      value: null,
      sizeBytes: 78,
      timestampUs: nowUs,
      headers: {},
      kind,
      producerId,
      transactional: true,
    });
    this.#transactions.ended(producerId, offset, kind === 'abort');
    this.#producers.fence(producerId, epoch);
    this.replicas.appended(this.log.endOffset);
  }

  /** Records that an application may see, in order; null when the offset is outside the log (KAF-046). */
  fetch(from: number, isolation: Isolation, max: number): Fetched | null {
    if (from < this.log.startOffset || from > this.log.endOffset) return null;
    const until = this.readableEnd(isolation);
    if (from >= until) return { records: [], nextOffset: from };
    const records = this.log.read(from, until, max);
    const last = records.at(-1);
    const nextOffset = records.length < max || last === undefined ? until : last.offset + 1;
    return { records: records.filter((record) => this.#visible(record, isolation)), nextOffset };
  }

  #visible(record: LogRecord, isolation: Isolation): boolean {
    return record.kind === 'data' && (isolation === 'read_uncommitted' || !this.#transactions.isAborted(record));
  }

  /** Another replica takes the lead; false when nobody can. */
  elect(alive: (broker: number) => boolean, unclean: boolean): boolean {
    const end = this.replicas.elect(alive, unclean);
    if (end === null) return false;
    this.log.truncate(end);
    this.#producers.truncated(end);
    this.#transactions.truncated(end);
    return true;
  }

  expire(nowUs: number): void {
    this.log.expire(nowUs, this.highWatermark);
  }

  clean(nowUs: number): void {
    if (this.log.dirtyRatio < this.log.rules.dirtyRatioMin) return;
    this.log.compact(nowUs, this.lastStableOffset, (record) => this.#transactions.isAborted(record));
  }
}
