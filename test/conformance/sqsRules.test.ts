import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { arnOf } from '../../src/sim/broker/products/sqs/arn';
import { EventSourceMapping, type Invocation, type MappingRequest } from '../../src/sim/broker/products/sqs/eventSourceMapping';
import { sha256 } from '../../src/sim/broker/products/sqs/sha256';
import { SqsProducer, type SendOutcome } from '../../src/sim/broker/products/sqs/sqsProducer';
import { bodies, codeOf, dlqOf, okOf, receivedAt, type World, world } from './sqsWorld';

const all = { MaxNumberOfMessages: 10 };
const day = 86_400;
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `m${i + 1}`);
const fill = (w: World, text: string): void => {
  for (const name of text.split(' ')) w.send({ MessageBody: name, MessageGroupId: name.slice(0, 1) });
};

describe('visibility', () => {
  it.each([1, 45, 600])('a consumer that dies gives its message back after %i s, not before', (VisibilityTimeout) => {
    const w = world({ VisibilityTimeout });
    w.send('m1');
    w.at(7);
    w.consumer(() => ({ takesS: 0.5, ends: 'crash' })).start();
    w.at(7 + VisibilityTimeout - 0.1);
    expect(w.receive()).toEqual([]);
    w.at(7 + VisibilityTimeout);
    expect(w.receive()[0]?.Attributes.ApproximateReceiveCount).toBe(2);
  });

  it.each([
    [30, 100, 4],
    [30, 90, 4],
    [20, 50, 3],
    [40, 39, 1],
  ])('timeout %i s, handling %i s: %i deliveries', (VisibilityTimeout, takesS, deliveries) => {
    const w = world({ VisibilityTimeout });
    const workers = names(8).map(() => w.consumer(() => ({ takesS, ends: 'done' })));
    for (const worker of workers) worker.start();
    w.send('m1');
    w.at(5000);
    // At the end of a timeout the message is visible before the handler is done.
    expect(workers.flatMap((worker) => receivedAt(worker)).length).toBe(deliveries);
  });

  it('a heartbeat keeps a long handling single', () => {
    const w = world();
    const workers = names(3).map(() => w.consumer(() => ({ takesS: 500, ends: 'done' }), { heartbeatS: 30 }));
    for (const worker of workers) worker.start();
    w.send('m1');
    w.at(2000);
    expect(workers.map((worker) => worker.received.length).sort((a, b) => a - b)).toEqual([0, 0, 1]);
    expect(w.counts()).toEqual([0, 0, 0]);
  });

  it('a receive may have a timeout of its own, 0 among them', () => {
    const w = world();
    w.send('m1');
    w.receive({ VisibilityTimeout: 5 });
    w.at(4.9);
    expect(w.receive()).toEqual([]);
    w.at(5);
    expect(w.receive({ VisibilityTimeout: 0 }).length).toBe(1);
    expect(w.receive({ VisibilityTimeout: 100 })[0]?.Attributes.ApproximateReceiveCount).toBe(3);
    w.at(104.9);
    expect(w.receive()).toEqual([]);
    expect(w.service.receiveMessage({ QueueUrl: w.queue, VisibilityTimeout: 43_201 }).answer).toMatchObject({
      code: 'InvalidParameterValue',
    });
  });

  it('only what is in flight can change its visibility', () => {
    const w = world({ VisibilityTimeout: 10 });
    w.send('m1');
    const [first] = w.receive();
    expect(w.change(first, 43_201)).toBe('InvalidParameterValue');
    w.at(10);
    expect(w.change(first, 5)).toBe('MessageNotInflight');
    const [second] = w.receive();
    expect(w.change(first, 5)).toBe('MessageNotInflight');
    expect(w.delete(second)).toBe('ok');
    expect(w.change(second, 5)).toBe('InvalidParameterValue');
    expect(codeOf(w.service.changeMessageVisibility({ QueueUrl: w.queue, ReceiptHandle: 'nonsense', VisibilityTimeout: 1 }))).toBe(
      'ReceiptHandleIsInvalid',
    );
  });

  it('the twelve hours begin anew with each receive', () => {
    const w = world();
    w.send('m1');
    w.receive();
    w.at(1000);
    const [again] = w.receive();
    expect(w.change(again, 43_200)).toBe('ok');
    w.at(1010);
    expect(w.change(again, 43_191)).toBe('InvalidParameterValue');
    expect(w.change(again, 43_190)).toBe('ok');
  });

  it('a visible message is deleted with its latest handle, and a deleted one again without complaint', () => {
    const w = world({ VisibilityTimeout: 1 });
    w.send('m1');
    const [message] = w.receive();
    w.at(50);
    expect(w.delete(message)).toBe('ok');
    expect(w.counts()).toEqual([0, 0, 0]);
    expect(w.delete(message)).toBe('ok');
  });

  it('a changed queue timeout holds for the receives that follow', () => {
    const w = world();
    w.send('m1');
    w.receive();
    okOf(w.service.setQueueAttributes({ QueueUrl: w.queue, Attributes: { VisibilityTimeout: 100 } }));
    w.at(30);
    expect(w.receive().length).toBe(1);
    w.at(129);
    expect(w.receive()).toEqual([]);
    w.at(130);
    expect(w.receive().length).toBe(1);
  });
});

