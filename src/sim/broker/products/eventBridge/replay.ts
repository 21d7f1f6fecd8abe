import { drawU32 } from '../../../kernel/random';
import type { ProductClock } from '../../clock';
import type { BusEvent, ReplayReport, ReplayState } from './api';

const bucketUs = 60_000_000;

export interface ReplayOptions {
  readonly clock: ProductClock;
  readonly name: string;
  /** Oldest first. */
  readonly events: readonly BusEvent[];
  /** Time from one bucket to the next. */
  readonly paceUs: number;
  /** Random stream for the order within a bucket; null = as they happened. */
  readonly shuffleStream: number | null;
  readonly emit: (event: BusEvent) => void;
}

/** Sends archived events again, minute by minute: within a minute in any order, all of a minute before the next one (EVB-012). */
export class Replay {
  readonly #options: ReplayOptions;
  readonly #buckets: readonly (readonly BusEvent[])[];
  #state: ReplayState = 'RUNNING';
  #replayed = 0;
  #lastUs: number | null = null;

  constructor(options: ReplayOptions) {
    this.#options = options;
    this.#buckets = byMinute(options.events);
    options.clock.after(0, () => this.#play(0));
  }

  get report(): ReplayReport {
    return { State: this.#state, EventsReplayed: this.#replayed, EventLastReplayedTimeUs: this.#lastUs };
  }

  get isRunning(): boolean {
    return this.#state === 'RUNNING';
  }

  cancel(): void {
    if (this.isRunning) this.#state = 'CANCELLED';
  }

  #play(index: number): void {
    if (!this.isRunning) return;
    const { clock, paceUs, name, emit } = this.#options;
    const bucket = this.#buckets[index];
    if (bucket === undefined) {
      this.#state = 'COMPLETED';
      return;
    }
    for (const event of this.#ordered(bucket)) {
      emit({ ...event, data: { ...event.data, 'replay-name': name } });
      this.#replayed++;
      this.#lastUs = Math.max(this.#lastUs ?? 0, event.timeUs);
    }
    clock.after(paceUs, () => this.#play(index + 1));
  }

  #ordered(bucket: readonly BusEvent[]): readonly BusEvent[] {
    const { shuffleStream } = this.#options;
    if (shuffleStream === null) return bucket;
    const ranked = bucket.map((event, i) => ({ event, rank: drawU32(shuffleStream, i, bucket.length) }));
    return ranked.toSorted((a, b) => a.rank - b.rank).map(({ event }) => event);
  }
}

function byMinute(events: readonly BusEvent[]): readonly (readonly BusEvent[])[] {
  const buckets = new Map<number, BusEvent[]>();
  for (const event of events) {
    const minute = Math.floor(event.timeUs / bucketUs);
    const bucket = buckets.get(minute) ?? [];
    buckets.set(minute, bucket);
    bucket.push(event);
  }
  return [...buckets.values()];
}
