import { describe, expect, it } from 'vitest';
import type { ConsumerSettings } from '../../src/sim/broker/products/natsJetStream/consumerConfig';
import { collide, covers, isLiteral, isValidSubject } from '../../src/sim/broker/products/natsJetStream/subjects';
import { errorCode, natsWorld, second } from './natsWorld';
import { statement } from './statement';

describe('retention', () => {
  statement('NAT-010', () => {
    const interest = natsWorld({ retention: 'interest' });
    expect(interest.publish('m1')).toMatchObject({ kind: 'pubAck', seq: 1 });
    expect(interest.stored()).toEqual([]);
    interest.pullConsumer();
    expect(interest.publish('m2')).toMatchObject({ seq: 2 });
    expect(interest.stored()).toEqual(['m2']);

    const work = natsWorld({ retention: 'workqueue' });
    work.publish('early');
    expect(errorCode(work.pullConsumer({ filterSubjects: ['s.a'] }))).toBeNull();
    expect(errorCode(work.pullConsumer({ durableName: 'D', filterSubjects: ['s.*'] }))).toBe(10100);
    expect(errorCode(work.pullConsumer({ durableName: 'D' }))).toBe(10099);
    expect(errorCode(work.pullConsumer({ durableName: 'D', filterSubjects: ['s.b'] }))).toBeNull();
    work.publish('later');
    const { messages } = work.pull({ batch: 2 });
    expect(work.stored()).toEqual(['early', 'later']);
    messages[1]?.ack();
    expect(work.stored()).toEqual(['early']);
    messages[0]?.ack();
    expect(work.stored()).toEqual([]);
  });

  statement(
    'NAT-010',
    () => {
      const { server, publish, pullConsumer, pull, stored } = natsWorld({ retention: 'interest' });
      pullConsumer({ durableName: 'C', filterSubjects: ['s.a'] });
      pullConsumer({ durableName: 'D' });
      publish('both', 's.a');
      publish('one', 's.b');
      pull({ batch: 2 }, 'D').messages.forEach((message) => message.ack());
      expect(stored()).toEqual(['both']);
      server.deleteConsumer('S', 'C');
      expect(stored()).toEqual([]);
    },
    'interest lasts until every consumer of the subject has acknowledged, or is gone',
  );

  statement(
    'NAT-010',
    () => {
      const { clock, publish, push, stored } = natsWorld({ retention: 'workqueue' });
      push({ maxDeliver: 1 }, (message) => message.payload === 'm2' && message.term());
      publish('m1');
      publish('m2');
      clock.advanceToS(60);
      expect(stored()).toEqual(['m1']);
      const made = (settings: ConsumerSettings) => errorCode(natsWorld({ retention: 'workqueue' }).pullConsumer(settings));
      expect(made({ ackPolicy: 'all' })).toBe(10098);
      expect(made({ deliverPolicy: { kind: 'new' } })).toBe(10101);
    },
    'a work queue keeps what was delivered too often, and lets go of what was terminated',
  );
});

