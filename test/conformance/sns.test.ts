import { describe, expect, it } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import type { Notification, SubscriptionAttributes } from '../../src/sim/broker/products/sns/api';
import {
  awsManagedSchedule,
  customerManagedSchedule,
  type DeliveryPolicy,
  httpSchedule,
} from '../../src/sim/broker/products/sns/deliveryPolicy';
import { SnsService } from '../../src/sim/broker/products/sns/snsService';
import type { EndpointAnswer } from '../../src/sim/broker/push/answer';
import { retriesOf, retryDelayUs, totalDelayUs } from '../../src/sim/broker/push/retrySchedule';
import type { QueueEndpoint } from '../../src/sim/broker/push/queueEndpoint';
import { Endpoint, good, ScriptedQueue } from './endpoints';
import { statement } from './statement';

const day = 86_400;

function topicOf(sns: SnsService, name = 'orders'): string {
  return good(sns.createTopic(name, name.endsWith('.fifo') ? { FifoTopic: true } : {})).TopicArn;
}

function world() {
  const clock = new ProductClock();
  const sns = new SnsService(clock);
  const topic = topicOf(sns);
  const queue = (target: QueueEndpoint, Attributes: SubscriptionAttributes = {}) =>
    good(sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: target, Attributes })).SubscriptionArn;
  const http = (target: Endpoint<Notification>, Attributes: SubscriptionAttributes = {}) =>
    good(sns.subscribe({ TopicArn: topic, Protocol: 'https', Endpoint: target, Attributes })).SubscriptionArn;
  const publish = (Message: string, more: { readonly type?: string } = {}) =>
    sns.publish({
      TopicArn: topic,
      Message,
      ...(more.type === undefined ? {} : { MessageAttributes: { type: { DataType: 'String', StringValue: more.type } } }),
    });
  return { clock, sns, topic, queue, http, publish };
}

const gaps = (times: readonly number[]): readonly number[] => times.slice(1).map((time, i) => Number((time - (times[i] ?? 0)).toFixed(2)));

