import { assert } from '../../base/assert';

/**
 * What happens first when several events share one instant: what a person does, then expiring timers, moves inside the
 * broker, deliveries, completions of handlers, and last what producers send.
 */
export const Phase = { intervention: 0, timer: 1, broker: 2, delivery: 3, completion: 4, send: 5 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** The second key of an event is `(phase * sequenceRange + sequence) * slotRange + slot`: 3 + 30 + 20 bits, a safe integer. */
const slotRange = 1_048_576;
const slotMask = slotRange - 1;
const sequenceRange = 1_073_741_824;
const phaseUnit = sequenceRange * slotRange;
const payloadWidth = 4;
const none = -1;
const root = 1;
const initialCapacity = 256;
/** Dead entries are swept out when they outnumber the live ones, but never for fewer than this many. */
const sweepMin = 64;

/**
 * Pending events in the total order (time, phase, sequence): a binary heap over typed arrays, no object per event.
 *
 * A heap entry is two doubles, the time and a second key of phase, sequence and slot. The second one is unique for the whole run, so
 * it is also the handle of the event: a slot that is used again has another handle, and an old handle cannot cancel it.
 * A cancelled entry stays in the heap until it surfaces or until the dead outnumber the living. The root stays vacant after an
 * event was taken, because most events schedule another one soon, which then sinks from the root only as far as it must.
 */
export class Agenda {
  /** The event that `next` took last. */
  time = 0;
  phase = 0;
  kind = 0;
  a = 0;
  b = 0;
  c = 0;

  /** Entries in the heap, dead ones and a vacant root included: they stand at 1 to `size`. */
  private size = 0;
  private rootVacant = false;
  private live = 0;
  private sequence = 1;
  private capacity = initialCapacity;
  /** Entry `i` stands in `heap[2i]` and `heap[2i + 1]`; entry 0 is the one to be placed, so that no double travels as an argument. */
  private heap = new Float64Array(2 * (initialCapacity + 1));
  /** Handle of the event in each slot; 0 = free or dead. */
  private owner = new Float64Array(initialCapacity);
  /** Kind, a, b, c of each slot; in a free slot the first one names the next free slot. */
  private payload = new Int32Array(payloadWidth * initialCapacity);
  private freeSlot = none;
  private usedSlots = 0;

  /** Number of events that are still going to happen. */
  get pending(): number {
    return this.live;
  }

  /** Schedules an event and returns its handle: a safe integer above 0 that may exceed 32 bits, so keep it in a plain number or a Float64Array. */
  // oxlint-disable-next-line max-params -- six plain numbers instead of one object per event
  schedule(time: number, phase: number, kind: number, a: number, b: number, c: number): number {
    assert(time >= this.time, 'an event lies in the past');
    const slot = this.takeSlot();
    const base = slot * payloadWidth;
    const payload = this.payload;
    payload[base] = kind;
    payload[base + 1] = a;
    payload[base + 2] = b;
    payload[base + 3] = c;
    const sequence = this.sequence++;
    assert(sequence < sequenceRange, 'more than 1,073,741,823 events in one run');
    const handle = phase * phaseUnit + sequence * slotRange + slot;
    this.owner[slot] = handle;
    this.live++;
    this.heap[0] = time;
    this.heap[1] = handle;
    if (this.rootVacant) {
      this.rootVacant = false;
      this.siftDown(root);
    } else {
      this.size++;
      this.siftUp(this.size);
    }
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
    if (!this.surface()) return false;
    const time = this.heap[2 * root]!;
    const handle = this.heap[2 * root + 1]!;
    const slot = handle & slotMask;
    assert(time >= this.time, 'virtual time went back');
    const base = slot * payloadWidth;
    const payload = this.payload;
    this.time = time;
    this.phase = Math.floor(handle / phaseUnit);
    this.kind = payload[base]!;
    this.a = payload[base + 1]!;
    this.b = payload[base + 2]!;
    this.c = payload[base + 3]!;
    this.owner[slot] = 0;
    this.live--;
    this.freeRoot(slot);
    return true;
  }

  /** Time of the next event without taking it; Infinity when nothing is pending. */
  peekTime(): number {
    return this.surface() ? this.heap[2 * root]! : Infinity;
  }

  /** Brings a live entry to the root; false when there is none. */
  private surface(): boolean {
    if (this.rootVacant) this.fillRoot();
    while (this.size > 0) {
      const handle = this.heap[2 * root + 1]!;
      const slot = handle & slotMask;
      if (this.owner[slot] === handle) return true;
      this.freeRoot(slot);
      this.fillRoot();
    }
    return false;
  }

  private freeRoot(slot: number): void {
    this.payload[slot * payloadWidth] = this.freeSlot;
    this.freeSlot = slot;
    this.rootVacant = true;
  }

  /** Moves the last entry into the vacant root. */
  private fillRoot(): void {
    this.rootVacant = false;
    const last = this.size;
    this.size = last - 1;
    if (last === root) return;
    this.heap[0] = this.heap[2 * last]!;
    this.heap[1] = this.heap[2 * last + 1]!;
    this.siftDown(root);
  }

  /** Places entry 0 at `from` or above. */
  private siftUp(from: number): void {
    const heap = this.heap;
    const time = heap[0]!;
    const handle = heap[1]!;
    let hole = from;
    while (hole > root) {
      const parent = hole >> 1;
      const parentTime = heap[2 * parent]!;
      if (parentTime < time || (parentTime === time && heap[2 * parent + 1]! < handle)) break;
      heap[2 * hole] = parentTime;
      heap[2 * hole + 1] = heap[2 * parent + 1]!;
      hole = parent;
    }
    heap[2 * hole] = time;
    heap[2 * hole + 1] = handle;
  }

  /** Places entry 0 at `from` or below. */
  private siftDown(from: number): void {
    const heap = this.heap;
    const size = this.size;
    const time = heap[0]!;
    const handle = heap[1]!;
    let hole = from;
    for (let child = 2 * hole; child <= size; child = 2 * hole) {
      if (child < size && precedes(heap, child + 1, child)) child++;
      const childTime = heap[2 * child]!;
      if (time < childTime || (time === childTime && handle < heap[2 * child + 1]!)) break;
      heap[2 * hole] = childTime;
      heap[2 * hole + 1] = heap[2 * child + 1]!;
      hole = child;
    }
    heap[2 * hole] = time;
    heap[2 * hole + 1] = handle;
  }

  /** Drops every dead entry and restores the heap: linear in its size, paid for by as many cancellations. */
  private sweep(): void {
    if (this.rootVacant) this.fillRoot();
    const heap = this.heap;
    let kept = 0;
    for (let i = root; i <= this.size; i++) {
      const handle = heap[2 * i + 1]!;
      const slot = handle & slotMask;
      if (this.owner[slot] !== handle) {
        this.payload[slot * payloadWidth] = this.freeSlot;
        this.freeSlot = slot;
        continue;
      }
      kept++;
      heap[2 * kept] = heap[2 * i]!;
      heap[2 * kept + 1] = handle;
    }
    this.size = kept;
    for (let i = kept >> 1; i >= root; i--) {
      heap[0] = heap[2 * i]!;
      heap[1] = heap[2 * i + 1]!;
      this.siftDown(i);
    }
  }

  private takeSlot(): number {
    const slot = this.freeSlot;
    if (slot !== none) {
      this.freeSlot = this.payload[slot * payloadWidth]!;
      return slot;
    }
    if (this.usedSlots === this.capacity) this.grow();
    return this.usedSlots++;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    assert(capacity <= slotRange, 'more than 1,048,576 pending events');
    this.heap = widened(new Float64Array(2 * (capacity + 1)), this.heap);
    this.owner = widened(new Float64Array(capacity), this.owner);
    this.payload = widened(new Int32Array(payloadWidth * capacity), this.payload);
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