describe('beginning', () => {
  /** m1 at 0 s, m2 at 10 s, m3 at 11 s, other at 20 s; then a consumer is made at 30 s. */
  const history = () => {
    const world = natsWorld();
    for (const [atS, payload, subject] of [
      [0, 'm1', 's.a'],
      [10, 'm2', 's.a'],
      [11, 'm3', 's.a'],
      [20, 'other', 's.b'],
    ] as const) {
      world.clock.advanceToS(atS);
      world.publish(payload, subject);
    }
    world.clock.advanceToS(30);
    return world;
  };

  statement('NAT-012', () => {
    const { clock, push } = history();
    const { seen } = push({ deliverPolicy: { kind: 'byStartTime', timeUs: 10 * second }, replayPolicy: 'original' });
    clock.advanceToS(59);
    expect(seen).toEqual([
      [30, 'm2', 1],
      [31, 'm3', 1],
      [40, 'other', 1],
    ]);
  });

  statement(
    'NAT-012',
    () => {
      const { clock, push, publish } = history();
      const instant = push({ durableName: 'I' });
      const paced = push({ durableName: 'P', replayPolicy: 'original', filterSubjects: ['s.a'], ackPolicy: 'none' });
      expect(instant.seen.map(([at]) => at)).toEqual([30, 30, 30, 30]);
      clock.advanceToS(35);
      publish('m4');
      expect(paced.seen.map(([at, payload]) => [at, payload])).toEqual([[30, 'm1']]);
      clock.advanceToS(100);
      publish('m5');
      expect(paced.seen.map(([at, payload]) => [at, payload])).toEqual([
        [30, 'm1'],
        [40, 'm2'],
        [41, 'm3'],
        [65, 'm4'],
        [100, 'm5'],
      ]);
    },
    'instant is the default; the original pace until it has caught up',
  );

  it.each<readonly [ConsumerSettings['deliverPolicy'] & object, readonly string[]]>([
    [{ kind: 'all' }, ['m1', 'm2', 'm3', 'other', 'next']],
    [{ kind: 'last' }, ['other', 'next']],
    [{ kind: 'new' }, ['next']],
    [{ kind: 'byStartSequence', seq: 3 }, ['m3', 'other', 'next']],
    [{ kind: 'byStartSequence', seq: 99 }, ['next']],
    [{ kind: 'byStartTime', timeUs: 10.5 * second }, ['m3', 'other', 'next']],
    [{ kind: 'byStartTime', timeUs: 25 * second }, ['next']],
    [{ kind: 'lastPerSubject' }, ['m3', 'other', 'next']],
  ])('%j', (deliverPolicy, expected) => {
    const { publish, push } = history();
    const { seen } = push({ deliverPolicy, filterSubjects: ['s.>'] });
    publish('next');
    expect(seen.map(([, payload]) => payload)).toEqual(expected);
  });

  it('the last message of a consumer that filters is the last of its subjects', () => {
    const { push } = history();
    expect(push({ deliverPolicy: { kind: 'last' }, filterSubjects: ['s.a'] }).seen.map(([, payload]) => payload)).toEqual(['m3']);
  });
});

describe('pulling', () => {
  it('a request waits, expires, or takes what is there', () => {
    const { clock, publish, pullConsumer, pull } = natsWorld();
    pullConsumer();
    const waiting = pull({ batch: 2, expiresUs: 5 * second });
    expect(pull({ noWait: true }).statuses).toEqual([{ code: 404, description: 'No Messages' }]);
    publish('m1');
    clock.advanceToS(4.9);
    expect([waiting.payloads(), waiting.statuses]).toEqual([['m1'], []]);
    clock.advanceToS(5);
    expect(waiting.statuses).toEqual([{ code: 408, description: 'Request Timeout' }]);
    publish('m2');
    expect(waiting.payloads()).toEqual(['m1']);
    const rest = pull({ batch: 5, noWait: true });
    expect([rest.payloads(), rest.statuses.map(({ code }) => code)]).toEqual([['m2'], [408]]);
  });

  it('a request may be bounded in bytes', () => {
    const { publish, pullConsumer, pull } = natsWorld();
    pullConsumer();
    publish('x'.repeat(200));
    const small = pull({ batch: 5, maxBytes: 100 });
    expect([small.payloads().length, small.statuses.map(({ code }) => code)]).toEqual([0, [409]]);
    publish('y');
    const large = pull({ batch: 5, maxBytes: 280 });
    expect(large.payloads()).toHaveLength(1);
    expect(large.statuses).toEqual([{ code: 409, description: 'Message Size Exceeds MaxBytes' }]);
  });

  it('a puller that goes away gets nothing, and its message goes to another one', () => {
    const { publish, pullConsumer, pull } = natsWorld();
    pullConsumer();
    const gone = pull();
    const there = pull();
    gone.cancel();
    publish('m1');
    expect([gone.payloads(), there.payloads()]).toEqual([[], ['m1']]);
  });

  it('a consumer may bound requests; a push consumer refuses them; a missing one does not answer', () => {
    const { pullConsumer, pull, push } = natsWorld();
    pullConsumer({ maxBatch: 2, maxExpiresUs: second, maxBytes: 10, maxWaiting: 1 });
    push({ durableName: 'P' });
    const codes = [
      pull({ batch: 3 }),
      pull({ expiresUs: 2 * second }),
      pull({ maxBytes: 11 }),
      pull(),
      pull(),
      pull({}, 'P'),
      pull({}, 'X'),
    ];
    expect(codes.map(({ statuses }) => statuses[0]?.code)).toEqual([409, 409, 409, undefined, 409, 409, 503]);
  });
});

