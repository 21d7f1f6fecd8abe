import type { ProductClock } from '../../clock';
import type { StoredMessage } from './api';

/** Gaps up to this one are not waited for. */
const leastGapUs = 1000;

/** ReplayPolicy original: messages that were there when the consumer was made go out at the pace at which they came (NAT-012). */
export class Pacer {
  readonly #clock: ProductClock;
  readonly #lastSeq: number;
  readonly #go: () => void;
  #lastStoredAtUs: number | null = null;
  /** Sequence of the message whose gap has passed. */
  #waitedFor = 0;
  #waiting = false;

  /** Up to `lastSeq`; 0 = never. */
  constructor(clock: ProductClock, lastSeq: number, go: () => void) {
    this.#clock = clock;
    this.#lastSeq = lastSeq;
    this.#go = go;
  }

  /** Whether the next message has to wait; `go` is called when it has waited. `cursor` is the first sequence not looked at. */
  mustWait(next: StoredMessage | undefined, cursor: number): boolean {
    if (this.#waiting) return true;
    if (next === undefined) return false;
    const { seq, storedAtUs } = next;
    if (cursor > this.#lastSeq || this.#lastStoredAtUs === null || this.#waitedFor === seq) return false;
    const gapUs = storedAtUs - this.#lastStoredAtUs;
    if (gapUs <= leastGapUs) return false;
    this.#waiting = true;
    this.#clock.after(gapUs, () => {
      this.#waiting = false;
      this.#waitedFor = seq;
      this.#go();
    });
    return true;
  }

  delivered({ storedAtUs }: StoredMessage): void {
    this.#lastStoredAtUs = storedAtUs;
  }
}
