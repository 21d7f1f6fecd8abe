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
  /** What was pending behind it when it was taken to wait. */
  #pendingBehind = 0;
  #caughtUp: boolean;

  /** Until everything up to `lastSeq` is out; 0 = never. */
  constructor(clock: ProductClock, lastSeq: number, go: () => void) {
    this.#clock = clock;
    this.#lastSeq = lastSeq;
    this.#caughtUp = lastSeq === 0;
    this.#go = go;
  }

  /** Whether the next message has to wait; `go` is called when it has waited. */
  mustWait(next: StoredMessage | undefined, pendingBehind: number): boolean {
    if (this.#waiting) return true;
    if (next === undefined || this.#caughtUp) return false;
    const { seq, storedAtUs } = next;
    if (this.#lastStoredAtUs === null || this.#waitedFor === seq) return false;
    const gapUs = storedAtUs - this.#lastStoredAtUs;
    if (gapUs <= leastGapUs) return false;
    this.#waiting = true;
    this.#pendingBehind = pendingBehind;
    this.#clock.after(gapUs, () => {
      this.#waiting = false;
      this.#waitedFor = seq;
      this.#go();
    });
    return true;
  }

  /** Nothing more can go out now; `cursor` is the first sequence not looked at. What comes during the replay is still paced. */
  idle(cursor: number): void {
    if (!this.#waiting && cursor > this.#lastSeq) this.#caughtUp = true;
  }

  /** The pending count that a paced message carries: the one from before its wait (recording `replay-original-new`). */
  pendingBehind(seq: number): number | null {
    return this.#waitedFor === seq ? this.#pendingBehind : null;
  }

  delivered({ storedAtUs }: StoredMessage): void {
    this.#lastStoredAtUs = storedAtUs;
  }
}
