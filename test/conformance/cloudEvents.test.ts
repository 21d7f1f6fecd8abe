import { describe, expect, it } from 'vitest';
import { fromAmqp, toAmqp } from '../../src/interop/cloudEventsAmqp';
import { fromHttp, toHttp } from '../../src/interop/cloudEventsHttp';
import { fromKafka, type KafkaMessage, type KafkaSending, partitionKeyMapper, toKafka } from '../../src/interop/cloudEventsKafka';
import { envelopeOf } from '../../src/interop/envelope';
import {
  attributeNameProblem,
  causedBy,
  type CloudEvent,
  compareBySequence,
  continueTrace,
  distinctEvents,
  drawnTraceIds,
  envelopeProblems,
  type EventDraft,
  type Header,
  identityOf,
  isSameEvent,
  receiveTrace,
  sequenceText,
  startingFlow,
  startTrace,
  validateCloudEvent,
  withStartingTrace,
} from '../../src/sim/index';
import type { ConsumerRecord } from '../../src/sim/broker/products/kafka/consumer';
import { count, factsOf, run, send } from '../support/engine';
import { workshop } from '../support/workshop';
import { event, least, named, wrong } from './eventWorld';
import { cluster, pollRecords, seconds } from './kafkaWorld';
import { first } from './patternWorld';
import { statement } from './statement';

/** Publishes events with validation to a topic of one partition, and reads what is there. */
function published(drafts: readonly EventDraft[], sending: KafkaSending = {}): readonly ConsumerRecord[] {
  const { clock, kafka } = cluster({ partitions: 1 });
  const producer = kafka.producer({ 'linger.ms': 0 });
  for (const draft of drafts) {
    const checked = validateCloudEvent(draft);
    if (!checked.ok) continue;
    const { value, ...message } = toKafka(checked.value, sending);
    producer.send({ topic: 't', value: value as string | null, ...message });
  }
  clock.advanceBy(seconds(1));
  const reader = kafka.consumer({ 'auto.offset.reset': 'earliest' });
  reader.assign([{ topic: 't', partition: 0 }]);
  return pollRecords(kafka, reader);
}

const eventIn = (record: ConsumerRecord): CloudEvent => {
  const read = fromKafka(record as KafkaMessage);
  if (!read.ok) throw new Error(named(read.error).join());
  return read.value;
};

