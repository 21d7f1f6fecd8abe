import { describe, expect, it } from 'vitest';
import {
  cluster,
  codeOf,
  failure,
  numbered,
  offsetOf,
  p0,
  p1,
  pollRecords,
  pollValues,
  produce,
  readAll,
  seconds,
  sendOne,
} from './kafkaWorld';
import { statement } from './statement';

const day = 86_400;
const days = (n: number): number => seconds(n * day);

describe('Kafka retention', () => {
  statement('KAF-060', () => {
    const { clock, kafka } = cluster();
    produce(kafka, ['old']);
    clock.advanceTo(days(3));
    produce(kafka, ['young']);
    clock.advanceTo(days(7) + seconds(600));
    expect(kafka.describe(p0)).toMatchObject({ segments: 1, logStartOffset: 0 });
    expect(readAll(kafka)).toEqual(['old', 'young']);
    clock.advanceTo(days(10) - seconds(1));
    expect(readAll(kafka)).toEqual(['old', 'young']);
    clock.advanceTo(days(10) + seconds(301));
    expect(readAll(kafka)).toEqual([]);
    expect(kafka.describe(p0)).toMatchObject({ logStartOffset: 2, logEndOffset: 2 });
  });
  statement(
    'KAF-060',
    () => {
      const { clock, kafka } = cluster({ config: { 'retention.ms': 1_000_000, 'segment.ms': 100_000 } });
      for (const value of ['a', 'b', 'c']) {
        produce(kafka, [value]);
        clock.advanceBy(seconds(149));
      }
      expect(kafka.describe(p0).segments).toBe(3);
      // Written at 0, 150 and 300 s: too old at 1,000, 1,150 and 1,300 s; the broker looks at 30 s and every 300 s after.
      const startAt = (s: number): number => {
        clock.advanceToS(s);
        return kafka.describe(p0).logStartOffset;
      };
      expect([1_229, 1_231, 1_529, 1_531].map(startAt)).toEqual([0, 2, 2, 3]);
    },
    'closed segments, one by one, when the check runs',
  );
  it('a log that is too large by retention.bytes loses its oldest segments', () => {
    const { clock, kafka } = cluster({ config: { 'retention.bytes': 2_500, 'segment.bytes': 1_000 } });
    produce(kafka, numbered(0, 10), { sizeBytes: 500 });
    expect(kafka.describe(p0)).toMatchObject({ segments: 5, logStartOffset: 0 });
    clock.advanceToS(31);
    expect(kafka.describe(p0).logStartOffset).toBe(4);
  });
  it('refuses topics that no broker could hold', () => {
    const { kafka } = cluster();
    expect(codeOf(kafka.createTopic('a', { partitions: 0 }))).toBe('InvalidPartitionsException');
    expect(codeOf(kafka.createTopic('a', { replicationFactor: 4 }))).toBe('InvalidReplicationFactorException');
    expect(codeOf(kafka.createTopic('a', { config: { 'retention.ms': -2 } }))).toBe('InvalidConfigurationException');
    expect(codeOf(kafka.createTopic('t'))).toBe('TopicExistsException');
  });

  const compacted = { config: { 'cleanup.policy': 'compact', 'segment.ms': 60_000 } } as const;
  statement('KAF-061', () => {
    const { clock, kafka } = cluster(compacted);
    for (const [key, value] of ['Kv1', 'Lw1', 'Kv2', 'Kv3'].map((text) => [text.slice(0, 1), text.slice(1)] as const))
      produce(kafka, [value], { key });
    clock.advanceBy(seconds(61));
    expect(readAll(kafka)).toEqual(['v1', 'w1', 'v2', 'v3']);
    produce(kafka, ['next'], { key: 'other' });
    clock.advanceBy(seconds(16));
    const reader = kafka.consumer({ 'auto.offset.reset': 'earliest' });
    reader.assign([p0]);
    expect(pollRecords(kafka, reader).map(({ offset, value }) => [offset, value])).toEqual([
      [1, 'w1'],
      [3, 'v3'],
      [4, 'next'],
    ]);
  });
  it('a tombstone removes its key, and goes itself after delete.retention.ms', () => {
    const { clock, kafka } = cluster({ config: { ...compacted.config, 'delete.retention.ms': 600_000, 'min.cleanable.dirty.ratio': 0 } });
    const next = (value: string | null, key: string): void => {
      kafka.producer().send({ topic: 't', partition: 0, key, value });
      clock.advanceBy(seconds(100));
    };
    next('v', 'K');
    next(null, 'K');
    next('x', 'L');
    expect(readAll(kafka)).toEqual([null, 'x']);
    clock.advanceBy(seconds(600));
    next('y', 'M');
    next('z', 'N');
    expect(readAll(kafka)).not.toContain(null);
  });
  it('a compacted topic takes no record without a key', () => {
    const { clock, kafka } = cluster(compacted);
    const sent = sendOne(kafka.producer(), 'x');
    clock.advanceToS(1);
    expect(failure(sent)).toBe('InvalidRecordException');
  });
});

