import { describe, expect, it } from 'vitest';
import { errorCode, minute, natsWorld, second } from './natsWorld';
import { statement } from './statement';

const ids = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `m${i + 1}`);

describe('publishing', () => {
  statement('NAT-001', () => {
    const { server, publish, stored } = natsWorld({ maxMsgSize: 5 });
    expect(publish('m1')).toEqual({ kind: 'pubAck', stream: 'S', seq: 1, duplicate: false });
    expect(stored()).toEqual(['m1']);
    expect(errorCode(publish('too long'))).toBe(10054);
    expect(stored()).toEqual(['m1']);
    expect(server.corePublish('s.a', 'm2')).toBeUndefined();
    expect(stored()).toEqual(['m1', 'm2']);
    expect(publish('nobody', 'other')).toEqual({ kind: 'noResponders' });
  });

  statement(
    'NAT-001',
    () => {
      const { server, publish, stored, pull, pullConsumer } = natsWorld({ replicas: 3 }, { nodes: 3 });
      server.stopNode(1);
      expect(publish('m1').kind).toBe('pubAck');
      pullConsumer();
      server.stopNode(3);
      expect(publish('m2')).toEqual({ kind: 'timeout' });
      expect(stored()).toEqual(['m1']);
      const { payloads } = pull({ batch: 2 });
      expect(payloads()).toEqual([]);
      server.startNode(1);
      expect(payloads()).toEqual(['m1']);
      expect(publish('m3').kind).toBe('pubAck');
    },
    'without a majority of its replicas a stream neither stores nor answers nor delivers',
  );

  statement('NAT-002', () => {
    const { clock, publish, stored } = natsWorld();
    const send = (payload: string) => publish(payload, 's.a', { 'Nats-Msg-Id': 'X' });
    expect(send('first')).toMatchObject({ seq: 1, duplicate: false });
    clock.advanceToS(119);
    expect(send('second')).toMatchObject({ kind: 'pubAck', seq: 1, duplicate: true });
    clock.advanceToS(121);
    expect(send('third')).toMatchObject({ seq: 2, duplicate: false });
    expect(stored()).toEqual(['first', 'third']);
  });

  statement(
    'NAT-002',
    () => {
      const { clock, publish, server, stored } = natsWorld({ duplicateWindowUs: 10 * second });
      const send = (payload: string, id: string, subject = 's.a') => publish(payload, subject, { 'Nats-Msg-Id': id });
      send('a', 'A');
      send('b', 'B');
      expect(send('a elsewhere', 'A', 's.other')).toMatchObject({ seq: 1, duplicate: true });
      server.deleteMessage('S', 1);
      clock.advanceToS(9);
      expect(send('a', 'A')).toMatchObject({ seq: 1, duplicate: true });
      clock.advanceToS(11);
      expect(send('a again', 'A')).toMatchObject({ seq: 3, duplicate: false });
      expect(publish('no id')).toMatchObject({ duplicate: false });
      expect(publish('no id')).toMatchObject({ duplicate: false });
      expect(stored()).toEqual(['b', 'a again', 'no id', 'no id']);
    },
    'the id counts, whatever the subject and whether the message is still there; a repetition does not prolong the window',
  );

  statement('NAT-011', () => {
    const old = natsWorld({ maxMsgs: 3 });
    for (const id of ids(5)) expect(old.publish(id).kind).toBe('pubAck');
    expect(old.stored()).toEqual(['m3', 'm4', 'm5']);

    const fresh = natsWorld({ maxMsgs: 3, discard: 'new' });
    expect(ids(5).map((id) => errorCode(fresh.publish(id)))).toEqual([null, null, null, 10077, 10077]);
    expect(fresh.stored()).toEqual(['m1', 'm2', 'm3']);
    fresh.server.deleteMessage('S', 2);
    expect(fresh.publish('m6')).toMatchObject({ kind: 'pubAck', seq: 4 });
  });

  statement('NAT-013', () => {
    const { publish, stored } = natsWorld();
    for (const id of ids(4)) publish(id, 's.other');
    publish('a5');
    publish('a6');
    const expecting = (seq: number, subject = 's.a') => publish('late', subject, { 'Nats-Expected-Last-Subject-Sequence': String(seq) });
    expect(expecting(5)).toMatchObject({ kind: 'error', code: 400, errCode: 10071, description: 'wrong last sequence: 6' });
    expect(stored()).not.toContain('late');
    expect(expecting(6)).toMatchObject({ kind: 'pubAck', seq: 7 });
    expect(errorCode(expecting(6))).toBe(10071);
    expect(errorCode(expecting(1, 's.new'))).toBe(10071);
    expect(expecting(0, 's.new')).toMatchObject({ kind: 'pubAck', seq: 8 });
  });

  it('the last sequence of the stream, its last message id and its name can be expected too', () => {
    const { publish } = natsWorld();
    publish('m1', 's.a', { 'Nats-Msg-Id': 'one' });
    const expecting = (header: string, value: string) => publish('next', 's.b', { [`Nats-Expected-${header}`]: value });
    expect(errorCode(expecting('Last-Sequence', '2'))).toBe(10071);
    expect(errorCode(expecting('Last-Msg-Id', 'two'))).toBe(10070);
    expect(errorCode(expecting('Stream', 'T'))).toBe(10060);
    expect(expecting('Last-Msg-Id', 'one')).toMatchObject({ seq: 2 });
    expect(expecting('Last-Sequence', '2')).toMatchObject({ seq: 3 });
    expect(expecting('Stream', 'S')).toMatchObject({ seq: 4 });
  });

  it('bounds in bytes, per subject and in age', () => {
    const bytes = natsWorld({ maxBytes: 150, storage: 'memory' });
    for (const id of ids(9)) bytes.publish(id);
    expect(bytes.stored()).toEqual(ids(9).slice(-Math.floor(150 / ('s.a'.length + 'm1'.length + 16))));

    const perSubject = natsWorld({ maxMsgsPerSubject: 2 });
    for (const id of ids(3)) for (const subject of ['s.a', 's.b']) perSubject.publish(`${subject} ${id}`, subject);
    expect(perSubject.stored()).toEqual(['s.a m2', 's.b m2', 's.a m3', 's.b m3']);

    const replacing = natsWorld({ maxMsgs: 2, maxMsgsPerSubject: 1, discard: 'new' });
    expect(['s.a', 's.b', 's.a', 's.c'].map((subject) => errorCode(replacing.publish(subject, subject)))).toEqual([
      null,
      null,
      null,
      10077,
    ]);

    const aged = natsWorld({ maxAgeUs: 10 * second, duplicateWindowUs: 10 * second });
    aged.publish('m1');
    aged.clock.advanceToS(6);
    aged.publish('m2');
    aged.clock.advanceToS(9.9);
    expect(aged.stored()).toEqual(['m1', 'm2']);
    aged.clock.advanceToS(10);
    expect(aged.stored()).toEqual(['m2']);
    aged.clock.advanceToS(16);
    expect(aged.stored()).toEqual([]);
  });

  it('a rollup replaces what was there', () => {
    const { publish, stored } = natsWorld({ allowRollup: true });
    for (const subject of ['s.a', 's.a', 's.b']) publish(`old ${subject}`, subject);
    publish('sum of a', 's.a', { 'Nats-Rollup': 'sub' });
    expect(stored()).toEqual(['old s.b', 'sum of a']);
    publish('sum', 's.c', { 'Nats-Rollup': 'all' });
    expect(stored()).toEqual(['sum']);
    expect(errorCode(natsWorld().publish('sum', 's.a', { 'Nats-Rollup': 'all' }))).toBe(10111);
  });
});

