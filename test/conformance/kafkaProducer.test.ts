import { describe, expect, it } from 'vitest';
import { kafkaError } from '../../src/sim/broker/products/kafka/outcome';
import { murmur2, partitionOfText, utf8 } from '../../src/sim/broker/log/partitioning';
import { cluster, codeOf, failure, numbered, offsetOf, p0, produce, readAll, seconds, sendOne } from './kafkaWorld';
import { statement } from './statement';

const three = { replicationFactor: 3 };
const notLeader = kafkaError('NotLeaderOrFollowerException', 'planned');

describe('Kafka producer', () => {
  statement('KAF-001', () => {
    const { clock, kafka } = cluster({ ...three, config: { 'min.insync.replicas': 2 } });
    const sent = sendOne(kafka.producer(), 'r1');
    clock.advanceToS(0.1);
    expect(offsetOf(sent)).toBe(0);
    kafka.brokers.stop(1);
    clock.advanceToS(8);
    expect(kafka.describe(p0).leader).toBeNull();
    clock.advanceToS(10);
    expect(kafka.describe(p0)).toMatchObject({ leader: 2, isr: [2, 3], highWatermark: 1 });
    expect(readAll(kafka)).toEqual(['r1']);
  });

  statement(
    'KAF-001',
    () => {
      const { clock, kafka } = cluster({ ...three, config: { 'min.insync.replicas': 2 } });
      kafka.brokers.stop(2);
      kafka.brokers.stop(3);
      clock.advanceToS(20);
      const sent = sendOne(kafka.producer(), 'r1');
      clock.advanceToS(60);
      expect(kafka.describe(p0)).toMatchObject({ isr: [1], logEndOffset: 0 });
      kafka.brokers.start(3);
      clock.advanceToS(70);
      expect(offsetOf(sent)).toBe(0);
    },
    'too few in sync: refused and tried again',
  );

  statement('KAF-002', () => {
    const { clock, kafka } = cluster(three, { replicationUs: 50_000 });
    const sent = sendOne(kafka.producer({ acks: '1', 'linger.ms': 0 }), 'r1');
    clock.advanceToS(0.01);
    expect(offsetOf(sent)).toBe(0);
    kafka.brokers.stop(1);
    clock.advanceToS(20);
    expect(kafka.describe(p0)).toMatchObject({ leader: 2, logEndOffset: 0 });
    kafka.brokers.start(1);
    clock.advanceToS(30);
    expect(readAll(kafka)).toEqual([]);
  });

  statement('KAF-003', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer({ acks: '0', retries: 10 });
    kafka.brokers.stop(1);
    const sent = sendOne(producer, 'r1');
    clock.advanceToS(1);
    expect(sent.future.value).toMatchObject({ kind: 'stored', offset: -1 });
    kafka.brokers.start(1);
    clock.advanceToS(60);
    expect(readAll(kafka)).toEqual([]);
  });

  statement('KAF-005', () => {
    const { clock, kafka } = cluster(three);
    kafka.brokers.stall(2);
    kafka.brokers.stall(3);
    produce(kafka, ['before']);
    clock.advanceToS(40);
    expect(kafka.describe(p0).isr).toEqual([1]);
    const sent = sendOne(kafka.producer({ acks: 'all' }), 'r1');
    clock.advanceToS(41);
    expect(offsetOf(sent)).toBe(1);
    kafka.brokers.loseDisk(1);
    kafka.brokers.resume(2);
    kafka.brokers.resume(3);
    kafka.alterTopic('t', { 'unclean.leader.election.enable': true });
    clock.advanceToS(60);
    expect(kafka.describe(p0).leader).toBe(2);
    expect(readAll(kafka)).not.toContain('r1');
  });

  const allInSyncDown = (unclean: boolean) => {
    const world = cluster({ replicationFactor: 2, config: { 'unclean.leader.election.enable': unclean } });
    const { clock, kafka } = world;
    produce(kafka, ['both']);
    kafka.brokers.stall(2);
    const alone = sendOne(kafka.producer({ 'linger.ms': 0 }), 'only on 1');
    clock.advanceToS(40);
    expect(kafka.describe(p0).isr).toEqual([1]);
    expect(offsetOf(alone)).toBe(1);
    kafka.brokers.stop(1);
    kafka.brokers.resume(2);
    clock.advanceToS(60);
    return world;
  };
  statement('KAF-006', () => {
    const { clock, kafka } = allInSyncDown(false);
    const sent = sendOne(kafka.producer(), 'later');
    expect(kafka.describe(p0).leader).toBeNull();
    expect(readAll(kafka)).toEqual([]);
    clock.advanceToS(100);
    expect(sent.future.done).toBe(false);
    kafka.brokers.start(1);
    clock.advanceToS(110);
    expect(offsetOf(sent)).toBe(2);
    expect(readAll(kafka)).toEqual(['both', 'only on 1', 'later']);
  });
  statement(
    'KAF-006',
    () => {
      const { clock, kafka } = allInSyncDown(true);
      expect(kafka.describe(p0).leader).toBe(2);
      expect(readAll(kafka)).toEqual(['both']);
      kafka.brokers.start(1);
      clock.advanceBy(seconds(10));
      expect(readAll(kafka)).toEqual(['both']);
    },
    'unclean: a committed record is lost for good',
  );

  statement('KAF-007', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer();
    kafka.brokers.stop(1);
    const sent = sendOne(producer, 'r');
    expect(sent.returned).toMatchObject({ done: true, doneAtUs: 0, value: 'returned' });
    clock.advanceTo(seconds(120) - 1);
    expect(sent.future.done).toBe(false);
    clock.advanceTo(seconds(120));
    expect(failure(sent)).toBe('TimeoutException');
    expect(sent.future.doneAtUs).toBe(seconds(120));
  });
  statement(
    'KAF-007',
    () => {
      const { clock, kafka } = cluster();
      const producer = kafka.producer();
      kafka.brokers.stop(1);
      const sent = sendOne(producer, 'r');
      clock.advanceToS(60);
      kafka.brokers.start(1);
      clock.advanceToS(200);
      expect(offsetOf(sent)).toBe(0);
      expect(readAll(kafka)).toEqual(['r']);
    },
    'the broker returns in time',
  );

  statement('KAF-008', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer();
    kafka.brokers.stop(1);
    let blockedAtS = 0;
    let blocked = sendOne(producer, 'first', { sizeBytes: 1024 });
    for (let i = 1; blocked.returned.done; i++) {
      clock.advanceTo(i * 1_000);
      blocked = sendOne(producer, String(i), { sizeBytes: 1024 });
      blockedAtS = i / 1_000;
    }
    expect(blockedAtS).toBeGreaterThan(32);
    expect(blockedAtS).toBeLessThan(34);
    clock.advanceToS(blockedAtS + 59);
    expect(blocked.returned.done).toBe(false);
    clock.advanceToS(blockedAtS + 61);
    expect(codeOf(blocked.returned.value)).toBe('TimeoutException');
    expect(blocked.returned.doneAtUs).toBe(seconds(blockedAtS + 60));
  });
  it('a smaller buffer blocks earlier, a returning broker frees it, and callers go on in their order', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer({ 'buffer.memory': 65_536 });
    kafka.brokers.stop(1);
    const sent = numbered(0, 100).map((value) => sendOne(producer, value, { sizeBytes: 1024 }));
    expect(sent.filter(({ returned }) => returned.done)).toHaveLength(64);
    clock.advanceToS(10);
    kafka.brokers.start(1);
    clock.advanceToS(15);
    expect(sent.every(({ returned }) => returned.value === 'returned')).toBe(true);
    expect(readAll(kafka)).toEqual(numbered(0, 100));
  });

  const lostAck = (idempotent: boolean) => {
    const { clock, kafka } = cluster(three);
    const producer = kafka.producer({ 'enable.idempotence': idempotent });
    kafka.requests.loseAnswers(1);
    const sent = sendOne(producer, 'r1');
    clock.advanceToS(29);
    expect(sent.future.done).toBe(false);
    clock.advanceToS(40);
    expect(sent.future.value).toMatchObject({ kind: 'stored', offset: idempotent ? 0 : 1 });
    return readAll(kafka);
  };
  statement('KAF-010', () => {
    expect(lostAck(true)).toEqual(['r1']);
  });
  statement('KAF-011', () => {
    expect(lostAck(false)).toEqual(['r1', 'r1']);
  });
  statement(
    'KAF-010',
    () => {
      const { kafka } = cluster();
      const write = (sequence: number) =>
        kafka.partition('t-0')?.data.append({
          records: [{ key: null, value: `s${sequence}`, sizeBytes: 10, timestampUs: 0, headers: {} }],
          stamp: { producerId: 9, epoch: 0, sequence, transactional: false },
        }).kind;
      expect(numbered(0, 7).map((sequence) => write(Number(sequence)))).toEqual(Array(7).fill('appended'));
      expect(numbered(2, 7).map((sequence) => write(Number(sequence)))).toEqual(Array(5).fill('duplicate'));
      expect([write(1), write(8), write(7)]).toEqual(['outOfOrder', 'outOfOrder', 'appended']);
    },
    'exactly the last five batches are remembered',
  );

  statement('KAF-012', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer();
    sendOne(producer, 'r1');
    clock.advanceToS(1);
    sendOne(producer, 'r1');
    clock.advanceToS(2);
    expect(readAll(kafka)).toEqual(['r1', 'r1']);
    producer.crash();
    sendOne(kafka.producer(), 'r1');
    clock.advanceBy(seconds(1));
    expect(readAll(kafka)).toEqual(['r1', 'r1', 'r1']);
  });

  const firstBatchFails = (idempotent: boolean, inFlight = 5) => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer({
      'enable.idempotence': idempotent,
      'linger.ms': 0,
      'max.in.flight.requests.per.connection': inFlight,
    });
    kafka.requests.refuseNext('t-0', notLeader);
    sendOne(producer, 'batch1');
    clock.advanceTo(100);
    sendOne(producer, 'batch2');
    clock.advanceToS(5);
    return readAll(kafka);
  };
  statement('KAF-013', () => {
    expect(firstBatchFails(false)).toEqual(['batch2', 'batch1']);
    expect(firstBatchFails(true)).toEqual(['batch1', 'batch2']);
  });
  it('one request in flight keeps the order without idempotence, too', () => {
    expect(firstBatchFails(false, 1)).toEqual(['batch1', 'batch2']);
  });
  it('settings that idempotence cannot work with are refused, or switch it off when nobody asked for it', () => {
    const { kafka } = cluster();
    const asked = { 'enable.idempotence': true } as const;
    expect(codeOf(kafka.tryProducer({ ...asked, 'max.in.flight.requests.per.connection': 6 }))).toBe('ConfigException');
    expect(codeOf(kafka.tryProducer({ ...asked, acks: '1' }))).toBe('ConfigException');
    expect(codeOf(kafka.tryProducer({ ...asked, retries: 0 }))).toBe('ConfigException');
    expect(codeOf(kafka.tryProducer({ 'delivery.timeout.ms': 1000 }))).toBe('ConfigException');
    expect(codeOf(kafka.tryProducer({ 'linger.ms': -1 }))).toBe('ConfigException');
    expect(kafka.producer({ acks: '1' }).config['enable.idempotence']).toBe(false);
    expect(kafka.producer({}).config['enable.idempotence']).toBe(true);
    expect(kafka.producer({}, { major: 2, minor: 8 }).config).toMatchObject({ acks: '1', 'enable.idempotence': false });
  });

  statement('KAF-015', () => {
    const { clock, kafka } = cluster({ partitions: 4 });
    const producer = kafka.producer();
    const keys = numbered(0, 40).map((n) => `key-${n}`);
    const send = () => {
      const sent = keys.map((key) => producer.send({ topic: 't', key, value: 'v' }));
      clock.advanceBy(seconds(1));
      return sent.map(({ future }) => (future.value?.kind === 'stored' ? future.value.partition : -1));
    };
    const before = send();
    expect(send()).toEqual(before);
    kafka.createPartitions('t', 8);
    const after = send();
    expect(after).not.toEqual(before);
    expect(Math.max(...after)).toBeGreaterThan(3);
    expect([0, 1, 2, 3].map((partition) => readAll(kafka, 'read_uncommitted', { topic: 't', partition }).length >= 2)).toEqual(
      Array(4).fill(true),
    );
    expect(codeOf(kafka.createPartitions('t', 6))).toBe('InvalidPartitionsException');
  });
  it('a key goes where Kafka’s murmur2 sends it', () => {
    // Values of Kafka's own UtilsTest.
    expect(['21', 'foobar', 'a-little-bit-long-string', 'abc'].map((text) => murmur2(utf8(text)))).toEqual([
      -973932308, -790332482, -985981536, 479470107,
    ]);
    expect(partitionOfText('abc', 7)).toBe(479470107 % 7);
  });

  statement('KAF-016', () => {
    const { clock, kafka } = cluster({ partitions: 5 });
    const producer = kafka.producer();
    const sent = numbered(0, 96).map((value) => {
      clock.advanceBy(1_000);
      return producer.send({ topic: 't', value, sizeBytes: 1024 });
    });
    clock.advanceBy(seconds(1));
    const partitions = sent.map(({ future }) => (future.value?.kind === 'stored' ? future.value.partition : -1));
    const runs = partitions.filter((partition, i) => partition !== partitions[i - 1]).length;
    expect(runs).toBe(6);
    for (let from = 0; from < 96; from += 16) expect(new Set(partitions.slice(from, from + 16)).size).toBe(1);
  });

  statement('KAF-017', () => {
    const sentAfterMs = (major: number, minor: number, config = {}) => {
      const { clock, kafka } = cluster({}, { networkUs: 0 });
      const sent = sendOne(kafka.producer(config, { major, minor }), 'alone');
      clock.advanceToS(1);
      return (sent.future.doneAtUs ?? -1) / 1000;
    };
    expect(sentAfterMs(3, 9)).toBe(0);
    expect(sentAfterMs(4, 0)).toBe(5);
    expect(sentAfterMs(4, 1, { 'linger.ms': 20 })).toBe(20);
  });
  it('a full batch does not linger', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer({ 'linger.ms': 1000 });
    const sent = numbered(0, 16).map((value) => sendOne(producer, value, { sizeBytes: 1024 }));
    clock.advanceToS(0.01);
    expect(offsetOf(sent[15]!)).toBe(15);
  });

  statement('KAF-018', () => {
    const { clock, kafka } = cluster();
    const producer = kafka.producer();
    const tooLarge = sendOne(producer, 'x', { sizeBytes: 1_048_577 });
    expect(tooLarge.returned.done).toBe(true);
    expect(failure(tooLarge)).toBe('RecordTooLargeException');
    const fits = sendOne(producer, 'x', { sizeBytes: 1_000_000 });
    clock.advanceToS(1);
    expect(offsetOf(fits)).toBe(0);
  });
  it('a client with a larger limit is refused by the broker', () => {
    const { clock, kafka } = cluster();
    const sent = sendOne(kafka.producer({ 'max.request.size': 5_000_000 }), 'x', { sizeBytes: 2_000_000 });
    clock.advanceToS(1);
    expect(failure(sent)).toBe('RecordTooLargeException');
  });
  it('send blocks for the metadata of a topic that does not exist, up to max.block.ms', () => {
    const { clock, kafka } = cluster({}, { settings: { 'auto.create.topics.enable': false } });
    const sent = kafka.producer().send({ topic: 'nowhere', value: 'x' });
    clock.advanceToS(59);
    expect(sent.returned.done).toBe(false);
    clock.advanceToS(61);
    expect(codeOf(sent.returned.value)).toBe('TimeoutException');
  });
});
