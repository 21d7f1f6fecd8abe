import { describe, expect } from 'vitest';
import type { ReceiveCall } from '../../src/sim/broker/products/sqs/api';
import { arnOf } from '../../src/sim/broker/products/sqs/arn';
import { EventSourceMapping, type Invocation, type MappingRequest } from '../../src/sim/broker/products/sqs/eventSourceMapping';
import { SqsProducer, type SendOutcome } from '../../src/sim/broker/products/sqs/sqsProducer';
import { bodies, codeOf, dlqOf, okOf, receivedAt, type World, world } from './sqsWorld';
import { statement } from './statement';

const day = 86_400;
const retention = 345_600;
const numbered = (count: number, prefix = 'm'): readonly string[] => Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
const always = (takesS: number, ends: 'done' | 'failed') => () => ({ takesS, ends });

describe('sending', () => {
  statement('SQS-001', () => {
    const w = world();
    const sent: SendOutcome[] = [];
    new SqsProducer({ clock: w.clock, service: w.service }).send({ QueueUrl: w.queue, MessageBody: 'm1' }, (outcome) => sent.push(outcome));
    w.at(1);
    expect(sent.map(({ answer }) => codeOf(answer))).toEqual(['ok']);
    expect(w.counts()).toEqual([1, 0, 0]);
    const consumer = w.consumer(() => ({ takesS: 5, ends: 'crash' }));
    consumer.start();
    expect(w.counts()).toEqual([0, 1, 0]);
    w.at(40);
    expect(w.counts()).toEqual([1, 0, 0]);
    expect(bodies(w.receive())).toEqual(['m1']);
  });

  statement('SQS-002', () => {
    const w = world();
    w.service.available = false;
    const sent: SendOutcome[] = [];
    const producer = new SqsProducer({ clock: w.clock, service: w.service, maxAttempts: 4 });
    producer.send({ QueueUrl: w.queue, MessageBody: 'm1' }, (outcome) => sent.push(outcome));
    w.at(100);
    expect(sent).toMatchObject([{ answer: { kind: 'error', code: 'ServiceUnavailable' }, attempts: 4 }]);
    w.service.available = true;
    w.at(1000);
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  statement('SQS-003', () => {
    const w = world();
    const sent: SendOutcome[] = [];
    const producer = new SqsProducer({ clock: w.clock, service: w.service, network: (n) => (n === 1 ? 'responseLost' : 'ok') });
    producer.send({ QueueUrl: w.queue, MessageBody: 'm1' }, (outcome) => sent.push(outcome));
    w.at(60);
    expect(sent).toMatchObject([{ answer: { kind: 'ok' }, attempts: 2 }]);
    const messages = w.receive({ MaxNumberOfMessages: 10 });
    expect(bodies(messages)).toEqual(['m1', 'm1']);
    expect(new Set(messages.map(({ MessageId }) => MessageId)).size).toBe(2);
  });

  statement('SQS-032', () => {
    const w = world();
    const send = (MessageBody: string) => w.service.sendMessage({ QueueUrl: w.queue, MessageBody });
    expect(send('x'.repeat(1_048_577))).toMatchObject({ kind: 'error', code: 'InvalidParameterValue' });
    expect(send('x'.repeat(1_048_576)).kind).toBe('ok');
    expect(send('€'.repeat(349_526)).kind).toBe('error');
    expect(send('€'.repeat(349_525)).kind).toBe('ok');
    expect(w.counts()).toEqual([2, 0, 0]);
  });

  statement('SQS-030', () => {
    const w = world({ DelaySeconds: 60 });
    w.send('m1');
    w.send({ MessageBody: 'm2', DelaySeconds: 5 });
    w.send({ MessageBody: 'm3', DelaySeconds: 0 });
    expect(w.counts()).toEqual([1, 0, 2]);
    expect(bodies(w.receive({ MaxNumberOfMessages: 10 }))).toEqual(['m3']);
    w.at(4);
    expect(w.receive()).toEqual([]);
    w.at(5);
    expect(bodies(w.receive())).toEqual(['m2']);
    w.at(59);
    expect(bodies(w.receive({ MaxNumberOfMessages: 10 })).includes('m1')).toBe(false);
    w.at(60);
    expect(bodies(w.receive({ MaxNumberOfMessages: 10 })).includes('m1')).toBe(true);
    const delayed = (DelaySeconds: number) => codeOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'x', DelaySeconds }));
    expect([delayed(900), delayed(901), delayed(-1)]).toEqual(['ok', 'InvalidParameterValue', 'InvalidParameterValue']);
    const queueDelay = (DelaySeconds: number) =>
      codeOf(w.service.createQueue({ QueueName: `d${DelaySeconds}`, Attributes: { DelaySeconds } }));
    expect([queueDelay(900), queueDelay(901)]).toEqual(['ok', 'InvalidAttributeValue']);
  });

  statement('SQS-038', () => {
    const w = world();
    for (let second = 0; second < 3600; second++) {
      w.at(second);
      for (let i = 0; i < 50; i++) w.send('m');
    }
    w.at(3600);
    expect(w.counts()).toEqual([180_000, 0, 0]);
  });
});

