import { assert } from '../../../base/assert';
import { CopyState, type CopyTable } from '../copies';
import { Deque } from '../deque';
import type { Line, LinePort, Returned, ReturnCause } from '../line';

/**
 * A consumer group's view of a partitioned log. Records of one key share a partition; a partition hands out one record at a
 * time, so that the committed offset never runs past an unfinished record. Consumption deletes nothing at the broker; what
 * stands here are the records between committed offset and log end.
 */
export class Log implements Line {
  readonly out = new Deque();
  readonly #partitions: readonly Deque[];
  /** Copy in hand per partition; 0 = none. */
  readonly #inHand: Int32Array;
  readonly #copies: CopyTable;
  readonly #port: LinePort;
  #waiting = 0;
  #next = 0;

  constructor(partitions: number, copies: CopyTable, port: LinePort) {
    assert(partitions >= 1, 'a topic has at least one partition');
    this.#partitions = Array.from({ length: partitions }, () => new Deque());
    this.#inHand = new Int32Array(partitions);
    this.#copies = copies;
    this.#port = port;
  }

  get waiting(): number {
    return this.#waiting;
  }

  enqueue(copy: number, key: number): number {
    const partition = partitionOf(key, this.#partitions.length);
    this.#copies.partition[copy] = partition;
    this.#copies.state[copy] = CopyState.queued;
    this.#line(partition).pushBack(copy);
    this.#waiting++;
    return partition;
  }

  take(): number {
    const count = this.#partitions.length;
    for (let i = 0; i < count; i++) {
      const partition = (this.#next + i) % count;
      const line = this.#line(partition);
      if (line.length > 0 && this.#inHand[partition] === 0) {
        const copy = line.popFront();
        this.#inHand[partition] = copy;
        this.#waiting--;
        this.#next = (partition + 1) % count;
        this.#copies.attempts[copy] = (this.#copies.attempts[copy] ?? 0) + 1;
        this.#copies.state[copy] = CopyState.delivered;
        this.out.pushBack(copy);
        return copy;
      }
    }
    return -1;
  }

  settle(copy: number): void {
    this.#takeOut(copy);
    this.#free(copy);
  }

  /** A record that will be tried again later keeps its partition waiting: nothing overtakes it (KAF-043). */
  giveBack(copy: number, _cause: ReturnCause, delayUs = 0): Returned {
    this.#takeOut(copy);
    if (delayUs === 0) {
      this.#toHead(copy);
      return 'queued';
    }
    const copies = this.#copies;
    copies.state[copy] = CopyState.held;
    copies.timer[copy] = this.#port.set(this.#port.nowUs + delayUs, copy, copies.attempts[copy] ?? 0);
    return 'held';
  }

  hold(copy: number, us: number): void {
    this.remove(copy);
    const copies = this.#copies;
    copies.state[copy] = CopyState.held;
    copies.timer[copy] = this.#port.set(this.#port.nowUs + us, copy, copies.attempts[copy] ?? 0);
  }

  /** A fetched record has no lease: it is its member's until the group is shared anew. */
  extend(): void {
    // Nothing runs.
  }

  timerRings(copy: number, code: number): void {
    const copies = this.#copies;
    if (copies.state[copy] !== CopyState.held || copies.attempts[copy] !== code || copies.timer[copy] === 0) return;
    this.#toHead(copy);
    this.#port.back(copy, 'delay');
  }

  #toHead(copy: number): void {
    this.#copies.timer[copy] = 0;
    this.#copies.state[copy] = CopyState.queued;
    this.#free(copy);
    this.#line(this.#copies.partition[copy] ?? 0).pushFront(copy);
    this.#waiting++;
  }

  #free(copy: number): void {
    const partition = this.#copies.partition[copy] ?? 0;
    if (this.#inHand[partition] === copy) this.#inHand[partition] = 0;
  }

  #takeOut(copy: number): void {
    const position = this.out.indexOf(copy);
    assert(position >= 0, 'the record is out');
    this.out.removeAt(position);
  }

  positionOf(copy: number): number {
    return this.#line(this.#copies.partition[copy] ?? 0).indexOf(copy);
  }

  remove(copy: number): void {
    const line = this.#line(this.#copies.partition[copy] ?? 0);
    const position = line.indexOf(copy);
    assert(position >= 0, 'only a waiting copy can be removed');
    line.removeAt(position);
    this.#waiting--;
  }

  move(copy: number, position: number): number {
    const line = this.#line(this.#copies.partition[copy] ?? 0);
    line.removeAt(line.indexOf(copy));
    const reached = Math.max(0, Math.min(position, line.length));
    line.insertAt(reached, copy);
    return reached;
  }

  #line(partition: number): Deque {
    const line = this.#partitions[partition];
    assert(line !== undefined, 'partition exists');
    return line;
  }
}

/** Which partition a key lands in: a well-mixed hash modulo the number of partitions, like the default partitioner. */
export function partitionOf(key: number, partitions: number): number {
  let h = Math.imul(key ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) % partitions;
}
