import { StickyPartitions, partitionOfText, utf8 } from '../../log/partitioning';
import type { NewRecord } from '../../log/record';
import { drawUnit, streamSeed } from '../../../kernel/random';
import type { KafkaCluster } from './cluster';
import type { OffsetAt } from './consumer';
import type { GroupMetadata } from './groupCoordinator';
import { isKafkaError, type KafkaError, kafkaError, Later } from './outcome';
import { type ProducerBatch, ProducerBuffer, type QueuedRecord, type RecordMetadata } from './producerBuffer';
import type { ProducerConfig } from './producerConfig';
import { ProducerSender } from './producerSender';
import { ProducerTransactions } from './producerTransactions';
import type { Produced } from './requests';
import { partitionId } from './topics';

/** What an application sends. */
export interface ProducerRecord {
  readonly topic: string;
  readonly partition?: number;
  readonly key?: string;
  /** null is a tombstone. */
  readonly value: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** Serialized size; by default that of key and value and the record's own header. */
  readonly sizeBytes?: number;
  readonly timestampUs?: number;
}

/** `send` itself may block (no memory, no metadata) before it returns or throws; the future tells what became of the record. */
export interface Sending {
  readonly returned: Later<'returned' | KafkaError>;
  readonly future: Later<RecordMetadata | KafkaError>;
}

interface Blocked {
  readonly record: ProducerRecord;
  readonly sending: Sending;
  readonly partition: string | null;
  readonly givesUpAtUs: number;
}

/** Bytes that a record takes besides its key and value, and a batch besides its records. */
const recordOverheadBytes = 12;
const batchOverheadBytes = 61;
/** How often a blocked `send` looks for metadata. */
const metadataRetryUs = 100_000;

/** KafkaProducer: buffers, batches, partitions and sends, with everything that can go wrong on the way. */
export class KafkaProducer {
  readonly config: ProducerConfig;
  readonly #cluster: KafkaCluster;
  readonly #buffer: ProducerBuffer;
  readonly #sender: ProducerSender;
  readonly #transactions: ProducerTransactions;
  readonly #sticky = new Map<string, StickyPartitions>();
  readonly #stream: number;
  readonly #blocked: Blocked[] = [];
  readonly #open = new Set<Sending>();
  #draws = 0;
  #flushing = 0;
  #closed = false;

