import type { TimerHandle } from '../../clock';
import type { NewRecord } from '../../log/record';
import type { KafkaError, Later } from './outcome';

/** Where a sent record ended up; offset -1: nobody said. */
export interface RecordMetadata {
  readonly kind: 'stored';
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface QueuedRecord {
  readonly record: NewRecord;
  readonly future: Later<RecordMetadata | KafkaError>;
}

/** Records for one partition that travel together. */
export interface ProducerBatch {
  readonly partition: string;
  readonly createdUs: number;
  readonly reservedBytes: number;
  readonly records: QueuedRecord[];
  sizeBytes: number;
  attempts: number;
  notBeforeUs: number;
  /** Sequence of the first record; -1 = not given yet. */
  sequence: number;
  inFlight: boolean;
  done: boolean;
  expiry: TimerHandle;
}

/**
 * The producer client's memory: one line of batches per partition, within buffer.memory. A batch reserves batch.size at once (or the
 * size of its one larger record), as the client's buffer pool does.
 */
export class ProducerBuffer {
  readonly #batchBytes: number;
  readonly #lines = new Map<string, ProducerBatch[]>();
  #freeBytes: number;

  constructor(batchBytes: number, memoryBytes: number) {
    this.#batchBytes = batchBytes;
    this.#freeBytes = memoryBytes;
  }

  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** Batches that wait or are on their way. */
  get batches(): readonly ProducerBatch[] {
    return [...this.#lines.values()].flat();
  }

  get partitions(): readonly string[] {
    return [...this.#lines.keys()];
  }

  line(partition: string): readonly ProducerBatch[] {
    return this.#lines.get(partition) ?? [];
  }

  /** The last batch takes the record when it has room and has not been sent; undefined otherwise. */
  appendToLast(partition: string, queued: QueuedRecord): ProducerBatch | undefined {
    const last = this.line(partition).at(-1);
    if (last === undefined || last.inFlight || last.attempts > 0 || last.sequence >= 0) return undefined;
    if (last.sizeBytes + queued.record.sizeBytes > this.#batchBytes) return undefined;
    last.records.push(queued);
    last.sizeBytes += queued.record.sizeBytes;
    return last;
  }

  reserves(queued: QueuedRecord): number {
    return Math.max(this.#batchBytes, queued.record.sizeBytes);
  }

  open(partition: string, queued: QueuedRecord, nowUs: number): ProducerBatch {
    const batch: ProducerBatch = {
      partition,
      createdUs: nowUs,
      reservedBytes: this.reserves(queued),
      records: [queued],
      sizeBytes: queued.record.sizeBytes,
      attempts: 0,
      notBeforeUs: 0,
      sequence: -1,
      inFlight: false,
      done: false,
      expiry: 0,
    };
    this.#freeBytes -= batch.reservedBytes;
    this.#lines.set(partition, [...this.line(partition), batch]);
    return batch;
  }

  isFull(batch: ProducerBatch): boolean {
    return batch.sizeBytes >= this.#batchBytes || this.line(batch.partition).at(-1) !== batch;
  }

  /** The batch is done with, well or not. */
  remove(batch: ProducerBatch): void {
    this.#freeBytes += batch.reservedBytes;
    this.#lines.set(
      batch.partition,
      this.line(batch.partition).filter((other) => other !== batch),
    );
  }
}
