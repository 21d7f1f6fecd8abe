import { assert } from '../../base/assert';
import type { ProductClock } from '../broker/clock';
import { checkAppend } from './appendCheck';
import {
  type AppendResult,
  type ExpectedVersion,
  frozenCopy,
  type NewEvent,
  type ReadOptions,
  type ReadResult,
  type Source,
  type StoredEvent,
} from './event';
import { RememberedIds } from './rememberedIds';

/** The part of virtual time that an event store and its followers need. */
export type StoreClock = Pick<ProductClock, 'nowUs' | 'at' | 'cancel'>;

export interface EventStoreOptions {
  /** Time that the store spends on one event that is read or written. All requests stand in one line for it (EVS-013). */
  readonly readTimeUs?: number;
  readonly writeTimeUs?: number;
  /** Events whose ids are remembered for appends without an expected revision. KurrentDB keeps 8 MB of them; the number is ours. */
  readonly rememberedMax?: number;
  readonly eventsMax?: number;
}

const defaults = { readTimeUs: 0, writeTimeUs: 0, rememberedMax: 100_000, eventsMax: 2_000_000 };

/**
 * Streams of events with optimistic concurrency, in KurrentDB's terms. What is stored stays as it is: there is no operation that changes or
 * removes an event, so a wrong one is corrected by another (EVS-011).
 */
export class EventStore {
  readonly clock: StoreClock;
  readonly options: Required<EventStoreOptions>;
  /** The journal: everything that reached the disk. What lies at and above `#committed` belongs to an append that did not finish. */
  readonly #journal: StoredEvent[] = [];
  #committed = 0;
  readonly #streams = new Map<string, StoredEvent[]>();
  readonly #remembered: RememberedIds;
  readonly #listeners = new Set<() => void>();
  #freeAtUs = 0;
  #up = true;
  #answersToLose = 0;
  #crashAfter: number | null = null;
  #eventsRead = 0;

  constructor(clock: StoreClock, options: EventStoreOptions = {}) {
    this.clock = clock;
    this.options = { ...defaults, ...options };
    this.#remembered = new RememberedIds(this.options.rememberedMax);
  }

  /** Position of the last event; -1 in an empty store. */
  get head(): number {
    return this.#committed - 1;
  }

  /** Events handed out since the store exists. */
  get eventsRead(): number {
    return this.#eventsRead;
  }

  get up(): boolean {
    return this.#up;
  }

