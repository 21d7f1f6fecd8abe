/**
 * Remembers ids for a span of virtual time and tells a repetition (SQS FIFO, SNS FIFO, JetStream, EventBridge bus). The span runs
 * from the first sighting: a repetition does not prolong it.
 */
export class DedupWindow<Value = true> {
  readonly #windowUs: number;
  readonly #seen = new Map<string, { readonly atUs: number; readonly value: Value }>();

  constructor(windowUs: number) {
    this.#windowUs = windowUs;
  }

  /** What was remembered for this id within the window; undefined = first sighting (then remember it). */
  find(id: string, nowUs: number): Value | undefined {
    this.#forget(nowUs);
    return this.#seen.get(id)?.value;
  }

  remember(id: string, nowUs: number, value: Value): void {
    this.#seen.delete(id);
    this.#seen.set(id, { atUs: nowUs, value });
  }

  /** Ids at hand. */
  get size(): number {
    return this.#seen.size;
  }

  /** Entries stand in order of their time, so that the old ones are in front. */
  #forget(nowUs: number): void {
    for (const [id, { atUs }] of this.#seen) {
      if (nowUs - atUs < this.#windowUs) return;
      this.#seen.delete(id);
    }
  }
}
