import { describe, expect, it } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import type { BusEvent, EventPattern, RetryPolicy, Target } from '../../src/sim/broker/products/eventBridge/api';
import { type EventBridgeOptions, EventBridgeService } from '../../src/sim/broker/products/eventBridge/eventBridgeService';
import type { EndpointAnswer } from '../../src/sim/broker/push/answer';
import { Endpoint, good, ScriptedQueue } from './endpoints';
import { statement } from './statement';

const day = 86_400;
const us = (seconds: number): number => seconds * 1_000_000;

function world(options: EventBridgeOptions = {}) {
  const clock = new ProductClock();
  const bridge = new EventBridgeService(clock, options);
  const rule = (name: string, EventPattern: EventPattern = { source: ['shop'] }) => good(bridge.putRule({ Name: name, EventPattern }));
  const target = (ruleName: string, endpoint: Endpoint<BusEvent>, more: Partial<Target> = {}) =>
    good(bridge.putTargets({ Rule: ruleName, Targets: [{ Id: 't', To: { endpoint }, ...more }] }));
  const put = (DetailType: string, more: { readonly Source?: string; readonly Detail?: string } = {}) =>
    bridge.putEvents([{ Source: 'shop', DetailType, Detail: '{}', ...more }]);
  return { clock, bridge, rule, target, put };
}

/** One rule with one target, which gets one event at time 0. */
function oneEvent(answer: EndpointAnswer, RetryPolicy?: RetryPolicy, options: EventBridgeOptions = {}) {
  const { clock, bridge, rule, target, put } = world(options);
  const [endpoint, dlq] = [new Endpoint<BusEvent>(answer), new ScriptedQueue()];
  rule('r');
  target('r', endpoint, { DeadLetterConfig: { target: dlq }, ...(RetryPolicy === undefined ? {} : { RetryPolicy }) });
  put('happened');
  return { clock, bridge, endpoint, dlq };
}

const types = ({ attempts }: Endpoint<BusEvent>): readonly unknown[] => attempts.map(({ message }) => message.data['detail-type']);

