import type { ServerState } from './serverState';
import type { Unsettled, UnsettledDeliveries } from './unsettled';

/** Looks for deliveries that are held for too long, on the grid of its channel, as long as there are any (RMQ-036). */
export class TimeoutWatch {
  readonly #state: ServerState;
  readonly #unsettled: UnsettledDeliveries;
  readonly #late: (deliveries: readonly Unsettled[]) => void;
  readonly #sinceUs: number;
  #running = false;

  /** `late` gets the deliveries whose time is over. */
  constructor(state: ServerState, unsettled: UnsettledDeliveries, late: (deliveries: readonly Unsettled[]) => void) {
    this.#state = state;
    this.#unsettled = unsettled;
    this.#late = late;
    this.#sinceUs = state.clock.nowUs;
  }

  /** Something is unsettled now. */
  begin(): void {
    if (this.#running) return;
    this.#running = true;
    const { clock, options } = this.#state;
    const periods = Math.floor((clock.nowUs - this.#sinceUs) / options.consumerCheckUs) + 1;
    clock.at(this.#sinceUs + periods * options.consumerCheckUs, () => this.#look());
  }

  #look(): void {
    const { clock, options } = this.#state;
    this.#running = false;
    const isLate = ({ queue, deliveredUs }: Unsettled): boolean =>
      clock.nowUs - deliveredUs >= (queue.settings.consumerTimeoutUs ?? options.consumerTimeoutUs);
    const late = this.#unsettled.all().filter(isLate);
    if (late.length > 0) this.#late(late);
    if (this.#unsettled.size > 0) this.begin();
  }
}
