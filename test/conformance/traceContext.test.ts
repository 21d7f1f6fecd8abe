import { describe, expect, it } from 'vitest';
import {
  continueTrace,
  drawnTraceIds,
  formatTracestate,
  type Header,
  parseTraceparent,
  parseTracestate,
  receiveTrace,
  shortenedState,
  startTrace,
  type TraceContext,
  traceHeaders,
  withMember,
  withoutMember,
} from '../../src/sim/index';
import { statement } from './statement';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';
const parent = `00-${traceId}-${parentId}-01`;

/** What a participant sends on after it received these headers. */
const passedOn = (headers: readonly Header[]): TraceContext => continueTrace(receiveTrace(headers), drawnTraceIds(1, 'passed on'));
const sent = (headers: readonly Header[]): Readonly<Record<string, string>> => Object.fromEntries(traceHeaders(passedOn(headers)));

describe('traceparent', () => {
  statement('TRC-001', () => {
    const headers = sent([
      ['traceparent', parent],
      ['tracestate', 'rojo=1,congo=2'],
    ]);
    const out = headers['traceparent'] ?? '';
    expect(out).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(out).not.toContain(parentId);
    expect(out).not.toContain('0'.repeat(16));
    expect(headers['tracestate']).toBe('rojo=1,congo=2');
    expect(sent([['TraceParent', parent.replace(/01$/, '00')]])['traceparent']).toMatch(/-00$/);
    // A newer version is read by what version 00 knows, and answered in version 00.
    const newer = sent([['traceparent', `cc-${traceId}-${parentId}-ff-what-comes-later`]])['traceparent'];
    expect(newer).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  });

  statement('TRC-002', () => {
    const bad = [
      parent.replace(traceId, '0'.repeat(32)),
      parent.replace(parentId, '0'.repeat(16)),
      parent.replace(traceId, traceId.toUpperCase()),
      parent.replace(parentId, parentId.toUpperCase()),
      parent.replace(/^00/, 'ff'),
      parent.replace(/^00/, '0'),
      parent.replace(/01$/, '1'),
      `${parent}-more`,
      `${parent} `,
      parent.replace(/^00/, 'cc').concat('more'),
      parent.replace(traceId, traceId.slice(1)),
      '',
    ];
    for (const value of bad) {
      expect([value, parseTraceparent(value)]).toEqual([value, null]);
      const context = passedOn([
        ['traceparent', value],
        ['tracestate', 'rojo=1'],
      ]);
      expect(context.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(context.traceId).not.toBe(traceId);
      expect(context.state).toEqual([]);
    }
    expect(receiveTrace([['traceparent', 'x']])).toEqual({ kind: 'none', reason: 'invalid' });
    const twice: readonly Header[] = [
      ['traceparent', parent],
      ['traceparent', parent],
    ];
    expect(receiveTrace(twice)).toEqual({ kind: 'none', reason: 'repeated' });
  });

  statement('TRC-003', () => {
    const headers = sent([['tracestate', 'rojo=1']]);
    expect(headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(Object.keys(headers)).toEqual(['traceparent']);
    const ids = drawnTraceIds(1, 'two');
    const [one, other] = [startTrace(ids), startTrace(ids)];
    expect(one.traceId).not.toBe(other.traceId);
    expect(parseTraceparent(`00-${one.traceId}-${one.parentId}-00`)).not.toBeNull();
  });

  it('ids are drawn from the seed', () => {
    const drawn = (seed: number, name: string): string => drawnTraceIds(seed, name).traceId();
    expect(drawn(1, 'a')).toBe(drawn(1, 'a'));
    expect(new Set([drawn(1, 'a'), drawn(2, 'a'), drawn(1, 'b')]).size).toBe(3);
  });
});

describe('tracestate', () => {
  const keys = (text: string): readonly string[] | null => parseTracestate(text)?.map(({ key }) => key) ?? null;

  it('is a list without a bad member, a key twice, or more than 32 members', () => {
    expect(keys('a=1, b=2\t,,c=3 ')).toEqual(['a', 'b', 'c']);
    expect(keys('')).toEqual([]);
    expect(keys('1tenant@sys=x,a_-*/9=y=z'.replace('=z', '~z'))).toEqual(['1tenant@sys', 'a_-*/9']);
    for (const bad of [
      'A=1',
      '1a=1',
      'a',
      '=1',
      'a=',
      'a=1=2',
      'a=é',
      'a b=1',
      't@Sys=1',
      'a=1,a=2',
      `a=${'x'.repeat(257)}`,
      `${'a'.repeat(257)}=1`,
    ])
      expect([bad, keys(bad)]).toEqual([bad, null]);
    const many = (count: number): string => Array.from({ length: count }, (_, i) => `k${i}=v`).join(',');
    expect([keys(many(32))?.length, keys(many(33))]).toEqual([32, null]);
  });

  it('does not spoil the traceparent when it is bad', () => {
    const incoming = receiveTrace([
      ['traceparent', parent],
      ['tracestate', 'a=1'],
      ['Tracestate', 'a=2'],
    ]);
    expect(incoming).toEqual({ kind: 'continued', context: { traceId, parentId, sampled: true, state: [] } });
    const joined = receiveTrace([
      ['tracestate', 'a=1'],
      ['traceparent', parent],
      ['tracestate', 'b=2'],
    ]);
    expect(joined.kind === 'continued' && formatTracestate(joined.context.state)).toBe('a=1,b=2');
  });

  it('a vendor changes its own member only, which moves to the left', () => {
    const state = parseTracestate('a=1,b=2,c=3') ?? [];
    const changed = (key: string, value: string): string => {
      const next = withMember(state, { key, value });
      return next.ok ? formatTracestate(next.value) : next.error;
    };
    expect(changed('b', '9')).toBe('b=9,a=1,c=3');
    expect(changed('d', '4')).toBe('d=4,a=1,b=2,c=3');
    expect(changed('D', '4')).toBe('invalidMember');
    expect(formatTracestate(withoutMember(state, 'a'))).toBe('b=2,c=3');
    const full = Array.from({ length: 32 }, (_, i) => ({ key: `k${i}`, value: 'v' }));
    const more = withMember(full, { key: 'new', value: 'v' });
    expect(more.ok && [more.value.length, more.value[0]?.key, more.value.at(-1)?.key]).toEqual([32, 'new', 'k30']);
  });

  it('is shortened by whole members: long ones first, then from the end', () => {
    const member = (key: string, length: number) => ({ key, value: 'x'.repeat(length) });
    const state = [member('a', 20), member('b', 200), member('c', 100), member('d', 100)];
    expect(shortenedState(state, 250).map(({ key }) => key)).toEqual(['a', 'c', 'd']);
    expect(shortenedState(state, 130).map(({ key }) => key)).toEqual(['a', 'c']);
    expect(shortenedState(state).map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd']);
  });
});