describe('what an event has to say', () => {
  const without = (name: string): EventDraft => Object.fromEntries(Object.entries(least).filter(([key]) => key !== name));

  statement('CEV-001', () => {
    for (const name of ['id', 'source', 'specversion', 'type']) {
      expect(wrong(without(name))).toEqual([`MissingAttribute ${name}`]);
      expect(wrong({ ...least, [name]: '' })).toEqual([`EmptyAttribute ${name}`]);
      expect(wrong({ ...least, [name]: null })).toEqual([`MissingAttribute ${name}`]);
      expect(published([without(name), { ...least, [name]: '' }])).toEqual([]);
    }
    expect(wrong({})).toHaveLength(4);
    expect(wrong(least)).toEqual([]);
    expect(published([least])).toHaveLength(1);
    expect(wrong({ ...least, specversion: '0.3' })).toEqual(['UnsupportedVersion specversion']);
  });

  statement('CEV-002', () => {
    const [one, again, elsewhere, other] = [
      event({ data: 1 }),
      event({ data: 1, type: 'desk.Else' }),
      event({ source: '/works' }),
      event({ id: 'e-2' }),
    ];
    expect([isSameEvent(one, again), isSameEvent(one, elsewhere), isSameEvent(one, other)]).toEqual([true, false, false]);
    const arrived = published([one, elsewhere, again, other, one]).map(eventIn);
    expect(arrived).toHaveLength(5);
    expect(distinctEvents(arrived).map(({ source, id }) => `${source} ${id}`)).toEqual(['/desk e-1', '/works e-1', '/desk e-2']);
    // Source and id stay apart, wherever one ends and the other begins.
    expect(identityOf(event({ source: '/a', id: '/b/c' }))).not.toBe(identityOf(event({ source: '/a/b', id: '/c' })));
  });

  statement('CEV-003', () => {
    const judged = (name: string, value: string | number = 'x'): readonly string[] => wrong({ ...least, [name]: value });
    expect(judged('orderId')).toEqual(['InvalidName orderId']);
    expect(judged('order_id')).toEqual(['InvalidName order_id']);
    expect(judged('orderid')).toEqual([]);
    expect(judged('order-id')).toEqual(['InvalidName order-id']);
    expect(judged('größe')).toEqual(['InvalidName größe']);
    expect(judged('9lives')).toEqual([]);
    // Twenty characters are fine, more SHOULD not be: a remark, no refusal.
    const long = { ...least, ['a'.repeat(21)]: 'x' };
    expect(envelopeProblems({ ...least, ['a'.repeat(20)]: 'x' })).toEqual([]);
    expect(envelopeProblems(long).map(({ code, severity }) => `${code} ${severity}`)).toEqual(['LongName warning']);
    expect(wrong(long)).toEqual([]);
    // An attribute named data cannot be written: the member is the payload, and on the wire it is refused.
    expect(['data', 'data_base64', 'dat'].map((name) => attributeNameProblem(name)?.code)).toEqual([
      'InvalidName',
      'InvalidName',
      undefined,
    ]);
    const smuggled = fromKafka({
      headers: { ce_specversion: '1.0', ce_id: '1', ce_source: '/a', ce_type: 't', ce_data: 'x' },
      value: null,
    });
    expect(smuggled.ok ? [] : named(smuggled.error)).toEqual(['InvalidName data']);
  });

  it('values have the types of CloudEvents', () => {
    const judged = (value: EventDraft[string], name = 'thing'): readonly string[] => wrong({ ...least, [name]: value });
    for (const fine of ['', 'ä', true, 0, 2_147_483_647, -2_147_483_648]) expect(judged(fine)).toEqual([]);
    for (const bad of [1.5, 2_147_483_648, [], {}, 'a\nb', '\u009f', '\ud800', '\ufdd0'])
      expect(judged(bad)).toEqual(['InvalidValue thing']);
    expect(judged('2026-02-29T00:00:00Z', 'time')).toEqual(['InvalidValue time']);
    expect(judged('2028-02-29T23:59:60.5+01:30', 'time')).toEqual([]);
    expect(judged('a b', 'source')).toEqual(['InvalidValue source']);
    expect(judged('/no/scheme', 'dataschema')).toEqual(['InvalidValue dataschema']);
    expect(judged('urn:x:y', 'dataschema')).toEqual([]);
    expect(judged('json', 'datacontenttype')).toEqual(['InvalidValue datacontenttype']);
    expect(judged(7, 'subject')).toEqual(['InvalidValue subject']);
    for (const name of ['subject', 'correlationid', 'causationid', 'sequence', 'partitionkey', 'traceparent', 'dataschema'])
      expect(judged('', name)).toEqual([`EmptyAttribute ${name}`]);
    expect(judged('a=1', 'tracestate')).toEqual(['MissingAttribute traceparent']);
    expect(wrong({ ...least, data: null, data_base64: 'AA==' })).toEqual(['InvalidValue data_base64']);
  });
});

describe('order and place', () => {
  statement('CEV-005', () => {
    const numbered = (sequence: string, source = '/desk'): CloudEvent => event({ sequence, source });
    expect(compareBySequence(numbered('10'), numbered('9'))).toBeLessThan(0);
    expect(compareBySequence(numbered('009'), numbered('010'))).toBeLessThan(0);
    expect(compareBySequence(numbered(sequenceText(9, 3)), numbered(sequenceText(10, 3)))).toBeLessThan(0);
    expect(compareBySequence(numbered('7'), numbered('7'))).toBe(0);
    expect(compareBySequence(numbered('1'), numbered('2', '/works'))).toBeNull();
    expect(compareBySequence(event(), numbered('1'))).toBeNull();
    expect([9, 10, 100].map((value) => sequenceText(value, 3))).toEqual(['009', '010', '100']);
    expect(() => sequenceText(1000, 3)).toThrow('room');
    const ordered = Array.from({ length: 120 }, (_, i) => sequenceText(i, 4));
    expect([...ordered].sort()).toEqual(ordered);
  });

  statement('CEV-006', () => {
    const data = { thing: 7 };
    const draft = { ...least, partitionkey: 'cust-7', datacontenttype: 'application/json', data };
    const [record] = published([draft], { keyMapper: partitionKeyMapper });
    expect(record).toMatchObject({
      key: 'cust-7',
      value: JSON.stringify(data),
      headers: {
        ce_id: 'e-1',
        ce_source: '/desk',
        ce_type: 'desk.ThingStarted',
        ce_specversion: '1.0',
        ce_partitionkey: 'cust-7',
        'content-type': 'application/json',
      },
    });
    expect(Object.keys(record?.headers ?? {})).not.toContain('ce_datacontenttype');
    expect(eventIn(record!)).toEqual(draft);
    // The mapper is opt-in, and it wins over the sender's key only where it finds one.
    const keys = (sending: KafkaSending, more: EventDraft): string | undefined => toKafka(event(more), sending).key;
    expect(keys({}, { partitionkey: 'p' })).toBeUndefined();
    expect(keys({ key: 'mine' }, { partitionkey: 'p' })).toBe('mine');
    expect(keys({ key: 'mine', keyMapper: partitionKeyMapper }, { partitionkey: 'p' })).toBe('p');
    expect(keys({ key: 'mine', keyMapper: partitionKeyMapper }, {})).toBe('mine');
  });
});