/** A topic with two partitions and a producer in an open transaction that has written one record to each. */
const openTransaction = (config = {}) => {
  const { clock, kafka } = cluster({ partitions: 2 });
  const producer = kafka.producer({ 'transactional.id': 'X', 'linger.ms': 0, ...config });
  expect([producer.initTransactions(), producer.beginTransaction()]).toEqual([null, null]);
  sendOne(producer, 'a1');
  sendOne(producer, 'b1', { partition: 1 });
  clock.advanceBy(seconds(0.1));
  return { clock, kafka, producer };
};

describe('Kafka transactions', () => {
  statement('KAF-070', () => {
    const { clock, kafka, producer } = openTransaction();
    const aborted = producer.abortTransaction();
    clock.advanceBy(seconds(1));
    expect(aborted.value).toBe('aborted');
    for (const [where, value] of [[p0, 'a1'] as const, [p1, 'b1'] as const]) {
      expect(readAll(kafka, 'read_committed', where)).toEqual([]);
      expect(readAll(kafka, 'read_uncommitted', where)).toEqual([value]);
    }
    expect(kafka.consumer().config['isolation.level']).toBe('read_uncommitted');
  });
  it('a committed transaction is read by both, in all its partitions', () => {
    const { clock, kafka, producer } = openTransaction();
    expect(readAll(kafka, 'read_committed')).toEqual([]);
    const committed = producer.commitTransaction();
    clock.advanceBy(seconds(1));
    expect(committed.value).toBe('committed');
    expect(readAll(kafka, 'read_committed')).toEqual(['a1']);
    expect(readAll(kafka, 'read_committed', p1)).toEqual(['b1']);
  });

  statement('KAF-071', () => {
    const { clock, kafka } = cluster();
    produce(kafka, numbered(0, 10));
    const producer = kafka.producer({ 'transactional.id': 'X', 'linger.ms': 0 });
    producer.initTransactions();
    producer.beginTransaction();
    sendOne(producer, 'open');
    clock.advanceBy(seconds(1));
    produce(kafka, numbered(11, 21));
    expect(kafka.describe(p0)).toMatchObject({ lastStableOffset: 10, highWatermark: 21 });
    expect(readAll(kafka, 'read_committed')).toEqual(numbered(0, 10));
    expect(readAll(kafka)).toEqual([...numbered(0, 10), 'open', ...numbered(11, 21)]);
    producer.commitTransaction();
    clock.advanceBy(seconds(1));
    expect(readAll(kafka, 'read_committed')).toEqual([...numbered(0, 10), 'open', ...numbered(11, 21)]);
  });

  statement('KAF-072', () => {
    const { clock, kafka, producer } = openTransaction({ 'transaction.timeout.ms': 60_000 });
    producer.crash();
    produce(kafka, ['behind']);
    clock.advanceToS(59.9);
    expect(kafka.describe(p0).lastStableOffset).toBe(0);
    clock.advanceToS(70.1);
    expect(kafka.describe(p0).lastStableOffset).toBe(3);
    expect(readAll(kafka, 'read_committed')).toEqual(['behind']);
  });
  it('the scan for timed-out transactions runs every 10 s, and a longer timeout waits longer', () => {
    const { clock, kafka, producer } = openTransaction({ 'transaction.timeout.ms': 25_000 });
    producer.crash();
    clock.advanceToS(29.9);
    expect(kafka.transactions.isOngoing('X')).toBe(true);
    clock.advanceToS(30);
    expect(kafka.transactions.isOngoing('X')).toBe(false);
    expect(codeOf(kafka.producer({ 'transactional.id': 'Y', 'transaction.timeout.ms': 900_001 }).initTransactions())).toBe(
      'InvalidTxnTimeoutException',
    );
  });

  statement('KAF-073', () => {
    const { clock, kafka } = cluster();
    kafka.createTopic('out');
    const out = { topic: 'out', partition: 0 };
    produce(kafka, ['in']);
    const work = (crashes: boolean): void => {
      const consumer = kafka.consumer({ 'group.id': 'g', 'auto.offset.reset': 'earliest', 'enable.auto.commit': false });
      consumer.subscribe(['t']);
      const producer = kafka.producer({ 'transactional.id': 'X' });
      producer.initTransactions();
      producer.beginTransaction();
      for (const { value, offset } of pollRecords(kafka, consumer, 60_000)) {
        producer.send({ topic: 'out', value: `${value} done` });
        producer.sendOffsetsToTransaction([{ ...p0, offset: offset + 1 }], consumer.groupMetadata());
      }
      clock.advanceBy(seconds(1));
      if (crashes) {
        producer.crash();
        consumer.crash();
      } else {
        producer.commitTransaction();
        clock.advanceBy(seconds(1));
        consumer.close();
      }
    };
    work(true);
    expect(readAll(kafka, 'read_committed', out)).toEqual([]);
    expect(kafka.committed('g', p0)).toBeUndefined();
    work(false);
    expect(kafka.committed('g', p0)).toBe(1);
    expect(readAll(kafka, 'read_committed', out)).toEqual(['in done']);
    expect(readAll(kafka, 'read_uncommitted', out)).toEqual(['in done', 'in done']);
  });

  it('offsets of an expelled consumer cannot be committed by a transaction', () => {
    const { clock, kafka } = cluster();
    produce(kafka, ['in']);
    const consumer = kafka.consumer({ 'group.id': 'g', 'auto.offset.reset': 'earliest', 'enable.auto.commit': false });
    consumer.subscribe(['t']);
    expect(pollValues(kafka, consumer, 60_000)).toEqual(['in']);
    const before = consumer.groupMetadata();
    const producer = kafka.producer({ 'transactional.id': 'X' });
    producer.initTransactions();
    producer.beginTransaction();
    consumer.freeze();
    clock.advanceBy(seconds(50));
    expect(codeOf(producer.sendOffsetsToTransaction([{ ...p0, offset: 1 }], before))).toBe('CommitFailedException');
    const committed = producer.commitTransaction();
    clock.advanceBy(seconds(1));
    expect(codeOf(committed.value)).toBe('KafkaException');
    expect(kafka.committed('g', p0)).toBeUndefined();
  });

  statement('KAF-075', () => {
    const { clock, kafka, producer: paused } = openTransaction();
    const taker = kafka.producer({ 'transactional.id': 'X' });
    expect(taker.initTransactions()).toBeNull();
    expect(readAll(kafka, 'read_committed')).toEqual([]);
    expect(kafka.describe(p0).lastStableOffset).toBe(2);
    const sent = sendOne(paused, 'zombie');
    clock.advanceBy(seconds(1));
    expect(failure(sent)).toBe('ProducerFencedException');
    expect(codeOf(paused.beginTransaction())).toBe('ProducerFencedException');
    taker.beginTransaction();
    sendOne(taker, 'mine');
    taker.commitTransaction();
    clock.advanceBy(seconds(1));
    expect(readAll(kafka, 'read_committed')).toEqual(['mine']);
    expect(readAll(kafka)).toEqual(['a1', 'mine']);
  });

  statement('KAF-076', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer({ 'transactional.id': 'X' });
    producer.initTransactions();
    producer.beginTransaction();
    for (const value of ['a', 'b', 'c']) sendOne(producer, value);
    producer.commitTransaction();
    clock.advanceBy(seconds(1));
    const next = sendOne(kafka.producer(), 'd');
    clock.advanceBy(seconds(1));
    expect(offsetOf(next)).toBe(4);
    const reader = kafka.consumer({ 'auto.offset.reset': 'earliest' });
    reader.assign([p0]);
    expect(pollRecords(kafka, reader).map(({ offset }) => offset)).toEqual([0, 1, 2, 4]);
    expect(reader.position(p0)).toBe(5);
  });

  it('what belongs to a transaction cannot be used out of turn', () => {
    const { kafka } = cluster();
    const plain = kafka.producer();
    expect(codeOf(plain.initTransactions())).toBe('IllegalStateException');
    const producer = kafka.producer({ 'transactional.id': 'X' });
    expect(codeOf(producer.beginTransaction())).toBe('IllegalStateException');
    producer.initTransactions();
    expect(failure(sendOne(producer, 'x'))).toBe('IllegalStateException');
    expect(codeOf(kafka.tryProducer({ 'transactional.id': 'X', 'enable.idempotence': false }))).toBe('ConfigException');
  });

  it('one producer commits transaction after transaction', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer({ 'transactional.id': 'X' });
    producer.initTransactions();
    for (const value of ['a', 'b', 'c']) {
      producer.beginTransaction();
      sendOne(producer, value);
      const ended = value === 'b' ? producer.abortTransaction() : producer.commitTransaction();
      clock.advanceBy(seconds(1));
      expect(codeOf(ended.value)).toBe('no error');
    }
    expect(readAll(kafka, 'read_committed')).toEqual(['a', 'c']);
  });

  it('a reader may stop in the middle of an open transaction and go on after its end', () => {
    const { clock, kafka, producer } = openTransaction();
    const reader = kafka.consumer({ 'auto.offset.reset': 'earliest', 'isolation.level': 'read_committed' });
    reader.assign([p0]);
    expect(pollValues(kafka, reader)).toEqual([]);
    producer.abortTransaction();
    clock.advanceBy(seconds(1));
    produce(kafka, ['after']);
    expect(pollValues(kafka, reader)).toEqual(['after']);
  });
});
