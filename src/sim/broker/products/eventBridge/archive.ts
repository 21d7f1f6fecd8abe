import { assert } from '../../../../base/assert';
import type { ProductClock } from '../../clock';
import { matches } from '../../router/matching';
import type { Pattern } from '../../router/pattern';
import type { BusEvent } from './api';

const eventsMax = 1_000_000;
const dayUs = 86_400_000_000;

export interface ArchiveOptions {
  readonly clock: ProductClock;
  readonly name: string;
  readonly bus: string;
  /** null = every event. */
  readonly pattern: Pattern | null;
  /** 0 = for ever (EVB-015). */
  readonly retentionDays: number;
  /** Time between an event's arrival on the bus and in the archive. */
  readonly delayUs: number;
}

/** Keeps the events of a bus for replay. Replayed events carry the replay's name and are not kept again (EVB-013). */
export class Archive {
  readonly name: string;
  readonly bus: string;
  readonly #options: ArchiveOptions;
  readonly #events: { readonly event: BusEvent; readonly arrivesUs: number }[] = [];

  constructor(options: ArchiveOptions) {
    this.name = options.name;
    this.bus = options.bus;
    this.#options = options;
  }

  offer(event: BusEvent): void {
    const { clock, delayUs, pattern } = this.#options;
    if ('replay-name' in event.data || (pattern !== null && !matches(pattern, event.data))) return;
    assert(this.#events.length < eventsMax, `an archive keeps at most ${eventsMax} events`);
    this.#events.push({ event, arrivesUs: clock.nowUs + delayUs });
  }

  /** Number of events in the archive now. */
  get eventCount(): number {
    return this.#present().length;
  }

  /** Archived events from one time to another, both included, oldest first. */
  between(fromUs: number, toUs: number): readonly BusEvent[] {
    const found = this.#present().filter(({ timeUs }) => timeUs >= fromUs && timeUs <= toUs);
    return found.toSorted((a, b) => a.timeUs - b.timeUs);
  }

  #present(): readonly BusEvent[] {
    const { clock, retentionDays } = this.#options;
    const oldestUs = retentionDays === 0 ? -Infinity : clock.nowUs - retentionDays * dayUs;
    return this.#events.filter(({ event, arrivesUs }) => arrivesUs <= clock.nowUs && event.timeUs >= oldestUs).map(({ event }) => event);
  }
}
