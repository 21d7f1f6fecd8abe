import { describe, expect } from 'vitest';
import type { ReceivedMessage } from '../../src/sim/broker/products/sqs/api';
import { arnOf } from '../../src/sim/broker/products/sqs/arn';
import { EventSourceMapping } from '../../src/sim/broker/products/sqs/eventSourceMapping';
import type { QueueAttributes } from '../../src/sim/broker/products/sqs/queueAttributes';
import { SqsProducer } from '../../src/sim/broker/products/sqs/sqsProducer';
import { bodies, codeOf, dlqOf, okOf, receivedAt, type World, world } from './sqsWorld';
import { statement } from './statement';

const retention = 345_600;
const fifo = (attributes: Partial<QueueAttributes> = {}, options: Parameters<typeof world>[1] = {}): World =>
  world({ FifoQueue: true, ...attributes }, options);
const all = { MaxNumberOfMessages: 10 };

/** Sends one message per word, `a1` to group `a`. */
const fill = (w: World, names: string): void => {
  for (const name of names.split(' ')) w.send({ MessageBody: name, MessageGroupId: name.slice(0, 1) });
};

describe('groups', () => {
  statement('SQF-001', () => {
    const w = fifo();
    fill(w, 'g1 g2 g3 h1');
    const [m1] = w.receive();
    expect(m1?.Body).toBe('g1');
    expect(bodies(w.receive(all))).toEqual(['h1']);
    expect(w.receive(all)).toEqual([]);
    w.at(29);
    expect(w.receive(all)).toEqual([]);
    expect(w.delete(m1)).toBe('ok');
    expect(bodies(w.receive())).toEqual(['g2']);
  });

  statement(
    'SQF-001',
    () => {
      const w = fifo();
      fill(w, 'g1 g2 g3');
      const [m1] = w.receive();
      w.at(10);
      expect(w.change(m1, 0)).toBe('ok');
      expect(bodies(w.receive(all))).toEqual(['g1', 'g2', 'g3']);
    },
    'visible again by itself',
  );

  statement('SQF-002', () => {
    const w = fifo();
    fill(w, 'h1 g1 g2 g3 g4 g5');
    expect(bodies(w.receive())).toEqual(['h1']);
    fill(w, 'i1 i2');
    expect(bodies(w.receive(all))).toEqual(['g1', 'g2', 'g3', 'g4', 'g5', 'i1', 'i2']);
  });

  statement('SQF-010', () => {
    const w = fifo();
    w.send('m1');
    const consumers = [100, 5].map((takesS) => w.consumer(() => ({ takesS, ends: 'done' })));
    for (const consumer of consumers) consumer.start();
    w.at(500);
    expect(consumers.map((consumer) => consumer.finished.length)).toEqual([1, 1]);
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  statement(
    'SQF-010',
    () => {
      const w = fifo();
      w.send('m1');
      const [late] = w.receive();
      w.at(31);
      expect(w.delete(late)).toBe('InvalidParameterValue');
      const [current] = w.receive();
      expect(w.delete(late)).toBe('InvalidParameterValue');
      expect(w.delete(current)).toBe('ok');
    },
    'the late delete is refused: the handle has expired',
  );

  statement('SQF-018', () => {
    const w = fifo({ VisibilityTimeout: 43_200, FifoThroughputLimit: 'perMessageGroupId', DeduplicationScope: 'messageGroup' });
    const receive = (WaitTimeSeconds: number) => w.service.receiveMessage({ QueueUrl: w.queue, ...all, WaitTimeSeconds });
    let held = '';
    for (let call = 0; call < 12_000; call++) {
      w.at(call / 100);
      const Entries = Array.from({ length: 10 }, (_, i) => ({
        Id: String(i),
        MessageBody: `${call}-${i}`,
        MessageGroupId: `${call}-${i}`,
        MessageDeduplicationId: `${call}-${i}`,
      }));
      okOf(w.service.sendMessageBatch({ QueueUrl: w.queue, Entries }));
      const { answer } = receive(0);
      if (answer?.kind === 'ok') held = answer.Messages[0]?.ReceiptHandle ?? '';
    }
    w.at(130);
    w.send({ MessageBody: 'oneMore', MessageGroupId: 'another' });
    expect(w.counts()).toEqual([1, 120_000, 0]);
    expect(receive(0).answer).toEqual({ kind: 'ok', Messages: [] });
    const long = receive(20);
    expect(long.answer).toBeNull();
    w.at(135);
    expect(codeOf(w.service.deleteMessage({ QueueUrl: w.queue, ReceiptHandle: held }))).toBe('ok');
    expect(long.answer).toMatchObject({ kind: 'ok', Messages: [{ Body: 'oneMore' }] });
  });
});

describe('deduplication', () => {
  const dedup = (w: World, MessageBody: string, MessageDeduplicationId: string, MessageGroupId = 'G'): string =>
    codeOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody, MessageGroupId, MessageDeduplicationId }));
  const drain = (w: World): readonly string[] => {
    const messages = w.receive(all);
    for (const message of messages) w.delete(message);
    return bodies(messages);
  };

  statement('SQF-003', () => {
    const w = fifo();
    expect(dedup(w, 'first', 'D')).toBe('ok');
    expect(drain(w)).toEqual(['first']);
    w.at(299);
    expect(dedup(w, 'second', 'D')).toBe('ok');
    expect(drain(w)).toEqual([]);
    w.at(301);
    expect(dedup(w, 'third', 'D')).toBe('ok');
    expect(drain(w)).toEqual(['third']);
  });

  statement('SQF-005', () => {
    const w = fifo({ ContentBasedDeduplication: true });
    const send = (MessageBody: string, colour: string) =>
      okOf(
        w.service.sendMessage({
          QueueUrl: w.queue,
          MessageBody,
          MessageGroupId: 'G',
          MessageAttributes: { colour: { DataType: 'String', StringValue: colour } },
        }),
      );
    const first = send('same', 'red');
    w.at(250);
    expect(send('same', 'blue')).toEqual(first);
    send('other', 'red');
    const received = w.receive(all);
    expect(bodies(received)).toEqual(['same', 'other']);
    expect(received[0]?.MessageAttributes['colour']?.StringValue).toBe('red');
    w.at(299);
    send('other', 'red');
    expect(w.counts()[0] + w.counts()[1]).toBe(2);
  });

  statement('SQF-006', () => {
    const w = fifo({ ContentBasedDeduplication: true });
    expect(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'm' })).toMatchObject({ kind: 'error', code: 'MissingParameter' });
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  statement('SQF-007', () => {
    const w = fifo();
    const answer = w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'm', MessageGroupId: 'G' });
    expect(answer).toMatchObject({ kind: 'error', code: 'InvalidParameterValue' });
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  statement('SQF-008', () => {
    const inBoth = (DeduplicationScope: 'queue' | 'messageGroup'): readonly string[] => {
      const w = fifo({ DeduplicationScope });
      dedup(w, 'in G', 'D', 'G');
      w.at(290);
      dedup(w, 'in H', 'D', 'H');
      dedup(w, 'again in G', 'D', 'G');
      return bodies(w.receive(all));
    };
    expect(inBoth('queue')).toEqual(['in G']);
    expect(inBoth('messageGroup')).toEqual(['in G', 'in H']);
  });

  statement('SQF-021', () => {
    const w = fifo();
    const retried = (afterS: number, id: string): readonly string[] => {
      const producer = new SqsProducer({
        clock: w.clock,
        service: w.service,
        maxAttempts: 1,
        network: (n) => (n === 1 ? 'responseLost' : 'ok'),
      });
      const request = { QueueUrl: w.queue, MessageBody: id, MessageGroupId: 'G', MessageDeduplicationId: id };
      producer.send(request, () => w.clock.after(afterS * 1_000_000 - 3_000_000, () => producer.send(request)));
      w.clock.advanceBy(400_000_000);
      return drain(w);
    };
    expect(retried(360, 'late')).toEqual(['late', 'late']);
    expect(retried(240, 'inTime')).toEqual(['inTime']);
  });
});

