import type { ProducerStamp } from './record';

/** A partition recognises that many of a producer's latest batches when they come again (KAF-010: NUM_BATCHES_TO_RETAIN). */
export const batchesRemembered = 5;

interface Batch {
  readonly first: number;
  readonly last: number;
  readonly baseOffset: number;
}

interface ProducerState {
  epoch: number;
  batches: Batch[];
}

export type SequenceVerdict =
  | { readonly kind: 'next' }
  /** It is in the log already, from there. */
  | { readonly kind: 'duplicate'; readonly baseOffset: number }
  /** A batch before it is missing. */
  | { readonly kind: 'outOfOrder' }
  /** A newer producer with the same id has taken over. */
  | { readonly kind: 'fenced' };

/** What a partition knows about idempotent producers: their epoch and the sequences of their last batches. */
export class ProducerStates {
  readonly #states = new Map<number, ProducerState>();

  check(stamp: ProducerStamp, records: number): SequenceVerdict {
    const state = this.#states.get(stamp.producerId);
    if (stamp.producerId < 0) return { kind: 'next' };
    // An unknown producer must begin at 0, or a first batch that failed would be overtaken by its second (KAF-013).
    if (state === undefined) return stamp.sequence === 0 ? { kind: 'next' } : { kind: 'outOfOrder' };
    if (stamp.epoch < state.epoch) return { kind: 'fenced' };
    if (stamp.epoch > state.epoch) return stamp.sequence === 0 ? { kind: 'next' } : { kind: 'outOfOrder' };
    const again = state.batches.find(({ first, last }) => first === stamp.sequence && last === stamp.sequence + records - 1);
    if (again !== undefined) return { kind: 'duplicate', baseOffset: again.baseOffset };
    const latest = state.batches.at(-1);
    const expected = latest === undefined ? stamp.sequence : latest.last + 1;
    return stamp.sequence === expected ? { kind: 'next' } : { kind: 'outOfOrder' };
  }

  appended(stamp: ProducerStamp, records: number, baseOffset: number): void {
    if (stamp.producerId < 0) return;
    const state = this.#stateFor(stamp);
    state.batches.push({ first: stamp.sequence, last: stamp.sequence + records - 1, baseOffset });
    if (state.batches.length > batchesRemembered) state.batches.shift();
  }

  /** A marker of a coordinator carries the epoch from which on the producer may write. */
  fence(producerId: number, epoch: number): void {
    this.#stateFor({ producerId, epoch });
  }

  truncated(endOffset: number): void {
    for (const state of this.#states.values()) state.batches = state.batches.filter(({ baseOffset }) => baseOffset < endOffset);
  }

  #stateFor({ producerId, epoch }: Pick<ProducerStamp, 'producerId' | 'epoch'>): ProducerState {
    const known = this.#states.get(producerId);
    if (known !== undefined && known.epoch >= epoch) return known;
    const state = { epoch, batches: [] };
    this.#states.set(producerId, state);
    return state;
  }
}