describe('SNS standard', () => {
  statement('SNS-001', () => {
    const { clock, queue, publish } = world();
    const queues = [new ScriptedQueue(), new ScriptedQueue(), new ScriptedQueue()];
    for (const one of queues) queue(one);
    expect(good(publish('hello')).MessageId).toMatch(/./);
    clock.advanceBy(0);
    expect(queues.map(({ bodies }) => bodies)).toEqual([['hello'], ['hello'], ['hello']]);
  });

  statement('SNS-002', () => {
    const { clock, queue, publish, sns } = world();
    expect(publish('early').kind).toBe('ok');
    clock.advanceToS(10);
    const late = new ScriptedQueue();
    const subscription = queue(late);
    clock.advanceToS(30 * day);
    expect(late.messages).toEqual([]);
    publish('later');
    clock.advanceBy(0);
    expect(late.bodies).toEqual(['later']);
    expect(sns.setSubscriptionAttributes(subscription, { ReplayPolicy: { PointType: 'Timestamp', StartingPointUs: 0 } })).toMatchObject({
      code: 'InvalidParameter',
    });
  });

  statement('SNS-003', () => {
    const { clock, queue, publish, sns } = world();
    const [a, b] = [new ScriptedQueue(), new ScriptedQueue('serverError')];
    queue(a);
    const subscriptionB = queue(b);
    publish('hello');
    clock.advanceBy(0);
    expect(a.bodies).toEqual(['hello']);
    // The first attempt and the three immediate retries.
    expect(b.attempts).toBe(4);
    clock.advanceToS(22 * day);
    expect(sns.report(subscriptionB)).toMatchObject({ Pending: 1, Discarded: 0 });
    clock.advanceToS(24 * day);
    expect(b.attempts).toBe(1 + 100_015);
    expect(sns.report(subscriptionB)).toMatchObject({ Pending: 0, Discarded: 1 });
    expect(a.attempts).toBe(1);
  });

  statement('SNS-005', () => {
    const policy: DeliveryPolicy = {
      healthyRetryPolicy: {
        minDelayTarget: 1,
        maxDelayTarget: 60,
        numRetries: 50,
        numNoDelayRetries: 3,
        numMinDelayRetries: 2,
        numMaxDelayRetries: 35,
        backoffFunction: 'exponential',
      },
    };
    const { clock, http, publish } = world();
    const down = new Endpoint<Notification>('serverError');
    http(down, { DeliveryPolicy: policy });
    publish('hello');
    clock.advanceToS(3600);
    const between = gaps(down.atS);
    expect(between).toHaveLength(50);
    expect(between.slice(0, 5)).toEqual([0, 0, 0, 1, 1]);
    const backoff = between.slice(5, 15);
    expect([backoff[0], backoff[9]]).toEqual([1, 60]);
    expect(backoff.every((gap, i) => i === 0 || gap > (backoff[i - 1] ?? 0))).toBe(true);
    expect(between.slice(15)).toEqual(Array.from({ length: 35 }, () => 60));
  });

  statement(
    'SNS-005',
    () => {
      const { sns, topic } = world();
      const subscribe = (healthyRetryPolicy: NonNullable<DeliveryPolicy['healthyRetryPolicy']>) =>
        sns.subscribe({
          TopicArn: topic,
          Protocol: 'http',
          Endpoint: new Endpoint(),
          Attributes: { DeliveryPolicy: { healthyRetryPolicy } },
        });
      const sixtyEach = { minDelayTarget: 60, maxDelayTarget: 60, numRetries: 60 };
      expect(subscribe(sixtyEach).kind).toBe('ok');
      expect(subscribe({ ...sixtyEach, numRetries: 61 })).toMatchObject({ kind: 'error', code: 'InvalidParameter' });
    },
    'the whole retry time is at most 3,600 s',
  );

  statement('SNS-006', () => {
    const endpoints = (['email', 'sms', 'application'] as const).map((Protocol) => {
      const { clock, sns, topic, publish } = world();
      const down = new Endpoint<Notification>('serverError');
      sns.subscribe({ TopicArn: topic, Protocol, Endpoint: down });
      publish('hello');
      clock.advanceToS(day);
      return down;
    });
    for (const { atS } of endpoints) {
      const between = gaps(atS);
      expect(between).toHaveLength(50);
      expect(between.slice(0, 3)).toEqual([10, 10, 10]);
      expect(between[11]).toBe(600);
      expect(between.slice(12)).toEqual(Array.from({ length: 38 }, () => 600));
      expect(atS.at(-1)).toBeGreaterThan(6 * 3600);
      expect(atS.at(-1)).toBeLessThan(8 * 3600);
    }
  });

  statement('SNS-007', () => {
    const answers: readonly EndpointAnswer[] = ['noResource', 'noPermissions', 'clientError'];
    for (const answer of answers) {
      const { clock, sns, queue, publish } = world();
      const [withDlq, without, dlq] = [new ScriptedQueue(answer), new ScriptedQueue(answer), new ScriptedQueue()];
      const [first, second] = [queue(withDlq, { RedrivePolicy: { deadLetterTarget: dlq } }), queue(without)];
      publish('hello');
      clock.advanceBy(0);
      expect(dlq.bodies).toEqual(['hello']);
      clock.advanceToS(30 * day);
      expect([withDlq.attempts, without.attempts]).toEqual([1, 1]);
      expect([sns.report(first).RedrivenToDlq, sns.report(second).Discarded]).toEqual([1, 1]);
    }
  });

  statement('SNS-008', () => {
    const { clock, sns, queue, http, publish } = world();
    const [a, b] = [new ScriptedQueue(), new Endpoint<Notification>('serverError')];
    const [, second] = [queue(a), http(b)];
    publish('hello');
    // Three retries, 20 s apart: the default policy of HTTP/S.
    clock.advanceToS(59);
    expect(sns.report(second)).toMatchObject({ Pending: 1, Discarded: 0 });
    clock.advanceToS(61);
    expect(sns.report(second)).toMatchObject({ Pending: 0, Discarded: 1, RedrivenToDlq: 0 });
    expect(a.bodies).toEqual(['hello']);
    publish('next');
    clock.advanceBy(0);
    expect([a.bodies.length, b.attempts.length]).toEqual([2, 5]);
  });

  statement('SNS-010', () => {
    const { clock, sns, queue, publish } = world();
    const [a, dlq, body] = [new ScriptedQueue(), new ScriptedQueue(), new ScriptedQueue()];
    const subscription = queue(a, { FilterPolicy: { type: ['X'] }, RedrivePolicy: { deadLetterTarget: dlq } });
    queue(body, { FilterPolicy: { type: ['X'] }, FilterPolicyScope: 'MessageBody' });
    publish('{"type":"X"}', { type: 'Y' });
    clock.advanceToS(30 * day);
    expect([a.attempts, dlq.attempts, body.attempts]).toEqual([0, 0, 1]);
    expect(sns.report(subscription)).toMatchObject({ Published: 1, FilteredOut: 1, RedrivenToDlq: 0, Discarded: 0 });
    publish('{"type":"Y"}', { type: 'X' });
    clock.advanceBy(0);
    expect([a.attempts, body.attempts]).toEqual([1, 1]);
  });

  statement('SNS-012', () => {
    const { clock, sns, queue, publish } = world();
    const a = new ScriptedQueue();
    const subscription = queue(a);
    sns.setReachable(false);
    expect(publish('lost')).toMatchObject({ kind: 'error', code: 'EndpointConnectionError' });
    clock.advanceToS(day);
    sns.setReachable(true);
    clock.advanceToS(2 * day);
    expect(a.attempts).toBe(0);
    expect(sns.report(subscription).Published).toBe(0);
  });

  statement('SNS-013', () => {
    const { clock, queue, publish } = world();
    const times: number[] = [];
    const down: QueueEndpoint = {
      fifo: false,
      accept: () => {
        times.push(clock.nowUs / 1_000_000);
        return 'serverError';
      },
    };
    queue(down);
    publish('hello');
    clock.advanceToS(200);
    const retries = times.slice(1);
    expect(retries.slice(0, 5)).toEqual([0, 0, 0, 1, 2]);
    expect(gaps(retries.slice(4, 15))).toEqual([1, 1.39, 1.95, 2.71, 3.79, 5.28, 7.37, 10.28, 14.34, 20]);
    expect(retries[14]).toBeCloseTo(70.1, 1);
    expect(gaps(retries.slice(14)).every((gap) => gap === 20)).toBe(true);
    expect(totalDelayUs(awsManagedSchedule) / 1_000_000 / day).toBeCloseTo(23.1, 0);
    expect(Math.floor((totalDelayUs(awsManagedSchedule) / 1_000_000 / day) * 10) / 10).toBe(23.1);
  });

  it('retries end as soon as the endpoint answers', () => {
    const { clock, sns, http, publish } = world();
    const flaky = new Endpoint<Notification>(({ attempt }) => (attempt < 3 ? { httpStatus: 503 } : { httpStatus: 200 }));
    const subscription = http(flaky);
    publish('hello');
    clock.advanceToS(3600);
    expect(flaky.atS).toEqual([0, 20, 40]);
    expect(sns.report(subscription)).toMatchObject({ Delivered: 1, FailedAttempts: 2 });
  });

  it.each([
    [429, 4],
    [500, 4],
    [599, 4],
    [404, 1],
    [400, 1],
  ])('HTTP status %i is tried %i times', (httpStatus, times) => {
    const { clock, http, publish } = world();
    const endpoint = new Endpoint<Notification>({ httpStatus });
    http(endpoint);
    publish('hello');
    clock.advanceToS(3600);
    expect(endpoint.attempts).toHaveLength(times);
  });

  it('the policy of the topic holds for HTTP/S subscriptions without one, and for all when it forbids overrides', () => {
    const { clock, sns, topic, http, publish } = world();
    const [own, none] = [new Endpoint<Notification>('serverError'), new Endpoint<Notification>('serverError')];
    http(own, { DeliveryPolicy: { healthyRetryPolicy: { numRetries: 1 } } });
    http(none);
    sns.setTopicAttributes(topic, { DeliveryPolicy: { healthyRetryPolicy: { numRetries: 5 } } });
    publish('one');
    clock.advanceToS(1000);
    expect([own.attempts.length, none.attempts.length]).toEqual([2, 6]);
    sns.setTopicAttributes(topic, { DeliveryPolicy: { healthyRetryPolicy: { numRetries: 5 }, disableSubscriptionOverrides: true } });
    publish('two');
    clock.advanceToS(2000);
    expect([own.attempts.length, none.attempts.length]).toEqual([8, 12]);
  });

  it.each([
    ['lambda', 'throttled', 20],
    ['firehose', 'serverError', 20],
    // Firehose that throttles is treated like a customer's endpoint.
    ['firehose', 'throttled', 10],
    ['email', 'serverError', 10],
  ] as const)('%s that answers %s is retried after a while every %i s', (Protocol, answer, seconds) => {
    const { clock, sns, topic, publish } = world();
    const endpoint = new Endpoint<Notification>(answer);
    good(sns.subscribe({ TopicArn: topic, Protocol, Endpoint: endpoint }));
    publish('x');
    clock.advanceToS(200);
    const between = gaps(endpoint.atS);
    expect(seconds === 20 ? between.at(-1) : between[0]).toBe(seconds);
    expect(between[0]).toBe(seconds === 20 ? 0 : 10);
  });

  it('a throttle policy spaces the deliveries', () => {
    const { clock, http, publish } = world();
    const endpoint = new Endpoint<Notification>();
    http(endpoint, { DeliveryPolicy: { throttlePolicy: { maxReceivesPerSecond: 4 } } });
    for (let i = 0; i < 4; i++) publish(`m${i}`);
    clock.advanceToS(10);
    expect(endpoint.atS).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it('curves between the same ends: a straight line, growing steps, equal ratios', () => {
    const delays = (backoffFunction: NonNullable<DeliveryPolicy['healthyRetryPolicy']>['backoffFunction'] & string) =>
      [1, 2, 3, 4].map((retry) =>
        Number(
          (
            (retryDelayUs(httpSchedule({ minDelayTarget: 1, maxDelayTarget: 64, numRetries: 4, backoffFunction }), retry) ?? 0) / 1e6
          ).toFixed(3),
        ),
      );
    expect(delays('linear')).toEqual([1, 22, 43, 64]);
    expect(delays('arithmetic')).toEqual([1, 8, 29, 64]);
    expect(delays('geometric')).toEqual([1, 4, 16, 64]);
    expect(delays('exponential')).toEqual([1, 4, 16, 64]);
    expect(retriesOf(customerManagedSchedule)).toBe(50);
  });

  it('bad policies are refused as SNS refuses them', () => {
    const { sns, topic } = world();
    const subscribe = (Attributes: SubscriptionAttributes) =>
      sns.subscribe({ TopicArn: topic, Protocol: 'http', Endpoint: new Endpoint(), Attributes }).kind;
    const retry = (healthyRetryPolicy: DeliveryPolicy['healthyRetryPolicy'] & object) =>
      subscribe({ DeliveryPolicy: { healthyRetryPolicy } });
    expect(retry({ numRetries: 101 })).toBe('error');
    expect(retry({ numRetries: 100, maxDelayTarget: 30, minDelayTarget: 30 })).toBe('ok');
    expect(retry({ minDelayTarget: 0 })).toBe('error');
    expect(retry({ minDelayTarget: 30 })).toBe('error');
    expect(retry({ maxDelayTarget: 3601, numRetries: 0 })).toBe('error');
    expect(retry({ numRetries: 2, numNoDelayRetries: 3 })).toBe('error');
    expect(subscribe({ DeliveryPolicy: { throttlePolicy: { maxReceivesPerSecond: 0 } } })).toBe('error');
    expect(subscribe({ RedrivePolicy: { deadLetterTarget: new ScriptedQueue('ok', true) } })).toBe('error');
    expect(
      sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: new ScriptedQueue(), Attributes: { DeliveryPolicy: {} } }).kind,
    ).toBe('error');
    expect(sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: new ScriptedQueue('ok', true) }).kind).toBe('error');
    expect(sns.publish({ TopicArn: topic, Message: '' })).toMatchObject({ code: 'InvalidParameter' });
    expect(sns.publish({ TopicArn: topic, Message: 'x'.repeat(262_145) })).toMatchObject({ code: 'InvalidParameter' });
    expect(sns.publish({ TopicArn: topic, Message: 'x'.repeat(262_144) }).kind).toBe('ok');
    expect(sns.publish({ TopicArn: 'arn:aws:sns:::nowhere', Message: 'x' })).toMatchObject({ code: 'NotFound' });
  });

  it('a batch has 1 to 10 entries with different ids; each succeeds or fails by itself', () => {
    const { sns, topic } = world();
    const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ Id: `e${i}`, Message: i === 1 ? '' : 'x' }));
    expect(sns.publishBatch(topic, entries(0))).toMatchObject({ code: 'EmptyBatchRequest' });
    expect(sns.publishBatch(topic, entries(11))).toMatchObject({ code: 'TooManyEntriesInBatchRequest' });
    expect(sns.publishBatch(topic, [...entries(1), ...entries(1)])).toMatchObject({ code: 'BatchEntryIdsNotDistinct' });
    expect(sns.publishBatch(topic, entries(3))).toMatchObject({
      Successful: [{ Id: 'e0' }, { Id: 'e2' }],
      Failed: [{ Id: 'e1', Code: 'InvalidParameter' }],
    });
  });

  it('jitter spreads the retries, repeatably, and only when asked for', () => {
    const times = (seed: number | null) => {
      const clock = new ProductClock();
      const sns = new SnsService(clock, seed === null ? {} : { seed, jitter: true });
      const topic = topicOf(sns);
      const down = new Endpoint<Notification>('serverError');
      sns.subscribe({ TopicArn: topic, Protocol: 'http', Endpoint: down });
      sns.publish({ TopicArn: topic, Message: 'x' });
      clock.advanceToS(100);
      return down.atS;
    };
    expect(times(null)).toEqual([0, 20, 40, 60]);
    expect(times(7)).toEqual(times(7));
    expect(times(7)).not.toEqual(times(8));
    expect(gaps(times(7)).every((gap) => gap > 0 && gap < 20)).toBe(true);
  });
});