describe('EventBridge (classic rules)', () => {
  statement('EVB-001', () => {
    const { clock, bridge, rule, target } = world({ fails: ({ DetailType }) => DetailType === 'two' });
    const endpoint = new Endpoint<BusEvent>();
    rule('r');
    target('r', endpoint);
    const entry = (DetailType: string) => ({ Source: 'shop', DetailType, Detail: '{}' });
    const answer = good(bridge.putEvents(['one', 'two', 'three'].map(entry)));
    expect(answer.FailedEntryCount).toBe(1);
    expect(answer.Entries.map(({ EventId, ErrorCode }) => [EventId === undefined, ErrorCode])).toEqual([
      [false, undefined],
      [true, 'InternalFailure'],
      [false, undefined],
    ]);
    clock.advanceToS(day);
    expect(types(endpoint)).toEqual(['one', 'three']);
  });

  statement('EVB-002', () => {
    const { bridge } = world();
    const entries = (count: number, Detail = '{}') => Array.from({ length: count }, () => ({ Source: 'shop', DetailType: 'x', Detail }));
    expect(bridge.putEvents(entries(11))).toMatchObject({ kind: 'error', code: 'ValidationException' });
    expect(bridge.putEvents(entries(10)).kind).toBe('ok');
    expect(bridge.putEvents([])).toMatchObject({ kind: 'error', code: 'ValidationException' });
    // Source, detail type and detail count.
    const detailOf = (bytes: number) => `{"t":"${'x'.repeat(bytes - 8)}"}`;
    const size = 262_144 / 2 - 'shopx'.length;
    expect(bridge.putEvents(entries(2, detailOf(size))).kind).toBe('error');
    expect(bridge.putEvents([...entries(1, detailOf(size)), ...entries(1, detailOf(size - 1))]).kind).toBe('ok');
  });

  statement('EVB-003', () => {
    const { clock, bridge, rule, target, put } = world();
    const endpoint = new Endpoint<BusEvent>();
    good(bridge.createArchive({ ArchiveName: 'a', EventSource: 'default', EventPattern: { source: ['other'] } }));
    expect(good(put('nobody')).FailedEntryCount).toBe(0);
    expect(good(put('kept', { Source: 'other' })).FailedEntryCount).toBe(0);
    clock.advanceToS(day);
    rule('late', { source: ['shop', 'other'] });
    target('late', endpoint);
    clock.advanceToS(2 * day);
    expect(endpoint.attempts).toEqual([]);
    expect(bridge.archivedEvents('a')).toBe(1);
  });

  statement('EVB-005', () => {
    const { clock, endpoint, dlq } = oneEvent('serverError');
    clock.advanceToS(day - 2);
    expect(dlq.messages).toEqual([]);
    clock.advanceToS(day + 1);
    expect(endpoint.attempts.length - 1).toBe(185);
    expect(dlq.messages).toHaveLength(1);
    expect(dlq.messages[0]?.attributes).toMatchObject({ EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts', RETRY_ATTEMPTS: '185' });
    expect(JSON.parse(dlq.messages[0]?.body ?? '')).toMatchObject({ 'detail-type': 'happened', source: 'shop' });
    clock.advanceToS(3 * day);
    expect([endpoint.attempts.length, dlq.messages.length]).toEqual([186, 1]);
  });

  statement(
    'EVB-005',
    () => {
      const { clock, endpoint, dlq } = oneEvent('serverError', undefined, { jitter: true, seed: 5 });
      clock.advanceToS(3 * day);
      const gaps = endpoint.atS.slice(1).map((time, i) => time - (endpoint.atS[i] ?? 0));
      expect(gaps.every((gap, i) => gap >= 0 && gap <= Math.min(2 ** i, 488))).toBe(true);
      expect(new Set(gaps.slice(10)).size).toBeGreaterThan(100);
      expect(dlq.messages).toHaveLength(1);
    },
    'with jitter the limits stay',
  );

  statement('EVB-006', () => {
    const { clock, bridge, rule, target, put } = world();
    rule('r');
    target('r', new Endpoint<BusEvent>('serverError'));
    put('happened');
    clock.advanceToS(day - 2);
    expect(bridge.report('r', 't')).toMatchObject({ Pending: 1, Dropped: 0 });
    clock.advanceToS(day + 1);
    expect(bridge.report('r', 't')).toMatchObject({ Pending: 0, Dropped: 1, InvocationsSentToDlq: 0, Invoked: 0 });
  });

  statement('EVB-007', () => {
    const { clock, endpoint, dlq } = oneEvent('serverError', { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 });
    clock.advanceToS(day);
    expect(endpoint.attempts).toHaveLength(3);
    expect(dlq.messages[0]?.attributes['EXHAUSTED_RETRY_CONDITION']).toBe('MaximumRetryAttempts');
  });

  statement(
    'EVB-007',
    () => {
      const { clock, endpoint, dlq } = oneEvent('serverError', { MaximumRetryAttempts: 100, MaximumEventAgeInSeconds: 60 });
      clock.advanceToS(59);
      expect(dlq.messages).toEqual([]);
      clock.advanceToS(61);
      expect(dlq.messages[0]?.attributes['EXHAUSTED_RETRY_CONDITION']).toBe('MaximumEventAgeInSeconds');
      const sofar = endpoint.attempts.length;
      expect(endpoint.atS.at(-1)).toBeLessThanOrEqual(60);
      clock.advanceToS(day);
      expect(endpoint.attempts).toHaveLength(sofar);
      const { bridge, rule } = world();
      rule('r');
      const accepted = (RetryPolicy: RetryPolicy) =>
        bridge.putTargets({ Rule: 'r', Targets: [{ Id: 't', To: { endpoint: new Endpoint() }, RetryPolicy }] }).kind === 'ok';
      expect([0, 185, 186, -1, 1.5].map((MaximumRetryAttempts) => accepted({ MaximumRetryAttempts }))).toEqual([
        true,
        true,
        false,
        false,
        false,
      ]);
      expect([59, 60, 86_400, 86_401].map((MaximumEventAgeInSeconds) => accepted({ MaximumEventAgeInSeconds }))).toEqual([
        false,
        true,
        true,
        false,
      ]);
    },
    'the age, and the ranges',
  );

  statement('EVB-008', () => {
    for (const [answer, code] of [
      ['noResource', 'NO_RESOURCE'],
      ['noPermissions', 'NO_PERMISSIONS'],
    ] as const) {
      const { clock, bridge, endpoint, dlq } = oneEvent(answer);
      clock.advanceBy(0);
      expect(dlq.messages.map(({ attributes }) => attributes['ERROR_CODE'])).toEqual([code]);
      expect(dlq.messages[0]?.attributes['EXHAUSTED_RETRY_CONDITION']).toBeUndefined();
      good(bridge.putTargets({ Rule: 'r', Targets: [{ Id: 'bare', To: { endpoint: new Endpoint<BusEvent>(answer) } }] }));
      bridge.putEvents([{ Source: 'shop', DetailType: 'again', Detail: '{}' }]);
      clock.advanceToS(2 * day);
      expect(endpoint.attempts).toHaveLength(2);
      expect(bridge.report('r', 'bare')).toMatchObject({ Dropped: 1, FailedAttempts: 1 });
    }
  });

  statement('EVB-010', () => {
    const invocations = (httpStatus: number): number => {
      const { clock, endpoint } = oneEvent({ httpStatus }, { MaximumRetryAttempts: 4 });
      clock.advanceToS(day);
      return endpoint.attempts.length;
    };
    expect([400, 401, 404, 409].map(invocations)).toEqual([1, 1, 1, 1]);
    expect([429, 500, 503].map(invocations)).toEqual([5, 5, 5]);
  });

  statement('EVB-011', () => {
    const invocations = (duplicates: number): number => {
      const { clock, bridge, rule, target } = world({ duplicates, seed: 3 });
      const endpoint = new Endpoint<BusEvent>();
      rule('r');
      target('r', endpoint);
      for (let i = 0; i < 100; i++) bridge.putEvents([{ Source: 'shop', DetailType: 'x', Detail: '{}' }]);
      clock.advanceToS(10);
      return endpoint.attempts.length;
    };
    expect([invocations(0), invocations(1)]).toEqual([100, 200]);
    expect(invocations(0.3)).toBeGreaterThan(110);
    expect(invocations(0.3)).toBeLessThan(160);
    expect(invocations(0.3)).toBe(invocations(0.3));
  });

  /** A bus with an archive and events at these seconds, named by them. */
  function archived(atS: readonly number[], options: EventBridgeOptions = {}) {
    const made = world(options);
    const { clock, bridge, rule, target, put } = made;
    const endpoint = new Endpoint<BusEvent>();
    rule('r');
    target('r', endpoint);
    good(bridge.createArchive({ ArchiveName: 'a', EventSource: 'default' }));
    for (const second of atS) {
      clock.advanceToS(second);
      put(String(second));
    }
    clock.advanceBy(us(900));
    endpoint.attempts.length = 0;
    const replay = (
      ReplayName: string,
      from: number,
      to: number,
      Destination: { readonly EventBusName: string; readonly FilterRules?: readonly string[] } = { EventBusName: 'default' },
    ) => bridge.startReplay({ ReplayName, ArchiveName: 'a', EventStartTimeUs: us(from), EventEndTimeUs: us(to), Destination });
    return { ...made, endpoint, replay };
  }

  const ten = 10 * 3600;

  statement('EVB-012', () => {
    const { clock, bridge, rule, target, endpoint, replay } = archived([ten - 30, ten + 5, ten + 55, ten + 70, ten + 200]);
    const other = new Endpoint<BusEvent>();
    rule('other');
    target('other', other);
    good(replay('all', ten, ten + 120));
    clock.advanceBy(us(60));
    expect(new Set(types(endpoint).slice(0, 2))).toEqual(new Set([String(ten + 5), String(ten + 55)]));
    expect(types(endpoint).slice(2)).toEqual([String(ten + 70)]);
    expect(types(other)).toHaveLength(3);
    good(replay('selected', ten, ten + 120, { EventBusName: 'default', FilterRules: ['other'] }));
    clock.advanceBy(us(60));
    expect([types(endpoint).length, types(other).length]).toEqual([3, 6]);
    good(bridge.createEventBus('elsewhere'));
    expect(replay('crossing', ten, ten + 120, { EventBusName: 'elsewhere' })).toMatchObject({ code: 'ValidationException' });
    expect(bridge.describeReplay('all')).toMatchObject({ State: 'COMPLETED', EventsReplayed: 3 });
  });

  statement(
    'EVB-012',
    () => {
      const orders = [1, 2, 3, 4, 5].map((seed) => {
        const { clock, endpoint, replay } = archived([0, 10, 20, 30, 60, 70], { replayShuffles: true, seed });
        good(replay('r', 0, 90));
        clock.advanceBy(us(60));
        expect(new Set(types(endpoint).slice(0, 4))).toEqual(new Set(['0', '10', '20', '30']));
        expect(new Set(types(endpoint).slice(4))).toEqual(new Set(['60', '70']));
        return types(endpoint).join();
      });
      expect(new Set(orders).size).toBeGreaterThan(1);
    },
    'in any order within the minute',
  );

  statement('EVB-013', () => {
    const { clock, bridge, endpoint, replay, put } = archived([5, 10]);
    expect(bridge.archivedEvents('a')).toBe(2);
    good(replay('again', 0, 60));
    clock.advanceBy(us(60));
    expect(endpoint.attempts).toHaveLength(2);
    expect(endpoint.attempts.every(({ message }) => message.data['replay-name'] === 'again')).toBe(true);
    expect(bridge.archivedEvents('a')).toBe(2);
    put('new');
    expect(bridge.archivedEvents('a')).toBe(3);
  });

  statement('EVB-015', () => {
    const { clock, bridge, replay } = archived([5], { archiveDelayUs: us(600) });
    good(bridge.createArchive({ ArchiveName: 'short', EventSource: 'default', RetentionDays: 7 }));
    bridge.putEvents([{ Source: 'shop', DetailType: 'x', Detail: '{}' }]);
    const atUs = clock.nowUs;
    clock.advanceBy(us(599));
    expect([bridge.archivedEvents('a'), bridge.archivedEvents('short')]).toEqual([1, 0]);
    expect(good(replay('early', 0, atUs / 1_000_000 + 1)).warning).toMatch(/10 minutes/);
    clock.advanceBy(us(2));
    expect([bridge.archivedEvents('a'), bridge.archivedEvents('short')]).toEqual([2, 1]);
    expect(good(replay('waited', 0, atUs / 1_000_000)).warning).toBeNull();
    clock.advanceBy(us(6 * day));
    expect(bridge.archivedEvents('short')).toBe(1);
    clock.advanceBy(us(2 * day));
    expect(bridge.archivedEvents('short')).toBe(0);
    clock.advanceBy(us(5000 * day));
    expect(bridge.archivedEvents('a')).toBe(2);
  });

  statement('EVB-016', () => {
    const { clock, bridge, replay } = archived([0, 60, 120]);
    for (let i = 0; i < 10; i++) expect(replay(`r${i}`, 0, 200).kind).toBe('ok');
    expect(replay('eleventh', 0, 200)).toMatchObject({ kind: 'error', code: 'LimitExceededException' });
    good(bridge.cancelReplay('r4'));
    expect(replay('eleventh', 0, 200).kind).toBe('ok');
    clock.advanceBy(us(60));
    expect(replay('later', 0, 200).kind).toBe('ok');
    expect(bridge.cancelReplay('r0')).toMatchObject({ code: 'IllegalStatusException' });
  });

  statement('EVB-017', () => {
    const { clock, bridge, rule, target, put } = world({ constrainedAfterUs: us(3600) });
    const endpoint = new Endpoint<BusEvent>('throttled');
    rule('r');
    target('r', endpoint);
    for (let second = 0; second < 7200; second += 60) {
      clock.advanceToS(second);
      // No backpressure: the publisher notices nothing.
      expect(good(put('x')).FailedEntryCount).toBe(0);
    }
    clock.advanceToS(9000);
    expect(bridge.report('r', 't')).toMatchObject({ Matched: 120, Pending: 0, Dropped: 120 });
    endpoint.answer = () => 'ok';
    put('y');
    clock.advanceBy(0);
    endpoint.answer = () => 'throttled';
    put('z');
    clock.advanceBy(us(1800));
    expect(bridge.report('r', 't')).toMatchObject({ Invoked: 1, Pending: 1 });
  });

  statement(
    'EVB-017',
    () => {
      const { clock, endpoint } = oneEvent('throttled');
      clock.advanceToS(2 * day);
      expect(endpoint.attempts).toHaveLength(186);
    },
    'off by default',
  );

  statement('EVB-018', () => {
    const { clock, bridge, rule, target, put } = world({ hopsMax: 20 });
    const echo = new Endpoint<BusEvent>(() => {
      put('echo');
      return 'ok';
    });
    rule('r');
    target('r', echo);
    put('first');
    clock.advanceToS(60);
    expect(echo.attempts).toHaveLength(21);
    expect(bridge.loops).toHaveLength(1);
    expect(bridge.loops[0]?.hops).toBe(21);
  });

  statement('EVB-019', () => {
    const { clock, endpoint } = oneEvent('serverError');
    clock.advanceToS(2 * day);
    const retries = endpoint.atS.slice(1);
    expect(retries).toHaveLength(185);
    expect(retries.slice(0, 10)).toEqual([1, 3, 7, 15, 31, 63, 127, 255, 511, 999]);
    expect(retries.at(-1)).toBe(86_399);
  });

  it('an event that does not loop has no hops; a chain below the limit goes through', () => {
    const { clock, bridge, rule, target, put } = world({ hopsMax: 3 });
    rule('a', { 'detail-type': ['a'] });
    rule('b', { 'detail-type': ['b'] });
    const second = new Endpoint<BusEvent>();
    target('a', new Endpoint<BusEvent>(() => (put('b'), 'ok')));
    target('b', second);
    put('a');
    put('b');
    clock.advanceToS(1);
    expect(second.attempts.map(({ message }) => message.hops)).toEqual([0, 1]);
    expect(bridge.loops).toEqual([]);
  });

  it('a rule has at most five targets, each retried by itself; dead letters go to standard queues', () => {
    const { clock, bridge, rule, put } = world();
    rule('r');
    const to = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ Id: `t${i}`, To: { endpoint: new Endpoint<BusEvent>(i === 0 ? 'serverError' : 'ok') } }));
    expect(bridge.putTargets({ Rule: 'r', Targets: to(6) })).toMatchObject({ code: 'LimitExceededException' });
    good(bridge.putTargets({ Rule: 'r', Targets: to(5) }));
    expect(bridge.putTargets({ Rule: 'r', Targets: [{ Id: 'sixth', To: { endpoint: new Endpoint() } }] }).kind).toBe('error');
    put('x');
    clock.advanceToS(1);
    expect([0, 1, 4].map((i) => bridge.report('r', `t${i}`).Invoked)).toEqual([0, 1, 1]);
    const fifo = new ScriptedQueue('ok', true);
    const put1 = (target: Partial<Target>) =>
      bridge.putTargets({ Rule: 'r', Targets: [{ Id: 't0', To: { endpoint: new Endpoint() }, ...target }] });
    expect(put1({ DeadLetterConfig: { target: fifo } })).toMatchObject({ code: 'ValidationException' });
    expect(put1({ To: { queue: fifo } })).toMatchObject({ code: 'ValidationException' });
    expect(put1({ To: { queue: fifo }, SqsParameters: { MessageGroupId: 'g' } }).kind).toBe('ok');
    put('y');
    clock.advanceBy(0);
    expect(fifo.messages).toMatchObject([{ groupId: 'g' }]);
  });

  it('an event goes to every rule that matches, once each; a rule may leave replays out', () => {
    const { clock, bridge, rule, target, put } = world();
    const [all, live] = [new Endpoint<BusEvent>('serverError'), new Endpoint<BusEvent>()];
    rule('all');
    rule('live', { source: [{ prefix: 'sh' }], 'replay-name': [{ exists: false }] });
    target('all', all, { RetryPolicy: { MaximumRetryAttempts: 1 } });
    target('live', live);
    good(bridge.createArchive({ ArchiveName: 'a', EventSource: 'default' }));
    put('x');
    clock.advanceToS(10);
    expect([all.attempts.length, live.attempts.length]).toEqual([2, 1]);
    good(
      bridge.startReplay({
        ReplayName: 'r',
        ArchiveName: 'a',
        EventStartTimeUs: 0,
        EventEndTimeUs: us(10),
        Destination: { EventBusName: 'default' },
      }),
    );
    clock.advanceToS(60);
    expect([all.attempts.length, live.attempts.length]).toEqual([4, 1]);
  });

  it('dead letters that their queue refuses are counted and gone', () => {
    const { clock, bridge, rule, put } = world();
    rule('r');
    good(
      bridge.putTargets({
        Rule: 'r',
        Targets: [
          { Id: 't', To: { endpoint: new Endpoint('noResource') }, DeadLetterConfig: { target: new ScriptedQueue('noPermissions') } },
        ],
      }),
    );
    put('x');
    clock.advanceToS(day);
    expect(bridge.report('r', 't')).toMatchObject({ Dropped: 1, InvocationsFailedToBeSentToDlq: 1, InvocationsSentToDlq: 0, Pending: 0 });
  });

  it('an API destination is invoked at most as often as it allows', () => {
    const { clock, bridge, rule, target, put } = world();
    const endpoint = new Endpoint<BusEvent>();
    rule('r');
    target('r', endpoint, { InvocationRateLimitPerSecond: 2 });
    for (let i = 0; i < 4; i++) put('x');
    clock.advanceToS(10);
    expect(endpoint.atS).toEqual([0, 0.5, 1, 1.5]);
    expect(bridge.putTargets({ Rule: 'r', Targets: [{ Id: 't', To: { endpoint }, InvocationRateLimitPerSecond: 0 }] }).kind).toBe('error');
  });

  it('an entry that lacks something fails alone', () => {
    const { bridge } = world();
    const answer = good(
      bridge.putEvents([
        { Source: 'shop', DetailType: 'x', Detail: '{"a":1}' },
        { DetailType: 'x', Detail: '{}' },
        { Source: 'shop', DetailType: 'x', Detail: 'no json' },
        { Source: 'aws.ec2', DetailType: 'x', Detail: '{}' },
      ]),
    );
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InvalidArgument',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
    ]);
  });

  it('a disabled rule gets nothing; nothing is put while the service is out of reach', () => {
    const { clock, bridge, rule, target, put } = world();
    const endpoint = new Endpoint<BusEvent>();
    rule('r');
    target('r', endpoint);
    good(bridge.putRule({ Name: 'r', EventPattern: { source: ['shop'] }, State: 'DISABLED' }));
    put('x');
    rule('r');
    bridge.setReachable(false);
    expect(put('y')).toMatchObject({ code: 'EndpointConnectionError' });
    bridge.setReachable(true);
    put('z');
    clock.advanceToS(1);
    expect(types(endpoint)).toEqual(['z']);
  });
});