  constructor(cluster: KafkaCluster, config: ProducerConfig, id: number) {
    this.config = config;
    this.#cluster = cluster;
    this.#stream = streamSeed(cluster.options.seed, `producer:${id}`);
    this.#buffer = new ProducerBuffer(config['batch.size'], config['buffer.memory']);
    const identity = config['enable.idempotence'] && config['transactional.id'] === null ? cluster.transactions.newIdentity() : null;
    this.#sender = new ProducerSender(
      {
        cluster,
        config,
        buffer: this.#buffer,
        hurry: () => this.#flushing > 0 || this.#blocked.length > 0 || this.#closed,
        finished: (batch, outcome) => this.#finished(batch, outcome),
      },
      identity,
    );
    this.#transactions = new ProducerTransactions(cluster, config, {
      identified: (given) => this.#sender.restartNumbering(given),
      flush: () => this.flush(),
      discard: (reason) => this.#discard(reason),
    });
  }

  /** Bytes of buffer.memory that are free. */
  get bufferFreeBytes(): number {
    return this.#buffer.freeBytes;
  }

  /** Sends a record asynchronously. The `returned` part says when the call came back to its caller, and whether by an exception. */
  send(record: ProducerRecord): Sending {
    const sending: Sending = { returned: new Later(), future: new Later() };
    const refused = this.#refuses(record);
    if (refused !== null) this.#throws(sending, refused);
    else this.#proceed({ record, sending, partition: null, givesUpAtUs: this.#now() + this.config['max.block.ms'] * 1000 });
    return sending;
  }

  #now(): number {
    return this.#cluster.clock.nowUs;
  }

  #refuses(record: ProducerRecord): KafkaError | null {
    if (this.#closed) return kafkaError('IllegalStateException', 'Cannot perform operation after producer has been closed');
    const bytes = sizeOf(record) + batchOverheadBytes;
    const limit = this.config['max.request.size'];
    if (bytes > limit)
      return kafkaError(
        'RecordTooLargeException',
        `The message is ${bytes} bytes when serialized which is larger than ${limit}, the value of the max.request.size configuration.`,
      );
    if (bytes > this.config['buffer.memory'])
      return kafkaError(
        'RecordTooLargeException',
        `The message is ${bytes} bytes when serialized which is larger than the total memory buffer.`,
      );
    return this.#transactions.refusesSend();
  }

  #throws(sending: Sending, error: KafkaError): void {
    sending.returned.settle(error, this.#now());
    sending.future.settle(error, this.#now());
  }

  /** Finds a partition, then memory; blocks the caller where there is none, up to max.block.ms. */
  #proceed(blocked: Blocked): void {
    const { record } = blocked;
    const count = this.#cluster.metadata(record.topic);
    if (blocked.partition === null && count === 0) {
      this.#blockForMetadata(blocked);
      return;
    }
    const chosen = record.partition ?? this.#choose(record, count);
    const partition = blocked.partition ?? partitionId({ topic: record.topic, partition: chosen });
    const error =
      chosen >= count
        ? kafkaError('TimeoutException', `Partition ${chosen} of topic ${record.topic} is not present in metadata`)
        : this.#transactions.joins(partition);
    if (error !== null) this.#throws(blocked.sending, error);
    else if (this.#blocked.length > 0 || !this.#append(blocked, partition)) this.#blockForMemory({ ...blocked, partition });
  }

  #choose(record: ProducerRecord, partitions: number): number {
    if (record.key !== undefined) return partitionOfText(record.key, partitions);
    const draw = (choices: number): number => Math.floor(drawUnit(this.#stream, this.#draws++, 0) * choices);
    const sticky = this.#sticky.get(record.topic) ?? new StickyPartitions(this.config['batch.size'], draw);
    this.#sticky.set(record.topic, sticky);
    return sticky.next(partitions, sizeOf(record));
  }

  #blockForMetadata(blocked: Blocked): void {
    const left = blocked.givesUpAtUs - this.#now();
    if (left <= 0) {
      const { topic } = blocked.record;
      this.#throws(
        blocked.sending,
        kafkaError('TimeoutException', `Topic ${topic} not present in metadata after ${this.config['max.block.ms']} ms.`),
      );
    } else this.#cluster.clock.after(Math.min(left, metadataRetryUs), () => this.#proceed(blocked));
  }

  #blockForMemory(blocked: Blocked): void {
    this.#blocked.push(blocked);
    this.#sender.pump();
    this.#cluster.clock.at(blocked.givesUpAtUs, () => {
      const position = this.#blocked.indexOf(blocked);
      if (position < 0) return;
      this.#blocked.splice(position, 1);
      this.#throws(
        blocked.sending,
        kafkaError(
          'TimeoutException',
          `Failed to allocate memory within the configured max blocking time ${this.config['max.block.ms']} ms.`,
        ),
      );
    });
  }

  /** False when the memory is full. */
  #append({ record, sending }: Blocked, partition: string): boolean {
    const queued: QueuedRecord = { record: this.#serialized(record), future: sending.future };
    const joined = this.#buffer.appendToLast(partition, queued);
    if (joined === undefined) {
      if (this.#buffer.reserves(queued) > this.#buffer.freeBytes) return false;
      this.#sender.opened(this.#buffer.open(partition, queued, this.#now()));
    }
    this.#open.add(sending);
    sending.future.whenDone(() => this.#open.delete(sending));
    sending.returned.settle('returned', this.#now());
    const batch = joined ?? this.#buffer.line(partition).at(-1);
    if (batch !== undefined && (this.#buffer.isFull(batch) || this.#buffer.line(partition).length > 1)) this.#sender.wakeAt(this.#now());
    return true;
  }

  #serialized(record: ProducerRecord): NewRecord {
    return {
      key: record.key ?? null,
      value: record.value,
      sizeBytes: sizeOf(record),
      timestampUs: record.timestampUs ?? this.#now(),
      headers: record.headers ?? {},
    };
  }

  #finished(batch: ProducerBatch, outcome: Produced | KafkaError): void {
    const error = isKafkaError(outcome) ? this.#transactions.failed(outcome) : null;
    const where = this.#cluster.placeOf(batch.partition);
    batch.records.forEach(({ future }, index) => {
      const offset = isKafkaError(outcome) || outcome.baseOffset < 0 ? -1 : outcome.baseOffset + index;
      future.settle(error ?? { kind: 'stored', ...where, offset }, this.#now());
    });
    this.#admitBlocked();
  }

  /** Memory is given out in the order in which callers asked. */
  #admitBlocked(): void {
    for (let first = this.#blocked[0]; first !== undefined; first = this.#blocked[0]) {
      if (first.partition === null || !this.#append(first, first.partition)) return;
      this.#blocked.shift();
    }
  }

  #discard(reason: KafkaError): void {
    for (const batch of this.#buffer.batches) if (!batch.inFlight) this.#dropBatch(batch, reason);
  }

  #dropBatch(batch: ProducerBatch, reason: KafkaError): void {
    batch.done = true;
    this.#cluster.clock.cancel(batch.expiry);
    this.#buffer.remove(batch);
    for (const { future } of batch.records) future.settle(reason, this.#now());
  }

  /** Everything sent so far goes out at once; done when each has its outcome. */
  flush(): Later<'flushed'> {
    const done = new Later<'flushed'>();
    const waiting = new Set([...this.#open, ...this.#blocked.map(({ sending }) => sending)]);
    if (waiting.size === 0) return Later.done('flushed', this.#now());
    this.#flushing++;
    for (const sending of waiting)
      sending.future.whenDone(() => {
        waiting.delete(sending);
        if (waiting.size > 0) return;
        this.#flushing--;
        done.settle('flushed', this.#now());
      });
    this.#sender.pump();
    return done;
  }

  initTransactions(): KafkaError | null {
    return this.#transactions.init();
  }

  beginTransaction(): KafkaError | null {
    return this.#transactions.begin();
  }

  /** Input offsets become part of the transaction: consumed, transformed and produced together (KAF-073). */
  sendOffsetsToTransaction(offsets: readonly OffsetAt[], group: GroupMetadata): KafkaError | null {
    return this.#transactions.addOffsets(new Map(offsets.map((one) => [partitionId(one), one.offset])), group);
  }

  commitTransaction(): Later<'committed' | KafkaError> {
    return this.#transactions.commit();
  }

  abortTransaction(): Later<'aborted' | KafkaError> {
    return this.#transactions.abort();
  }

  close(): Later<'flushed'> {
    const flushed = this.flush();
    flushed.whenDone(() => this.#sender.stop());
    this.#closed = true;
    return flushed;
  }

  /** The process dies: what was only in its memory is lost. */
  crash(): void {
    this.#closed = true;
    this.#blocked.length = 0;
    this.#sender.stop();
  }
}

const sizeOf = ({ sizeBytes, key, value }: ProducerRecord): number =>
  sizeBytes ?? recordOverheadBytes + utf8(key ?? '').length + utf8(value ?? '').length;
