import { describe, expect, it } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import type { CreateSubscriberRequest, PublishRequest, StoredEvent } from '../../src/sim/broker/products/eventBridge/busApi';
import { EventBusService } from '../../src/sim/broker/products/eventBridge/eventBusService';
import type { QueueMessage } from '../../src/sim/broker/push/queueEndpoint';
import { Endpoint, good, ScriptedQueue } from './endpoints';
import { statement } from './statement';

const day = 86_400;
const us = (seconds: number): number => seconds * 1_000_000;

function world(RetentionPeriodInDays?: number) {
  const clock = new ProductClock();
  const service = new EventBusService(clock);
  good(service.createEventBus({ Name: 'bus', ...(RetentionPeriodInDays === undefined ? {} : { RetentionPeriodInDays }) }));
  const subscribe = (Name: string, endpoint: Endpoint<StoredEvent>, more: Partial<CreateSubscriberRequest> = {}) =>
    service.createSubscriber({ EventBus: 'bus', Name, Filters: [{ source: ['shop'] }], To: { endpoint }, ...more });
  const publish = (
    DetailType: string,
    SystemMetadata: { readonly EventGroupId?: string; readonly DeduplicationId?: string } = {},
    more: Partial<PublishRequest> = {},
  ) => good(service.putEvents({ EventBus: 'bus', Entries: [{ Source: 'shop', DetailType, SystemMetadata }], ...more })).Entries[0];
  return { clock, service, subscribe, publish };
}

const types = ({ attempts }: Endpoint<StoredEvent>): readonly unknown[] => attempts.map(({ message }) => message.data['detail-type']);
const recordOf = (message: QueueMessage | undefined): Readonly<Record<string, unknown>> =>
  JSON.parse(message?.body ?? '{}') as Record<string, unknown>;

