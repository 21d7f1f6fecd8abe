import { assert, assertUnreachable } from '../../../base/assert';
import { CopyState, type CopyTable } from '../copies';
import { Deque } from '../deque';
import type { Line, LinePort, Returned, ReturnCause } from '../line';
import type { GroupRules } from './groupRules';
import { LogPartition } from './logPartition';
import { LogRetention } from './logRetention';

/** Code of the timer for an auto commit; the codes of held records are attempts, from 0. */
const commitDue = -1;
/** Code of the timer for the broker's next look at what is too old. */
const retentionCheck = -2;
/** Code of the timer for a poll that does not come. */
const pollOverdue = -3;

/** What a log needs besides: a group commits offsets later than it finishes records. */
export interface GroupPort extends LinePort {
  /** Whether the consumer can reach the coordinator as a member of the current generation. */
  readonly mayCommit: () => boolean;
  /** The committed offset has passed this record: it is finished for good. The owner calls `settle`. */
  readonly committed: (copy: number) => void;
  /** Nobody else could take an expelled consumer's records now. */
  readonly isAlone: () => boolean;
  /** The consumer was expelled: the owner gives these copies back, newest first. */
  readonly expelled: (copies: readonly number[]) => void;
}

/**
 * A consumer group's view of a partitioned log. Records of one key share a partition; a partition hands out one record at a
 * time, so that the committed offset never runs past an unfinished record. Consumption deletes nothing at the broker; what
 * stands here are the records between committed offset and log end.
 */
export class Log implements Line {
  readonly out = new Deque();
  readonly #rules: GroupRules;
  readonly #partitions: readonly LogPartition[];
  readonly #copies: CopyTable;
  readonly #port: GroupPort;
  readonly #retention: LogRetention | null;
  #waiting = 0;
  #next = 0;

  constructor(rules: GroupRules, copies: CopyTable, port: GroupPort) {
    assert(rules.partitions >= 1, 'a topic has at least one partition');
    this.#rules = rules;
    this.#partitions = Array.from({ length: rules.partitions }, () => new LogPartition(rules));
    this.#copies = copies;
    this.#port = port;
    this.#retention = rules.retention === null ? null : new LogRetention(rules.retention, copies, port);
  }

  get waiting(): number {
    return this.#waiting;
  }