describe('receiving too often', () => {
  const poisoned = (attributes: Partial<QueueAttributes>): World => {
    const w = fifo(attributes, { dlq: {} });
    fill(w, 'g1 g2 h1');
    return w;
  };
  const polled = (w: World) => {
    const consumer = w.consumer((body) => ({ takesS: 0.1, ends: body === 'g1' ? 'failed' : 'done' }));
    consumer.start();
    return consumer;
  };

  statement('SQF-011', () => {
    const w = poisoned(dlqOf('dead.fifo', 3));
    const consumer = polled(w);
    w.at(89);
    expect([receivedAt(consumer, 'g1'), receivedAt(consumer, 'g2'), receivedAt(consumer, 'h1')]).toEqual([[0, 30, 60], [], [0.1]]);
    expect(w.counts('dead.fifo')).toEqual([0, 0, 0]);
    w.at(200);
    expect([receivedAt(consumer, 'g1'), receivedAt(consumer, 'g2')]).toEqual([[0, 30, 60], [90]]);
    expect(w.counts('dead.fifo')).toEqual([1, 0, 0]);
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  statement('SQF-012', () => {
    const w = poisoned({});
    const consumer = polled(w);
    w.at(retention - 1);
    expect([receivedAt(consumer, 'g2'), receivedAt(consumer, 'h1')]).toEqual([[], [0.1]]);
    w.at(86_400 * 4 - 0.5);
    fill(w, 'g3 h2');
    w.at(retention + 10);
    expect(consumer.received.filter(({ message }) => message.Body === 'g1').length).toBe(11_520);
    expect(receivedAt(consumer, 'g3')).toEqual([retention]);
    // g2 was as old as g1: it has expired behind it without ever having been received.
    expect(receivedAt(consumer, 'g2')).toEqual([]);
  });

  statement('SQF-013', () => {
    const w = world();
    w.create('standard');
    w.create('fifo.fifo', { FifoQueue: true });
    const create = (QueueName: string, target: string) =>
      codeOf(w.service.createQueue({ QueueName, Attributes: { FifoQueue: QueueName.endsWith('.fifo'), ...dlqOf(target, 3) } }));
    expect(create('a.fifo', 'standard')).toBe('InvalidParameterValue');
    expect(create('b.fifo', 'fifo.fifo')).toBe('ok');
    expect(create('c', 'fifo.fifo')).toBe('InvalidParameterValue');
    expect(create('d', 'standard')).toBe('ok');
    expect(codeOf(w.service.setQueueAttributes({ QueueUrl: 'b.fifo', Attributes: dlqOf('standard', 3) }))).toBe('InvalidParameterValue');
  });

  const deadLettered = (): World => {
    const w = fifo(dlqOf('dead.fifo', 1), { dlq: {} });
    fill(w, 'G1 G2 G3 G4');
    expect(w.receive(all).length).toBe(4);
    w.at(30);
    expect(w.receive(all)).toEqual([]);
    return w;
  };

  statement('SQF-015', () => {
    const w = fifo(dlqOf('dead.fifo', 1), { dlq: {} });
    const { MessageId } = okOf(
      w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'm1', MessageGroupId: 'G', MessageDeduplicationId: 'D' }),
    );
    expect(w.receive()[0]?.Attributes.MessageDeduplicationId).toBe('D');
    w.at(30);
    expect(w.receive()).toEqual([]);
    const [dead] = w.receive({ QueueUrl: 'dead.fifo' });
    expect(dead).toMatchObject({ MessageId, Attributes: { MessageDeduplicationId: MessageId, MessageGroupId: 'G' } });
  });

  statement('SQF-016', () => {
    const w = deadLettered();
    okOf(w.service.startMessageMoveTask({ SourceArn: arnOf('dead.fifo'), MaxNumberOfMessagesPerSecond: 1 }));
    w.at(32.5);
    w.send({ MessageBody: 'G9', MessageGroupId: 'G' });
    w.at(40);
    expect(bodies(w.receive(all))).toEqual(['G1', 'G2', 'G9', 'G3', 'G4']);
  });
});

