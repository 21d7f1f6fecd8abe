/** Accepted calls of one action within the last second. A refused call does not count. */
export class CallRate {
  readonly #perSecond: number;
  /** Times of the last accepted calls, as a ring. */
  readonly #times: number[] = [];
  #oldest = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** True when the call is within the rate; it is counted then. */
  accept(nowUs: number): boolean {
    if (this.#times.length < this.#perSecond) {
      this.#times.push(nowUs);
      return true;
    }
    if (nowUs - (this.#times[this.#oldest] ?? 0) < 1_000_000) return false;
    this.#times[this.#oldest] = nowUs;
    this.#oldest = (this.#oldest + 1) % this.#perSecond;
    return true;
  }
}