describe('dead letters', () => {
  it.each([1, 2, 7])('maxReceiveCount %i', (max) => {
    const w = world({ VisibilityTimeout: 10, ...dlqOf('dead', max) }, { dlq: {} });
    const consumer = w.consumer(() => ({ takesS: 1, ends: 'failed' }));
    consumer.start();
    w.at(3);
    w.send('m1');
    w.at(3 + max * 10 - 0.1);
    expect([consumer.received.length, w.counts('dead')[0]]).toEqual([max, 0]);
    w.at(3 + max * 10);
    expect([consumer.received.length, w.counts('dead')[0]]).toEqual([max, 1]);
  });

  it('is 10 when the policy names none; a receive count carries over to the dead-letter queue, whose own policy counts anew', () => {
    const w = world({ RedrivePolicy: { deadLetterTargetArn: arnOf('dead') } }, { dlq: {} });
    w.send('m1');
    for (let i = 0; i < 10; i++) expect(w.receive({ VisibilityTimeout: 0 }).length).toBe(1);
    expect(w.counts('dead')[0]).toBe(0);
    expect(w.receive()).toEqual([]);
    w.create('last');
    okOf(w.service.setQueueAttributes({ QueueUrl: 'dead', Attributes: dlqOf('last', 2) }));
    const [dead] = w.receive({ QueueUrl: 'dead', VisibilityTimeout: 0 });
    expect(dead?.Attributes).toMatchObject({ ApproximateReceiveCount: 11, DeadLetterQueueSourceArn: arnOf('q'), SentTimestampUs: 0 });
    expect(w.receive({ QueueUrl: 'dead', VisibilityTimeout: 0 }).length).toBe(1);
    expect(w.receive({ QueueUrl: 'dead' })).toEqual([]);
    expect(w.counts('last')[0]).toBe(1);
  });

  it('one receive call passes over a message that moves and takes the next', () => {
    const w = world({ VisibilityTimeout: 0, ...dlqOf('dead', 1) }, { dlq: {} });
    w.send('m1');
    w.receive();
    w.send('m2');
    expect(bodies(w.receive())).toEqual(['m2']);
    expect(w.counts('dead')[0]).toBe(1);
  });

  it.each([
    [false, 6 * day, 5 * day, 'a standard queue keeps the time of sending: the message may expire in the very move'],
    [false, 2 * day, 5 * day, 'a standard queue keeps the time of sending'],
  ])('fifo %s: moved after %i s, kept %i s: %s', (_, movedAt, kept) => {
    const w = world({ MessageRetentionPeriod: 14 * day, ...dlqOf('dead', 1) }, { dlq: { MessageRetentionPeriod: kept } });
    w.send('m1');
    w.receive();
    w.at(movedAt);
    w.receive();
    expect(w.counts('dead')[0]).toBe(movedAt < kept ? 1 : 0);
    w.at(Math.max(movedAt, kept - 1));
    expect(w.counts('dead')[0]).toBe(movedAt < kept ? 1 : 0);
    w.at(Math.max(movedAt, kept));
    expect(w.counts('dead')[0]).toBe(0);
    expect(okOf(w.service.conservation('dead'))).toMatchObject({ stored: 1, expired: 1, atHand: 0 });
  });

  it('a FIFO queue resets it: the whole retention counts from the move', () => {
    const w = world({ FifoQueue: true, ...dlqOf('dead.fifo', 1) }, { dlq: { MessageRetentionPeriod: 2 * day } });
    w.send('m1');
    w.receive();
    w.at(3 * day);
    w.receive();
    w.at(5 * day - 1);
    expect(w.receive({ QueueUrl: 'dead.fifo', VisibilityTimeout: 0 })[0]?.Attributes.SentTimestampUs).toBe(3 * day * 1_000_000);
    w.at(5 * day);
    expect(w.counts('dead.fifo')).toEqual([0, 0, 0]);
  });

  it('who may use a dead-letter queue is its owner’s to say', () => {
    const w = world();
    w.create('closed', { RedriveAllowPolicy: { redrivePermission: 'denyAll' } });
    w.create('some', { RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('a')] } });
    const create = (QueueName: string, target: string, max = 3) =>
      codeOf(w.service.createQueue({ QueueName, Attributes: dlqOf(target, max) }));
    expect(create('a', 'closed')).toBe('InvalidParameterValue');
    expect(create('b', 'some')).toBe('InvalidParameterValue');
    expect(create('a', 'some', 0)).toBe('InvalidParameterValue');
    expect(create('a', 'some', 1001)).toBe('InvalidParameterValue');
    expect(create('a', 'nowhere')).toBe('InvalidParameterValue');
    expect(create('a', 'some')).toBe('ok');
    expect(okOf(w.service.listDeadLetterSourceQueues('some')).queueUrls).toEqual(['a']);
  });
});