describe('consumers and subjects', () => {
  it('an ephemeral consumer is removed when nobody is interested any more; a durable one stays', () => {
    const { clock, server, push } = natsWorld();
    const ephemeral = server.addConsumer('S', { deliverSubject: 'to.nobody' });
    const durable = push();
    durable.leave();
    clock.advanceToS(4.9);
    expect(server.streamInfo('S')).toMatchObject({ consumers: 2 });
    clock.advanceToS(5.1);
    expect(errorCode(ephemeral)).toBeNull();
    expect(server.streamInfo('S')).toMatchObject({ consumers: 1 });
    clock.advanceToS(3600);
    expect(server.streamInfo('S')).toMatchObject({ consumers: 1 });
  });

  it('members of a deliver group share the messages; others do not count as interest', () => {
    const { server, publish } = natsWorld();
    const seen: string[] = [];
    server.addConsumer('S', { durableName: 'C', deliverSubject: 'to.c', deliverGroup: 'g' });
    server.subscribe('to.c', ({ payload }) => seen.push(`alone ${payload}`));
    publish('m1');
    expect(seen).toEqual([]);
    server.subscribe('to.c', ({ payload }) => seen.push(`one ${payload}`), 'g');
    server.subscribe('to.c', ({ payload }) => seen.push(`two ${payload}`), 'g');
    publish('m2');
    expect(seen.filter((text) => !text.startsWith('alone')).map((text) => text.slice(0, 3))).toEqual(['one', 'two']);
  });

  it('settings that do not fit are refused under their numbers', () => {
    const { server, pullConsumer } = natsWorld();
    const stream = (settings: object) => errorCode(server.addStream({ name: 'T', subjects: ['t'], ...settings }));
    expect(stream({ name: 'a.b' })).toBe(10052);
    expect(stream({ subjects: ['s.x'] })).toBe(10065);
    expect(stream({ maxAgeUs: second, duplicateWindowUs: 2 * second })).toBe(10052);
    expect(stream({ discardNewPerSubject: true })).toBe(10052);
    expect(stream({ replicas: 3 })).toBe(10074);
    expect(stream({})).toBeNull();
    expect(stream({})).toBeNull();
    expect(stream({ maxMsgs: 1 })).toBe(10058);
    expect(errorCode(server.updateStream('T', { retention: 'interest' }))).toBe(10052);
    expect(pullConsumer({ filterSubjects: ['t'] })).toMatchObject({ errCode: 10093 });
    expect(pullConsumer({ filterSubjects: ['s.*', 's.a'] })).toMatchObject({ errCode: 10138 });
    expect(pullConsumer({ deliverPolicy: { kind: 'lastPerSubject' } })).toMatchObject({ errCode: 10094 });
    expect(pullConsumer({ deliverSubject: 's.x' })).toMatchObject({ errCode: 10081 });
    expect(errorCode(pullConsumer())).toBeNull();
    expect(pullConsumer({ ackPolicy: 'none' })).toMatchObject({ errCode: 10012, description: 'ack policy can not be updated' });
  });

  it('bounds that are lowered take effect at once', () => {
    const { server, publish, stored } = natsWorld();
    for (const id of ['m1', 'm2', 'm3']) publish(id);
    server.updateStream('S', { maxMsgs: 1 });
    expect(stored()).toEqual(['m3']);
  });

  it('patterns', () => {
    expect(['a', 'a.b', '*.b', 'a.>', '>'].map(isValidSubject)).toEqual([true, true, true, true, true]);
    expect(['', 'a.', '.a', 'a..b', '>.a', 'a b'].map(isValidSubject)).toEqual([false, false, false, false, false, false]);
    expect(['a.b', 'a.*', '>'].map(isLiteral)).toEqual([true, false, false]);
    expect(['a', 'a.b', 'a.b.c', 'b.a'].map((subject) => covers('a.>', subject))).toEqual([false, true, true, false]);
    expect(['a.x.b', 'a.b', 'a.x.y.b', 'a.*.b', 'a.>'].map((subject) => covers('a.*.b', subject))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(covers('a.*', 'a.>')).toBe(false);
    expect(['a.*', '*.b', '>', 'a.b.c', 'a.>', 'b.*'].map((pattern) => collide('a.b', pattern))).toEqual([
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});
