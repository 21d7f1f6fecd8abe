import { assert } from '../../base/assert';

/**
 * What happens first when several events share one instant: what a person does, then expiring timers, moves inside the
 * broker, deliveries, completions of handlers, and last what producers send.
 */
export const Phase = { intervention: 0, timer: 1, broker: 2, delivery: 3, completion: 4, send: 5 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** Room for the phase in the first key: `time * phaseRange + phase` stays a safe integer for 35 virtual years. */
const phaseRange = 8;
/** Room for the slot in the second key: `sequence * slotRange + slot`. */
const slotRange = 2 ** 20;
const slotMask = slotRange - 1;
const payloadWidth = 4;
const initialCapacity = 256;
/** Dead entries are swept out when they outnumber the live ones, but never for fewer than this many. */
const sweepMin = 64;

/**
 * Pending events in the total order (time, phase, sequence): a binary heap over typed arrays, no object per event.
 *
 * A heap entry is two doubles, `time * 8 + phase` and `sequence * 2^20 + slot`. The second one is unique for the whole run, so it
 * is also the handle of the event: a slot that is used again has another handle, and an old handle cannot cancel it.
 * A cancelled entry stays in the heap until it surfaces or until the dead outnumber the living.
 */
export class Agenda {
  /** The event that `next` returned last. */
  time = 0;
  phase = 0;
  kind = 0;
  a = 0;
  b = 0;
  c = 0;

  /** Entries in the heap, dead ones included. */
  private size = 0;
  private live = 0;
  private sequence = 1;
  private capacity = initialCapacity;
  /** Entry `i` stands in `heap[2i]` and `heap[2i + 1]`. */
  private heap = new Float64Array(2 * initialCapacity);
  /** Handle of the event in each slot; 0 = free or dead. */
  private owner = new Float64Array(initialCapacity);
  private payload = new Int32Array(payloadWidth * initialCapacity);
  private freeSlots = new Int32Array(initialCapacity);
  private freeCount = 0;
  private usedSlots = 0;

  /** Number of events that are still going to happen. */
  get pending(): number {
    return this.live;
  }

  /** Schedules an event and returns its handle: a safe integer above 0 that may exceed 32 bits, so keep it in a plain number or a Float64Array. */
  // oxlint-disable-next-line max-params -- six plain numbers instead of one object per event
  schedule(time: number, phase: number, kind: number, a: number, b: number, c: number): number {
    assert(time >= this.time, 'an event lies in the past');
    const slot = this.freeCount > 0 ? this.freeSlots[--this.freeCount]! : this.takeNewSlot();
    const base = slot * payloadWidth;
    this.payload[base] = kind;
    this.payload[base + 1] = a;
    this.payload[base + 2] = b;
    this.payload[base + 3] = c;
    const handle = this.sequence * slotRange + slot;
    this.sequence++;
    this.owner[slot] = handle;
    this.live++;
    this.siftUp(this.size++, time * phaseRange + phase, handle);
    return handle;
  }

  /** Cancels an event; false when it already ran or was cancelled before. */
  cancel(handle: number): boolean {
    const slot = handle & slotMask;
    if (handle <= 0 || this.owner[slot] !== handle) return false;
    this.owner[slot] = 0;
    this.live--;
    const dead = this.size - this.live;
    if (dead > sweepMin && dead > this.live) this.sweep();
    return true;
  }

  /** Moves the next event into the fields `time` to `c`; false when nothing is pending. */
  next(): boolean {
    while (this.size > 0) {
      const key = this.heap[0]!;
      const handle = this.heap[1]!;
      const slot = handle & slotMask;
      this.removeTop();
      this.freeSlots[this.freeCount++] = slot;
      if (this.owner[slot] === handle) {
        this.take(slot, key);
        return true;
      }
    }
    return false;
  }

  /** Time of the next event without taking it; Infinity when nothing is pending. */
  peekTime(): number {
    while (this.size > 0) {
      const handle = this.heap[1]!;
      const slot = handle & slotMask;
      if (this.owner[slot] === handle) return Math.floor(this.heap[0]! / phaseRange);
      this.removeTop();
      this.freeSlots[this.freeCount++] = slot;
    }
    return Infinity;
  }

  private take(slot: number, key: number): void {
    const time = Math.floor(key / phaseRange);
    assert(time >= this.time, 'virtual time went back');
    const base = slot * payloadWidth;
    this.time = time;
    this.phase = key - time * phaseRange;
    this.kind = this.payload[base]!;
    this.a = this.payload[base + 1]!;
    this.b = this.payload[base + 2]!;
    this.c = this.payload[base + 3]!;
    this.owner[slot] = 0;
    this.live--;
  }

  private siftUp(from: number, key: number, handle: number): void {
    const heap = this.heap;
    let hole = from;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentKey = heap[2 * parent]!;
      if (parentKey < key || (parentKey === key && heap[2 * parent + 1]! < handle)) break;
      heap[2 * hole] = parentKey;
      heap[2 * hole + 1] = heap[2 * parent + 1]!;
      hole = parent;
    }
    heap[2 * hole] = key;
    heap[2 * hole + 1] = handle;
  }

  private removeTop(): void {
    const last = --this.size;
    if (last > 0) this.siftDown(0, this.heap[2 * last]!, this.heap[2 * last + 1]!);
  }

  private siftDown(from: number, key: number, handle: number): void {
    const heap = this.heap;
    const size = this.size;
    let hole = from;
    for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      const right = child + 1;
      if (right < size && precedes(heap, right, child)) child = right;
      const childKey = heap[2 * child]!;
      if (key < childKey || (key === childKey && handle < heap[2 * child + 1]!)) break;
      heap[2 * hole] = childKey;
      heap[2 * hole + 1] = heap[2 * child + 1]!;
      hole = child;
    }
    heap[2 * hole] = key;
    heap[2 * hole + 1] = handle;
  }

  /** Drops every dead entry and restores the heap: linear in its size, paid for by as many cancellations. */
  private sweep(): void {
    const heap = this.heap;
    let kept = 0;
    for (let i = 0; i < this.size; i++) {
      const handle = heap[2 * i + 1]!;
      const slot = handle & slotMask;
      if (this.owner[slot] !== handle) {
        this.freeSlots[this.freeCount++] = slot;
        continue;
      }
      heap[2 * kept] = heap[2 * i]!;
      heap[2 * kept + 1] = handle;
      kept++;
    }
    this.size = kept;
    for (let i = (kept >> 1) - 1; i >= 0; i--) this.siftDown(i, heap[2 * i]!, heap[2 * i + 1]!);
  }

  private takeNewSlot(): number {
    if (this.usedSlots === this.capacity) this.grow();
    return this.usedSlots++;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    assert(capacity <= slotRange, 'more than 1,048,576 pending events');
    this.heap = widened(new Float64Array(2 * capacity), this.heap);
    this.owner = widened(new Float64Array(capacity), this.owner);
    this.payload = widened(new Int32Array(payloadWidth * capacity), this.payload);
    this.freeSlots = widened(new Int32Array(capacity), this.freeSlots);
    this.capacity = capacity;
  }
}

function precedes(heap: Float64Array, i: number, j: number): boolean {
  const a = heap[2 * i]!;
  const b = heap[2 * j]!;
  return a < b || (a === b && heap[2 * i + 1]! < heap[2 * j + 1]!);
}

function widened<T extends Float64Array | Int32Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
