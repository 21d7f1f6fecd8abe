/** The clock of enable.auto.commit: the poll loop looks at it, nothing happens between polls (KAF-036). */
export class AutoCommit {
  readonly #intervalUs: number;
  #nextUs: number;

  constructor(intervalUs: number, startUs: number) {
    this.#intervalUs = intervalUs;
    this.#nextUs = startUs + intervalUs;
  }

  /** Whether a poll at that time commits. */
  due(nowUs: number): boolean {
    return nowUs >= this.#nextUs;
  }

  /** A poll has committed; the next interval begins. */
  committed(nowUs: number): void {
    this.#nextUs = nowUs + this.#intervalUs;
  }

  /** When a loop that polls all the time commits next. Intervals that went by without anything to commit are skipped. */
  nextUs(nowUs: number): number {
    if (nowUs >= this.#nextUs) {
      const missed = Math.floor((nowUs - this.#nextUs) / this.#intervalUs) + 1;
      this.#nextUs += missed * this.#intervalUs;
    }
    return this.#nextUs;
  }
}
