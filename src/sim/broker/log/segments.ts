import { assert } from '../../../base/assert';
import type { LogRecord } from './record';

/** When segments are closed and what becomes of closed ones. */
export interface LogRules {
  readonly segmentBytes: number;
  readonly segmentUs: number;
  readonly deletes: boolean;
  readonly compacts: boolean;
  /** Infinity: for ever. */
  readonly retentionUs: number;
  /** Infinity: any size. */
  readonly retentionBytes: number;
  /** A tombstone is kept that long after the cleaner has seen it. */
  readonly tombstoneUs: number;
  readonly dirtyRatioMin: number;
}

interface Segment {
  readonly baseOffset: number;
  readonly records: LogRecord[];
  sizeBytes: number;
  firstTimestampUs: number;
  largestTimestampUs: number;
}

/**
 * The records of one partition in segments. Offsets are given once and never again; deletion is by whole segment from the
 * old end (KAF-060), compaction takes single records out of closed segments and moves nothing (KAF-061). Reading deletes nothing (KAF-048).
 */
export class Segments {
  rules: LogRules;
  readonly #segments: Segment[] = [emptySegment(0)];
  #startOffset = 0;
  #endOffset = 0;
  #cleanUpTo = 0;

  constructor(rules: LogRules) {
    this.rules = rules;
  }

  /** Offset of the first record that can still be read. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** Offset that the next record gets. */
  get endOffset(): number {
    return this.#endOffset;
  }

  get sizeBytes(): number {
    return this.#segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  get segmentCount(): number {
    return this.#segments.length;
  }

  append(record: Omit<LogRecord, 'offset'>): number {
    const offset = this.#endOffset++;
    const active = this.#activeFor(record, offset);
    active.records.push({ ...record, offset });
    active.sizeBytes += record.sizeBytes;
    if (active.records.length === 1) active.firstTimestampUs = record.timestampUs;
    active.largestTimestampUs = Math.max(active.largestTimestampUs, record.timestampUs);
    return offset;
  }