describe('redrive', () => {
  const twoSources = (): World => {
    const w = world(dlqOf('dead', 1), { dlq: {} });
    w.create('other', dlqOf('dead', 1));
    for (const queue of ['q', 'other', 'q']) w.send(`of ${queue}`, queue);
    for (const QueueUrl of ['q', 'other']) w.receive({ QueueUrl, ...all });
    w.at(30);
    for (const QueueUrl of ['q', 'other']) w.receive({ QueueUrl, ...all });
    return w;
  };
  const start = (w: World, more: object = {}) => w.service.startMessageMoveTask({ SourceArn: arnOf('dead'), ...more });

  it('sends each message back to where it came from', () => {
    const w = twoSources();
    okOf(start(w));
    w.at(31);
    expect([w.counts('q'), w.counts('other'), w.counts('dead')]).toEqual([
      [2, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('or all of them elsewhere, at the pace that is asked for, and can be stopped', () => {
    const w = twoSources();
    w.create('elsewhere');
    const { TaskHandle } = okOf(start(w, { DestinationArn: arnOf('elsewhere'), MaxNumberOfMessagesPerSecond: 2 }));
    expect(start(w)).toMatchObject({ kind: 'error', code: 'UnsupportedOperation' });
    w.at(31);
    expect(okOf(w.service.cancelMessageMoveTask(TaskHandle)).ApproximateNumberOfMessagesMoved).toBe(2);
    w.at(60);
    expect([w.counts('elsewhere')[0], w.counts('dead')[0]]).toEqual([2, 1]);
    expect(codeOf(w.service.cancelMessageMoveTask(TaskHandle))).toBe('UnsupportedOperation');
    okOf(start(w));
    expect(okOf(w.service.listMessageMoveTasks(arnOf('dead'))).Results.map(({ Status }) => Status)).toEqual(['RUNNING', 'CANCELLED']);
  });

  it('refuses what cannot be', () => {
    const w = twoSources();
    w.create('f.fifo', { FifoQueue: true });
    const codes = [{ MaxNumberOfMessagesPerSecond: 501 }, { DestinationArn: arnOf('f.fifo') }, { DestinationArn: arnOf('nowhere') }];
    expect(codes.map((more) => codeOf(start(w, more)))).toEqual([
      'InvalidParameterValue',
      'InvalidParameterValue',
      'ResourceNotFoundException',
    ]);
    expect(codeOf(w.service.startMessageMoveTask({ SourceArn: arnOf('nowhere') }))).toBe('ResourceNotFoundException');
    w.send('by hand', 'dead');
    okOf(start(w));
    w.at(40);
    expect(okOf(w.service.listMessageMoveTasks(arnOf('dead'))).Results[0]?.Status).toBe('FAILED');
    expect(w.counts('dead')).toEqual([1, 0, 0]);
  });

  it('leaves what is in flight', () => {
    const w = twoSources();
    const [held] = w.receive({ QueueUrl: 'dead' });
    okOf(start(w));
    w.at(40);
    expect(w.counts('dead')).toEqual([0, 1, 0]);
    expect(held?.Body).toBe('of q');
  });
});

describe('limits', () => {
  it('a standard queue with 120,000 messages in flight refuses a short poll and keeps a long one waiting', () => {
    const w = world({ VisibilityTimeout: 600 });
    for (let i = 0; i < 120_003; i++) w.send('m');
    let last = w.receive();
    for (let call = 0; call < 12_000; call++) last = w.receive(all);
    expect(last.length).toBe(9);
    expect(w.counts()).toEqual([3, 120_000, 0]);
    expect(w.service.receiveMessage({ QueueUrl: w.queue }).answer).toMatchObject({ kind: 'error', code: 'OverLimit' });
    const long = w.service.receiveMessage({ QueueUrl: w.queue, WaitTimeSeconds: 20 });
    w.at(19);
    expect(long.answer).toBeNull();
    w.at(20);
    expect(long.answer).toEqual({ kind: 'ok', Messages: [] });
    w.delete(last[0]);
    expect(w.receive(all).length).toBe(1);
  });

  it('batches have one to ten entries with ids of their own, together within the size of a message', () => {
    const w = world({ MaximumMessageSize: 1024 });
    const send = (count: number, MessageBody = 'm', id = (i: number) => `e${i}`) =>
      w.service.sendMessageBatch({ QueueUrl: w.queue, Entries: Array.from({ length: count }, (_, i) => ({ Id: id(i), MessageBody })) });
    expect([send(0), send(11), send(2, 'm', () => 'same'), send(1, 'm', () => 'a b')].map(codeOf)).toEqual([
      'EmptyBatchRequest',
      'TooManyEntriesInBatchRequest',
      'BatchEntryIdsNotDistinct',
      'InvalidBatchEntryId',
    ]);
    expect(codeOf(send(10, 'x'.repeat(104_858)))).toBe('BatchRequestTooLong');
    const mixed = okOf(
      w.service.sendMessageBatch({
        QueueUrl: w.queue,
        Entries: [
          { Id: 'fits', MessageBody: 'x'.repeat(1024) },
          { Id: 'not', MessageBody: 'x'.repeat(1025) },
        ],
      }),
    );
    expect([mixed.Successful.map(({ Id }) => Id), mixed.Failed.map(({ Code, Id }) => [Id, Code])]).toEqual([
      ['fits'],
      [['not', 'InvalidParameterValue']],
    ]);
    const [message] = w.receive();
    const Entries = [
      { Id: 'a', ReceiptHandle: message?.ReceiptHandle ?? '' },
      { Id: 'b', ReceiptHandle: 'nonsense' },
    ];
    const changed = okOf(
      w.service.changeMessageVisibilityBatch({ QueueUrl: w.queue, Entries: Entries.map((entry) => ({ ...entry, VisibilityTimeout: 5 })) }),
    );
    expect([changed.Successful.length, changed.Failed.length]).toEqual([1, 1]);
    const deleted = okOf(w.service.deleteMessageBatch({ QueueUrl: w.queue, Entries }));
    expect([deleted.Successful.length, deleted.Failed[0]?.Code]).toEqual([1, 'ReceiptHandleIsInvalid']);
  });

  it('attributes count toward the size; some characters are refused', () => {
    const w = world({ MaximumMessageSize: 1024 });
    const MessageAttributes = { name: { DataType: 'String', StringValue: 'value' } };
    const send = (MessageBody: string) => codeOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody, MessageAttributes }));
    expect([send('x'.repeat(1009)), send('x'.repeat(1010)), send('\u0000'), send('')]).toEqual([
      'ok',
      'InvalidParameterValue',
      'InvalidMessageContents',
      'MissingParameter',
    ]);
  });

  it('attributes outside their ranges and FIFO attributes on a standard queue are refused', () => {
    const w = world();
    const create = (Attributes: object, QueueName = 'x') => codeOf(w.service.createQueue({ QueueName, Attributes }));
    expect(create({ VisibilityTimeout: 43_201 })).toBe('InvalidAttributeValue');
    expect(create({ MessageRetentionPeriod: 59 })).toBe('InvalidAttributeValue');
    expect(create({ MessageRetentionPeriod: 1_209_601 })).toBe('InvalidAttributeValue');
    expect(create({ ReceiveMessageWaitTimeSeconds: 21 })).toBe('InvalidAttributeValue');
    expect(create({ MaximumMessageSize: 1_048_577 })).toBe('InvalidAttributeValue');
    expect(create({ ContentBasedDeduplication: true })).toBe('InvalidAttributeName');
    expect(create({ FifoQueue: true })).toBe('InvalidParameterValue');
    expect(create({ FifoQueue: true, FifoThroughputLimit: 'perMessageGroupId' }, 'x.fifo')).toBe('InvalidParameterValue');
    expect(create({}, 'q')).toBe('ok');
    expect(create({ DelaySeconds: 3 }, 'q')).toBe('QueueNameExists');
    expect(codeOf(w.service.setQueueAttributes({ QueueUrl: 'q', Attributes: { FifoQueue: true } }))).toBe('InvalidAttributeName');
  });

  it('a deleted queue answers nobody any more and its name is free after a minute', () => {
    const w = world();
    const open = w.service.receiveMessage({ QueueUrl: w.queue, WaitTimeSeconds: 20 });
    w.at(5);
    okOf(w.service.deleteQueue(w.queue));
    expect(open.answer).toMatchObject({ code: 'QueueDoesNotExist' });
    expect(codeOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'm' }))).toBe('QueueDoesNotExist');
    w.at(64);
    expect(codeOf(w.service.createQueue({ QueueName: w.queue }))).toBe('QueueDeletedRecently');
    w.at(65);
    expect(codeOf(w.service.createQueue({ QueueName: w.queue }))).toBe('ok');
  });
});

