import { assert } from '../../../base/assert';
import { Deque } from '../deque';
import { AutoCommit } from './autoCommit';
import type { GroupRules, RetentionRules } from './groupRules';
import { type LogRules, Segments } from './segments';

/**
 * One partition as its consumer reads it: what waits behind the position, the record in hand, and what is done but not committed.
 * A poll brings a batch; the next poll comes when every record of it is done.
 */
export class LogPartition {
  /** Records that wait, next one first. */
  readonly line = new Deque();
  /** Record in hand, or held for another try; 0 = none. It keeps the partition waiting. */
  inHand = 0;
  /** Processed since the last commit, oldest first. They come again when the consumer is lost (KAF-033). */
  readonly done: number[] = [];
  readonly autoCommit: AutoCommit;
  /** Handle of the timer for the end of max.poll.interval.ms; 0 = none. */
  pollTimer = 0;
  /** The consumer was expelled while it works on what it had polled: it will learn it when it commits. */
  expelled = false;
  /** Handle of the timer for the next auto commit; 0 = none. */
  commitTimer = 0;
  /** The stored records, where retention counts. */
  readonly stored: Segments | null;
  /** Records were deleted that the consumer had not read. */
  overrun = false;
  readonly #rules: GroupRules;
  /** Records of the current poll that are not done. */
  #batch = 0;

  constructor(rules: GroupRules) {
    this.#rules = rules;
    this.autoCommit = new AutoCommit(rules.autoCommitUs, 0);
    this.stored = rules.retention === null ? null : new Segments(segmentRules(rules.retention));
  }

  /** True when the consumer would poll for more now. */
  get polls(): boolean {
    return this.#batch === 0;
  }

  get ready(): boolean {
    return this.inHand === 0 && this.line.length > 0;
  }

  take(): number {
    if (this.#batch === 0) this.#batch = Math.min(this.#rules.maxPollRecords, this.line.length);
    this.inHand = this.line.popFront();
    return this.inHand;
  }

  /** The record in hand is done with, well or not. */
  finished(): void {
    this.inHand = 0;
    this.#batch = Math.max(0, this.#batch - 1);
  }

  /** A record comes back to the head of the line. */
  toHead(copy: number): void {
    if (this.inHand === copy) this.inHand = 0;
    this.line.pushFront(copy);
  }

  /** The consumer has lost the partition: what it had polled is nobody's. */
  forgetPoll(): void {
    this.#batch = 0;
  }

  /** The next waiting record is gone without being read. */
  drop(): number {
    const copy = this.line.at(0);
    this.remove(copy);
    return copy;
  }

  /** A waiting record is taken out by somebody else than the consumer. */
  remove(copy: number): void {
    const position = this.line.indexOf(copy);
    assert(position >= 0, 'only a waiting copy can be removed');
    this.line.removeAt(position);
    this.#batch = Math.min(this.#batch, this.line.length + Number(this.inHand !== 0));
  }

  /** The record has left, or comes again: nothing of it is left to commit. */
  forgetDone(copy: number): void {
    const position = this.done.indexOf(copy);
    if (position >= 0) this.done.splice(position, 1);
  }
}

const segmentRules = ({ retentionUs, segmentUs }: RetentionRules): LogRules => ({
  segmentBytes: Infinity,
  segmentUs,
  deletes: true,
  compacts: false,
  retentionUs,
  retentionBytes: Infinity,
  tombstoneUs: 0,
  dirtyRatioMin: 1,
});
