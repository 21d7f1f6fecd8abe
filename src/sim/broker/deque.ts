import { assert } from '../../base/assert';

/** Double-ended queue of int32 ids in a ring: push and pop at both ends in constant time, no allocation per element. */
export class Deque {
  #items = new Int32Array(16);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(position: number): number {
    assert(position >= 0 && position < this.#length, 'deque position in range');
    return this.#items[(this.#head + position) & (this.#items.length - 1)] ?? 0;
  }

  pushBack(item: number): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = item;
    this.#length++;
  }

  pushFront(item: number): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#items.length - 1);
    this.#items[this.#head] = item;
    this.#length++;
  }

  popFront(): number {
    assert(this.#length > 0, 'popFront needs an element');
    const item = this.#items[this.#head] ?? 0;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#length--;
    return item;
  }

  indexOf(item: number): number {
    for (let position = 0; position < this.#length; position++) if (this.at(position) === item) return position;
    return -1;
  }

  /** The shorter side closes up. */
  removeAt(position: number): number {
    const item = this.at(position);
    if (position < this.#length / 2) {
      for (let i = position; i > 0; i--) this.#put(i, this.at(i - 1));
      this.popFront();
    } else {
      for (let i = position; i < this.#length - 1; i++) this.#put(i, this.at(i + 1));
      this.#length--;
    }
    return item;
  }

  /** The shorter side makes room. */
  insertAt(position: number, item: number): void {
    assert(position >= 0 && position <= this.#length, 'insert position in range');
    if (position < this.#length / 2) {
      this.pushFront(item);
      for (let i = 0; i < position; i++) this.#put(i, this.at(i + 1));
    } else {
      this.pushBack(item);
      for (let i = this.#length - 1; i > position; i--) this.#put(i, this.at(i - 1));
    }
    this.#put(position, item);
  }

  toArray(): readonly number[] {
    return Array.from({ length: this.#length }, (_, position) => this.at(position));
  }

  #put(position: number, item: number): void {
    this.#items[(this.#head + position) & (this.#items.length - 1)] = item;
  }

  clear(): void {
    this.#head = 0;
    this.#length = 0;
  }

  #grow(): void {
    const larger = new Int32Array(this.#items.length * 2);
    for (let i = 0; i < this.#length; i++) larger[i] = this.#items[(this.#head + i) & (this.#items.length - 1)] ?? 0;
    this.#items = larger;
    this.#head = 0;
  }
}
