import type { KafkaCluster } from './cluster';
import type { GroupMetadata } from './groupCoordinator';
import { isKafkaError, type KafkaError, kafkaError, Later } from './outcome';
import type { ProducerConfig } from './producerConfig';
import type { ProducerIdentity } from './transactionCoordinator';

type State = 'uninitialized' | 'ready' | 'open' | 'failed' | 'fenced';

interface Effects {
  readonly identified: (identity: ProducerIdentity) => void;
  readonly flush: () => Later<'flushed'>;
  readonly discard: (reason: KafkaError) => void;
}

const fencedError = kafkaError(
  'ProducerFencedException',
  'There is a newer producer with the same transactionalId which fences the current one.',
);

/** The transactional side of a producer: its state, and which partitions have joined. */
export class ProducerTransactions {
  readonly #cluster: KafkaCluster;
  readonly #config: ProducerConfig;
  readonly #effects: Effects;
  #state: State = 'uninitialized';
  #identity: ProducerIdentity = { producerId: -1, epoch: -1 };
  readonly #partitions = new Set<string>();

  constructor(cluster: KafkaCluster, config: ProducerConfig, effects: Effects) {
    this.#cluster = cluster;
    this.#config = config;
    this.#effects = effects;
  }

  get #id(): string | null {
    return this.#config['transactional.id'];
  }

  refusesSend(): KafkaError | null {
    if (this.#id === null) return null;
    if (this.#state === 'fenced') return fencedError;
    if (this.#state === 'failed')
      return kafkaError('KafkaException', 'Cannot execute transactional method because we are in an error state');
    return this.#state === 'open' ? null : kafkaError('IllegalStateException', 'Cannot send outside of a transaction.');
  }

  init(): KafkaError | null {
    if (this.#id === null)
      return kafkaError(
        'IllegalStateException',
        'Cannot use transactional methods without enabling transactions by setting transactional.id.',
      );
    const identity = this.#cluster.transactions.init(this.#id, this.#config['transaction.timeout.ms']);
    if (isKafkaError(identity)) return identity;
    this.#identify(identity);
    return null;
  }

  #identify(identity: ProducerIdentity): void {
    const isNew = identity.epoch !== this.#identity.epoch || identity.producerId !== this.#identity.producerId;
    this.#identity = identity;
    this.#state = 'ready';
    this.#partitions.clear();
    if (isNew) this.#effects.identified(identity);
  }

  begin(): KafkaError | null {
    if (this.#state === 'fenced') return fencedError;
    if (this.#state !== 'ready')
      return kafkaError('IllegalStateException', `TransactionalId ${this.#id}: Invalid transition from state ${this.#state}`);
    this.#state = 'open';
    return null;
  }

  /** The first record for a partition tells the coordinator. */
  joins(partition: string): KafkaError | null {
    if (this.#id === null || this.#partitions.has(partition)) return null;
    const error = this.#cluster.transactions.addPartition(this.#id, this.#identity, partition);
    if (error !== null) return this.failed(error);
    this.#partitions.add(partition);
    return null;
  }

  addOffsets(offsets: ReadonlyMap<string, number>, { group, ...member }: GroupMetadata): KafkaError | null {
    const refused = this.refusesSend();
    if (refused !== null || this.#id === null) return refused;
    const error =
      this.#cluster.groups.refuses(group, member) ?? this.#cluster.transactions.addOffsets(this.#id, this.#identity, { group, offsets });
    return error === null ? null : this.failed(error);
  }

  /** An error of one record spoils the whole transaction; a newer producer spoils this one for good (KAF-075). */
  failed(error: KafkaError): KafkaError {
    if (this.#id === null) return error;
    const isFenced = error.code === 'ProducerFencedException' || error.code === 'InvalidProducerEpochException';
    if (isFenced) this.#state = 'fenced';
    else if (this.#state === 'open') this.#state = 'failed';
    return isFenced ? fencedError : error;
  }

  commit(): Later<'committed' | KafkaError> {
    const done = new Later<'committed' | KafkaError>();
    const { clock } = this.#cluster;
    this.#effects.flush().whenDone(() => {
      const refused = this.refusesSend();
      done.settle(refused ?? this.#end('commit') ?? 'committed', clock.nowUs);
    });
    return done;
  }

  /** What was not sent yet is thrown away; what is on its way is waited for. */
  abort(): Later<'aborted' | KafkaError> {
    const { clock } = this.#cluster;
    if (this.#state === 'fenced') return Later.done<'aborted' | KafkaError>(fencedError, clock.nowUs);
    if (this.#state !== 'open' && this.#state !== 'failed')
      return Later.done<'aborted' | KafkaError>(
        kafkaError('IllegalStateException', `TransactionalId ${this.#id}: Invalid transition from state ${this.#state}`),
        clock.nowUs,
      );
    this.#effects.discard(kafkaError('TransactionAbortedException', 'Failing batch since transaction was aborted'));
    const done = new Later<'aborted' | KafkaError>();
    this.#effects.flush().whenDone(() => {
      done.settle(this.#end('abort') ?? 'aborted', clock.nowUs);
    });
    return done;
  }

  #end(kind: 'commit' | 'abort'): KafkaError | null {
    const identity = this.#cluster.transactions.end(this.#id ?? '', this.#identity, kind);
    if (isKafkaError(identity)) return this.failed(identity);
    this.#identify(identity);
    return null;
  }
}
