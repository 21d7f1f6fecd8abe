import type { ProductClock, TimerHandle } from '../../clock';

/** How long a queue lives without being used (`x-expires`). */
export class UnusedLife {
  readonly #clock: ProductClock;
  readonly #us: number;
  readonly #over: () => void;
  #timer: TimerHandle = 0;

  constructor(clock: ProductClock, us: number, over: () => void) {
    this.#clock = clock;
    this.#us = us;
    this.#over = over;
    this.begin();
  }

  begin(): void {
    this.#clock.cancel(this.#timer);
    this.#timer = this.#clock.after(this.#us, this.#over);
  }
}
