import { describe, expect, it } from 'vitest';
import { rangeAssign, stickyAssign } from '../../src/sim/broker/log/assignment';
import type { ConsumerConfig } from '../../src/sim/broker/products/kafka/consumerConfig';
import type { KafkaCluster } from '../../src/sim/broker/products/kafka/cluster';
import type { KafkaConsumer, RebalanceListener } from '../../src/sim/broker/products/kafka/consumer';
import { cluster, codeOf, loop, numbered, p0, p1, pollRecords, pollValues, produce, readAll, seconds, sendOne } from './kafkaWorld';
import { statement } from './statement';

const inGroup = (kafka: KafkaCluster, config: Partial<ConsumerConfig> = {}, listener: RebalanceListener = {}): KafkaConsumer => {
  const consumer = kafka.consumer({ 'group.id': 'g', 'auto.offset.reset': 'earliest', ...config });
  consumer.subscribe(['t'], listener);
  return consumer;
};
const manual = { 'enable.auto.commit': false } as const;
/** A member of a group that is past its first rebalance. */
const joined = (kafka: KafkaCluster, config: Partial<ConsumerConfig> = {}): KafkaConsumer => {
  const consumer = inGroup(kafka, config);
  pollValues(kafka, consumer, 10);
  kafka.clock.advanceBy(seconds(4));
  return consumer;
};
const sorted = (consumers: readonly KafkaConsumer[]): number[] => sizes(consumers).toSorted((a, b) => a - b);
const sizes = (consumers: readonly KafkaConsumer[]): number[] => consumers.map((consumer) => consumer.assignment().length);

