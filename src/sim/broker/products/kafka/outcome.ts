/** The exceptions that an application sees, under the names of Kafka's own client. */
export type KafkaErrorCode =
  | 'CommitFailedException'
  | 'ConfigException'
  | 'DisconnectException'
  | 'FencedInstanceIdException'
  | 'GroupIdNotFoundException'
  | 'GroupNotEmptyException'
  | 'IllegalStateException'
  | 'InconsistentGroupProtocolException'
  | 'InvalidConfigurationException'
  | 'InvalidPartitionsException'
  | 'InvalidProducerEpochException'
  | 'InvalidRecordException'
  | 'InvalidRecordStateException'
  | 'InvalidReplicationFactorException'
  | 'InvalidSessionTimeoutException'
  | 'InvalidTxnTimeoutException'
  | 'KafkaException'
  | 'NoOffsetForPartitionException'
  | 'NotEnoughReplicasException'
  | 'NotLeaderOrFollowerException'
  | 'OffsetOutOfRangeException'
  | 'OutOfOrderSequenceException'
  | 'ProducerFencedException'
  | 'RebalanceInProgressException'
  | 'RecordTooLargeException'
  | 'TimeoutException'
  | 'TopicExistsException'
  | 'TransactionAbortedException'
  | 'UnknownMemberIdException'
  | 'UnknownTopicOrPartitionException';

/** An expected failure, as a value. */
export interface KafkaError {
  readonly kind: 'error';
  readonly code: KafkaErrorCode;
  readonly message: string;
}

export const kafkaError = (code: KafkaErrorCode, message: string): KafkaError => ({ kind: 'error', code, message });

export const isKafkaError = (outcome: unknown): outcome is KafkaError =>
  typeof outcome === 'object' && outcome !== null && 'kind' in outcome && outcome.kind === 'error';

const retriable: readonly KafkaErrorCode[] = [
  'DisconnectException',
  'NotEnoughReplicasException',
  'NotLeaderOrFollowerException',
  'OutOfOrderSequenceException',
  'TimeoutException',
  'UnknownTopicOrPartitionException',
];

/** Whether the producer's client tries again by itself. */
export const isRetriable = (error: KafkaError): boolean => retriable.includes(error.code);

/** What a call brings at some later virtual time: a future that is read when the clock has moved on. */
export class Later<T> {
  #value: T | undefined;
  #doneAtUs: number | null = null;
  readonly #listeners: ((value: T) => void)[] = [];

  get done(): boolean {
    return this.#doneAtUs !== null;
  }

  /** undefined until it is done. */
  get value(): T | undefined {
    return this.#value;
  }

  get doneAtUs(): number | null {
    return this.#doneAtUs;
  }

  /** The first outcome counts; false when there was one already. */
  settle(value: T, nowUs: number): boolean {
    if (this.#doneAtUs !== null) return false;
    this.#value = value;
    this.#doneAtUs = nowUs;
    for (const listener of this.#listeners.splice(0)) listener(value);
    return true;
  }

  whenDone(listener: (value: T) => void): void {
    if (this.#doneAtUs === null) this.#listeners.push(listener);
    else listener(this.#value as T);
  }

  static done<T>(value: T, nowUs: number): Later<T> {
    const later = new Later<T>();
    later.settle(value, nowUs);
    return later;
  }
}