  /** Closes the active segment when the record would not fit or the segment is too old. */
  #activeFor(record: Omit<LogRecord, 'offset'>, offset: number): Segment {
    const active = this.#active();
    if (active.records.length === 0) return active;
    const full = active.sizeBytes + record.sizeBytes > this.rules.segmentBytes;
    const old = record.timestampUs - active.firstTimestampUs > this.rules.segmentUs;
    return full || old ? this.#roll(offset) : active;
  }

  #roll(offset: number): Segment {
    const segment = emptySegment(offset);
    this.#segments.push(segment);
    return segment;
  }

  #active(): Segment {
    const active = this.#segments.at(-1);
    assert(active !== undefined, 'a log has an active segment');
    return active;
  }

  /** Records with `from <= offset < until`, at most so many. */
  read(from: number, until: number, max: number): readonly LogRecord[] {
    const found: LogRecord[] = [];
    for (let i = this.#segmentOf(from); i < this.#segments.length; i++) {
      const { records } = this.#segments[i] ?? emptySegment(0);
      for (let j = firstFrom(records, from); j < records.length; j++) {
        const record = records[j];
        if (record === undefined || record.offset >= until || found.length >= max) return found;
        found.push(record);
      }
    }
    return found;
  }

  #segmentOf(offset: number): number {
    let i = this.#segments.length - 1;
    while (i > 0 && (this.#segments[i]?.baseOffset ?? 0) > offset) i--;
    return i;
  }

  /** Another replica leads and does not have the tail: it is gone. */
  truncate(endOffset: number): void {
    if (endOffset >= this.#endOffset) return;
    this.#endOffset = endOffset;
    this.#startOffset = Math.min(this.#startOffset, endOffset);
    while (this.#segments.length > 1 && this.#active().baseOffset >= endOffset) this.#segments.pop();
    const active = this.#active();
    const kept = firstFrom(active.records, endOffset);
    for (const gone of active.records.splice(kept)) active.sizeBytes -= gone.sizeBytes;
    this.#cleanUpTo = Math.min(this.#cleanUpTo, endOffset);
  }

  /** Records before `offset` are gone (an administrator's DeleteRecords). */
  deleteBefore(offset: number): void {
    this.#startOffset = Math.max(this.#startOffset, Math.min(offset, this.#endOffset));
    while (this.#segments.length > 1 && (this.#segments[1]?.baseOffset ?? Infinity) <= this.#startOffset) this.#segments.shift();
  }

  /**
   * Deletes whole segments from the old end that are too old by their youngest record, or that the log can spare by size.
   * A segment above the high watermark stays. When even the active one is too old, an empty one takes its place.
   */
  expire(nowUs: number, highWatermark: number): void {
    if (!this.rules.deletes) return;
    const tooOld = (segment: Segment): boolean => nowUs - segment.largestTimestampUs > this.rules.retentionUs;
    while (this.#mayDeleteFirst(highWatermark) && tooOld(this.#first())) this.#deleteFirst();
    let spareBytes = this.sizeBytes - this.rules.retentionBytes;
    while (this.#mayDeleteFirst(highWatermark) && spareBytes - this.#first().sizeBytes >= 0) {
      spareBytes -= this.#first().sizeBytes;
      this.#deleteFirst();
    }
  }

  #first(): Segment {
    return this.#segments[0] ?? this.#active();
  }

  #mayDeleteFirst(highWatermark: number): boolean {
    const upperBound = this.#segments[1]?.baseOffset ?? this.#endOffset;
    return this.#first().records.length > 0 && highWatermark >= upperBound;
  }

  #deleteFirst(): void {
    if (this.#segments.length === 1) this.#roll(this.#endOffset);
    this.#segments.shift();
    this.#startOffset = Math.max(this.#startOffset, this.#first().baseOffset);
  }

  /** Share of the closed segments' bytes that the cleaner has not seen. */
  get dirtyRatio(): number {
    const closed = this.#segments.slice(0, -1);
    const bytes = closed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const dirty = closed.filter(({ baseOffset }) => baseOffset >= this.#cleanUpTo).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return bytes === 0 ? 0 : dirty / bytes;
  }

  /**
   * Keeps the last record of every key in the closed segments below `until`; offsets and order stay. `drop` names records that no
   * reader may see (aborted transactions).
   */
  compact(nowUs: number, until: number, drop: (record: LogRecord) => boolean): void {
    if (!this.rules.compacts) return;
    const limit = Math.min(until, this.#active().baseOffset);
    const last = new Map<string, number>();
    const closed = this.#segments.slice(0, -1);
    for (const { records } of closed)
      for (const { key, offset, kind } of records) if (key !== null && kind === 'data' && offset < limit) last.set(key, offset);
    const stays = (record: LogRecord): boolean => {
      if (record.offset >= limit || record.kind !== 'data' || record.key === null) return true;
      if (drop(record) || last.get(record.key) !== record.offset) return false;
      return record.value !== null || nowUs - record.timestampUs <= this.rules.tombstoneUs;
    };
    for (const segment of closed) keepOnly(segment, stays);
    this.#cleanUpTo = limit;
  }
}

function keepOnly(segment: Segment, stays: (record: LogRecord) => boolean): void {
  const kept = segment.records.filter((record) => stays(record));
  segment.records.splice(0, segment.records.length, ...kept);
  segment.sizeBytes = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

const emptySegment = (baseOffset: number): Segment => ({
  baseOffset,
  records: [],
  sizeBytes: 0,
  firstTimestampUs: 0,
  largestTimestampUs: 0,
});

/** Index of the first record at or after an offset. */
function firstFrom(records: readonly LogRecord[], offset: number): number {
  let low = 0;
  let high = records.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle]?.offset ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
