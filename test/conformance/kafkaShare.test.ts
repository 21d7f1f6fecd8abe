import { describe, expect, it } from 'vitest';
import type { KafkaCluster } from '../../src/sim/broker/products/kafka/cluster';
import { isKafkaError } from '../../src/sim/broker/products/kafka/outcome';
import type { KafkaShareConsumer, ShareConsumerConfig, ShareRecord } from '../../src/sim/broker/products/kafka/shareConsumer';
import { cluster, codeOf, numbered, produce, seconds } from './kafkaWorld';
import { statement } from './statement';

const shared = (kafka: KafkaCluster, config: Partial<ShareConsumerConfig> = {}): KafkaShareConsumer => {
  const consumer = kafka.shareConsumer({ 'group.id': 's', 'share.acknowledgement.mode': 'explicit', ...config });
  consumer.configureGroup({ 'share.auto.offset.reset': 'earliest' });
  consumer.subscribe(['t']);
  return consumer;
};

const take = (kafka: KafkaCluster, consumer: KafkaShareConsumer, timeoutMs = 100): readonly ShareRecord[] => {
  const polled = consumer.poll(timeoutMs);
  const end = kafka.clock.nowUs + timeoutMs * 1000;
  while (!polled.done && kafka.clock.nowUs < end) kafka.clock.advanceBy(1_000);
  return polled.value === undefined || isKafkaError(polled.value) ? [] : polled.value;
};
const values = (records: readonly ShareRecord[]): (string | null)[] => records.map(({ value }) => value);

describe('Kafka share groups (KIP-932)', () => {
  statement('KAF-080', () => {
    const { clock, kafka } = cluster({ partitions: 1 });
    produce(kafka, ['x']);
    const counts: number[] = [];
    for (let i = 0; i < 5; i++) {
      const consumer = shared(kafka);
      counts.push(take(kafka, consumer)[0]?.deliveryCount ?? 0);
      const takenAt = clock.nowUs;
      const other = shared(kafka);
      clock.advanceTo(takenAt + seconds(29));
      expect(take(kafka, other)).toEqual([]);
      other.crash();
      consumer.crash();
      clock.advanceTo(takenAt + seconds(30));
    }
    expect(counts).toEqual([1, 2, 3, 4, 5]);
    expect(take(kafka, shared(kafka), 120_000)).toEqual([]);
    expect(kafka.describe({ topic: 't', partition: 0 }).logEndOffset).toBe(1);
  });
  statement(
    'KAF-080',
    () => {
      const { kafka } = cluster({ partitions: 1 });
      produce(kafka, numbered(0, 6));
      const consumers = numbered(0, 3).map(() => shared(kafka, { 'max.poll.records': 2 }));
      const first = consumers.map((consumer) => take(kafka, consumer));
      expect(first.map(values)).toEqual([
        ['0', '1'],
        ['2', '3'],
        ['4', '5'],
      ]);
      consumers[0]?.acknowledge(first[0]![1]!, 'ACCEPT');
      consumers[0]?.acknowledge(first[0]![0]!, 'RELEASE');
      first[1]!.forEach((record) => consumers[1]?.acknowledge(record));
      expect(values(take(kafka, consumers[1]!))).toEqual(['0']);
    },
    'more consumers than partitions, and no order',
  );

  statement('KAF-081', () => {
    const { clock, kafka } = cluster();
    produce(kafka, ['accepted', 'released', 'rejected']);
    const consumer = shared(kafka);
    const [accepted, released, rejected] = take(kafka, consumer);
    expect(consumer.acknowledge(accepted!, 'ACCEPT')).toBeNull();
    expect(consumer.acknowledge(released!, 'RELEASE')).toBeNull();
    expect(consumer.acknowledge(rejected!, 'REJECT')).toBeNull();
    const again = take(kafka, consumer);
    expect(again.map(({ value, deliveryCount }) => [value, deliveryCount])).toEqual([['released', 2]]);
    consumer.acknowledge(again[0]!, 'ACCEPT');
    clock.advanceBy(seconds(60));
    expect(take(kafka, consumer)).toEqual([]);
    expect(kafka.partitionsOf('t')).toHaveLength(1);
  });

  it('an answer after the lock has ended is refused', () => {
    const { clock, kafka } = cluster();
    produce(kafka, ['x']);
    const consumer = shared(kafka);
    const [record] = take(kafka, consumer);
    clock.advanceBy(seconds(31));
    expect(codeOf(consumer.acknowledge(record!, 'ACCEPT'))).toBe('InvalidRecordStateException');
    expect(take(kafka, consumer)[0]?.deliveryCount).toBe(2);
  });

  it('the group’s own lock and limit count', () => {
    const { clock, kafka } = cluster();
    produce(kafka, ['x']);
    const consumer = shared(kafka);
    consumer.configureGroup({ 'share.record.lock.duration.ms': 15_000, 'share.delivery.count.limit': 2 });
    expect(take(kafka, consumer)).toHaveLength(1);
    consumer.crash();
    const next = shared(kafka);
    clock.advanceBy(seconds(14));
    expect(take(kafka, next)).toEqual([]);
    clock.advanceBy(seconds(2));
    const [second] = take(kafka, next);
    expect(second?.deliveryCount).toBe(2);
    next.acknowledge(second!, 'RELEASE');
    expect(take(kafka, next, 60_000)).toEqual([]);
  });

  it('without explicit mode the next poll accepts what the last one brought; close releases nothing that was handled', () => {
    const { clock, kafka } = cluster();
    produce(kafka, numbered(0, 4));
    const consumer = shared(kafka, { 'share.acknowledgement.mode': 'implicit', 'max.poll.records': 2 });
    expect(values(take(kafka, consumer))).toEqual(['0', '1']);
    expect(values(take(kafka, consumer))).toEqual(['2', '3']);
    consumer.crash();
    clock.advanceBy(seconds(31));
    expect(values(take(kafka, shared(kafka)))).toEqual(['2', '3']);
  });

  it('a consumer that leaves frees its records at once', () => {
    const { kafka } = cluster();
    produce(kafka, ['x']);
    const leaves = shared(kafka);
    take(kafka, leaves);
    leaves.close();
    expect(values(take(kafka, shared(kafka)))).toEqual(['x']);
  });

  it('a new group begins at the end unless told otherwise, and keeps so many records out at most', () => {
    const { kafka } = cluster({}, { settings: { 'group.share.partition.max.record.locks': 3 } });
    produce(kafka, ['before']);
    const late = kafka.shareConsumer({ 'group.id': 'late' });
    late.subscribe(['t']);
    expect(take(kafka, late)).toEqual([]);
    produce(kafka, numbered(0, 5));
    expect(take(kafka, late)).toHaveLength(3);
  });
});
