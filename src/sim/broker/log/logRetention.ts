import type { CopyTable } from '../copies';
import type { LinePort } from '../line';
import type { RetentionRules } from './groupRules';
import type { LogPartition } from './logPartition';

/** Deletes what is too old, by the broker's clock, and moves readers on whose next record is gone. */
export class LogRetention {
  readonly #rules: RetentionRules;
  readonly #copies: CopyTable;
  readonly #port: LinePort;
  #isPlanned = false;

  constructor(rules: RetentionRules, copies: CopyTable, port: LinePort) {
    this.#rules = rules;
    this.#copies = copies;
    this.#port = port;
  }

  /** A record was appended. */
  stored({ stored }: LogPartition, copy: number): void {
    const record = { key: null, value: null, sizeBytes: 0, timestampUs: this.#port.nowUs, headers: {} };
    this.#copies.arrival[copy] = stored?.append({ ...record, kind: 'data', producerId: -1, transactional: false }) ?? 0;
  }

  /** Plans the next check; the timer comes back with this copy and code. */
  plan(copy: number, code: number): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#port.set(this.#nextCheckUs(), copy, code);
  }

  #nextCheckUs(): number {
    const { firstCheckUs, checkUs } = this.#rules;
    const past = this.#port.nowUs - firstCheckUs;
    return past < 0 ? firstCheckUs : firstCheckUs + (Math.floor(past / checkUs) + 1) * checkUs;
  }

  /** The broker looks. Returns how many waiting records have left. */
  check(partitions: readonly LogPartition[]): number {
    this.#isPlanned = false;
    let gone = 0;
    for (const partition of partitions) {
      partition.stored?.expire(this.#port.nowUs, partition.stored.endOffset);
      gone += this.#dropDeleted(partition);
    }
    return gone;
  }

  #dropDeleted(partition: LogPartition): number {
    const start = partition.stored?.startOffset ?? 0;
    let gone = 0;
    while (partition.line.length > 0 && (this.#copies.arrival[partition.line.at(0)] ?? 0) < start) {
      this.#port.left(partition.drop(), 'expired');
      partition.overrun = true;
      gone++;
    }
    return gone;
  }

  /** The consumer polls: an offset out of range is reset, by default to the end (KAF-046). Returns how many records have left. */
  reset(partition: LogPartition): number {
    let gone = this.#dropDeleted(partition);
    if (!partition.overrun) return gone;
    partition.overrun = false;
    for (; this.#rules.reset === 'latest' && partition.line.length > 0; gone++) this.#port.left(partition.drop(), 'overflow');
    return gone;
  }
}
