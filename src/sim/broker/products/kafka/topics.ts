import { ensure } from '../../../../base/assert';
import { Partition } from '../../log/partition';
import { type KafkaError, kafkaError } from './outcome';
import { checkTopicConfig, logRules, type TopicConfig, topicDefaults } from './topicConfig';

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface Topic {
  readonly name: string;
  config: TopicConfig;
  readonly replicationFactor: number;
  readonly partitions: HostedPartition[];
}

/** A partition where it lives. */
export interface HostedPartition extends TopicPartition {
  readonly id: string;
  readonly owner: Topic;
  readonly data: Partition;
}

export interface NewTopic {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly config?: Partial<TopicConfig>;
}

export const partitionId = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`;

/** The topics of a cluster and where their replicas are. */
export class Topics {
  readonly #brokers: number;
  readonly #topics = new Map<string, Topic>();
  readonly #byId = new Map<string, HostedPartition>();

  constructor(brokers: number) {
    this.#brokers = brokers;
  }

  get all(): readonly HostedPartition[] {
    return [...this.#byId.values()];
  }

  find(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  partition(id: string): HostedPartition | undefined {
    return this.#byId.get(id);
  }

  at(where: TopicPartition): HostedPartition {
    return ensure(this.#byId.get(partitionId(where)), `partition ${partitionId(where)}`);
  }

  create(name: string, { partitions = 1, replicationFactor = 1, config = {} }: NewTopic): Topic | KafkaError {
    if (this.#topics.has(name)) return kafkaError('TopicExistsException', `Topic '${name}' already exists.`);
    if (!(partitions >= 1))
      return kafkaError('InvalidPartitionsException', `Number of partitions was set to an invalid non-positive value.`);
    if (!(replicationFactor >= 1) || replicationFactor > this.#brokers)
      return kafkaError(
        'InvalidReplicationFactorException',
        `Unable to replicate the partition ${replicationFactor} time(s): only ${this.#brokers} broker(s) are registered.`,
      );
    const complete = { ...topicDefaults, ...config };
    const refused = checkTopicConfig(complete);
    if (refused !== null) return refused;
    const topic: Topic = { name, config: complete, replicationFactor, partitions: [] };
    this.#topics.set(name, topic);
    this.#grow(topic, partitions);
    return topic;
  }

  /** More partitions: old records stay where they are, keys may move (KAF-015). Fewer are refused. */
  increase(name: string, partitions: number): Topic | KafkaError {
    const topic = this.#topics.get(name);
    if (topic === undefined) return kafkaError('UnknownTopicOrPartitionException', `This server does not host topic ${name}.`);
    const have = topic.partitions.length;
    if (partitions <= have)
      return kafkaError(
        'InvalidPartitionsException',
        `The topic ${name} currently has ${have} partition(s); ${partitions} would not be an increase.`,
      );
    this.#grow(topic, partitions);
    return topic;
  }

  configure(name: string, change: Partial<TopicConfig>): Topic | KafkaError {
    const topic = this.#topics.get(name);
    if (topic === undefined) return kafkaError('UnknownTopicOrPartitionException', `This server does not host topic ${name}.`);
    const config = { ...topic.config, ...change };
    const refused = checkTopicConfig(config);
    if (refused !== null) return refused;
    topic.config = config;
    for (const { data } of topic.partitions) data.log.rules = logRules(config);
    return topic;
  }

  /** Replicas stand on neighbouring brokers; leaders go round. */
  #grow(topic: Topic, partitions: number): void {
    for (let partition = topic.partitions.length; partition < partitions; partition++) {
      const brokers = Array.from({ length: topic.replicationFactor }, (_, i) => ((partition + i) % this.#brokers) + 1);
      const id = partitionId({ topic: topic.name, partition });
      const hosted = { topic: topic.name, partition, id, owner: topic, data: new Partition(logRules(topic.config), brokers) };
      topic.partitions.push(hosted);
      this.#byId.set(id, hosted);
    }
  }
}