describe('acknowledging', () => {
  statement('NAT-003', () => {
    const { clock, publish, push } = natsWorld();
    const { seen } = push();
    publish('m1');
    clock.advanceToS(29);
    expect(seen).toEqual([[0, 'm1', 1]]);
    clock.advanceToS(31);
    expect(seen.slice(1)).toEqual([[30, 'm1', 2]]);
  });

  statement(
    'NAT-003',
    () => {
      const { clock, publish, push } = natsWorld();
      const { seen } = push({}, (message) => message.payload === 'm2' && message.ack());
      publish('m1');
      clock.advanceToS(7);
      publish('m2');
      publish('m3');
      clock.advanceToS(38);
      expect(seen.slice(3)).toEqual([
        [30, 'm1', 2],
        [37, 'm3', 2],
      ]);
    },
    'each delivery for itself; what is acknowledged does not come again',
  );

  statement('NAT-005', () => {
    const { clock, publish, push, advisories, stored } = natsWorld();
    const { seen } = push({ maxDeliver: 3 }, (message) => message.payload === 'm2' && message.ack());
    publish('m1');
    clock.advanceToS(45);
    publish('m2');
    clock.advanceToS(600);
    expect(seen.filter(([, payload]) => payload === 'm1').map(([at]) => at)).toEqual([0, 30, 60]);
    expect(seen.filter(([, payload]) => payload === 'm2')).toEqual([[45, 'm2', 1]]);
    expect(advisories).toEqual([[90, 'MAX_DELIVERIES', 1]]);
    expect(stored()).toEqual(['m1', 'm2']);
  });

  statement(
    'NAT-005',
    () => {
      const { server, publish, push, advisories, clock } = natsWorld();
      server.addStream({ name: 'DEAD', subjects: ['$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>'] });
      push({ maxDeliver: 2 }, (message) => message.nak());
      publish('m1');
      clock.advanceToS(60);
      expect(advisories.map(([, kind]) => kind)).toEqual(['MSG_NAKED', 'MSG_NAKED', 'MAX_DELIVERIES']);
      expect(server.streamInfo('DEAD')).toMatchObject({ messages: 1 });
    },
    'a stream on the advisory’s subject is how people keep dead letters',
  );

  statement('NAT-006', () => {
    const { clock, publish, push } = natsWorld();
    const { seen } = push({ backoffUs: [5 * second, 20 * second], ackWaitUs: 30 * second }, (message) => {
      if (message.deliveries === 1) message.nak();
      else if (message.deliveries === 2) message.nakWithDelay(7 * second);
      else message.term();
    });
    publish('m1');
    clock.advanceToS(6);
    expect(seen).toEqual([
      [0, 'm1', 1],
      [0, 'm1', 2],
    ]);
    clock.advanceToS(300);
    expect(seen.slice(2)).toEqual([[7, 'm1', 3]]);
  });

  statement(
    'NAT-006',
    () => {
      const { clock, server, publish, pullConsumer, pull, advisories } = natsWorld();
      pullConsumer({ ackWaitUs: 10 * second });
      publish('m1');
      const [first] = pull().messages;
      for (const atS of [9, 18, 27]) {
        clock.advanceToS(atS);
        first?.inProgress();
      }
      const next = pull();
      clock.advanceToS(36);
      expect(next.payloads()).toEqual([]);
      clock.advanceToS(38);
      expect(next.payloads()).toEqual(['m1']);
      next.messages[0]?.term();
      expect(advisories).toEqual([[38, 'MSG_TERMINATED', 1]]);
      const later = pull();
      clock.advanceToS(100);
      expect(later.payloads()).toEqual([]);
      expect(server.consumerInfo('S', 'C')).toMatchObject({ numAckPending: 0, ackFloor: { streamSeq: 1 } });
    },
    'work in progress; a terminated message stays in the stream and is settled',
  );

  statement('NAT-007', () => {
    const { clock, publish, push } = natsWorld();
    const { seen, made } = push({ backoffUs: [5, 30, 300].map((s) => s * second), ackWaitUs: 30 * second });
    expect(errorCode(made)).toBeNull();
    publish('m1');
    clock.advanceToS(34);
    expect(seen.map(([at]) => at)).toEqual([0, 5]);
    clock.advanceToS(1000);
    expect(seen.map(([at]) => at)).toEqual([0, 5, 35, 335, 635, 935]);
  });

  statement(
    'NAT-007',
    () => {
      const backoffUs = [second, second];
      const made = (maxDeliver: number, version: '2.9' | '2.12') =>
        errorCode(natsWorld({}, { version }).pullConsumer({ backoffUs, maxDeliver }));
      expect([1, 2, 3, -1].map((maxDeliver) => made(maxDeliver, '2.9'))).toEqual([10116, 10116, null, 10116]);
      expect([1, 2, 3, -1].map((maxDeliver) => made(maxDeliver, '2.12'))).toEqual([10116, null, null, null]);
    },
    'a list longer than MaxDeliver is refused; 2.9 also refuses one as long, and one without MaxDeliver',
  );

  statement('NAT-008', () => {
    const { server, publish, pullConsumer, pull } = natsWorld();
    pullConsumer();
    for (const id of ids(1200)) publish(id);
    const [one, two] = [pull({ batch: 700 }), pull({ batch: 700 })];
    expect(one.messages.length + two.messages.length).toBe(1000);
    expect(server.consumerInfo('S', 'C')).toMatchObject({ numAckPending: 1000, numPending: 200 });
    two.messages[0]?.ack();
    expect(one.messages.length + two.messages.length).toBe(1001);
    expect([...one.payloads(), ...two.payloads()]).toContain('m1001');
  });

  statement(
    'NAT-008',
    () => {
      const { clock, publish, push } = natsWorld();
      const held: (() => void)[] = [];
      const { seen } = push({ maxAckPending: 2 }, (message) => {
        if (message.deliveries === 1) message.nakWithDelay(10 * second);
        else held.push(message.ack);
      });
      for (const id of ids(3)) publish(id);
      clock.advanceToS(9);
      expect(seen.map(([, payload]) => payload)).toEqual(['m1', 'm2']);
      clock.advanceToS(11);
      expect(seen.slice(2).map(([, payload]) => payload)).toEqual(['m1', 'm2']);
      held[1]?.();
      expect(seen.slice(4)).toEqual([[11, 'm3', 1]]);
    },
    'what waits for its redelivery counts too, and redelivery itself is not suspended',
  );

  it('policy all settles everything up to a delivery; none settles on delivery', () => {
    const all = natsWorld();
    const messages: (() => void)[] = [];
    all.push({ ackPolicy: 'all' }, (message) => messages.push(message.ack));
    for (const id of ids(4)) all.publish(id);
    messages[2]?.();
    expect(all.server.consumerInfo('S', 'C')).toMatchObject({ numAckPending: 1, ackFloor: { streamSeq: 3, consumerSeq: 3 } });
    messages[0]?.();
    expect(all.server.consumerInfo('S', 'C')).toMatchObject({ numAckPending: 1, ackFloor: { streamSeq: 3 } });

    const none = natsWorld();
    const { seen } = none.push({ ackPolicy: 'none' });
    for (const id of ids(3)) none.publish(id);
    none.clock.advanceBy(10 * minute);
    expect(seen).toHaveLength(3);
    expect(none.server.consumerInfo('S', 'C')).toMatchObject({ numAckPending: 0, ackFloor: { streamSeq: 3 } });
  });

  it('an acknowledgement counts for the message, whichever delivery it answers, and a nak after it nothing', () => {
    const { clock, publish, pullConsumer, pull, advisories } = natsWorld();
    pullConsumer();
    publish('m1');
    const first = pull().messages[0];
    clock.advanceToS(31);
    const second_ = pull();
    expect(second_.messages[0]?.deliveries).toBe(2);
    first?.ack();
    second_.messages[0]?.nak();
    const third = pull();
    clock.advanceToS(200);
    expect(third.payloads()).toEqual([]);
    expect(advisories).toEqual([]);
  });

  it('an acknowledgement may be answered; without an answer it may be lost, and the message comes again', () => {
    const { clock, server, publish, push } = natsWorld({ replicas: 3 }, { nodes: 3 });
    const answers: boolean[] = [];
    const { seen } = push({}, (message) => {
      if (message.deliveries === 1) for (const node of [1, 2]) server.stopNode(node);
      answers.push(message.ackAck());
    });
    publish('m1');
    clock.advanceToS(31);
    expect(seen).toHaveLength(1);
    server.startNode(1);
    expect(seen.slice(1)).toEqual([[31, 'm1', 2]]);
    expect(answers).toEqual([false, true]);
  });

  it('MaxDeliver can be raised for a consumer that exists; then it goes on for other messages', () => {
    const { clock, server, publish, push, advisories } = natsWorld();
    const { seen } = push({ maxDeliver: 1 });
    publish('m1');
    clock.advanceToS(31);
    expect(advisories).toEqual([[30, 'MAX_DELIVERIES', 1]]);
    server.addConsumer('S', { durableName: 'C', deliverSubject: 'to.C', maxDeliver: 2, ackWaitUs: 4 * second });
    publish('m2');
    clock.advanceToS(60);
    expect(seen.map(([at, payload]) => [at, payload])).toEqual([
      [0, 'm1'],
      [31, 'm2'],
      [35, 'm2'],
    ]);
  });
});
