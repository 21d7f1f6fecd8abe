/** Where a copy is. Conservation counts them: queued + in flight + the four ends = all copies ever made. */
export const CopyState = { queued: 1, held: 2, delivered: 3, acknowledged: 4, deadLettered: 5, dropped: 6, expired: 7 } as const;
export type CopyState = (typeof CopyState)[keyof typeof CopyState];

/**
 * Every copy of every message, one per subscriber (and one more per duplicate), as columns. A *delivery* is one attempt to
 * hand a copy to its subscriber; `attempts` counts them and `delivery` names the current one, so that a late answer to an
 * old delivery is recognised as stale.
 */
export class CopyTable {
  #capacity = 1024;
  #count = 1;
  message = new Uint32Array(this.#capacity);
  subscription = new Uint16Array(this.#capacity);
  state = new Uint8Array(this.#capacity);
  attempts = new Uint32Array(this.#capacity);
  poisoned = new Uint8Array(this.#capacity);
  partition = new Uint16Array(this.#capacity);
  /** Message group or business key, as the line was told. */
  group = new Uint32Array(this.#capacity);
  /** Ordinal of its arrival in its line: what "where it stood" means. */
  arrival = new Uint32Array(this.#capacity);
  /** When it joined its line first. */
  bornAt = new Float64Array(this.#capacity);
  /** 1 = the current delivery has reached its consumer. */
  arrived = new Uint8Array(this.#capacity);
  /** Returns that count towards the line's delivery limit. */
  returns = new Uint32Array(this.#capacity);
  /** Size, where the line counts bytes. */
  bytes = new Uint32Array(this.#capacity);
  /** When a waiting copy is too old; 0 = never. */
  expiresAt = new Float64Array(this.#capacity);
  /** Agenda handle of the timer that makes the copy visible again; 0 = none. */
  timer = new Float64Array(this.#capacity);
  /** When that timer rings. */
  visibleAt = new Float64Array(this.#capacity);

  /** Number of copies ever made. */
  get count(): number {
    return this.#count - 1;
  }

  add(message: number, subscription: number): number {
    if (this.#count === this.#capacity) this.#grow();
    const copy = this.#count++;
    this.message[copy] = message;
    this.subscription[copy] = subscription;
    this.state[copy] = CopyState.queued;
    return copy;
  }

  /** Its life has ended. */
  outlived(copy: number, nowUs: number): boolean {
    const ends = this.expiresAt[copy] ?? 0;
    return ends > 0 && ends <= nowUs;
  }

  #grow(): void {
    this.#capacity *= 2;
    const widen = <A extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(column: A, wider: A): A => {
      wider.set(column);
      return wider;
    };
    this.message = widen(this.message, new Uint32Array(this.#capacity));
    this.subscription = widen(this.subscription, new Uint16Array(this.#capacity));
    this.state = widen(this.state, new Uint8Array(this.#capacity));
    this.attempts = widen(this.attempts, new Uint32Array(this.#capacity));
    this.poisoned = widen(this.poisoned, new Uint8Array(this.#capacity));
    this.partition = widen(this.partition, new Uint16Array(this.#capacity));
    this.group = widen(this.group, new Uint32Array(this.#capacity));
    this.arrival = widen(this.arrival, new Uint32Array(this.#capacity));
    this.bornAt = widen(this.bornAt, new Float64Array(this.#capacity));
    this.arrived = widen(this.arrived, new Uint8Array(this.#capacity));
    this.returns = widen(this.returns, new Uint32Array(this.#capacity));
    this.bytes = widen(this.bytes, new Uint32Array(this.#capacity));
    this.expiresAt = widen(this.expiresAt, new Float64Array(this.#capacity));
    this.timer = widen(this.timer, new Float64Array(this.#capacity));
    this.visibleAt = widen(this.visibleAt, new Float64Array(this.#capacity));
  }
}