describe('limits', () => {
  statement('SQF-017', () => {
    const w = fifo();
    const Entries = (n: number) =>
      Array.from({ length: 10 }, (_, i) => ({
        Id: String(i),
        MessageBody: 'm',
        MessageGroupId: 'G',
        MessageDeduplicationId: `${n}-${i}`,
      }));
    const batches = (calls: number) =>
      Array.from({ length: calls }, (_, n) => codeOf(w.service.sendMessageBatch({ QueueUrl: w.queue, Entries: Entries(n) })));
    expect(batches(300)).toEqual(Array.from({ length: 300 }, () => 'ok'));
    expect(w.counts()).toEqual([3000, 0, 0]);
    expect(batches(1)).toEqual(['ThrottlingException']);
    w.at(0.999);
    expect(batches(1)).toEqual(['ThrottlingException']);
    // Each action has its own rate.
    expect(w.receive(all).length).toBe(10);
    w.at(1);
    expect(batches(301).filter((code) => code === 'ok').length).toBe(300);
    for (let call = 0; call < 298; call++) w.receive();
    const over = w.service.receiveMessage({ QueueUrl: w.queue, WaitTimeSeconds: 20 });
    expect(over.answer).toBeNull();
    expect(w.service.receiveMessage({ QueueUrl: w.queue }).answer).toMatchObject({ kind: 'error', code: 'ThrottlingException' });
  });

  statement('SQF-020', () => {
    const w = fifo({ DelaySeconds: 10 });
    const delayed = w.service.sendMessage({
      QueueUrl: w.queue,
      MessageBody: 'x',
      MessageGroupId: 'G',
      MessageDeduplicationId: 'x',
      DelaySeconds: 5,
    });
    expect(delayed).toMatchObject({ kind: 'error', code: 'InvalidParameterValue' });
    fill(w, 'g1 h1');
    w.at(5);
    okOf(w.service.setQueueAttributes({ QueueUrl: w.queue, Attributes: { DelaySeconds: 60 } }));
    w.at(59);
    expect(w.receive()).toEqual([]);
    w.at(60);
    expect(bodies(w.receive(all))).toEqual(['g1', 'h1']);
  });

  statement(
    'SQF-020',
    () => {
      const w = world({ DelaySeconds: 10 });
      w.send('m1');
      w.at(5);
      okOf(w.service.setQueueAttributes({ QueueUrl: w.queue, Attributes: { DelaySeconds: 60 } }));
      w.send('m2');
      w.at(10);
      expect(bodies(w.receive(all))).toEqual(['m1']);
      w.at(64);
      expect(bodies(w.receive(all))).not.toContain('m2');
      w.at(65);
      expect(bodies(w.receive(all))).toContain('m2');
    },
    'on a standard queue for new messages only',
  );

  statement(
    'SQF-020',
    () => {
      const w = fifo({ DelaySeconds: 0 });
      fill(w, 'g1 g2');
      w.at(5);
      okOf(w.service.setQueueAttributes({ QueueUrl: w.queue, Attributes: { DelaySeconds: 20 } }));
      expect(w.counts()).toEqual([0, 0, 2]);
      okOf(w.service.setQueueAttributes({ QueueUrl: w.queue, Attributes: { DelaySeconds: 3 } }));
      expect(bodies(w.receive(all))).toEqual(['g1', 'g2']);
    },
    'longer and shorter again',
  );
});

