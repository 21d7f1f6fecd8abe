import type { ProductClock } from '../../clock';
import type { Answer } from './queueHost';

/** Publishers who wait until their message is stored. */
export class StoredAnswers {
  readonly #clock: ProductClock;
  readonly #reachable: () => boolean;
  readonly #writing = new Map<number, Answer>();
  /** Written, but the queue has no majority to say so. */
  #waiting: Answer[] = [];

  constructor(clock: ProductClock, reachable: () => boolean) {
    this.#clock = clock;
    this.#reachable = reachable;
  }

  /** The message of that copy is stored after `us`. */
  expect(copy: number, us: number, answer: Answer): void {
    this.#writing.set(copy, answer);
    if (us === 0) this.stored(copy);
    else this.#clock.after(us, () => this.stored(copy));
  }

  /** It is stored, or need not be any more because a consumer is done with it. */
  stored(copy: number): void {
    const answer = this.#writing.get(copy);
    if (answer === undefined) return;
    this.#writing.delete(copy);
    if (this.#reachable()) answer(true);
    else this.#waiting.push(answer);
  }

  resume(): void {
    for (const answer of this.#waiting.splice(0)) answer(true);
  }

  /** The server is gone; it will never answer. */
  forget(): void {
    this.#writing.clear();
    this.#waiting = [];
  }
}
