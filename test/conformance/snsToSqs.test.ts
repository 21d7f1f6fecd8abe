import { describe, expect, it } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import { EventBridgeService } from '../../src/sim/broker/products/eventBridge/eventBridgeService';
import { classicLimits, targetRules } from '../../src/sim/broker/products/eventBridge/retryPolicy';
import { httpSchedule, snsRules } from '../../src/sim/broker/products/sns/deliveryPolicy';
import { SnsService } from '../../src/sim/broker/products/sns/snsService';
import { SqsEndpoint } from '../../src/sim/broker/products/sns/sqsEndpoint';
import { SqsService } from '../../src/sim/broker/products/sqs/sqsService';
import { afterFailure, type PushRules } from '../../src/sim/broker/push/pushRules';
import { retriesOf } from '../../src/sim/broker/push/retrySchedule';
import { good } from './endpoints';
import { statement } from './statement';

function world() {
  const clock = new ProductClock();
  const [sns, sqs] = [new SnsService(clock), new SqsService({ clock })];
  const queue = (QueueName: string) =>
    new SqsEndpoint(sqs, good(sqs.createQueue({ QueueName, Attributes: QueueName.endsWith('.fifo') ? { FifoQueue: true } : {} })).QueueUrl);
  const depth = (QueueUrl: string) => good(sqs.getQueueAttributes(QueueUrl)).Attributes.ApproximateNumberOfMessages;
  return { clock, sns, sqs, queue, depth };
}

describe('SNS in front of SQS', () => {
  statement('SNS-011', () => {
    const { clock, sns, queue, depth } = world();
    const topic = good(sns.createTopic('orders')).TopicArn;
    const subscription = good(sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue('inbox') })).SubscriptionArn;
    for (let i = 0; i < 36_000; i++) {
      clock.advanceTo(i * 100_000);
      sns.publish({ TopicArn: topic, Message: `m${i}` });
    }
    clock.advanceToS(3600);
    expect(depth('inbox')).toBe(36_000);
    expect(sns.report(subscription)).toMatchObject({ Published: 36_000, Delivered: 36_000, FailedAttempts: 0, Pending: 0 });
  });

  it('a queue that is out of reach is tried again; one that was deleted or forbids is not', () => {
    const { clock, sns, sqs, queue, depth } = world();
    const topic = good(sns.createTopic('orders')).TopicArn;
    const [inbox, dead] = [queue('inbox'), queue('dead')];
    sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: inbox, Attributes: { RedrivePolicy: { deadLetterTarget: dead } } });
    sqs.available = false;
    sns.publish({ TopicArn: topic, Message: 'late' });
    clock.advanceToS(30);
    sqs.available = true;
    clock.advanceToS(90);
    expect([depth('inbox'), depth('dead')]).toEqual([1, 0]);
    inbox.allowed = false;
    sns.publish({ TopicArn: topic, Message: 'forbidden' });
    inbox.allowed = true;
    clock.advanceBy(0);
    expect(depth('inbox')).toBe(2);
    inbox.allowed = false;
    sns.publish({ TopicArn: topic, Message: 'forbidden' });
    clock.advanceBy(0);
    expect([depth('inbox'), depth('dead')]).toEqual([2, 1]);
    inbox.allowed = true;
    good(sqs.deleteQueue('inbox'));
    sns.publish({ TopicArn: topic, Message: 'nowhere' });
    clock.advanceBy(0);
    expect(depth('dead')).toBe(2);
  });

  it('a FIFO topic hands group and deduplication id on to FIFO queues', () => {
    const { clock, sns, sqs, queue } = world();
    const topic = good(sns.createTopic('orders.fifo', { FifoTopic: true })).TopicArn;
    sns.subscribe({ TopicArn: topic, Protocol: 'sqs', Endpoint: queue('inbox.fifo'), Attributes: { RawMessageDelivery: true } });
    for (const [Message, MessageGroupId] of [
      ['g1', 'G'],
      ['g2', 'G'],
      ['h1', 'H'],
    ] as const) {
      sns.publish({ TopicArn: topic, Message, MessageGroupId, MessageDeduplicationId: Message });
    }
    clock.advanceBy(0);
    const call = sqs.receiveMessage({ QueueUrl: 'inbox.fifo', MaxNumberOfMessages: 10 });
    const messages = call.answer?.kind === 'ok' ? call.answer.Messages : [];
    const seen = messages.map(({ Body, Attributes }) => [Body, Attributes.MessageGroupId, Attributes.MessageDeduplicationId]);
    expect(seen.filter(([, group]) => group === 'G')).toEqual([
      ['g1', 'G', 'g1'],
      ['g2', 'G', 'g2'],
    ]);
    expect(seen).toContainEqual(['h1', 'H', 'h1']);
  });

  it('EventBridge puts into queues and dead-letter queues alike', () => {
    const { clock, sqs, queue, depth } = world();
    const bridge = new EventBridgeService(clock);
    const [inbox, dead] = [queue('inbox'), queue('dead')];
    good(bridge.putRule({ Name: 'r', EventPattern: { source: ['shop'] } }));
    good(bridge.putTargets({ Rule: 'r', Targets: [{ Id: 't', To: { queue: inbox }, DeadLetterConfig: { target: dead } }] }));
    bridge.putEvents([{ Source: 'shop', DetailType: 'x', Detail: '{}' }]);
    clock.advanceBy(0);
    inbox.allowed = false;
    bridge.putEvents([{ Source: 'shop', DetailType: 'y', Detail: '{}' }]);
    clock.advanceBy(0);
    expect([depth('inbox'), depth('dead')]).toEqual([1, 1]);
    const call = sqs.receiveMessage({ QueueUrl: 'dead' });
    const [letter] = call.answer?.kind === 'ok' ? call.answer.Messages : [];
    expect(letter?.MessageAttributes['ERROR_CODE']?.StringValue).toBe('NO_PERMISSIONS');
  });
});

describe('a limit on both products', () => {
  /** How often a handler that always fails is invoked. */
  function invocations(rules: PushRules): number {
    for (let attempts = 1, nowUs = 0; ; attempts++) {
      const verdict = afterFailure(rules, { id: 1, bornAtUs: 0, attempts }, { retriable: true, nowUs });
      if (verdict.kind === 'giveUp') return attempts;
      nowUs = verdict.atUs;
    }
  }
  const http = (numRetries: number) => snsRules('https', { numRetries }, { failure: 'serverError', jitterStream: null });
  const target = (retriesMax: number) => targetRules({ ...classicLimits, retriesMax }, { retriesClientErrors: false, jitterStream: null });

  statement(
    'LIM-001',
    () => {
      expect([invocations(http(3)), invocations(target(3))]).toEqual([4, 4]);
      expect([0, 1, 7, 100].map((limit) => invocations(http(limit)))).toEqual([1, 2, 8, 101]);
      expect([0, 1, 7, 185].map((limit) => invocations(target(limit)))).toEqual([1, 2, 8, 186]);
    },
    'SNS HTTP and EventBridge',
  );

  it('an HTTP policy never has more retries than it says', () => {
    expect(retriesOf(httpSchedule({ numRetries: 12, numNoDelayRetries: 2, numMinDelayRetries: 3, numMaxDelayRetries: 4 }))).toBe(12);
  });
});