  revisionOf(stream: string): number {
    return (this.#streams.get(stream)?.length ?? 0) - 1;
  }

  /** Appends all of the events or none (EVS-006). */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedVersion): AppendResult {
    if (!this.#up) return { kind: 'unavailable' };
    const line = this.#streams.get(stream) ?? [];
    const current = line.length - 1;
    const verdict = checkAppend(expected, events, {
      current,
      idAt: (revision) => line[revision]?.id,
      remembered: (id) => this.#remembered.revisionIn(stream, id),
    });
    if (verdict.kind === 'wrong') return { kind: 'wrongExpectedVersion', expected, current: current < 0 ? 'noStream' : current };
    if (verdict.kind === 'write' && !this.#write(stream, events, current + 1)) return { kind: 'noAnswer' };
    return this.#answer(stream, verdict.kind === 'write' ? current + events.length : verdict.revision, verdict.kind === 'repeated');
  }

  read(stream: string, options: ReadOptions = {}): ReadResult {
    const line = this.#streams.get(stream);
    if (!this.#up) return { kind: 'unavailable' };
    return line === undefined ? { kind: 'streamNotFound' } : { kind: 'events', events: this.#part(line, line.length, options) };
  }

  readAll(options: ReadOptions = {}): ReadResult {
    return this.#up ? { kind: 'events', events: this.#part(this.#journal, this.#committed, options) } : { kind: 'unavailable' };
  }

  /** Up to `maxCount` events from a place on: what a subscription asks for. */
  page(source: Source, from: number, maxCount: number): readonly StoredEvent[] {
    const result = source.kind === 'all' ? this.readAll({ from, maxCount }) : this.read(source.stream, { from, maxCount });
    return result.kind === 'events' ? result.events : [];
  }

  /** The event that stands at a place, without handing it out: for questions about time and lag. */
  eventAt(position: number): StoredEvent | undefined {
    return position < this.#committed ? this.#journal[position] : undefined;
  }

  /** Takes a turn in the line of the store's requests; `then` happens when the work is done. Returns that time. */
  takeTurn(workUs: number, then: () => void): number {
    this.#freeAtUs = Math.max(this.clock.nowUs, this.#freeAtUs) + workUs;
    if (this.#freeAtUs === this.clock.nowUs) then();
    else this.clock.at(this.#freeAtUs, then);
    return this.#freeAtUs;
  }

  /** Calls `listener` after every append that is stored, and after a restart. Returns how to stop that. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The answers to the next appends that succeed get lost on their way (EVS-005). */
  loseAnswers(count: number): void {
    this.#answersToLose = count;
  }

  /** The store crashes during the next append that writes, when so many of its events have reached the disk (EVS-006). */
  crashAfterWriting(events: number): void {
    this.#crashAfter = events;
  }

  crash(): void {
    this.#up = false;
  }

  /** Starts again from the disk: an append without its end never was, and what was only remembered is forgotten. */
  restart(): void {
    this.#journal.length = this.#committed;
    this.#streams.clear();
    for (const event of this.#journal) this.#index(event);
    this.#remembered.forget();
    this.#up = true;
    this.#crashAfter = null;
    this.#tell();
  }

  /** False when the store crashed on the way. */
  #write(stream: string, events: readonly NewEvent[], firstRevision: number): boolean {
    assert(this.#committed + events.length <= this.options.eventsMax, `an event store holds at most ${this.options.eventsMax} events`);
    for (const [index, event] of events.entries()) {
      if (this.#crashesAt(index)) return false;
      const { id, type, data, metadata } = event;
      const place = { stream, revision: firstRevision + index, position: this.#journal.length, atUs: this.clock.nowUs };
      const written = { id, type, data: frozenCopy(data), ...(metadata === undefined ? {} : { metadata: frozenCopy(metadata) }), ...place };
      this.#journal.push(Object.freeze(written));
    }
    if (this.#crashesAt(events.length)) return false;
    for (const event of this.#journal.slice(this.#committed)) {
      this.#index(event);
      this.#remembered.remember(event.id, stream, event.revision);
    }
    this.#committed = this.#journal.length;
    this.#tell();
    return true;
  }

  /** A listener may stop listening, or start, while it is told. */
  #tell(): void {
    const listeners = Array.from(this.#listeners);
    for (const listener of listeners) listener();
  }

  #crashesAt(written: number): boolean {
    if (this.#crashAfter !== written) return false;
    this.crash();
    return true;
  }

  #index(event: StoredEvent): void {
    const line = this.#streams.get(event.stream);
    if (line === undefined) this.#streams.set(event.stream, [event]);
    else line.push(event);
  }

  #answer(stream: string, revision: number, repeated: boolean): AppendResult {
    if (this.#answersToLose > 0) {
      this.#answersToLose--;
      return { kind: 'noAnswer' };
    }
    return { kind: 'appended', revision, position: this.#streams.get(stream)?.[revision]?.position ?? this.head, repeated };
  }

  #part(line: readonly StoredEvent[], length: number, options: ReadOptions): readonly StoredEvent[] {
    const { direction = 'forwards', maxCount = length } = options;
    const from = options.from ?? (direction === 'forwards' ? 0 : length - 1);
    const events =
      direction === 'forwards'
        ? line.slice(Math.max(0, from), Math.min(length, Math.max(0, from) + maxCount))
        : line.slice(Math.max(0, Math.min(from, length - 1) + 1 - maxCount), Math.min(from, length - 1) + 1).toReversed();
    this.#eventsRead += events.length;
    return events;
  }
}