describe('where an event comes from', () => {
  statement(
    'CEV-007',
    () => {
      const a = event(startingFlow({ ...least, id: 'a' }));
      const [b, c] = [event(causedBy({ ...least, id: 'b' }, a)), event(causedBy({ ...least, id: 'c' }, a))];
      const d = event(causedBy({ ...least, id: 'd' }, c));
      expect([a, b, c, d].map((one) => one['correlationid'])).toEqual(['a', 'a', 'a', 'a']);
      expect([a, b, c, d].map((one) => one['causationid'])).toEqual([undefined, 'a', 'a', 'c']);
    },
    'by the functions of the envelope',
  );

  statement(
    'CEV-007',
    () => {
      const trace = run(workshop(), { coordination: 'choreography', interventions: [send(), send()] });
      const envelope = (type: string, key: number): CloudEvent => envelopeOf(trace, first(factsOf(trace), 'sent', { type, key }).message);
      const [a, b, c, d] = ['ThingStarted', 'MakeThing', 'MailThing', 'ThingMailed'].map((type) => envelope(type, 1));
      expect([b, c, d].map((one) => one?.['causationid'])).toEqual([a?.id, a?.id, c?.id]);
      expect(new Set([a, b, c, d].map((one) => one?.['correlationid'])).size).toBe(1);
      expect(envelope('ThingMailed', 2)['correlationid']).not.toBe(d?.['correlationid']);
      expect(count(factsOf(trace), 'settled')).toBe(2);
    },
    'in the envelopes of a run',
  );

  statement('CEV-008', () => {
    const ids = drawnTraceIds(3, 'hops');
    const start = startTrace(ids);
    const begun = event(withStartingTrace({ ...least }, start));
    let headers: readonly Header[] = toHttp(begun, { trace: start }).headers;
    const seen = [headers];
    for (const hop of [2, 3]) {
      const context = continueTrace(receiveTrace(headers), ids);
      const arrived = fromHttp({ headers, body: null });
      expect([hop, arrived.ok]).toEqual([hop, true]);
      const passed = event(withStartingTrace(arrived.ok ? (arrived.value[0] ?? {}) : {}, context));
      headers = toHttp(passed, { trace: context }).headers;
      seen.push(headers);
    }
    const values = (name: string): readonly (string | undefined)[] => seen.map((one) => one.find(([header]) => header === name)?.[1]);
    const startText = `00-${start.traceId}-${start.parentId}-01`;
    expect(values('ce-traceparent')).toEqual([startText, startText, startText]);
    const [first1, second, third] = values('traceparent');
    // One hop: both say the same. Later hops: the same trace under other parents, in the headers only.
    expect(first1).toBe(startText);
    expect(new Set([first1, second, third]).size).toBe(3);
    for (const one of [second, third]) expect(one?.slice(0, 36)).toBe(startText.slice(0, 36));
  });

  it('middleware adds the starting trace where the source left it out; every binding keeps the two apart', () => {
    const [start, hop] = [startTrace(drawnTraceIds(1, 'a')), startTrace(drawnTraceIds(2, 'b'))];
    const begun = event(withStartingTrace(least, { ...start, state: [{ key: 'v', value: '1' }] }));
    expect(begun['tracestate']).toBe('v=1');
    expect(event(withStartingTrace(begun, hop))).toEqual(begun);
    const kafka = toKafka(begun, { trace: hop }).headers;
    const amqp = toAmqp(begun, { trace: hop }).applicationProperties;
    expect([kafka['ce_traceparent'], amqp['cloudEvents:traceparent']]).toEqual([begun['traceparent'], begun['traceparent']]);
    for (const { traceparent } of [kafka, amqp]) expect(traceparent).toContain(hop.traceId);
    const back = fromAmqp(toAmqp(begun, { trace: hop }));
    expect(back.ok && back.value).toEqual(begun);
  });
});
