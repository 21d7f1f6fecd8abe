import type { StoreClock } from './eventStore';

/** How a read that waited for a position ended. */
export type FreshRead = { readonly kind: 'fresh'; readonly waitedUs: number } | { readonly kind: 'stale'; readonly missing: number };

interface Wait {
  readonly token: number;
  readonly sinceUs: number;
  readonly timer: number;
  readonly then: (read: FreshRead) => void;
}

/** Reads that wait until a read model has reached a position. */
export class PositionWaits {
  readonly #clock: StoreClock;
  readonly #position: () => number;
  #waits: readonly Wait[] = [];

  constructor(clock: StoreClock, position: () => number) {
    this.#clock = clock;
    this.#position = position;
  }

  wait(token: number, timeoutUs: number, then: (read: FreshRead) => void): void {
    if (this.#position() >= token) return then({ kind: 'fresh', waitedUs: 0 });
    const sinceUs = this.#clock.nowUs;
    const timer = this.#clock.at(sinceUs + timeoutUs, () => this.#timedOut(one));
    const one: Wait = { token, sinceUs, timer, then };
    this.#waits = [...this.#waits, one];
  }

  /** The read model has moved: who has waited for this gets an answer, in the order of asking. */
  moved(): void {
    const position = this.#position();
    const ready = this.#waits.filter(({ token }) => token <= position);
    if (ready.length === 0) return;
    this.#waits = this.#waits.filter(({ token }) => token > position);
    for (const { sinceUs, timer, then } of ready) {
      this.#clock.cancel(timer);
      then({ kind: 'fresh', waitedUs: this.#clock.nowUs - sinceUs });
    }
  }

  #timedOut(wait: Wait): void {
    this.#waits = this.#waits.filter((one) => one !== wait);
    wait.then({ kind: 'stale', missing: wait.token - this.#position() });
  }
}
