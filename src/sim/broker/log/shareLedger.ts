/** How a share group treats a record in hand (KAF-080, KAF-081). */
export interface ShareRules {
  readonly lockUs: number;
  readonly deliveriesMax: number;
  /** Records of one partition that may be out or waiting for another delivery. */
  readonly locksMax: number;
}

export type ShareAnswer = 'ACCEPT' | 'RELEASE' | 'REJECT';

/** acquired = locked for one consumer; archived = out of the group's sight for good. */
export type ShareState = 'available' | 'acquired' | 'acknowledged' | 'archived';

interface Entry {
  state: ShareState;
  deliveries: number;
  owner: string;
}

/** A record that was handed out until `lockEndsUs`. */
export interface Acquired {
  readonly offset: number;
  readonly deliveries: number;
}

/**
 * A share group's view of one partition: not an offset but a state for every record. A record that comes back waits for any consumer;
 * after the last allowed delivery it is archived. There is no order.
 */
export class ShareLedger {
  readonly rules: ShareRules;
  readonly #entries = new Map<number, Entry>();
  /** Everything before is done with. */
  #startOffset: number;
  /** First offset that was never handed out. */
  #nextOffset: number;

  constructor(rules: ShareRules, startOffset: number) {
    this.rules = rules;
    this.#startOffset = startOffset;
    this.#nextOffset = startOffset;
  }

  get startOffset(): number {
    return this.#startOffset;
  }

  get nextOffset(): number {
    return this.#nextOffset;
  }

  stateOf(offset: number): ShareState {
    if (offset < this.#startOffset) return 'acknowledged';
    return this.#entries.get(offset)?.state ?? 'available';
  }

  deliveriesOf(offset: number): number {
    return this.#entries.get(offset)?.deliveries ?? 0;
  }

  /** Offsets that came back, oldest first. */
  returned(): readonly number[] {
    return [...this.#entries].filter(([, { state }]) => state === 'available').map(([offset]) => offset);
  }

  /** How many records may be handed out for the first time now. */
  get room(): number {
    return Math.max(0, this.rules.locksMax - this.#entries.size);
  }

  acquire(offset: number, owner: string): Acquired {
    const entry = this.#entries.get(offset) ?? { state: 'available', deliveries: 0, owner };
    this.#entries.set(offset, entry);
    entry.state = 'acquired';
    entry.owner = owner;
    entry.deliveries++;
    this.#nextOffset = Math.max(this.#nextOffset, offset + 1);
    return { offset, deliveries: entry.deliveries };
  }

  /** Offsets up to there hold nothing for an application. */
  skipTo(offset: number): void {
    this.#nextOffset = Math.max(this.#nextOffset, offset);
    this.#settle();
  }

  /** Records before `offset` no longer exist. */
  deletedBefore(offset: number): void {
    for (const at of this.#entries.keys()) if (at < offset) this.#entries.delete(at);
    this.#startOffset = Math.max(this.#startOffset, offset);
    this.#nextOffset = Math.max(this.#nextOffset, offset);
  }

  /** True while that consumer holds the record in that delivery. */
  holds(offset: number, owner: string, deliveries: number): boolean {
    const entry = this.#entries.get(offset);
    return entry?.state === 'acquired' && entry.owner === owner && entry.deliveries === deliveries;
  }

  answer(offset: number, answer: ShareAnswer): ShareState {
    const entry = this.#entries.get(offset);
    if (entry === undefined || entry.state !== 'acquired') return this.stateOf(offset);
    entry.state = afterAnswer(answer, entry.deliveries, this.rules.deliveriesMax);
    const { state } = entry;
    this.#settle();
    return state;
  }

  heldBy(owner: string): readonly number[] {
    return [...this.#entries].filter(([, entry]) => entry.state === 'acquired' && entry.owner === owner).map(([offset]) => offset);
  }

  /** Moves the start over everything that is done with. */
  #settle(): void {
    while (this.#startOffset < this.#nextOffset) {
      const entry = this.#entries.get(this.#startOffset);
      if (entry?.state === 'available' || entry?.state === 'acquired') return;
      this.#entries.delete(this.#startOffset);
      this.#startOffset++;
    }
  }
}

/** What becomes of a record in hand. A lock that ends is a RELEASE; the last allowed delivery has no other after it. */
export function afterAnswer(answer: ShareAnswer, deliveries: number, deliveriesMax: number): ShareState {
  if (answer === 'ACCEPT') return 'acknowledged';
  if (answer === 'REJECT' || deliveries >= deliveriesMax) return 'archived';
  return 'available';
}