describe('EventBridge Custom Event Bus (2026)', () => {
  statement('EVC-001', () => {
    const { clock, service, subscribe, publish } = world();
    const [noted, bare, dlq] = [new Endpoint<StoredEvent>('serverError'), new Endpoint<StoredEvent>('serverError'), new ScriptedQueue()];
    good(subscribe('noted', noted, { OnFailure: dlq }));
    good(subscribe('bare', bare));
    publish('x');
    clock.advanceToS(300);
    expect([noted.attempts.length, bare.attempts.length]).toEqual([6, 6]);
    expect(dlq.messages).toHaveLength(1);
    expect(recordOf(dlq.messages[0])).toMatchObject({
      exhaustedRetryCondition: 'MaximumRetryAttempts',
      retryAttempts: 5,
      failedMessages: [{ eventId: 'e-1' }],
    });
    expect(service.report('bus', 'bare')).toMatchObject({ EventsDropped: 1, SentToDlq: 0, Pending: 0 });
    clock.advanceToS(2 * day);
    expect([noted.attempts.length, dlq.messages.length]).toEqual([6, 1]);
  });

  statement(
    'EVC-001',
    () => {
      const { clock, service, subscribe, publish } = world();
      const [endpoint, dlq] = [new Endpoint<StoredEvent>('serverError'), new ScriptedQueue()];
      good(subscribe('s', endpoint, { OnFailure: dlq, RetryPolicy: { MaxRetryAttempts: 185 } }));
      publish('x');
      clock.advanceToS(299);
      expect(service.report('bus', 's').Pending).toBe(1);
      clock.advanceToS(301);
      expect(recordOf(dlq.messages[0])).toMatchObject({ exhaustedRetryCondition: 'MaximumEventAgeInSeconds' });
      expect(endpoint.atS.at(-1)).toBeLessThanOrEqual(300);
    },
    'the age',
  );

  statement('EVC-002', () => {
    const { clock, service, subscribe, publish } = world();
    let broken = true;
    const endpoint = new Endpoint<StoredEvent>(({ message }) => (broken && message.data['detail-type'] === 'e1' ? 'serverError' : 'ok'));
    good(subscribe('fifo', endpoint, { Type: 'FIFO' }));
    publish('e1', { EventGroupId: 'G' });
    publish('e2', { EventGroupId: 'G' });
    publish('e3', { EventGroupId: 'H' });
    clock.advanceToS(10);
    expect(types(endpoint)).toContain('e3');
    expect(types(endpoint)).not.toContain('e2');
    broken = false;
    clock.advanceToS(16);
    expect(types(endpoint).slice(-2)).toEqual(['e1', 'e2']);
    expect(service.report('bus', 'fifo')).toMatchObject({ Delivered: 3, Pending: 0 });
  });

  statement(
    'EVC-002',
    () => {
      const { clock, service, subscribe, publish } = world();
      const endpoint = new Endpoint<StoredEvent>(({ message }) => (message.data['detail-type'] === 'e1' ? 'serverError' : 'ok'));
      const fifoDlq = new ScriptedQueue('ok', true);
      good(subscribe('fifo', endpoint, { Type: 'FIFO', OnFailure: fifoDlq }));
      good(
        subscribe('unordered', new Endpoint<StoredEvent>(({ message }) => (message.data['detail-type'] === 'e1' ? 'serverError' : 'ok'))),
      );
      publish('e1', { EventGroupId: 'G' });
      publish('e2', { EventGroupId: 'G' });
      clock.advanceBy(0);
      expect(service.report('bus', 'unordered').Delivered).toBe(1);
      // Five retries at 1, 3, 7, 15 and 31 s, then the group goes on.
      clock.advanceToS(30);
      expect(service.report('bus', 'fifo')).toMatchObject({ Delivered: 0, Pending: 2 });
      clock.advanceToS(32);
      expect(service.report('bus', 'fifo')).toMatchObject({ Delivered: 1, SentToDlq: 1, Pending: 0 });
      expect(fifoDlq.messages[0]?.groupId).toBe('G');
    },
    'until the failing event is given up',
  );

  statement('EVC-003', () => {
    const { clock, subscribe, publish } = world();
    const endpoint = new Endpoint<StoredEvent>();
    good(subscribe('s', endpoint));
    const first = publish('one', { DeduplicationId: 'D' });
    expect(first).toMatchObject({ SuccessCode: 'PUBLISHED' });
    clock.advanceToS(299);
    expect(publish('two', { DeduplicationId: 'D' })).toMatchObject({ SuccessCode: 'DEDUPLICATED', EventId: first?.EventId });
    expect(publish('other', { DeduplicationId: 'E' })).toMatchObject({ SuccessCode: 'PUBLISHED' });
    clock.advanceToS(301);
    expect(publish('three', { DeduplicationId: 'D' })).toMatchObject({ SuccessCode: 'PUBLISHED' });
    clock.advanceToS(302);
    expect(types(endpoint)).toEqual(['one', 'other', 'three']);
  });

  it('repetitions can be told by their content', () => {
    const { publish } = world();
    const by = (type: string) => publish(type, {}, { DeduplicationType: 'CONTENT_BASED' })?.SuccessCode;
    expect([by('a'), by('a'), by('b')]).toEqual(['PUBLISHED', 'DEDUPLICATED', 'PUBLISHED']);
    expect([publish('a')?.SuccessCode, publish('a')?.SuccessCode]).toEqual(['PUBLISHED', 'PUBLISHED']);
  });

  it('every error is retried: the strategy is ALL', () => {
    const { clock, subscribe, publish } = world();
    const endpoint = new Endpoint<StoredEvent>('noPermissions');
    good(subscribe('s', endpoint, { RetryPolicy: { MaxRetryAttempts: 2 } }));
    publish('x');
    clock.advanceToS(300);
    expect(endpoint.attempts).toHaveLength(3);
  });

  it('retains events for its days; a subscriber may start in the past, and resume where it paused', () => {
    const { clock, service, subscribe, publish } = world(2);
    publish('old');
    clock.advanceToS(day);
    publish('new');
    clock.advanceToS(2.5 * day);
    expect(service.describeEventBus('bus')).toEqual({ events: 1, RetentionWindowStartTimeUs: us(0.5 * day) });
    const [latest, horizon, late] = [new Endpoint<StoredEvent>(), new Endpoint<StoredEvent>(), new Endpoint<StoredEvent>()];
    good(subscribe('latest', latest));
    good(subscribe('horizon', horizon, { StartingPosition: 'POINT_IN_TIME', PointInTime: { PointType: 'HORIZON' } }));
    const from = (second: number) =>
      subscribe('late', late, { StartingPosition: 'POINT_IN_TIME', PointInTime: { PointType: 'TIMESTAMP', StartingPointUs: us(second) } });
    expect([from(0).kind, from(3 * day).kind, from(1.5 * day).kind]).toEqual(['error', 'error', 'ok']);
    clock.advanceBy(0);
    expect([types(latest), types(horizon), types(late)]).toEqual([[], ['new'], []]);
    good(service.pauseSubscriber('bus', 'latest'));
    publish('meanwhile');
    clock.advanceBy(us(60));
    expect([types(latest), types(late)]).toEqual([[], ['meanwhile']]);
    good(service.resumeSubscriber('bus', 'latest'));
    publish('after');
    clock.advanceBy(us(60));
    expect(types(latest)).toEqual(['meanwhile', 'after']);
  });

  it('refuses what is out of range', () => {
    const { service, subscribe } = world();
    expect(
      [0, 1, 365, 366].map((RetentionPeriodInDays, i) => service.createEventBus({ Name: `b${i}`, RetentionPeriodInDays }).kind),
    ).toEqual(['error', 'ok', 'ok', 'error']);
    const limits = (RetryPolicy: NonNullable<CreateSubscriberRequest['RetryPolicy']>) =>
      subscribe(`s${JSON.stringify(RetryPolicy)}`, new Endpoint(), { RetryPolicy }).kind;
    expect([limits({ MaxRetryAttempts: 186 }), limits({ MaxEventAgeInSeconds: 59 }), limits({ MaxRetryAttempts: 0 })]).toEqual([
      'error',
      'error',
      'ok',
    ]);
    expect(subscribe('none', new Endpoint(), { Filters: [] })).toMatchObject({ code: 'ValidationException' });
    const entries = (count: number) => Array.from({ length: count }, () => ({ Source: 'shop', DetailType: 'x' }));
    expect([0, 1, 100, 101].map((count) => service.putEvents({ EventBus: 'bus', Entries: entries(count) }).kind)).toEqual([
      'error',
      'ok',
      'ok',
      'error',
    ]);
    expect(good(service.putEvents({ EventBus: 'bus', Entries: [{ Source: 'aws.x', DetailType: 'x' }] })).FailedEntryCount).toBe(1);
  });
});