describe('visibility', () => {
  statement('SQS-005', () => {
    const w = world({ VisibilityTimeout: 60 });
    w.send('m1');
    const [first] = w.receive();
    w.at(15);
    expect(w.change(first, 10)).toBe('ok');
    w.at(24);
    expect(w.receive()).toEqual([]);
    w.at(25);
    expect(bodies(w.receive())).toEqual(['m1']);
    w.at(84);
    expect(w.receive()).toEqual([]);
    w.at(85);
    expect(bodies(w.receive())).toEqual(['m1']);
  });

  statement('SQS-006', () => {
    const w = world();
    w.send('m1');
    const [first] = w.receive();
    w.at(5);
    expect(w.change(first, 0)).toBe('ok');
    const [second] = w.receive();
    expect(second?.Attributes.ApproximateReceiveCount).toBe(2);
  });

  statement('SQS-007', () => {
    const w = world();
    w.send('m1');
    const [message] = w.receive();
    for (let t = 20; t <= 43_100; t += 20) {
      w.at(t);
      expect(w.change(message, 100)).toBe('ok');
    }
    w.at(43_150);
    expect(w.change(message, 51)).toBe('InvalidParameterValue');
    w.at(43_199);
    expect(w.counts()).toEqual([0, 1, 0]);
    w.at(43_201);
    expect(w.counts()).toEqual([1, 0, 0]);
  });

  statement(
    'SQS-007',
    () => {
      const w = world();
      w.send('m1');
      const [message] = w.receive();
      w.at(10);
      expect(w.change(message, 43_200)).toBe('InvalidParameterValue');
      expect(w.change(message, 43_191)).toBe('InvalidParameterValue');
      w.at(29);
      expect(w.receive()).toEqual([]);
      w.at(30);
      expect(bodies(w.receive())).toEqual(['m1']);
    },
    'the refused call changes nothing',
  );

  statement('SQS-008', () => {
    const w = world();
    const workers = numbered(5).map(() => w.consumer(always(70, 'done')));
    for (const worker of workers) worker.start();
    w.send('m1');
    w.at(1000);
    expect(workers.flatMap((worker) => receivedAt(worker)).sort((a, b) => a - b)).toEqual([0, 30, 60]);
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  const stale = (staleDelete: 'applied' | 'ignored'): World => {
    const w = world({}, { staleDelete });
    w.send('m1');
    const [byA] = w.receive();
    w.at(30);
    expect(bodies(w.receive())).toEqual(['m1']);
    w.at(40);
    expect(w.delete(byA)).toBe('ok');
    w.at(61);
    return w;
  };

  statement('SQS-010', () => expect(bodies(stale('ignored').receive())).toEqual(['m1']), 'ignored');
  statement(
    'SQS-010',
    () => {
      const w = stale('applied');
      expect(w.receive()).toEqual([]);
      expect(w.counts()).toEqual([0, 0, 0]);
    },
    'applied',
  );

  const deletedAndSeenAgain = (deleteMissesReplica: number): number => {
    const w = world({}, { injections: { deleteMissesReplica }, seed: 3 });
    for (const body of numbered(100)) w.send(body);
    for (let call = 0; call < 10; call++)
      for (const message of w.receive({ MaxNumberOfMessages: 10 })) expect(w.delete(message)).toBe('ok');
    w.at(100);
    return w.counts()[0];
  };
  statement('SQS-011', () => {
    expect(deletedAndSeenAgain(0)).toBe(0);
    expect(deletedAndSeenAgain(1)).toBe(100);
    expect(deletedAndSeenAgain(0.2)).toBeGreaterThan(5);
    expect(deletedAndSeenAgain(0.2)).toBeLessThan(50);
  });

  statement('SQS-021', () => {
    const w = world();
    const consumer = w.consumer((body) => ({ takesS: 1, ends: body === 'p' ? 'failed' : 'done' }));
    w.send('p');
    for (const body of numbered(10, 'g')) w.send(body);
    consumer.start();
    w.at(12);
    expect(new Set(consumer.finished.map(({ message }) => message.Body)).size).toBe(11);
    w.at(200);
    const poison = receivedAt(consumer, 'p');
    expect(poison.slice(1).map((at, i) => at - (poison[i] ?? 0))).toEqual(poison.slice(1).map(() => 30));
    expect(poison.length).toBe(7);
  });

  statement(
    'SQS-021',
    () => {
      const w = world();
      const consumer = w.consumer((body) => ({ takesS: 1, ends: body === 'p' ? 'returned' : 'done' }));
      w.send('p');
      for (const body of numbered(10, 'g')) w.send(body);
      consumer.start();
      w.at(40);
      expect(consumer.finished.filter(({ message }) => message.Body !== 'p').length).toBe(10);
    },
    'a failure that makes it visible at once does not block either',
  );

  statement('SQS-022', () => {
    const w = world();
    w.send('m1');
    expect([w.receive().length, w.receive().length]).toEqual([1, 0]);
    w.at(29);
    expect(w.receive()).toEqual([]);
  });

  statement('SQS-023', () => {
    const w = world();
    const subscribers = [w.consumer(always(1, 'done')), w.consumer(always(1, 'done'))];
    for (const subscriber of subscribers) subscriber.start();
    for (const body of numbered(10)) w.send(body);
    w.at(100);
    const got = subscribers.map((subscriber) => subscriber.received.map(({ message }) => message.Body));
    expect(got.flat().sort()).toEqual([...numbered(10)].sort());
    expect(got.every((each) => each.length > 0)).toBe(true);
  });
});

describe('receiving too often', () => {
  const poisoned = (max: number, visibilityS = 30): World => {
    const w = world({ VisibilityTimeout: visibilityS, ...dlqOf('dead', max) }, { dlq: {} });
    w.send('m1');
    return w;
  };

  statement('SQS-012', () => {
    const w = poisoned(3);
    const consumer = w.consumer(always(1, 'failed'));
    consumer.start();
    w.at(89);
    expect(receivedAt(consumer)).toEqual([0, 30, 60]);
    expect([w.counts(), w.counts('dead')]).toEqual([
      [0, 1, 0],
      [0, 0, 0],
    ]);
    w.at(90);
    expect(receivedAt(consumer)).toEqual([0, 30, 60]);
    expect([w.counts(), w.counts('dead')]).toEqual([
      [0, 0, 0],
      [1, 0, 0],
    ]);
  });

  statement('SQS-013', () => {
    const w = poisoned(3);
    for (const t of [0, 30, 60]) {
      w.at(t);
      expect(w.receive().length).toBe(1);
    }
    w.at(600);
    expect([w.counts(), w.counts('dead')]).toEqual([
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expect(w.receive()).toEqual([]);
    expect([w.counts(), w.counts('dead')]).toEqual([
      [0, 0, 0],
      [1, 0, 0],
    ]);
  });

  statement('SQS-015', () => {
    const w = world();
    const consumer = w.consumer(always(1, 'failed'));
    consumer.start();
    w.send('m1');
    w.at(retention - 1);
    expect(w.counts()).toEqual([0, 1, 0]);
    w.at(retention + 100);
    expect(w.counts()).toEqual([0, 0, 0]);
    expect(consumer.received.length).toBe(retention / 30);
    expect(receivedAt(consumer).every((at, i) => at === i * 30)).toBe(true);
  });

  statement('SQS-016', () => {
    const w = poisoned(3);
    w.at(retention - 1);
    expect(w.counts()).toEqual([1, 0, 0]);
    w.at(retention);
    expect([w.counts(), w.counts('dead')]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(w.receive()).toEqual([]);
  });

  statement('SQS-017', () => {
    const w = poisoned(1);
    expect(w.receive().length).toBe(1);
    w.at(day);
    expect(w.receive()).toEqual([]);
    expect(w.counts('dead')).toEqual([1, 0, 0]);
    w.at(4 * day - 1);
    expect(w.counts('dead')).toEqual([1, 0, 0]);
    w.at(4 * day);
    expect(w.counts('dead')).toEqual([0, 0, 0]);
  });

  const deadLetters = (count: number): World => {
    const w = world(dlqOf('dead', 1), { dlq: {} });
    for (const body of numbered(count)) w.send(body);
    for (let call = 0; call < count / 10; call++) w.receive({ MaxNumberOfMessages: 10 });
    w.at(30);
    for (let call = 0; call <= count / 10; call++) expect(w.receive({ MaxNumberOfMessages: 10 })).toEqual([]);
    expect(w.counts('dead')).toEqual([count, 0, 0]);
    return w;
  };

  statement('SQS-018', () => {
    const w = deadLetters(1000);
    const before = w.receive({ QueueUrl: 'dead', VisibilityTimeout: 0, MaxNumberOfMessages: 10 });
    w.send('newer');
    okOf(w.service.startMessageMoveTask({ SourceArn: arnOf('dead'), MaxNumberOfMessagesPerSecond: 500 }));
    const task = () => okOf(w.service.listMessageMoveTasks(arnOf('dead'))).Results[0];
    w.at(31.9);
    expect(task()?.Status).toBe('RUNNING');
    w.at(33);
    expect(task()).toMatchObject({ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1000 });
    expect((task()?.endedAtUs ?? 0) - 30_000_000).toBeGreaterThanOrEqual(2_000_000);
    expect([w.counts(), w.counts('dead')]).toEqual([
      [1001, 0, 0],
      [0, 0, 0],
    ]);
    const after = w.receive({ MaxNumberOfMessages: 10 });
    expect(after[0]?.Body).toBe('newer');
    const ids = new Set(before.map(({ MessageId }) => MessageId));
    for (const { Attributes, MessageId } of after.slice(1)) {
      expect(ids.has(MessageId)).toBe(false);
      expect(Attributes.SentTimestampUs).toBeGreaterThanOrEqual(30_000_000);
      expect(Attributes.ApproximateReceiveCount).toBe(1);
    }
    w.at(retention + 29);
    expect(w.counts()[0]).toBe(1001);
    w.at(retention + 33);
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  statement('SQS-020', () => {
    const w = world();
    w.create('failures-of-a-topic');
    w.send('m', 'failures-of-a-topic');
    expect(w.service.startMessageMoveTask({ SourceArn: arnOf('failures-of-a-topic') }).kind).toBe('error');
    w.at(10);
    expect(w.counts('failures-of-a-topic')).toEqual([1, 0, 0]);
  });
});

describe('polling', () => {
  const poll = (w: World, WaitTimeSeconds?: number): ReceiveCall =>
    w.service.receiveMessage({ QueueUrl: w.queue, ...(WaitTimeSeconds === undefined ? {} : { WaitTimeSeconds }) });
  const heard = ({ answer }: ReceiveCall): readonly string[] | null => (answer === null ? null : bodies(okOf(answer).Messages));

  statement('SQS-025', () => {
    const w = world();
    w.at(3);
    expect(okOf(w.service.getQueueAttributes(w.queue)).Attributes.ReceiveMessageWaitTimeSeconds).toBe(0);
    const call = poll(w);
    expect([heard(call), call.answeredAtUs]).toEqual([[], 3_000_000]);
  });

  statement('SQS-026', () => {
    const w = world();
    const call = poll(w, 20);
    w.at(6.9);
    expect(heard(call)).toBeNull();
    w.at(7);
    w.send('m1');
    expect([heard(call), call.answeredAtUs]).toEqual([['m1'], 7_000_000]);
    const empty = poll(w, 20);
    w.at(26);
    expect(heard(empty)).toBeNull();
    w.at(27);
    expect([heard(empty), empty.answeredAtUs]).toEqual([[], 27_000_000]);
    expect(poll(w, 21).answer).toMatchObject({ kind: 'error', code: 'InvalidParameterValue' });
  });

  statement('SQS-027', () => {
    const w = world({ VisibilityTimeout: 0 }, { injections: { shortPollSampling: { servers: 4, asked: 1 } } });
    for (const body of numbered(3)) w.send(body);
    const calls = numbered(200).map(() => bodies(w.receive({ MaxNumberOfMessages: 10 })));
    expect(calls.some((each) => each.length < 3)).toBe(true);
    expect(calls.some((each) => each.length === 0)).toBe(true);
    expect(new Set(calls.flat())).toEqual(new Set(numbered(3)));
    for (let i = 0; i < 100; i++) expect(w.receive({ MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }).length).toBe(3);
  });

  statement(
    'SQS-027',
    () => {
      const w = world();
      for (const body of numbered(3)) w.send(body);
      expect(bodies(w.receive({ MaxNumberOfMessages: 10 }))).toEqual(numbered(3));
    },
    'sampling is off unless asked for',
  );

  statement('SQS-028', () => {
    const w = world();
    for (const body of numbered(25)) w.send(body);
    expect(w.receive().length).toBe(1);
    expect(w.receive({ MaxNumberOfMessages: 10 }).length).toBe(10);
    const asked = (MaxNumberOfMessages: number) => w.service.receiveMessage({ QueueUrl: w.queue, MaxNumberOfMessages }).answer;
    expect(asked(11)).toMatchObject({ kind: 'error', code: 'InvalidParameterValue' });
    expect(asked(0)).toMatchObject({ kind: 'error', code: 'InvalidParameterValue' });
    expect(w.counts()).toEqual([14, 11, 0]);
  });

  const order = (reorderWithin: number, seed: number): readonly string[] => {
    const w = world({}, { injections: { reorderWithin }, seed });
    for (const body of numbered(5)) w.send(body);
    return bodies(numbered(5).flatMap(() => w.receive()));
  };
  statement('SQS-031', () => {
    expect(order(1, 1)).toEqual(numbered(5));
    const orders = numbered(20).map((_, seed) => order(5, seed));
    expect(new Set(orders.map(String)).size).toBeGreaterThan(5);
    for (const each of orders) expect([...each].sort()).toEqual(numbered(5));
    expect(order(5, 7)).toEqual(order(5, 7));
  });

  const purged = (purgeTakesLateMessages: boolean): World => {
    const w = world({}, { purgeTakesLateMessages });
    for (const body of numbered(100)) w.send(body);
    w.receive({ MaxNumberOfMessages: 10, VisibilityTimeout: 600 });
    w.at(10);
    expect(codeOf(w.service.purgeQueue(w.queue))).toBe('ok');
    w.at(40);
    w.send('late');
    expect(codeOf(w.service.purgeQueue(w.queue))).toBe('PurgeQueueInProgress');
    w.at(70);
    return w;
  };
  statement('SQS-033', () => {
    expect(purged(false).counts()).toEqual([1, 0, 0]);
    expect(purged(true).counts()).toEqual([0, 0, 0]);
  });
});

describe('Lambda', () => {
  const mapped = (w: World, invoke: () => Invocation, request: Partial<MappingRequest> = {}, Timeout = 30): EventSourceMapping =>
    okOf(EventSourceMapping.create({ ...w, lambda: { Timeout, invoke } }, { EventSource: w.queue, ...request })).mapping;
  const sendBatch = (w: World): readonly string[] => {
    const Entries = numbered(10).map((Id) => ({ Id, MessageBody: Id }));
    return okOf(w.service.sendMessageBatch({ QueueUrl: w.queue, Entries })).Successful.map(({ MessageId }) => MessageId);
  };

  statement('SQS-035', () => {
    const w = world({ VisibilityTimeout: 180 });
    const throws = [true, false];
    const mapping = mapped(w, () => ({ takesS: 1, throws: throws.shift() ?? false }), { BatchSize: 10 });
    const ids = sendBatch(w);
    w.at(179);
    expect(w.counts()).toEqual([0, 10, 0]);
    w.at(300);
    expect(mapping.invocations.map(({ atUs }) => atUs / 1_000_000)).toEqual([0, 180]);
    expect([...(mapping.invocations[1]?.ids ?? [])].sort()).toEqual([...ids].sort());
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  statement('SQS-036', () => {
    const w = world({ VisibilityTimeout: 180 });
    let ids: readonly string[] = [];
    const mapping = mapped(w, () => ({ takesS: 1, batchItemFailures: ids.slice(3, 4) }), {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    ids = sendBatch(w);
    w.at(2);
    expect(w.counts()).toEqual([0, 1, 0]);
    w.at(181.5);
    expect(mapping.invocations.map((invocation) => invocation.bodies)).toEqual([numbered(10), ['m4']]);
  });

  statement('SQS-037', () => {
    const create = (VisibilityTimeout: number) => {
      const w = world({ VisibilityTimeout });
      return EventSourceMapping.create({ ...w, lambda: { Timeout: 30, invoke: () => ({ takesS: 1 }) } }, { EventSource: w.queue });
    };
    expect(create(20)).toMatchObject({ kind: 'error', code: 'InvalidParameterValueException' });
    expect(create(29).kind).toBe('error');
    expect(okOf(create(30)).mapping.warnings).toEqual([expect.stringContaining('180 seconds')]);
    expect(okOf(create(179)).mapping.warnings.length).toBe(1);
    expect(okOf(create(180)).mapping.warnings).toEqual([]);
  });
});
