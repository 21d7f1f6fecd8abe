import type { ProductClock, TimerHandle } from '../../clock';

/** Notices that nobody has been interested in a consumer for so long (`inactive_threshold`). */
export class IdleWatch {
  readonly #clock: ProductClock;
  readonly #interested: () => boolean;
  readonly #inactive: () => void;
  #timer: TimerHandle = 0;

  constructor(clock: ProductClock, interested: () => boolean, inactive: () => void) {
    this.#clock = clock;
    this.#interested = interested;
    this.#inactive = inactive;
  }

  /** Somebody showed up, or left: the time starts again. 0 = never. */
  start(thresholdUs: number): void {
    this.stop();
    if (thresholdUs === 0) return;
    this.#timer = this.#clock.after(thresholdUs, () => {
      if (this.#interested()) this.start(thresholdUs);
      else this.#inactive();
    });
  }

  stop(): void {
    this.#clock.cancel(this.#timer);
  }
}
