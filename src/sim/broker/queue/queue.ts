import { assert } from '../../../base/assert';
import { CopyState, type CopyTable } from '../copies';
import { Deque } from '../deque';
import type { Leaving, Line, LinePort, Returned, ReturnCause } from '../line';
import { BoundedReady } from './boundedReady';
import { OutBound, removeOut } from './outBound';
import type { Ready } from './ready';
import { delayedReturnUs } from './delayedReturn';
import { readyFor } from './readyFor';
import { type DeliveryLimit, leaseUs, type QueueRules } from './rules';

/** Code of the timer at the end of a waiting copy's life; the codes of leases and delays are attempts, from 0. */
const endOfLife = -1;

/** A queue with competing consumers, in one of the kinds that `QueueRules` describe. Amortised constant time per operation. */
export class Queue implements Line {
  readonly rules: QueueRules;
  readonly out = new Deque();
  readonly #copies: CopyTable;
  readonly #port: LinePort;
  readonly #ready: Ready;
  /** The same as `#ready` in a queue of bounded length. */
  readonly #bounded: BoundedReady | null;
  readonly #outBound: OutBound;
  #arrivals = 0;
  #held = 0;
  /** Held copies that stood in line before: they have a place to come back to, and their group waits for them. */
  readonly #withheld = new Set<number>();
  /** No waiting copy is too old before this time. */
  #oldestEnd = Infinity;
  /** Starts as the rules say; a person may change it during a run. */
  limit: DeliveryLimit | null;

  constructor(rules: QueueRules, copies: CopyTable, port: LinePort) {
    this.rules = rules;
    this.limit = rules.limit;
    this.#copies = copies;
    this.#port = port;
    this.#outBound = new OutBound(rules);
    const ready = readyFor(rules, copies);
    this.#bounded = rules.maxLength === null ? null : new BoundedReady(ready, rules.maxLength, copies);
    this.#ready = this.#bounded ?? ready;
  }

  get waiting(): number {
    return this.#ready.length;
  }

  /** Copies that wait for a delay to end. */
  get held(): number {
    return this.#held;
  }

  /** The copy that `take` would hand out; -1 = none. */
  peek(batch = 0): number {
    this.sweep();
    return this.#ready.peek(batch);
  }

  /** Waiting copies, in the order in which they will be handed out (group by group in a queue with groups). */
  contents(): readonly number[] {
    return this.#ready.all();
  }

  enqueue(copy: number, group: number, delayUs = 0): number {
    this.sweep();
    const copies = this.#copies;
    if (this.#bounded?.refuses(copy) === true) return -1;
    copies.group[copy] = group;
    copies.arrival[copy] = ++this.#arrivals;
    copies.returns[copy] = 0;
    copies.bornAt[copy] = this.#port.nowUs;
    this.#startLife(copy);
    if (delayUs > 0) this.#hold(copy, delayUs);
    else {
      copies.state[copy] = CopyState.queued;
      this.#ready.add(copy, 'tail');
      this.#makeRoom();
    }
    return 0;
  }

  /** The shorter of the queue's and the copy's own life counts (RMQ-069). */
  #startLife(copy: number): void {
    const { timeToLiveUs, expiresOnTime } = this.rules;
    const own = this.#copies.expiresAt[copy] ?? 0;
    const byQueue = timeToLiveUs === null ? Infinity : this.#port.nowUs + timeToLiveUs;
    const ends = own > 0 ? Math.min(own, byQueue) : byQueue;
    if (ends === Infinity) return;
    this.#copies.expiresAt[copy] = ends;
    this.#oldestEnd = Math.min(this.#oldestEnd, ends);
    if (expiresOnTime) this.#port.set(ends, copy, endOfLife);
  }

