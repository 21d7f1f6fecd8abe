import type { ClusterOptions } from './clusterOptions';
import { type KafkaError, kafkaError } from './outcome';

export interface ProducerIdentity {
  readonly producerId: number;
  readonly epoch: number;
}

/** Offsets that become a group's when the transaction commits. */
export interface TransactionalOffsets {
  readonly group: string;
  readonly offsets: ReadonlyMap<string, number>;
}

interface Transaction {
  readonly id: string;
  producerId: number;
  epoch: number;
  timeoutUs: number;
  ongoing: boolean;
  startedUs: number;
  readonly partitions: Set<string>;
  offsets: TransactionalOffsets[];
}

/** What the coordinator needs of the cluster. */
export interface TransactionEffects {
  readonly available: () => boolean;
  /** Writes the marker into a partition (again and again until it has a leader). */
  readonly mark: (partition: string, identity: ProducerIdentity, kind: 'commit' | 'abort') => void;
  readonly commitOffsets: (offsets: TransactionalOffsets) => void;
}

/** Retries of a control request end there, whatever the clock says: the caller's max.block.ms has run out. */
const unavailable = kafkaError('TimeoutException', 'Timeout expired while awaiting the transaction coordinator.');

/**
 * Gives out producer ids, fences zombies by epoch, and ends transactions by markers. A transaction without an end is aborted at the
 * first scan after its timeout (KAF-072).
 */
export class TransactionCoordinator {
  readonly #options: ClusterOptions;
  readonly #effects: TransactionEffects;
  readonly #transactions = new Map<string, Transaction>();
  #nextProducerId = 1;

  constructor(options: ClusterOptions, effects: TransactionEffects) {
    this.#options = options;
    this.#effects = effects;
    this.#scheduleScan();
  }

  #scheduleScan(): void {
    const every = this.#options.settings['transaction.abort.timed.out.transaction.cleanup.interval.ms'] * 1000;
    this.#options.clock.after(every, () => {
      this.#abortTimedOut();
      this.#scheduleScan();
    });
  }

  /** An idempotent producer without transactions is a new one every time it starts (KAF-012). */
  newIdentity(): ProducerIdentity {
    return { producerId: this.#nextProducerId++, epoch: 0 };
  }

  /** A producer with that transactional.id starts: whoever used it before is fenced and its open transaction aborted (KAF-075). */
  init(id: string, timeoutMs: number): ProducerIdentity | KafkaError {
    if (!this.#effects.available()) return unavailable;
    if (timeoutMs > this.#options.settings['transaction.max.timeout.ms'] || timeoutMs <= 0)
      return kafkaError('InvalidTxnTimeoutException', 'The transaction timeout is larger than the maximum value allowed by the broker.');
    const known = this.#transactions.get(id);
    const transaction = known ?? this.#create(id);
    transaction.timeoutUs = timeoutMs * 1000;
    if (known !== undefined) {
      known.epoch++;
      if (known.ongoing) this.#finish(known, 'abort');
    }
    return { producerId: transaction.producerId, epoch: transaction.epoch };
  }

  #create(id: string): Transaction {
    const transaction: Transaction = {
      id,
      ...this.newIdentity(),
      timeoutUs: 0,
      ongoing: false,
      startedUs: 0,
      partitions: new Set(),
      offsets: [],
    };
    this.#transactions.set(id, transaction);
    return transaction;
  }

  /** The first record for a partition makes it part of the transaction. */
  addPartition(id: string, identity: ProducerIdentity, partition: string): KafkaError | null {
    const transaction = this.#current(id, identity);
    if ('kind' in transaction) return transaction;
    this.#begin(transaction);
    transaction.partitions.add(partition);
    return null;
  }

  addOffsets(id: string, identity: ProducerIdentity, offsets: TransactionalOffsets): KafkaError | null {
    const transaction = this.#current(id, identity);
    if ('kind' in transaction) return transaction;
    this.#begin(transaction);
    transaction.offsets.push(offsets);
    return null;
  }

  /** Every transaction ends with another epoch, so that a late record of it cannot slip into the next one (KIP-890, 4.0). */
  end(id: string, identity: ProducerIdentity, kind: 'commit' | 'abort'): ProducerIdentity | KafkaError {
    const transaction = this.#current(id, identity);
    if ('kind' in transaction) return transaction;
    if (!transaction.ongoing) return identity;
    transaction.epoch++;
    this.#finish(transaction, kind);
    return { producerId: transaction.producerId, epoch: transaction.epoch };
  }

  isOngoing(id: string): boolean {
    return this.#transactions.get(id)?.ongoing ?? false;
  }

  #current(id: string, identity: ProducerIdentity): Transaction | KafkaError {
    if (!this.#effects.available()) return unavailable;
    const transaction = this.#transactions.get(id);
    if (transaction === undefined || transaction.epoch !== identity.epoch)
      return kafkaError('ProducerFencedException', 'There is a newer producer with the same transactionalId which fences the current one.');
    return transaction;
  }

  #begin(transaction: Transaction): void {
    if (transaction.ongoing) return;
    transaction.ongoing = true;
    transaction.startedUs = this.#options.clock.nowUs;
  }

  #finish(transaction: Transaction, kind: 'commit' | 'abort'): void {
    transaction.ongoing = false;
    for (const partition of transaction.partitions) this.#effects.mark(partition, { ...transaction }, kind);
    transaction.partitions.clear();
    for (const offsets of transaction.offsets.splice(0)) if (kind === 'commit') this.#effects.commitOffsets(offsets);
  }

  #abortTimedOut(): void {
    if (!this.#effects.available()) return;
    const { nowUs } = this.#options.clock;
    for (const transaction of this.#transactions.values()) {
      if (!transaction.ongoing || nowUs - transaction.startedUs < transaction.timeoutUs) continue;
      transaction.epoch++;
      this.#finish(transaction, 'abort');
    }
  }
}
