import type { Work } from './work';

/** Half of the array is dead before it is cut: each piece of work is moved at most once on average. */
const cutMin = 64;

/** Work that waits for a worker, first in, first out; taking the head costs the same however long the line is. */
export class WorkLine {
  #items: Work[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(work: Work): void {
    this.#items.push(work);
  }

  shift(): Work | undefined {
    const work = this.#items[this.#head];
    if (work === undefined) return undefined;
    this.#head++;
    if (this.#head >= cutMin && this.#head * 2 >= this.#items.length) this.#cut();
    return work;
  }

  /** Takes everything out. */
  drain(): readonly Work[] {
    const all = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return all;
  }

  /** Keeps only what `wanted` says, in order. */
  keep(wanted: (work: Work) => boolean): void {
    this.#items = this.#items.slice(this.#head).filter(wanted);
    this.#head = 0;
  }

  #cut(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
