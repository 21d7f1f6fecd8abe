import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlainData } from '../../../src/base/plainData';
import { fromAmqp, toAmqp } from '../../../src/interop/cloudEventsAmqp';
import { fromHttp, toHttp, toHttpBatch } from '../../../src/interop/cloudEventsHttp';
import { fromJson, fromJsonBatch, fromJsonLines, toJson, toJsonBatch, toJsonLines } from '../../../src/interop/cloudEventsJson';
import { fromKafka, toKafka } from '../../../src/interop/cloudEventsKafka';
import { contentModeOf } from '../../../src/interop/contentMode';
import type { CloudEvent, EventDraft } from '../../../src/sim';
import { event, least, named } from '../../conformance/eventWorld';

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => /^[^\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]+$/u.test(one));
const data = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as PlainData);
const extension = fc.stringMatching(/^x[a-z0-9]{1,15}$/);
/** Events whose attributes are texts: what every binding brings back as it was. */
const drafts: fc.Arbitrary<EventDraft> = fc
  .tuple(
    fc.record({ id: text, type: text, subject: text, partitionkey: text }, { requiredKeys: ['id', 'type'] }),
    fc.dictionary(extension, text, { maxKeys: 3 }),
    fc.oneof(
      fc.record({ datacontenttype: fc.constantFrom('application/json', 'application/thing+json; charset=utf-8'), data }),
      fc.record({ datacontenttype: fc.constant('text/plain'), data: text }),
      fc.record({ datacontenttype: fc.constant('application/octet-stream'), data_base64: fc.constantFrom('AQID', '/w==') }),
      fc.constant({}),
    ),
  )
  .map(([known, more, content]) => ({ ...least, ...more, ...known, ...content }));

const both = ['binary', 'structured'] as const;

describe('every format brings an event back', () => {
  const ways: readonly (readonly [string, (one: CloudEvent) => unknown])[] = [
    ['JSON', (one) => fromJson(toJson(one))],
    ...both.flatMap((mode) => [
      [`Kafka ${mode}`, (one: CloudEvent) => fromKafka(toKafka(one, { mode }))] as const,
      [`AMQP ${mode}`, (one: CloudEvent) => fromAmqp(toAmqp(one, { mode }))] as const,
      [
        `HTTP ${mode}`,
        (one: CloudEvent) => {
          const read = fromHttp(toHttp(one, { mode }));
          return read.ok ? { ok: true, value: read.value[0] } : read;
        },
      ] as const,
    ]),
  ];
  it.each(ways)('%s', (_, there) => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const one = event(draft);
        expect(there(one)).toEqual({ ok: true, value: one });
      }),
    );
  });
});

describe('content', () => {
  it('is structured only in an event format, whatever its case', () => {
    const modes = [
      'application/cloudevents+json',
      'Application/CloudEvents+avro; x=y',
      'application/cloudevents-batch+json',
      'application/json',
      undefined,
    ];
    expect(modes.map(contentModeOf)).toEqual(['structured', 'structured', 'batched', 'binary', 'binary']);
  });

  it('JSON that was only implied is said; a text that is JSON stays quoted', () => {
    expect(toKafka(event({ data: "I'm a text" }))).toMatchObject({
      headers: { 'content-type': 'application/json' },
      value: '"I\'m a text"',
    });
    expect(toKafka(event({ datacontenttype: 'text/plain', data: 'plain' }))).toMatchObject({ value: 'plain' });
  });

  it('no data is no value, a tombstone in binary mode; an explicit null is a value', () => {
    expect(toKafka(event()).value).toBeNull();
    expect(toKafka(event({ data: null })).value).toBe('null');
    expect(toKafka(event(), { mode: 'structured' }).value).toBe(JSON.stringify(least));
  });

  it('null attributes count as not set in JSON', () => {
    expect(fromJson(JSON.stringify({ ...least, subject: null, data: null }))).toEqual({ ok: true, value: { ...least, data: null } });
  });

  it('what cannot be read is refused', () => {
    const ce = { ce_specversion: '1.0', ce_id: '1', ce_source: '/a', ce_type: 't' };
    const problems = (read: ReturnType<typeof fromKafka>): readonly string[] => (read.ok ? [] : named(read.error));
    expect(problems(fromKafka({ headers: ce, value: null }))).toEqual([]);
    expect(problems(fromKafka({ headers: ce, value: '{' }))).toEqual(['InvalidValue data']);
    expect(problems(fromKafka({ headers: { 'content-type': 'application/json' }, value: '{}' }))).toHaveLength(4);
    expect(problems(fromKafka({ headers: { 'content-type': 'application/cloudevents+json' }, value: null }))).toEqual([
      'InvalidValue data',
    ]);
    expect(problems(fromJson('[]'))).toEqual(['InvalidValue data']);
    expect(fromJsonBatch('{}').ok).toBe(false);
    expect(fromJsonBatch(`[${toJson(event())},{}]`).ok).toBe(false);
  });
});

describe('batches and lines', () => {
  it('hold events in order', () => {
    const events = [event({ data: { text: 'a\nb' } }), event({ id: 'e-2' })];
    expect(fromJsonBatch(toJsonBatch(events))).toEqual({ ok: true, value: events });
    expect(fromJsonBatch('[]')).toEqual({ ok: true, value: [] });
    expect(toJsonLines(events).split('\n')).toHaveLength(3);
    expect(fromJsonLines(toJsonLines(events))).toEqual({ ok: true, value: events });
    expect(fromHttp(toHttpBatch(events))).toEqual({ ok: true, value: events });
  });
});

describe('HTTP headers', () => {
  const header = (value: string): string | undefined => toHttp(event({ thing: value })).headers.find(([name]) => name === 'ce-thing')?.[1];
  const read = (value: string): PlainData | undefined => {
    const headers = toHttp(event({ thing: 'x' })).headers.map(([name, old]): [string, string] => [
      name.toUpperCase(),
      name === 'ce-thing' ? value : old,
    ]);
    const events = fromHttp({ headers, body: null });
    return events.ok ? events.value[0]?.['thing'] : events.error[0]?.code;
  };

  it('are in percent-encoding where they must be', () => {
    expect(header('Euro € 😀')).toBe('Euro%20%E2%82%AC%20%F0%9F%98%80');
    expect(header('a"b%c~!/;')).toBe('a%22b%25c~!/;');
  });

  it('are read generously, but not when they are no UTF-8', () => {
    expect(read('%41%e2%82%ac')).toBe('A€');
    expect(read('"quoted \\"text\\""')).toBe('quoted "text"');
    expect(read('%2541')).toBe('%41');
    expect(read('%C0%A0')).toBe('InvalidValue');
    expect(read('100%')).toBe('InvalidValue');
  });
});

describe('AMQP properties', () => {
  it('keep numbers and truth values, and are read with either separator', () => {
    const sent = toAmqp(event({ count: 3, urgent: true, datacontenttype: 'application/json', data: 1 }));
    expect(sent).toMatchObject({
      contentType: 'application/json',
      applicationProperties: { 'cloudEvents:count': 3, 'cloudEvents:urgent': true },
    });
    expect(Object.keys(sent.applicationProperties)).not.toContain('cloudEvents:datacontenttype');
    const renamed = Object.entries(sent.applicationProperties).map(([name, value]) => [name.replace(':', '_'), value] as const);
    expect(fromAmqp({ ...sent, applicationProperties: Object.fromEntries(renamed) })).toEqual(fromAmqp(sent));
  });
});