describe('retention', () => {
  it.each([60, 3600, 14 * day])(
    'of %i s ends a message that waits, and one in flight when it would come back',
    (MessageRetentionPeriod) => {
      const w = world({ MessageRetentionPeriod });
      w.at(11);
      w.send('m1');
      w.at(10 + MessageRetentionPeriod);
      expect(w.receive({ VisibilityTimeout: 0 }).length).toBe(1);
      w.at(11 + MessageRetentionPeriod);
      expect(w.receive()).toEqual([]);
      expect(okOf(w.service.conservation(w.queue))).toMatchObject({ stored: 1, expired: 1, atHand: 0 });
    },
  );

  it('that is changed holds for the messages that are there', () => {
    const w = world();
    w.send('m1');
    w.at(100);
    okOf(w.service.setQueueAttributes({ QueueUrl: w.queue, Attributes: { MessageRetentionPeriod: 120 } }));
    expect(w.counts()[0]).toBe(1);
    w.at(119);
    expect(w.counts()[0]).toBe(1);
    w.at(120);
    expect(w.counts()[0]).toBe(0);
  });
});

describe('long polls', () => {
  it('of a queue that says so need no word in the call; the longest waiting is answered first', () => {
    const w = world({ ReceiveMessageWaitTimeSeconds: 10 });
    const calls = names(3).map(() => w.service.receiveMessage({ QueueUrl: w.queue }));
    const short = w.service.receiveMessage({ QueueUrl: w.queue, WaitTimeSeconds: 0 });
    expect(short.answer).toEqual({ kind: 'ok', Messages: [] });
    w.at(4);
    w.send('m1');
    w.send('m2');
    expect(calls.map(({ answer }) => (answer === null ? null : bodies(okOf(answer).Messages)))).toEqual([['m1'], ['m2'], null]);
    w.at(10);
    expect(calls[2]).toMatchObject({ answer: { Messages: [] }, answeredAtUs: 10_000_000 });
  });

  it('are answered by what becomes visible: a delay that ends, a timeout, a change of visibility', () => {
    const w = world({ DelaySeconds: 3 });
    const consumer = w.consumer(() => ({ takesS: 2, ends: 'failed' }), { VisibilityTimeout: 8 });
    consumer.start();
    w.send('m1');
    w.at(20);
    expect(receivedAt(consumer)).toEqual([3, 11, 19]);
    w.service.changeMessageVisibility({
      QueueUrl: w.queue,
      ReceiptHandle: consumer.received[2]?.message.ReceiptHandle ?? '',
      VisibilityTimeout: 0,
    });
    w.at(22);
    expect(receivedAt(consumer)).toEqual([3, 11, 19, 21]);
  });
});