describe('Lambda', () => {
  statement('SQF-022', () => {
    const processed: string[] = [];
    const mapped = (stopsAtFailure: boolean): readonly (readonly string[])[] => {
      processed.length = 0;
      let invocation = 0;
      const w = fifo({ VisibilityTimeout: 60 });
      const Entries = ['a1', 'a2', 'a3'].map((Id) => ({ Id, MessageBody: Id, MessageGroupId: 'a', MessageDeduplicationId: Id }));
      const lambda = {
        Timeout: 10,
        invoke: (batch: readonly ReceivedMessage[]) => {
          const failing = ++invocation === 1 ? batch.findIndex(({ Body }) => Body === 'a2') : -1;
          const unprocessed = failing < 0 ? [] : stopsAtFailure ? batch.slice(failing) : batch.slice(failing, failing + 1);
          processed.push(...batch.filter((record) => !unprocessed.includes(record)).map(({ Body }) => Body));
          return { takesS: 1, batchItemFailures: unprocessed.map(({ MessageId }) => MessageId) };
        },
      };
      const { mapping } = okOf(
        EventSourceMapping.create({ ...w, lambda }, { EventSource: w.queue, FunctionResponseTypes: ['ReportBatchItemFailures'] }),
      );
      okOf(w.service.sendMessageBatch({ QueueUrl: w.queue, Entries }));
      w.at(59);
      expect(mapping.invocations.length).toBe(1);
      w.at(100);
      expect(mapping.invocations[1]?.atUs).toBe(60_000_000);
      return mapping.invocations.map((each) => each.bodies);
    };
    expect(mapped(true)).toEqual([
      ['a1', 'a2', 'a3'],
      ['a2', 'a3'],
    ]);
    expect(processed).toEqual(['a1', 'a2', 'a3']);
    expect(mapped(false)).toEqual([['a1', 'a2', 'a3'], ['a2']]);
    expect(processed).toEqual(['a1', 'a3', 'a2']);
  });
});
