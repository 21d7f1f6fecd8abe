import { assert } from '../../../../base/assert';
import type { TimerHandle } from '../../clock';

import type { KafkaCluster } from './cluster';
import type { ConsumerRecord } from './consumer';
import { isKafkaError, type KafkaError, kafkaError, Later } from './outcome';
import type { ShareGroup } from './shareGroup';
import type { AcquiredRecord } from './sharePartition';
import type { ShareAnswer } from './shareRules';

export interface ShareConsumerConfig {
  readonly 'group.id': string;
  readonly 'max.poll.records': number;
  /** implicit: the next poll accepts what the last one brought and nobody answered. */
  readonly 'share.acknowledgement.mode': 'implicit' | 'explicit';
}

export const shareConsumerDefaults: Omit<ShareConsumerConfig, 'group.id'> = {
  'max.poll.records': 500,
  'share.acknowledgement.mode': 'implicit',
};

export interface ShareRecord extends ConsumerRecord {
  readonly deliveryCount: number;
}

/** KafkaShareConsumer: takes single records under a lock and answers each (KAF-080, KAF-081). */
export class KafkaShareConsumer {
  readonly config: ShareConsumerConfig;
  readonly #cluster: KafkaCluster;
  readonly #group: ShareGroup;
  readonly #memberId: string;
  #topics: readonly string[] = [];
  #joined = false;
  #dead = false;
  #heartbeat: TimerHandle = 0;
  /** Records of the last poll without an answer. */
  readonly #unanswered = new Map<string, AcquiredRecord>();

  constructor(cluster: KafkaCluster, config: ShareConsumerConfig) {
    this.#cluster = cluster;
    this.config = config;
    const group = cluster.groups.share(config['group.id']);
    assert(!isKafkaError(group), 'a share group');
    this.#group = group;
    this.#memberId = cluster.groups.newMemberId(config['group.id']);
  }

  subscribe(topics: readonly string[]): void {
    this.#topics = topics;
  }

  /** The group's own settings; they hold for partitions that the group has not read yet. */
  configureGroup(config: Partial<ShareGroup['config']>): void {
    this.#group.config = { ...this.#group.config, ...config };
  }

  poll(timeoutMs = 1_000): Later<readonly ShareRecord[] | KafkaError> {
    const { clock } = this.#cluster;
    if (this.#dead)
      return Later.done<readonly ShareRecord[] | KafkaError>(
        kafkaError('IllegalStateException', 'This consumer has already been closed.'),
        clock.nowUs,
      );
    if (this.config['share.acknowledgement.mode'] === 'implicit') this.#acceptRest();
    else if (this.#unanswered.size > 0)
      return Later.done<readonly ShareRecord[] | KafkaError>(
        kafkaError('IllegalStateException', 'All records must be acknowledged in explicit acknowledgement mode.'),
        clock.nowUs,
      );
    this.#join();
    const later = new Later<readonly ShareRecord[] | KafkaError>();
    const finish = (records: readonly AcquiredRecord[]): void => {
      this.#group.unwatch(look);
      clock.cancel(timer);
      later.settle(
        records.map((one) => this.#hand(one)),
        clock.nowUs,
      );
    };
    const look = (): void => {
      if (this.#dead || later.done || !this.#cluster.brokers.anyUp) return;
      const acquired = this.#group.acquire(this.#memberId, this.config['max.poll.records']);
      if (acquired.length > 0) finish(acquired);
    };
    const timer = clock.after(timeoutMs * 1000, () => finish([]));
    this.#group.watch(look);
    look();
    return later;
  }

  #join(): void {
    if (this.#group.members.isMember(this.#memberId)) {
      this.#group.begin(this.#memberId);
      return;
    }
    this.#group.members.join(this.#memberId, this.#topics);
    this.#group.begin(this.#memberId);
    this.#joined = true;
    this.#beatLater();
  }

  #beatLater(): void {
    const { clock, options } = this.#cluster;
    clock.cancel(this.#heartbeat);
    this.#heartbeat = clock.after(options.settings['group.consumer.heartbeat.interval.ms'] * 1000, () => {
      if (this.#cluster.brokers.anyUp) this.#group.members.heartbeat(this.#memberId, []);
      this.#group.begin(this.#memberId);
      this.#beatLater();
    });
  }

  #hand(acquired: AcquiredRecord): ShareRecord {
    const { partition, record, deliveryCount } = acquired;
    this.#unanswered.set(keyOf(partition.id, record.offset), acquired);
    const { offset, key, value, timestampUs, headers } = record;
    return { topic: partition.topic, partition: partition.partition, offset, key, value, timestampUs, headers, deliveryCount };
  }

  #acceptRest(): void {
    for (const acquired of this.#unanswered.values()) this.#group.answer(this.#memberId, acquired, 'ACCEPT');
    this.#unanswered.clear();
  }

  /** Answers one record of the last poll; an error when its lock has ended before. */
  acknowledge(record: ShareRecord, answer: ShareAnswer = 'ACCEPT'): KafkaError | null {
    const id = keyOf(`${record.topic}-${record.partition}`, record.offset);
    const acquired = this.#unanswered.get(id);
    if (acquired === undefined) return kafkaError('IllegalStateException', 'The record cannot be acknowledged.');
    this.#unanswered.delete(id);
    if (this.#group.answer(this.#memberId, acquired, answer)) return null;
    return kafkaError(
      'InvalidRecordStateException',
      'The record state is invalid. The acknowledgement of delivery could not be completed.',
    );
  }

  /** Leaves the group: what it holds can go to others at once. */
  close(): void {
    if (this.config['share.acknowledgement.mode'] === 'implicit') this.#acceptRest();
    if (this.#joined) this.#group.members.leave(this.#memberId);
    this.crash();
  }

  /** The process is killed: its locks end by themselves. */
  crash(): void {
    this.#dead = true;
    this.#cluster.clock.cancel(this.#heartbeat);
  }
}

const keyOf = (partition: string, offset: number): string => `${partition}@${offset}`;
