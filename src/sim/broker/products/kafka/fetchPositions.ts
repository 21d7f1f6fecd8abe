import type { LogRecord } from '../../log/record';
import type { FetchResponse } from './requests';

interface Buffered {
  records: LogRecord[];
  /** Where to read on when the buffer is empty. */
  nextOffset: number;
}

/** A record handed to the application, with where it came from. */
export interface TakenRecord {
  readonly partition: string;
  readonly record: LogRecord;
}

/**
 * How far a consumer has read. The position is the offset after the last record that was *handed out*, whatever the
 * application has done with it: that is why auto commit can run ahead of the work (KAF-036).
 */
export class FetchPositions {
  readonly #positions = new Map<string, number>();
  readonly #buffered = new Map<string, Buffered>();
  readonly paused = new Set<string>();

  of(partition: string): number | undefined {
    return this.#positions.get(partition);
  }

  all(): ReadonlyMap<string, number> {
    return new Map(this.#positions);
  }

  set(partition: string, offset: number): void {
    this.#positions.set(partition, offset);
    this.#buffered.delete(partition);
  }

  forget(partitions: readonly string[]): void {
    for (const partition of partitions) {
      this.#positions.delete(partition);
      this.#buffered.delete(partition);
      this.paused.delete(partition);
    }
  }

  /** Partitions to ask for: those with nothing in the buffer. */
  toFetch(): ReadonlyMap<string, number> {
    return new Map([...this.#positions].filter(([partition]) => !this.#buffered.has(partition) && !this.paused.has(partition)));
  }

  /** Takes an answer in where the position is still the one that was asked for; names the partitions whose offset is out of range. */
  receive(asked: ReadonlyMap<string, number>, response: FetchResponse): readonly string[] {
    const outOfRange: string[] = [];
    for (const [partition, fetched] of response) {
      const position = this.#positions.get(partition);
      if (position === undefined || position !== asked.get(partition)) continue;
      if (fetched.kind === 'outOfRange') outOfRange.push(partition);
      else if (fetched.records.length === 0) this.#positions.set(partition, fetched.nextOffset);
      else this.#buffered.set(partition, { records: [...fetched.records], nextOffset: fetched.nextOffset });
    }
    return outOfRange;
  }

  /** Up to `max` records, one partition after the other. */
  take(max: number): readonly TakenRecord[] {
    const taken: TakenRecord[] = [];
    for (const [partition, buffered] of this.#buffered) {
      if (this.paused.has(partition)) continue;
      const records = buffered.records.splice(0, max - taken.length);
      for (const record of records) taken.push({ partition, record });
      const last = records.at(-1);
      if (last !== undefined) this.#positions.set(partition, last.offset + 1);
      if (buffered.records.length > 0) break;
      this.#positions.set(partition, buffered.nextOffset);
      this.#buffered.delete(partition);
    }
    return taken;
  }
}