it('a standard topic may deliver twice and out of order, when asked for', () => {
  const arrivals = (options: ConstructorParameters<typeof SnsService>[1]) => {
    const clock = new ProductClock();
    const sns = new SnsService(clock, options);
    const topic = topicOf(sns);
    const queue = new ScriptedQueue();
    const subscription = good(sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue })).SubscriptionArn;
    for (let i = 10; i < 60; i++) sns.publish({ TopicArn: topic, Message: `m${i}` });
    clock.advanceToS(10);
    expect(sns.report(subscription).Published + sns.report(subscription).Duplicated).toBe(sns.report(subscription).Delivered);
    return queue.bodies;
  };
  const plain = arrivals({});
  expect(plain).toEqual(plain.toSorted());
  expect(new Set(plain).size).toBe(50);
  const twice = arrivals({ duplicates: 0.5 });
  expect(twice.length).toBeGreaterThan(60);
  expect(twice.length).toBeLessThan(90);
  const mixed = arrivals({ latencyUs: { from: 1000, to: 50_000 } });
  expect(mixed.toSorted()).toEqual(plain);
  expect(mixed).not.toEqual(plain);
  expect(arrivals({ latencyUs: { from: 1000, to: 50_000 } })).toEqual(mixed);
});

describe('SNS FIFO', () => {
  function fifoWorld(attributes: Parameters<SnsService['createTopic']>[1] = {}) {
    const clock = new ProductClock();
    const sns = new SnsService(clock);
    const topic = good(sns.createTopic('orders.fifo', { FifoTopic: true, ...attributes })).TopicArn;
    const queue = (target: ScriptedQueue, Attributes: SubscriptionAttributes = {}) =>
      good(sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: target, Attributes })).SubscriptionArn;
    const publish = (Message: string, MessageGroupId: string, MessageDeduplicationId = Message) =>
      sns.publish({ TopicArn: topic, Message, MessageGroupId, MessageDeduplicationId });
    return { clock, sns, topic, queue, publish };
  }
  const fifoQueue = (answer: EndpointAnswer = 'ok') => new ScriptedQueue(answer, true);

  statement('SNF-001', () => {
    const { clock, queue, publish } = fifoWorld();
    const [a, b] = [fifoQueue(), fifoQueue('serverError')];
    queue(a);
    queue(b);
    publish('m1', 'G');
    publish('m2', 'G');
    publish('other', 'H');
    clock.advanceToS(5);
    // A has everything while B, which is down, has nothing: no order between subscribers.
    expect([a.bodies, b.bodies]).toEqual([['m1', 'other', 'm2'], []]);
    b.answer = 'ok';
    clock.advanceToS(60);
    expect(b.bodies.filter((body) => body !== 'other')).toEqual(['m1', 'm2']);
    expect(b.messages.map(({ groupId }) => groupId ?? '').sort((x, y) => (x < y ? -1 : 1))).toEqual(['G', 'G', 'H']);
  });

  statement('SNF-002', () => {
    const { clock, queue, publish } = fifoWorld();
    const a = fifoQueue();
    queue(a);
    const first = publish('m1', 'G', 'D');
    clock.advanceToS(299);
    expect(publish('m2', 'G', 'D')).toEqual(first);
    // The scope is the whole topic: another group does not help.
    expect(publish('m3', 'H', 'D').kind).toBe('ok');
    clock.advanceToS(301);
    expect(a.bodies).toEqual(['m1']);
    expect(publish('m4', 'G', 'D')).not.toEqual(first);
    clock.advanceBy(0);
    expect(a.bodies).toEqual(['m1', 'm4']);
  });

  statement(
    'SNF-002',
    () => {
      const { clock, queue, publish } = fifoWorld({ FifoThroughputScope: 'MessageGroup' });
      const a = fifoQueue();
      queue(a);
      for (const group of ['G', 'H', 'G']) publish(`in ${group}`, group, 'D');
      clock.advanceToS(1);
      expect(a.bodies).toEqual(['in G', 'in H']);
    },
    'scope message group',
  );

  statement('SNF-003', () => {
    const { clock, sns, queue, publish } = fifoWorld();
    const [fine, broken] = [fifoQueue(), fifoQueue()];
    queue(fine);
    const subscription = queue(broken);
    for (let minute = 0; minute < 20; minute++) {
      broken.answer = minute >= 5 && minute < 15 ? 'noPermissions' : 'ok';
      clock.advanceToS(minute * 60);
      publish(`m${minute}`, 'G');
      clock.advanceBy(1);
    }
    clock.advanceToS(day);
    expect(fine.bodies).toHaveLength(20);
    expect(broken.bodies).toEqual([0, 1, 2, 3, 4, 15, 16, 17, 18, 19].map((minute) => `m${minute}`));
    expect(sns.report(subscription)).toMatchObject({ Delivered: 10, Discarded: 10 });
  });

  it('a failing message holds up its group at that subscriber, and no other group', () => {
    const { clock, sns, topic, publish } = fifoWorld();
    const seen: string[] = [];
    let broken = true;
    const queue = {
      fifo: true,
      accept: ({ groupId, body }: { readonly groupId: string | null; readonly body: string }): EndpointAnswer => {
        if (broken && groupId === 'G') return 'serverError';
        seen.push((JSON.parse(body) as { Message: string }).Message);
        return 'ok';
      },
    };
    sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue });
    for (const [message, group] of [
      ['g1', 'G'],
      ['g2', 'G'],
      ['h1', 'H'],
    ] as const)
      publish(message, group);
    clock.advanceToS(30);
    expect(seen).toEqual(['h1']);
    broken = false;
    clock.advanceToS(60);
    expect(seen).toEqual(['h1', 'g1', 'g2']);
  });

  it('needs a group and something to tell repetitions by', () => {
    const { sns, topic } = fifoWorld();
    expect(sns.publish({ TopicArn: topic, Message: 'x', MessageDeduplicationId: 'd' })).toMatchObject({ code: 'InvalidParameter' });
    expect(sns.publish({ TopicArn: topic, Message: 'x', MessageGroupId: 'g' })).toMatchObject({ code: 'InvalidParameter' });
    const content = fifoWorld({ ContentBasedDeduplication: true });
    const by = (Message: string) => good(content.sns.publish({ TopicArn: content.topic, Message, MessageGroupId: 'g' })).SequenceNumber;
    expect(by('same')).toBe(by('same'));
    expect(by('same') === by('different')).toBe(false);
  });

  it('takes queues only; a FIFO dead-letter queue belongs to it; standard queues get no group', () => {
    const { clock, sns, topic, queue, publish } = fifoWorld();
    expect(sns.createTopic('orders', { FifoTopic: true }).kind).toBe('error');
    expect(sns.createTopic('orders.fifo', {}).kind).toBe('error');
    expect(sns.createTopic('plain', { ContentBasedDeduplication: true }).kind).toBe('error');
    expect(sns.subscribe({ TopicArn: topic, Protocol: 'http', Endpoint: new Endpoint() }).kind).toBe('error');
    const withDlq = (target: ScriptedQueue) =>
      sns.subscribe({
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: fifoQueue(),
        Attributes: { RedrivePolicy: { deadLetterTarget: target } },
      }).kind;
    expect([withDlq(new ScriptedQueue()), withDlq(fifoQueue())]).toEqual(['error', 'ok']);
    const plain = new ScriptedQueue();
    queue(plain);
    publish('m', 'G');
    clock.advanceBy(0);
    expect(plain.messages[0]).toMatchObject({ groupId: null, deduplicationId: null });
  });

  it('takes 3,000 messages a second, or 300 of each group where the group is the scope', () => {
    const accepted = (attributes: Parameters<typeof fifoWorld>[0], group: (i: number) => string, tries: number): number => {
      const { publish, clock } = fifoWorld(attributes);
      const answers = Array.from({ length: tries }, (_, i) => publish(`m${i}`, group(i)));
      expect(answers.filter((answer) => answer.kind === 'error').every(({ code }) => code === 'Throttled')).toBe(true);
      clock.advanceToS(1);
      expect(publish('next', group(0)).kind).toBe('ok');
      return answers.filter(({ kind }) => kind === 'ok').length;
    };
    expect(accepted({}, (i) => `g${i % 20}`, 3100)).toBe(3000);
    expect(accepted({ FifoThroughputScope: 'MessageGroup' }, () => 'g', 310)).toBe(300);
    expect(accepted({ FifoThroughputScope: 'MessageGroup' }, (i) => `g${i % 20}`, 3100)).toBe(3100);
  });

  it('an archive gives messages again, from where the subscription asks and within its days', () => {
    const { clock, queue, publish } = fifoWorld({ ArchivePolicy: { MessageRetentionPeriod: 2 } });
    publish('old', 'G');
    clock.advanceToS(day);
    publish('one', 'G');
    clock.advanceToS(1.5 * day);
    publish('two', 'H');
    clock.advanceToS(2.5 * day);
    const late = fifoQueue();
    queue(late, { ReplayPolicy: { PointType: 'Timestamp', StartingPointUs: 0 } });
    clock.advanceBy(0);
    expect(late.bodies).toEqual(['one', 'two']);
    expect(late.messages.every(({ body }) => (JSON.parse(body) as { Replayed?: boolean }).Replayed === true)).toBe(true);
  });
});
