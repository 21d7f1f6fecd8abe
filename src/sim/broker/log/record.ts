/** What a producer hands in; the log adds offset and bookkeeping. */
export interface NewRecord {
  readonly key: string | null;
  /** null is a tombstone: compaction removes the key. */
  readonly value: string | null;
  /** Serialized size. */
  readonly sizeBytes: number;
  readonly timestampUs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Who wrote a batch: an idempotent producer numbers its records per partition. */
export interface ProducerStamp {
  /** -1: the producer is not idempotent. */
  readonly producerId: number;
  readonly epoch: number;
  /** Sequence of the first record of the batch. */
  readonly sequence: number;
  readonly transactional: boolean;
}

export const unnumbered: ProducerStamp = { producerId: -1, epoch: -1, sequence: -1, transactional: false };

/** One record in a partition. Markers end a transaction; they take an offset and are never handed to an application. */
export interface LogRecord extends NewRecord {
  readonly offset: number;
  readonly kind: 'data' | 'commit' | 'abort';
  readonly producerId: number;
  readonly transactional: boolean;
}