  enqueue(copy: number, key: number): number {
    const partition = partitionOf(key, this.#partitions.length);
    this.#copies.partition[copy] = partition;
    this.#copies.state[copy] = CopyState.queued;
    this.#at(partition).line.pushBack(copy);
    this.#waiting++;
    this.#retention?.stored(this.#at(partition), copy);
    this.#retention?.plan(copy, retentionCheck);
    return partition;
  }

  take(): number {
    const count = this.#partitions.length;
    for (let i = 0; i < count; i++) {
      const index = (this.#next + i) % count;
      const partition = this.#at(index);
      if (partition.polls) this.#waiting -= this.#retention?.reset(partition) ?? 0;
      if (!partition.ready) continue;
      const isPoll = partition.polls;
      const copy = partition.take();
      if (isPoll) partition.pollTimer = this.#port.set(this.#port.nowUs + this.#rules.maxPollIntervalUs, copy, pollOverdue);
      this.#waiting--;
      this.#next = (index + 1) % count;
      this.#copies.attempts[copy] = (this.#copies.attempts[copy] ?? 0) + 1;
      this.#copies.state[copy] = CopyState.delivered;
      this.#copies.arrived[copy] = 0;
      this.out.pushBack(copy);
      return copy;
    }
    return -1;
  }

  // ── committing ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The consumer has processed the record. True: it is committed with it; false: it stays out until the offset is committed. */
  done(copy: number): boolean {
    const partition = this.#of(copy);
    if (partition.expelled) {
      // The commit fails: others go on from the last one (KAF-039).
      this.#port.expelled(this.#outOf(partition));
      return false;
    }
    if (this.#rules.commit === 'record' || partition.inHand !== copy) return true;
    partition.finished();
    partition.done.push(copy);
    this.#afterRecord(partition);
    return false;
  }

  #outOf(partition: LogPartition): readonly number[] {
    return this.out.toArray().filter((copy) => this.#of(copy) === partition);
  }

  /** Between two polls the loop commits, by its strategy. */
  #afterRecord(partition: LogPartition): void {
    if (!partition.polls) return;
    this.#pollComes(partition);
    if (partition.done.length === 0) return;
    switch (this.#rules.commit) {
      case 'record':
        return;
      case 'batch':
        this.#commit(partition);
        return;
      case 'auto':
        if (partition.autoCommit.due(this.#port.nowUs)) this.#commit(partition);
        else this.#commitLater(partition);
        return;
      default:
        assertUnreachable(this.#rules.commit);
    }
  }

  #pollComes(partition: LogPartition): void {
    partition.expelled = false;
    if (partition.pollTimer !== 0) this.#port.clear(partition.pollTimer);
    partition.pollTimer = 0;
  }

  #commitLater(partition: LogPartition): void {
    const first = partition.done[0];
    if (partition.commitTimer !== 0 || first === undefined) return;
    partition.commitTimer = this.#port.set(partition.autoCommit.nextUs(this.#port.nowUs), first, commitDue);
  }

  #commit(partition: LogPartition): void {
    if (!this.#port.mayCommit()) return;
    partition.autoCommit.committed(this.#port.nowUs);
    this.#port.clear(partition.commitTimer);
    partition.commitTimer = 0;
    for (const copy of partition.done.splice(0)) this.#port.committed(copy);
  }

  /** The coordinator can be reached again: what waited to be committed is. */
  resumed(): void {
    for (const partition of this.#partitions) this.#afterRecord(partition);
  }

  /** The record that is out is finished. One that was given up is committed like a processed one, and with it what came before (KAF-044). */
  settle(copy: number): void {
    this.#takeOut(copy);
    const partition = this.#of(copy);
    partition.forgetDone(copy);
    if (partition.inHand !== copy) return;
    partition.finished();
    if (partition.polls) this.#pollComes(partition);
    if (partition.done.length > 0) this.#commit(partition);
  }

  // ── coming back ────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * A record that will be tried again later keeps its partition waiting: nothing overtakes it (KAF-043). The client seeks back to it and
   * polls again.
   */
  giveBack(copy: number, cause: ReturnCause, delayUs = 0): Returned {
    this.#takeOut(copy);
    const partition = this.#of(copy);
    partition.forgetDone(copy);
    partition.forgetPoll();
    if (cause === 'uncounted') this.#pollComes(partition);
    else this.#afterRecord(partition);
    if (delayUs === 0) {
      this.#toHead(copy);
      return 'queued';
    }
    this.#holdFor(copy, delayUs);
    return 'held';
  }

  hold(copy: number, us: number): void {
    this.remove(copy);
    this.#holdFor(copy, us);
  }

  #holdFor(copy: number, us: number): void {
    const copies = this.#copies;
    copies.state[copy] = CopyState.held;
    copies.timer[copy] = this.#port.set(this.#port.nowUs + us, copy, copies.attempts[copy] ?? 0);
  }

  /** A fetched record has no lease: it is its member's until the group is shared anew. */
  extend(): void {
    // Nothing runs.
  }

  timerRings(copy: number, code: number): void {
    switch (code) {
      case commitDue:
        this.#of(copy).commitTimer = 0;
        this.#afterRecord(this.#of(copy));
        return;
      case retentionCheck:
        this.#waiting -= this.#retention?.check(this.#partitions) ?? 0;
        if (this.#waiting > 0) this.#retention?.plan(copy, retentionCheck);
        return;
      case pollOverdue:
        this.#overdue(this.#of(copy));
        return;
      default:
        this.#holdEnds(copy, code);
    }
  }

  #holdEnds(copy: number, attempt: number): void {
    const { state, attempts, timer } = this.#copies;
    if (state[copy] !== CopyState.held || attempts[copy] !== attempt || timer[copy] === 0) return;
    this.#toHead(copy);
    this.#port.back(copy, 'delay');
  }

  /** The member leaves by itself, so that others can go on; what it works on is processed twice. */
  #overdue(partition: LogPartition): void {
    partition.pollTimer = 0;
    if (this.#port.isAlone()) partition.expelled = true;
    else this.#port.expelled(this.#outOf(partition));
  }

  #toHead(copy: number): void {
    this.#copies.timer[copy] = 0;
    this.#copies.state[copy] = CopyState.queued;
    this.#of(copy).toHead(copy);
    this.#waiting++;
  }

  #takeOut(copy: number): void {
    const position = this.out.indexOf(copy);
    assert(position >= 0, 'the record is out');
    this.out.removeAt(position);
  }

  // ── a person's hand ────────────────────────────────────────────────────────────────────────────────────────────────

  positionOf(copy: number): number {
    return this.#of(copy).line.indexOf(copy);
  }

  remove(copy: number): void {
    this.#of(copy).remove(copy);
    this.#waiting--;
  }

  move(copy: number, position: number): number {
    const { line } = this.#of(copy);
    line.removeAt(line.indexOf(copy));
    const reached = Math.max(0, Math.min(position, line.length));
    line.insertAt(reached, copy);
    return reached;
  }

  #of(copy: number): LogPartition {
    return this.#at(this.#copies.partition[copy] ?? 0);
  }

  #at(index: number): LogPartition {
    const partition = this.#partitions[index];
    assert(partition !== undefined, 'partition exists');
    return partition;
  }
}

/** Which partition a business key lands in: a well-mixed hash modulo the number of partitions, like the default partitioner. */
export function partitionOf(key: number, partitions: number): number {
  let h = Math.imul(key ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) % partitions;
}