describe('FIFO', () => {
  it('groups run in parallel, a group one after the other, whatever the number of consumers', () => {
    const w = world({ FifoQueue: true });
    const consumers = names(6).map(() => w.consumer(() => ({ takesS: 10, ends: 'done' })));
    for (const consumer of consumers) consumer.start();
    fill(w, 'a1 b1 a2 c1 a3 b2');
    w.at(9);
    expect(w.counts()).toEqual([3, 3, 0]);
    w.at(100);
    const at = (body: string) => consumers.flatMap((consumer) => receivedAt(consumer, body));
    expect(['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map(at)).toEqual([[0], [10], [20], [0], [10], [0]]);
  });

  it('an id is remembered although its message is deleted, counted from the first sending', () => {
    const w = world({ FifoQueue: true });
    const send = (at: number): string => {
      w.at(at);
      return okOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'm', MessageGroupId: 'G', MessageDeduplicationId: 'D' }))
        .MessageId;
    };
    const first = send(0);
    w.delete(w.receive()[0]);
    expect([send(150), send(299)]).toEqual([first, first]);
    expect(send(300)).not.toBe(first);
    expect(send(599)).not.toBe(first);
    expect(okOf(w.service.conservation(w.queue))).toMatchObject({ stored: 2, deleted: 1, atHand: 1 });
  });

  it('a hash of the body stands for an id that was given', () => {
    for (const text of ['', 'abc', 'ü€😀'.repeat(40), 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'x'.repeat(1000)]) {
      expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }
    const w = world({ FifoQueue: true, ContentBasedDeduplication: true });
    okOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'body', MessageGroupId: 'G' }));
    okOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'another', MessageGroupId: 'G', MessageDeduplicationId: sha256('body') }));
    okOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'body', MessageGroupId: 'G', MessageDeduplicationId: 'other' }));
    expect(bodies(w.receive(all))).toEqual(['body', 'body']);
  });

  it('a receive that is tried again with its attempt id gets the same messages and handles', () => {
    const w = world({ FifoQueue: true });
    fill(w, 'a1 a2 b1');
    const call = (ReceiveRequestAttemptId: string) =>
      w.service.receiveMessage({ QueueUrl: w.queue, MaxNumberOfMessages: 2, ReceiveRequestAttemptId });
    const first = call('one');
    w.at(20);
    const again = call('one');
    expect(again.answer).toEqual(first.answer);
    expect(bodies(okOf(again.answer ?? { kind: 'ok', Messages: [] }).Messages)).toEqual(['a1', 'a2']);
    w.at(45);
    expect(w.counts()).toEqual([1, 2, 0]);
    expect(okOf(call('two').answer ?? { kind: 'ok', Messages: [] }).Messages.map(({ Body }) => Body)).toEqual(['b1']);
    const [a1] = okOf(first.answer ?? { kind: 'ok', Messages: [] }).Messages;
    w.delete(a1);
    expect(call('one').answer).toMatchObject({ kind: 'error', code: 'InvalidParameterValue' });
    expect(world().service.receiveMessage({ QueueUrl: 'q', ReceiveRequestAttemptId: 'x' }).answer).toMatchObject({ kind: 'error' });
  });

  it('high throughput counts calls per group', () => {
    const w = world({ FifoQueue: true, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
    const send = (group: string, n: number) =>
      codeOf(w.service.sendMessage({ QueueUrl: w.queue, MessageBody: 'm', MessageGroupId: group, MessageDeduplicationId: `${n}` }));
    const codes = names(310).flatMap((_, n) => [send('a', n), send('b', n)]);
    expect(codes.filter((code) => code === 'ok').length).toBe(600);
    expect(codes.filter((code) => code === 'ThrottlingException').length).toBe(20);
  });

  it('a backlog of 120,000 in one group hides the groups behind it', () => {
    const w = world({ FifoQueue: true, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' });
    const group = (name: string, count: number): void => {
      for (let i = 0; i < count; i++) {
        if (i % 200 === 0) w.clock.advanceBy(1_000_000);
        w.send({ MessageBody: `${name}${i}`, MessageGroupId: name });
      }
    };
    group('a', 120_000);
    group('b', 1);
    const [held] = w.receive({ VisibilityTimeout: 1000 });
    expect(w.receive(all)).toEqual([]);
    expect(w.delete(held)).toBe('ok');
    expect(bodies(w.receive({ VisibilityTimeout: 1000 }))).toEqual(['b0']);
    expect(bodies(w.receive())).toEqual(['a1']);
  });

  it('the order of a group survives a message that comes back', () => {
    const w = world({ FifoQueue: true });
    fill(w, 'a1 a2 a3');
    const received = w.receive({ MaxNumberOfMessages: 2 });
    w.change(received[1], 0);
    expect(w.receive(all)).toEqual([]);
    w.change(received[0], 0);
    expect(bodies(w.receive(all))).toEqual(['a1', 'a2', 'a3']);
  });
});

describe('Lambda', () => {
  const mapped = (w: World, lambda: { Timeout: number; invoke: () => Invocation }, request: Partial<MappingRequest> = {}) =>
    EventSourceMapping.create({ ...w, lambda }, { EventSource: w.queue, ...request });
  const report = { FunctionResponseTypes: ['ReportBatchItemFailures'] } as const;

  it('a function that takes longer than its timeout has failed', () => {
    const w = world({ VisibilityTimeout: 60 });
    w.send('m1');
    const { mapping } = okOf(mapped(w, { Timeout: 10, invoke: () => ({ takesS: 11 }) }));
    w.at(61);
    expect(mapping.invocations.map(({ atUs, failed }) => [atUs / 1_000_000, failed])).toEqual([
      [0, true],
      [60, true],
    ]);
  });

  it('an id that is not of the batch fails all of it; none fails nothing', () => {
    const left = (batchItemFailures: readonly string[]): number => {
      const w = world({ VisibilityTimeout: 60 });
      for (const body of names(3)) w.send(body);
      okOf(mapped(w, { Timeout: 10, invoke: () => ({ takesS: 1, batchItemFailures }) }, report));
      w.at(30);
      return w.counts()[1];
    };
    expect([left(['unknown']), left([])]).toEqual([3, 0]);
  });

  it('gathers a batch for as long as its window', () => {
    const w = world({ VisibilityTimeout: 600 });
    const { mapping } = okOf(
      mapped(
        w,
        { Timeout: 10, invoke: () => ({ takesS: 1 }) },
        { BatchSize: 50, MaximumBatchingWindowInSeconds: 5, ScalingConfig: { MaximumConcurrency: 2 } },
      ),
    );
    w.at(1);
    for (const body of names(40)) w.send(body);
    w.at(20);
    expect(mapping.invocations.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(40);
    expect(mapping.invocations.every(({ atUs }) => atUs === 6_000_000)).toBe(true);
  });

  it('begins with five batches at a time and adds up to 300 a minute while messages wait, to 1,250 or to what the mapping allows', () => {
    const atOnce = (MaximumConcurrency: number | null): readonly number[] => {
      const w = world({ VisibilityTimeout: 43_200 });
      for (let i = 0; i < 20_000; i++) w.send('m');
      const scaling = MaximumConcurrency === null ? {} : { ScalingConfig: { MaximumConcurrency } };
      const { mapping } = okOf(mapped(w, { Timeout: 900, invoke: () => ({ takesS: 900 }) }, scaling));
      return [0, 59, 60, 120, 800].map((seconds) => {
        w.at(seconds);
        return mapping.invocations.length;
      });
    };
    expect(atOnce(null)).toEqual([5, 5, 305, 605, 1250]);
    expect(atOnce(400)).toEqual([5, 5, 305, 400, 400]);
    expect(atOnce(2)).toEqual([2, 2, 2, 2, 2]);
  });

  it('closes what it opened for a backlog', () => {
    const w = world({ VisibilityTimeout: 60 });
    const { mapping } = okOf(mapped(w, { Timeout: 10, invoke: () => ({ takesS: 10 }) }));
    for (let i = 0; i < 2000; i++) w.send('m');
    w.at(200);
    expect(w.counts()).toEqual([0, 0, 0]);
    const before = mapping.invocations.length;
    for (let i = 0; i < 200; i++) w.send('m');
    w.at(201);
    expect(mapping.invocations.length - before).toBe(5);
  });

  it('handles as many batches of a FIFO queue at a time as it has groups, one for each', () => {
    const w = world({ FifoQueue: true, VisibilityTimeout: 60 });
    const groups = 'abcdefgh'.split('');
    fill(w, groups.flatMap((group) => [1, 2, 3].map((n) => `${group}${n}`)).join(' '));
    const { mapping } = okOf(mapped(w, { Timeout: 10, invoke: () => ({ takesS: 10 }) }, { BatchSize: 2 }));
    w.at(9);
    expect(mapping.invocations.map(({ bodies: batch }) => batch)).toEqual(groups.map((group) => [`${group}1`, `${group}2`]));
    w.at(19);
    expect(mapping.invocations.slice(8).map(({ bodies: batch }) => batch)).toEqual(groups.map((group) => [`${group}3`]));
  });

  it('advises a dead-letter limit of five at least', () => {
    const w = world({ VisibilityTimeout: 180, ...dlqOf('dead', 4) }, { dlq: {} });
    expect(okOf(mapped(w, { Timeout: 30, invoke: () => ({ takesS: 1 }) })).mapping.warnings).toEqual([
      expect.stringContaining('maxReceiveCount 4'),
    ]);
  });

  it('refuses mappings that Lambda refuses', () => {
    const w = world({ VisibilityTimeout: 600 });
    const lambda = { Timeout: 10, invoke: () => ({ takesS: 1 }) };
    const codes = [
      { BatchSize: 11 },
      { BatchSize: 0 },
      { BatchSize: 10_001, MaximumBatchingWindowInSeconds: 1 },
      { MaximumBatchingWindowInSeconds: 301 },
      { ScalingConfig: { MaximumConcurrency: 1 } },
      { EventSource: 'nowhere' },
    ].map((request) => codeOf(mapped(w, lambda, request)));
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'InvalidParameterValueException'), 'QueueDoesNotExist']);
    const fifo = world({ FifoQueue: true, VisibilityTimeout: 600 });
    expect(codeOf(mapped(fifo, lambda, { MaximumBatchingWindowInSeconds: 1 }))).toBe('InvalidParameterValueException');
  });
});