  /** The oldest of the line makes room (RMQ-008), also for copies that come back; with an empty line that is the newcomer itself. */
  #makeRoom(): void {
    while (this.#bounded?.tooMuch === true && this.#bounded.length > 0) {
      const oldest = this.#bounded.pop(0);
      this.#ready.released(oldest);
      this.#leave(oldest, 'overflow');
    }
  }

  /** Places of a bounded queue that its owner uses otherwise: one more or one less. */
  reserve(change: 1 | -1): void {
    if (this.#bounded === null) return;
    this.#bounded.reserved += change;
    this.#makeRoom();
  }

  take(batch = 0): number {
    this.sweep();
    if (this.rules.maxOut !== null && !this.#outBound.allows(this.#ready.peek(batch), this.out.length)) return -1;
    const copy = this.#nextToGo(batch);
    if (copy < 0) return -1;
    const copies = this.#copies;
    const attempt = (copies.attempts[copy] ?? 0) + 1;
    copies.attempts[copy] = attempt;
    copies.state[copy] = CopyState.delivered;
    copies.arrived[copy] = 0;
    this.out.pushBack(copy);
    this.#outBound.taken(copy);
    this.extend(copy, leaseUs(this.rules.lease, attempt));
    return copy;
  }

  /** Skips copies that have had their deliveries: the move to the dead letters is lazy (SQS-012, SQS-013). */
  #nextToGo(batch: number): number {
    const { limit } = this;
    for (;;) {
      const copy = this.#ready.pop(batch);
      if (copy < 0 || limit === null || limit.at === 'return' || (this.#copies.attempts[copy] ?? 0) < limit.max) return copy;
      this.#ready.released(copy);
      this.#leave(copy, 'exhausted');
    }
  }

  settle(copy: number): void {
    this.#clearTimer(copy);
    removeOut(this.out, copy);
    this.#outBound.done(copy);
    this.#ready.released(copy);
  }

  giveBack(copy: number, cause: ReturnCause, delayUs = 0): Returned {
    this.#clearTimer(copy);
    removeOut(this.out, copy);
    const waitUs = Math.max(delayUs, delayedReturnUs(this.rules, this.#copies, copy, cause));
    if (this.#exhausts(copy, cause)) {
      this.#ready.released(copy);
      this.#leave(copy, 'exhausted');
      return 'left';
    }
    if (waitUs > 0) {
      this.#withheld.add(copy);
      this.#hold(copy, waitUs);
      return 'held';
    }
    return this.#wait(copy, this.rules.returnsToTail?.includes(cause) === true ? 'tail' : this.rules.returns);
  }

  #exhausts(copy: number, cause: ReturnCause): boolean {
    const { limit } = this;
    if (limit === null || limit.at !== 'return' || !limit.counts.includes(cause)) return false;
    const returns = (this.#copies.returns[copy] ?? 0) + 1;
    this.#copies.returns[copy] = returns;
    return returns >= limit.max;
  }

  /** Back in line, unless its life has ended meanwhile (a requeue keeps the expiry: RMQ-069). */
  #wait(copy: number, where = this.rules.returns): Returned {
    const copies = this.#copies;
    copies.state[copy] = CopyState.queued;
    this.#ready.add(copy, where);
    this.#ready.released(copy);
    const ends = copies.expiresAt[copy] ?? 0;
    if (ends > 0) this.#oldestEnd = Math.min(this.#oldestEnd, ends);
    this.sweep();
    this.#makeRoom();
    return copies.state[copy] === CopyState.queued ? 'queued' : 'left';
  }

  hold(copy: number, us: number): void {
    this.#ready.withhold(copy);
    this.#withheld.add(copy);
    this.#hold(copy, us);
  }

  #hold(copy: number, delayUs: number): void {
    const copies = this.#copies;
    copies.state[copy] = CopyState.held;
    copies.visibleAt[copy] = this.#port.nowUs + delayUs;
    copies.timer[copy] = this.#port.set(this.#port.nowUs + delayUs, copy, copies.attempts[copy] ?? 0);
    this.#held++;
  }

  extend(copy: number, us: number): void {
    this.#clearTimer(copy);
    this.#copies.visibleAt[copy] = this.#port.nowUs + us;
    if (us !== Infinity) {
      this.#copies.timer[copy] = this.#port.set(this.#port.nowUs + us, copy, this.#copies.attempts[copy] ?? 0);
    }
  }

  timerRings(copy: number, code: number): void {
    if (code === endOfLife) {
      this.sweep();
      return;
    }
    const copies = this.#copies;
    if (copies.attempts[copy] !== code || copies.timer[copy] === 0) return;
    copies.timer[copy] = 0;
    if (copies.state[copy] === CopyState.held) this.#delayEnds(copy);
    else if (copies.state[copy] === CopyState.delivered && this.giveBack(copy, 'timeout') === 'queued') this.#port.back(copy, 'lease');
  }

  #delayEnds(copy: number): void {
    this.#held--;
    if (this.#withheld.delete(copy)) {
      if (this.#wait(copy) === 'queued') this.#port.back(copy, 'delay');
      return;
    }
    this.#copies.state[copy] = CopyState.queued;
    this.#ready.add(copy, 'tail');
    this.#port.back(copy, 'delay');
  }

  /** The owner has changed when copies end (`CopyTable.expiresAt`): the next look is at all of them. */
  lookAnew(): void {
    this.#oldestEnd = 0;
  }

  /** Lets go of what is too old. Every operation looks; call it to look without one. */
  sweep(): void {
    if (this.#port.nowUs < this.#oldestEnd) return;
    if (this.rules.expiry === 'head') this.#sweepHead();
    else this.#sweepAll();
  }

  #sweepHead(): void {
    for (;;) {
      const copy = this.#ready.peek(0);
      if (copy < 0 || !this.#copies.outlived(copy, this.#port.nowUs)) return;
      this.#ready.remove(copy);
      this.#leave(copy, 'expired');
    }
  }

  #sweepAll(): void {
    const waiting = this.#ready.all();
    this.#oldestEnd = Infinity;
    for (const copy of waiting) {
      if (this.#copies.outlived(copy, this.#port.nowUs)) {
        this.#ready.remove(copy);
        this.#leave(copy, 'expired');
      } else {
        const ends = this.#copies.expiresAt[copy] ?? 0;
        if (ends > 0) this.#oldestEnd = Math.min(this.#oldestEnd, ends);
      }
    }
  }

  positionOf(copy: number): number {
    return this.#ready.positionOf(copy);
  }

  remove(copy: number): void {
    this.#ready.remove(copy);
    this.#outBound.done(copy);
  }

  /** Takes a held copy out of the line; the caller sets its end state. */
  removeHeld(copy: number): void {
    assert(this.#copies.state[copy] === CopyState.held, 'the copy is held');
    this.#clearTimer(copy);
    this.#held--;
    this.#outBound.done(copy);
    if (this.#withheld.delete(copy)) this.#ready.released(copy);
  }

  move(copy: number, position: number): number {
    return this.#ready.move(copy, position);
  }

  #leave(copy: number, why: Leaving): void {
    this.#outBound.done(copy);
    this.#copies.expiresAt[copy] = 0;
    // Nowhere, until its owner says where.
    this.#copies.state[copy] = 0;
    this.#port.left(copy, why);
  }

  #clearTimer(copy: number): void {
    const timer = this.#copies.timer[copy] ?? 0;
    if (timer === 0) return;
    this.#port.clear(timer);
    this.#copies.timer[copy] = 0;
  }
}
