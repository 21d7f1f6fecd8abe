import { assert } from '../../../base/assert';
import type { Channel } from '../channel';
import { Deque } from '../deque';

/** A queue with competing consumers: first in, first out; a returned copy goes back to the head. */
export class Queue implements Channel {
  readonly #ready = new Deque();

  get waiting(): number {
    return this.#ready.length;
  }

  enqueue(copy: number): number {
    this.#ready.pushBack(copy);
    return 0;
  }

  take(): number {
    return this.#ready.length === 0 ? -1 : this.#ready.popFront();
  }

  settle(): void {
    // A copy in hand has left the line already.
  }

  giveBack(copy: number): void {
    this.#ready.pushFront(copy);
  }

  positionOf(copy: number): number {
    return this.#ready.indexOf(copy);
  }

  remove(copy: number): void {
    const position = this.#ready.indexOf(copy);
    assert(position >= 0, 'only a waiting copy can be removed');
    this.#ready.removeAt(position);
  }

  move(copy: number, position: number): number {
    this.remove(copy);
    const reached = Math.max(0, Math.min(position, this.#ready.length));
    this.#ready.insertAt(reached, copy);
    return reached;
  }
}