it('a producer whose every answer is lost reports an error and may have stored its message three times', () => {
  const w = world();
  const sent: SendOutcome[] = [];
  const producer = new SqsProducer({ clock: w.clock, service: w.service, network: () => 'responseLost' });
  producer.send({ QueueUrl: w.queue, MessageBody: 'm' }, (outcome) => sent.push(outcome));
  w.at(100);
  expect(sent).toMatchObject([{ answer: { kind: 'error' }, attempts: 3 }]);
  expect(w.counts()[0]).toBe(3);
});

it('with the deduplication id of a FIFO queue it has stored it once', () => {
  const w = world({ FifoQueue: true });
  const producer = new SqsProducer({ clock: w.clock, service: w.service, network: (n) => (n % 3 === 0 ? 'ok' : 'responseLost') });
  producer.send({ QueueUrl: w.queue, MessageBody: 'm', MessageGroupId: 'G', MessageDeduplicationId: 'D' });
  w.at(100);
  expect(w.counts()[0]).toBe(1);
});

it('the oldest message is the one that came first; on a standard queue not one that was received three times', () => {
  const w = world({ VisibilityTimeout: 0 });
  w.send('m1');
  w.at(7);
  expect(okOf(w.service.approximateAgeOfOldestMessage(w.queue)).seconds).toBe(7);
  for (let i = 0; i < 3; i++) w.receive();
  w.send('m2');
  w.at(20);
  expect(okOf(w.service.approximateAgeOfOldestMessage(w.queue)).seconds).toBe(13);
});

it('every message is somewhere', () => {
  const w = world({ VisibilityTimeout: 20, MessageRetentionPeriod: 300, ...dlqOf('dead', 2) }, { dlq: { MessageRetentionPeriod: 400 } });
  const consumer = w.consumer((body) => ({ takesS: 3, ends: Number(body) % 3 === 0 ? 'failed' : 'done' }), { WaitTimeSeconds: 5 });
  consumer.start();
  for (let second = 0; second < 500; second++) {
    w.at(second);
    w.send(String(second));
    for (const queue of ['q', 'dead']) {
      const { atHand, deleted, expired, movedOut, purged, stored } = okOf(w.service.conservation(queue));
      expect(stored).toBe(atHand + deleted + expired + movedOut + purged);
      expect(w.counts(queue).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(atHand);
    }
  }
  const dead = okOf(w.service.conservation('dead'));
  expect([dead.stored > 0, dead.expired > 0, okOf(w.service.conservation('q')).expired > 0]).toEqual([true, true, true]);
});
