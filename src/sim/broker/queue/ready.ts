import { assert } from '../../../base/assert';
import type { CopyTable } from '../copies';
import { Deque } from '../deque';

/** The waiting copies of a queue in the order in which they will be handed out. */
export interface Ready {
  readonly length: number;
  /** The copy that `pop` would take, without taking it; -1 = none may go now. */
  peek(batch: number): number;
  pop(batch: number): number;
  add(copy: number, where: 'place' | 'first' | 'head' | 'tail'): void;
  /** A copy of that group that was taken is finished or waits again: its group has one less on the way. */
  released(copy: number): void;
  /** A waiting copy steps out; its group waits for it as for one that was taken. */
  withhold(copy: number): void;
  /** Position within its order; -1 = does not wait. */
  positionOf(copy: number): number;
  remove(copy: number): void;
  move(copy: number, position: number): number;
  /** Every waiting copy; for expiry. */
  all(): readonly number[];
}

/** One order: returned copies of kind `first` in front, then by arrival. */
export class PlainReady implements Ready {
  readonly #copies: CopyTable;
  readonly #returned = new Deque();
  readonly #fresh = new Deque();

  constructor(copies: CopyTable) {
    this.#copies = copies;
  }

  get length(): number {
    return this.#returned.length + this.#fresh.length;
  }

  peek(): number {
    if (this.#returned.length > 0) return this.#returned.at(0);
    return this.#fresh.length > 0 ? this.#fresh.at(0) : -1;
  }

  pop(): number {
    if (this.#returned.length > 0) return this.#returned.popFront();
    return this.#fresh.length > 0 ? this.#fresh.popFront() : -1;
  }

  add(copy: number, where: 'place' | 'first' | 'head' | 'tail'): void {
    if (where === 'tail') this.#fresh.pushBack(copy);
    else if (where === 'first') this.#returned.pushBack(copy);
    else if (where === 'head') this.#fresh.pushFront(copy);
    else insertByArrival(this.#fresh, copy, this.#copies);
  }

  released(): void {
    // Nobody waits for anybody.
  }

  withhold(copy: number): void {
    this.remove(copy);
  }

  positionOf(copy: number): number {
    const returned = this.#returned.indexOf(copy);
    if (returned >= 0) return returned;
    const fresh = this.#fresh.indexOf(copy);
    return fresh < 0 ? -1 : this.#returned.length + fresh;
  }

  remove(copy: number): void {
    removeFrom(this.#returned.indexOf(copy) >= 0 ? this.#returned : this.#fresh, copy);
  }

  move(copy: number, position: number): number {
    this.remove(copy);
    const reached = Math.max(0, Math.min(position, this.length));
    const returned = this.#returned.length;
    if (reached < returned) this.#returned.insertAt(reached, copy);
    else this.#fresh.insertAt(reached - returned, copy);
    return reached;
  }

  all(): readonly number[] {
    return [...this.#returned.toArray(), ...this.#fresh.toArray()];
  }
}

/** Puts a copy where it stood by its arrival. Returned copies are old, so the search starts at the head. */
export function insertByArrival(line: Deque, copy: number, copies: CopyTable): void {
  const arrival = copies.arrival[copy] ?? 0;
  let position = 0;
  while (position < line.length && (copies.arrival[line.at(position)] ?? 0) < arrival) position++;
  line.insertAt(position, copy);
}

export function removeFrom(line: Deque, copy: number): void {
  const position = line.indexOf(copy);
  assert(position >= 0, 'only a waiting copy can be removed');
  line.removeAt(position);
}