describe('Kafka consumer group', () => {
  statement('KAF-031', () => {
    const { clock, kafka } = cluster({ partitions: 4 });
    const consumers = numbered(0, 6).map(() => inGroup(kafka));
    for (const consumer of consumers) loop(kafka, consumer);
    clock.advanceToS(10);
    expect(sorted(consumers)).toEqual([0, 0, 1, 1, 1, 1]);
  });

  statement('KAF-032', () => {
    const { kafka } = cluster();
    produce(kafka, numbered(0, 10));
    const groups = ['G1', 'G2'].map((group) => inGroup(kafka, { 'group.id': group }));
    for (const consumer of groups) expect(pollValues(kafka, consumer, 10_000)).toEqual(numbered(0, 10));
    expect(kafka.describe(p0).logEndOffset).toBe(10);
  });

  statement('KAF-033', () => {
    const { clock, kafka } = cluster();
    produce(kafka, numbered(0, 150));
    const first = joined(kafka, { ...manual, 'max.poll.records': 100 });
    expect(pollValues(kafka, first)).toEqual(numbered(0, 100));
    expect(first.commitSync()).toBeNull();
    expect(pollValues(kafka, first)).toEqual(numbered(100, 150));
    first.crash();
    const second = inGroup(kafka, manual);
    const read = loop(kafka, second);
    clock.advanceBy(seconds(60));
    expect(read.values).toEqual(numbered(100, 150));
  });

  statement('KAF-034', () => {
    const { clock, kafka } = cluster();
    produce(kafka, numbered(0, 160));
    const first = joined(kafka, { ...manual, 'max.poll.records': 150 });
    expect(pollValues(kafka, first)).toHaveLength(150);
    first.commitSync();
    // 0..119 are processed; the process dies before 120..149 are.
    first.crash();
    const read = loop(kafka, inGroup(kafka, manual));
    clock.advanceBy(seconds(60));
    expect(read.values).toEqual(numbered(150, 160));
  });

  statement('KAF-036', () => {
    const { clock, kafka } = cluster();
    produce(kafka, numbered(0, 30));
    const first = joined(kafka, { 'max.poll.records': 10 });
    expect(pollValues(kafka, first)).toEqual(numbered(0, 10));
    clock.advanceBy(seconds(5));
    expect(first.committed(p0)).toBeUndefined();
    expect(pollValues(kafka, first)).toEqual(numbered(10, 20));
    expect(first.committed(p0)).toBe(10);
    first.crash();
    const read = loop(kafka, inGroup(kafka));
    clock.advanceBy(seconds(60));
    expect(read.values).toEqual(numbered(10, 30));
  });
  it('auto commit waits for its interval, however often poll is called', () => {
    const { clock, kafka } = cluster();
    produce(kafka, numbered(0, 30));
    const consumer = joined(kafka, { 'max.poll.records': 1, 'auto.commit.interval.ms': 3_000 });
    pollValues(kafka, consumer);
    clock.advanceBy(seconds(1));
    pollValues(kafka, consumer);
    expect(consumer.committed(p0)).toBeUndefined();
    clock.advanceBy(seconds(1));
    pollValues(kafka, consumer);
    expect(consumer.committed(p0)).toBe(2);
  });

  statement('KAF-037', () => {
    const { clock, kafka } = cluster({ partitions: 2 });
    const [stays, dies] = [inGroup(kafka), inGroup(kafka)];
    loop(kafka, stays);
    loop(kafka, dies);
    clock.advanceToS(20.5);
    expect(sizes([stays, dies])).toEqual([1, 1]);
    dies.crash();
    clock.advanceToS(20.5 + 42);
    expect(sizes([stays])).toEqual([1]);
    clock.advanceToS(20.5 + 46);
    expect(sizes([stays])).toEqual([2]);
  });
  it.each([6_000, 20_000])('a session of %i ms ends that long after the last heartbeat', (session) => {
    const { clock, kafka } = cluster();
    const dies = joined(kafka, { 'session.timeout.ms': session, 'heartbeat.interval.ms': 1_000 });
    dies.crash();
    const group = kafka.groups.find('g');
    clock.advanceBy(session * 1000 - seconds(1));
    expect(group?.members.memberIds).toHaveLength(1);
    clock.advanceBy(seconds(1));
    expect(group?.members.memberIds).toHaveLength(0);
  });
  it('a session outside the broker’s bounds is refused', () => {
    const { kafka } = cluster();
    const consumer = inGroup(kafka, { 'session.timeout.ms': 5_000 });
    expect(codeOf(consumer.poll().value)).toBe('InvalidSessionTimeoutException');
    expect(codeOf(kafka.tryConsumer({ 'session.timeout.ms': 6_000, 'heartbeat.interval.ms': 6_000 }))).toBe('ConfigException');
  });

  statement('KAF-038', () => {
    const { clock, kafka } = cluster({ partitions: 2 });
    const [stays, leaves] = [inGroup(kafka), inGroup(kafka)];
    loop(kafka, stays);
    loop(kafka, leaves);
    clock.advanceToS(20);
    leaves.close();
    clock.advanceToS(23.1);
    expect(sizes([stays])).toEqual([2]);
  });

  statement('KAF-039', () => {
    const { clock, kafka } = cluster();
    produce(kafka, ['slow']);
    const zombie = joined(kafka, manual);
    const startsAt = clock.nowUs;
    expect(pollValues(kafka, zombie)).toEqual(['slow']);
    const other = inGroup(kafka, manual);
    const read = loop(kafka, other);
    clock.advanceTo(startsAt + seconds(299));
    expect(read.values).toEqual([]);
    clock.advanceTo(startsAt + seconds(301));
    expect(read.values).toEqual(['slow']);
    expect(codeOf(zombie.commitSync())).toBe('CommitFailedException');
    expect(other.commitSync()).toBeNull();
  });

  statement('KAF-041', () => {
    const { clock, kafka } = cluster({ partitions: 3 });
    const consumers = numbered(0, 3).map(() => inGroup(kafka));
    consumers.forEach((consumer, i) => clock.at(seconds(i * 0.4), () => void loop(kafka, consumer)));
    clock.advanceToS(2.9);
    expect(sizes(consumers)).toEqual([0, 0, 0]);
    clock.advanceToS(3.1);
    expect(sizes(consumers)).toEqual([1, 1, 1]);
    const group = kafka.groups.find('g');
    expect(group?.kind === 'classic' && group.members.generation).toBe(1);
  });

  /** Two members hold four partitions; a third one joins. What was taken from the first two, and what they never let go. */
  const thirdJoins = (config: Partial<ConsumerConfig>) => {
    const { clock, kafka } = cluster({ partitions: 4 });
    const revoked: string[] = [];
    const listener: RebalanceListener = {
      onPartitionsRevoked: (partitions) => revoked.push(...partitions.map(({ partition }) => String(partition))),
    };
    const consumers = [inGroup(kafka, config, listener), inGroup(kafka, config, listener), inGroup(kafka, config)];
    loop(kafka, consumers[0]!);
    loop(kafka, consumers[1]!);
    clock.advanceToS(20);
    expect(sizes(consumers)).toEqual([2, 2, 0]);
    revoked.length = 0;
    loop(kafka, consumers[2]!);
    clock.advanceToS(40);
    expect(sorted(consumers)).toEqual([1, 1, 2]);
    return revoked;
  };
  statement('KAF-042', () => {
    expect(thirdJoins({}).sort()).toEqual(['0', '1', '2', '3']);
    expect(thirdJoins({ 'partition.assignment.strategy': ['cooperative-sticky'] })).toHaveLength(1);
    expect(cluster().kafka.consumer().config['partition.assignment.strategy']).toEqual(['range', 'cooperative-sticky']);
  });
  statement(
    'KAF-042',
    () => {
      const { clock, kafka } = cluster({ partitions: 2 });
      const busy = joined(kafka);
      const third = inGroup(kafka);
      loop(kafka, third);
      clock.advanceBy(seconds(10));
      expect(sizes([busy, third])).toEqual([2, 0]);
      pollValues(kafka, busy, 10);
      expect(sizes([busy, third])).toEqual([1, 1]);
    },
    'the rebalance waits until every member has polled',
  );

  statement('KAF-043', () => {
    const { clock, kafka } = cluster({ partitions: 2 });
    const producer = kafka.producer();
    const consumer = joined(kafka, { ...manual, 'max.poll.records': 1 });
    const done = new Map([
      ['0', 0],
      ['1', 0],
    ]);
    for (let second = 0; second < 60; second++) {
      for (const partition of [0, 1]) producer.send({ topic: 't', partition, value: second === 5 && partition === 0 ? 'poison' : 'good' });
      clock.advanceBy(seconds(0.5));
      for (let i = 0; i < 3; i++) {
        for (const { value, offset, ...where } of pollRecords(kafka, consumer, 100)) {
          done.set(String(where.partition), value === 'poison' ? offset : offset + 1);
          consumer.seek({ topic: 't', partition: where.partition, offset: done.get(String(where.partition)) ?? 0 });
        }
      }
    }
    expect(done.get('0')).toBe(5);
    expect(done.get('1')).toBeGreaterThan(55);
    expect(kafka.describe(p0).logEndOffset).toBe(60);
  });

  statement('KAF-044', () => {
    const { clock, kafka } = cluster();
    kafka.createTopic('t.dlq');
    produce(kafka, ['a', 'poison', 'b'], { key: 'K' });
    const producer = kafka.producer();
    const consumer = joined(kafka, { ...manual, 'max.poll.records': 1 });
    const handled: string[] = [];
    let attempts = 0;
    for (let i = 0; i < 8; i++) {
      for (const { value, offset, topic, partition, key } of pollRecords(kafka, consumer, 1_000)) {
        const gaveUp = value === 'poison' && ++attempts === 3;
        if (value === 'poison' && !gaveUp) {
          consumer.seek({ topic, partition, offset });
          continue;
        }
        if (gaveUp) producer.send({ topic: 't.dlq', key: key ?? '', value });
        else handled.push(value ?? '');
        consumer.commitSync([{ topic, partition, offset: offset + 1 }]);
      }
    }
    clock.advanceBy(seconds(1));
    expect(attempts).toBe(3);
    expect(handled).toEqual(['a', 'b']);
    expect(consumer.committed(p0)).toBe(3);
    expect(readAll(kafka, 'read_uncommitted', { topic: 't.dlq', partition: 0 })).toEqual(['poison']);
  });

  const overrun = (reset: ConsumerConfig['auto.offset.reset']) => {
    const { clock, kafka } = cluster({ config: { 'retention.ms': 3_600_000, 'segment.ms': 600_000 } });
    produce(kafka, numbered(0, 150));
    const consumer = joined(kafka, { ...manual, 'max.poll.records': 100 });
    pollValues(kafka, consumer);
    consumer.commitSync([{ ...p0, offset: 100 }]);
    consumer.close();
    clock.advanceBy(seconds(1_800));
    produce(kafka, numbered(150, 5_000));
    clock.advanceBy(seconds(2_400));
    produce(kafka, numbered(5_000, 5_010));
    expect(kafka.describe(p0).logStartOffset).toBe(150);
    return { kafka, read: joined(kafka, { ...manual, 'auto.offset.reset': reset, 'max.poll.records': 10_000 }) };
  };
  statement('KAF-046', () => {
    const early = overrun('earliest');
    expect(pollValues(early.kafka, early.read)[0]).toBe('150');
    const late = overrun('latest');
    expect(pollValues(late.kafka, late.read)).toEqual([]);
    produce(late.kafka, ['new']);
    expect(pollValues(late.kafka, late.read)).toEqual(['new']);
    const none = overrun('none');
    const polled = none.read.poll(1_000);
    none.kafka.clock.advanceBy(seconds(2));
    expect(codeOf(polled.value)).toBe('OffsetOutOfRangeException');
  });

  statement('KAF-047', () => {
    const goneAfter = (days: number) => {
      const { clock, kafka } = cluster({ config: { 'retention.ms': -1 } });
      produce(kafka, numbered(0, 20));
      const consumer = joined(kafka);
      pollValues(kafka, consumer);
      consumer.close();
      expect(kafka.committed('g', p0)).toBe(20);
      clock.advanceBy(seconds(days * 86_400));
      return kafka.committed('g', p0) === undefined ? pollValues(kafka, inGroup(kafka, {}), 10_000) : 'still there';
    };
    expect(goneAfter(6.9)).toBe('still there');
    expect(goneAfter(7.1)).toEqual(numbered(0, 20));
  });
  it('offsets of a group with members stay, however old', () => {
    const { clock, kafka } = cluster({ config: { 'retention.ms': -1 } }, { settings: { 'offsets.retention.minutes': 60 } });
    produce(kafka, ['a']);
    const consumer = joined(kafka);
    pollValues(kafka, consumer);
    consumer.commitSync();
    const beat = loop(kafka, consumer);
    clock.advanceBy(seconds(10_000));
    beat.stop();
    expect(kafka.committed('g', p0)).toBe(1);
  });

  statement('KAF-048', () => {
    const { kafka } = cluster();
    produce(kafka, numbered(0, 1000));
    const consumer = joined(kafka);
    expect([...pollValues(kafka, consumer), ...pollValues(kafka, consumer)]).toEqual(numbered(0, 1000));
    consumer.seek({ ...p0, offset: 0 });
    expect([...pollValues(kafka, consumer), ...pollValues(kafka, consumer)]).toEqual(numbered(0, 1000));
    expect(kafka.describe(p0)).toMatchObject({ logStartOffset: 0, logEndOffset: 1000 });
    expect(codeOf(kafka.resetOffsets('g', [{ ...p0, offset: 0 }]))).toBe('GroupNotEmptyException');
    consumer.close();
    expect(kafka.resetOffsets('g', [{ ...p0, offset: 990 }])).toBeNull();
    expect(pollValues(kafka, inGroup(kafka), 10_000)).toEqual(numbered(990, 1000));
  });

  statement('KAF-049', () => {
    const survives = (handlerMs: number): boolean => {
      const { clock, kafka } = cluster();
      produce(kafka, numbered(0, 600));
      const consumer = joined(kafka, manual);
      expect(pollValues(kafka, consumer)).toHaveLength(500);
      clock.advanceBy(500 * handlerMs * 1000);
      return consumer.commitSync() === null;
    };
    expect([10, 599, 601].map(survives)).toEqual([true, true, false]);
  });

  statement('KAF-051', () => {
    const { clock, kafka } = cluster({}, { networkUs: 0 });
    const consumer = kafka.consumer();
    consumer.assign([p0]);
    const empty = consumer.poll(500);
    clock.advanceBy(seconds(0.499));
    expect(empty.done).toBe(false);
    clock.advanceBy(seconds(0.001));
    expect(empty.value).toEqual([]);
    const woken = consumer.poll(10_000);
    const polledAt = clock.nowUs;
    sendOne(kafka.producer({ 'linger.ms': 0 }), 'x');
    clock.advanceBy(seconds(0.1));
    expect(woken.value).toMatchObject([{ value: 'x' }]);
    expect((woken.doneAtUs ?? 0) - polledAt).toBeLessThan(seconds(0.01));
  });
  it('a larger fetch.min.bytes waits for more, but not longer than fetch.max.wait.ms', () => {
    const arrivals = (minBytes: number) => {
      const { clock, kafka } = cluster({}, { networkUs: 0, replicationUs: 0 });
      const consumer = kafka.consumer({ 'fetch.min.bytes': minBytes, 'fetch.max.wait.ms': 300 });
      consumer.assign([p0]);
      const polled = consumer.poll(10_000);
      const producer = kafka.producer({ 'linger.ms': 0 });
      for (const atS of [0.1, 0.2, 0.25]) clock.at(seconds(atS), () => void sendOne(producer, 'x', { sizeBytes: 100 }));
      clock.advanceToS(1);
      return (polled.doneAtUs ?? 0) / 1_000_000;
    };
    expect([1, 200, 1_000].map(arrivals)).toEqual([0.1, 0.2, 0.3]);
  });

  it('an answer holds so many bytes of a partition, but never less than a record', () => {
    const { kafka } = cluster();
    produce(kafka, numbered(0, 5), { sizeBytes: 400 });
    const perPoll = (bytes: number): number => {
      const consumer = kafka.consumer({ 'auto.offset.reset': 'earliest', 'max.partition.fetch.bytes': bytes });
      consumer.assign([p0]);
      return pollValues(kafka, consumer).length;
    };
    expect([100, 800, 1_000, 10_000].map(perPoll)).toEqual([1, 2, 2, 5]);
  });

  it('a group outlives an outage of all brokers: nobody is expelled for heartbeats that could not arrive', () => {
    const { clock, kafka } = cluster({ partitions: 2 }, { brokers: 1 });
    const members = [inGroup(kafka), inGroup(kafka)];
    for (const member of members) loop(kafka, member);
    clock.advanceToS(10);
    kafka.brokers.stop(1);
    clock.advanceToS(110);
    kafka.brokers.start(1);
    clock.advanceToS(115);
    produce(kafka, ['after'], { partition: 1 });
    expect(sizes(members)).toEqual([1, 1]);
    const group = kafka.groups.find('g');
    expect(group?.kind === 'classic' && group.members.generation).toBe(1);
  });

  it('tells who reads what, and how far behind', () => {
    const { clock, kafka } = cluster();
    produce(kafka, numbered(0, 30));
    const consumer = joined(kafka, { ...manual, 'max.poll.records': 10 });
    pollValues(kafka, consumer);
    consumer.commitSync();
    expect(kafka.describeGroup('g')).toMatchObject({ members: [{ partitions: ['t-0'] }], lag: { 't-0': 20 } });
    const now = clock.nowUs;
    produce(kafka, ['late']);
    expect(kafka.offsetForTime(p0, now)).toBe(30);
    expect(kafka.offsetForTime(p0, clock.nowUs + 1)).toBeUndefined();
  });

  statement('KAF-052', () => {
    expect(thirdJoins({ 'group.protocol': 'consumer' })).toHaveLength(1);
    const { clock, kafka } = cluster({ partitions: 2 });
    const [stays, dies] = [inGroup(kafka, { 'group.protocol': 'consumer' }), inGroup(kafka, { 'group.protocol': 'consumer' })];
    loop(kafka, stays);
    clock.advanceToS(0.1);
    expect(sizes([stays])).toEqual([2]);
    loop(kafka, dies);
    clock.advanceToS(12);
    expect(sizes([stays, dies])).toEqual([1, 1]);
    const diesAt = clock.nowUs;
    dies.crash();
    clock.advanceTo(diesAt + seconds(39));
    expect(sizes([stays])).toEqual([1]);
    clock.advanceTo(diesAt + seconds(51));
    expect(sizes([stays])).toEqual([2]);
    for (const setting of ['session.timeout.ms', 'heartbeat.interval.ms'] as const)
      expect(codeOf(kafka.tryConsumer({ 'group.id': 'g', 'group.protocol': 'consumer', [setting]: 10_000 }))).toBe('ConfigException');
  });

  it('a static member that restarts within its session takes its partitions back without a rebalance', () => {
    const { clock, kafka } = cluster({ partitions: 2 });
    const member = (id: string) => inGroup(kafka, { 'group.instance.id': id });
    const [a, b] = [member('a'), member('b')];
    loop(kafka, a);
    loop(kafka, b);
    clock.advanceToS(10);
    const before = b.assignment();
    b.close();
    clock.advanceToS(30);
    expect(sizes([a])).toEqual([1]);
    const again = member('b');
    loop(kafka, again);
    clock.advanceToS(31);
    expect(again.assignment()).toEqual(before);
    const group = kafka.groups.find('g');
    expect(group?.kind === 'classic' && group.members.generation).toBe(1);
  });

  it('a frozen process is expelled, and learns it when it goes on', () => {
    const { clock, kafka } = cluster();
    produce(kafka, ['x']);
    const frozen = joined(kafka, manual);
    expect(pollValues(kafka, frozen)).toEqual(['x']);
    frozen.freeze();
    const read = loop(kafka, inGroup(kafka, manual));
    clock.advanceBy(seconds(50));
    expect(read.values).toEqual(['x']);
    frozen.thaw();
    expect(codeOf(frozen.commitSync())).toBe('CommitFailedException');
  });

  it('range gives the first members more, per topic; sticky keeps what balance allows', () => {
    const topics = new Map([['t', ['t-0', 't-1', 't-2', 't-3', 't-4']]]);
    const member = (id: string, owned: readonly string[] = []) => ({ id, topics: ['t'], owned });
    const range = rangeAssign([member('b'), member('a'), member('c')], topics);
    expect(['a', 'b', 'c'].map((id) => range.get(id))).toEqual([['t-0', 't-1'], ['t-2', 't-3'], ['t-4']]);
    const sticky = stickyAssign([member('a', ['t-0', 't-1', 't-2']), member('b', ['t-3', 't-4']), member('c')], topics);
    expect(sticky.get('a')).toEqual(['t-0', 't-1']);
    expect(sticky.get('b')).toHaveLength(2);
    expect(sticky.get('c')).toHaveLength(1);
  });

  it('a partition that is taken by hand is no business of the group', () => {
    const { kafka } = cluster({ partitions: 2 });
    produce(kafka, ['in 1'], { partition: 1 });
    const reader = kafka.consumer({ 'auto.offset.reset': 'earliest' });
    reader.assign([p1]);
    expect(pollValues(kafka, reader)).toEqual(['in 1']);
    expect(codeOf(reader.commitSync())).toBe('IllegalStateException');
  });
});
