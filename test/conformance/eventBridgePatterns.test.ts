import { describe, expect, it } from 'vitest';
import type { PlainData } from '../../src/base/plainData';
import { parseFilterPolicy } from '../../src/sim/broker/products/sns/filterPolicy';
import { cidrOf, inCidr } from '../../src/sim/broker/router/cidr';
import { matches } from '../../src/sim/broker/router/matching';
import { parsePattern } from '../../src/sim/broker/router/pattern';

type JsonObject = { readonly [field: string]: PlainData };

function selects(pattern: JsonObject, data: JsonObject): boolean {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) throw new Error(parsed.error);
  return matches(parsed.value, data);
}

/** Whether one alternative at a leaf matches each of the values (undefined = the field is absent). */
const leaf = (alternative: PlainData, values: readonly (PlainData | undefined)[]): readonly boolean[] =>
  values.map((value) => selects({ field: [alternative] }, value === undefined ? { other: 1 } : { field: value }));

describe('event patterns', () => {
  it.each<readonly [string, PlainData, readonly (PlainData | undefined)[], readonly boolean[]]>([
    ['exact text', 'a', ['a', 'A', 'b', ['b', 'a'], undefined, { a: 1 }], [true, false, false, true, false, false]],
    ['exact number', 300, [300, 3e2, 301, '300'], [true, true, false, false]],
    ['null and the empty text', null, [null, '', undefined], [true, false, false]],
    ['prefix', { prefix: 'us-' }, ['us-east', 'US-east', 'eu', 7], [true, false, false, false]],
    ['prefix, ignoring case', { prefix: { 'equals-ignore-case': 'us-' } }, ['US-east', 'eu'], [true, false]],
    ['suffix', { suffix: '.png' }, ['a.png', 'a.PNG', '.pn'], [true, false, false]],
    ['suffix, ignoring case', { suffix: { 'equals-ignore-case': '.png' } }, ['a.PNG'], [true]],
    ['equals, ignoring case', { 'equals-ignore-case': 'Alice' }, ['aLICE', 'alic'], [true, false]],
    ['anything but a value', { 'anything-but': 'x' }, ['y', 'x', ['x'], ['x', 'y'], undefined, 5], [true, false, false, true, false, true]],
    ['anything but a list', { 'anything-but': [1, 'b'] }, [1, 'b', 2, 'c'], [false, false, true, true]],
    ['anything but a prefix', { 'anything-but': { prefix: 'us-' } }, ['us-x', 'eu'], [false, true]],
    ['anything but suffixes', { 'anything-but': { suffix: ['.png', '.jpg'] } }, ['a.jpg', 'a.gif'], [false, true]],
    ['anything but, ignoring case', { 'anything-but': { 'equals-ignore-case': 'on' } }, ['ON', 'off'], [false, true]],
    ['anything but a wildcard', { 'anything-but': { wildcard: '*/lib/*' } }, ['/a/lib/b', '/a/b'], [false, true]],
    ['wildcard', { wildcard: 'dir/*.png' }, ['dir/a.png', 'dir/.png', 'dir/a.pngx', 'a/dir/a.png'], [true, true, false, false]],
    ['wildcard in the middle', { wildcard: '*a*b*' }, ['xaxbx', 'ba', 'ab'], [true, false, true]],
    ['wildcard does not overlap', { wildcard: 'ab*ba' }, ['aba', 'abba'], [false, true]],
    ['escaped wildcard', { wildcard: 'a\\**' }, ['a*x', 'ax'], [true, false]],
    ['number in a range', { numeric: ['>', 0, '<=', 5] }, [0, 1, 5, 5.1, '3'], [false, true, true, false, false]],
    ['number equal', { numeric: ['=', 3] }, [3, 3.5], [true, false]],
    ['number at least', { numeric: ['>=', 3] }, [3, 2.9], [true, false]],
    ['exists', { exists: true }, ['', null, 0, undefined, {}], [true, true, true, false, false]],
    ['does not exist', { exists: false }, ['', undefined], [false, true]],
    ['address block', { cidr: '10.0.0.0/24' }, ['10.0.0.255', '10.0.1.0', 'x'], [true, false, false]],
  ])('%s', (_, alternative, values, expected) => {
    expect(leaf(alternative, values)).toEqual(expected);
  });

  it('fields are and, alternatives are or, $or is or over fields', () => {
    const pattern = { type: ['a', 'b'], detail: { size: [{ numeric: ['>', 10] }] } };
    expect(selects(pattern, { type: 'b', detail: { size: 11 }, more: true })).toBe(true);
    expect(selects(pattern, { type: 'b', detail: { size: 9 } })).toBe(false);
    expect(selects(pattern, { type: 'c', detail: { size: 11 } })).toBe(false);
    const either = { source: ['s'], $or: [{ place: ['Rome'] }, { day: ['Monday'] }] };
    expect(selects(either, { source: 's', place: 'Oslo', day: 'Monday' })).toBe(true);
    expect(selects(either, { source: 's', place: 'Oslo', day: 'Friday' })).toBe(false);
    expect(selects(either, { source: 't', place: 'Rome' })).toBe(false);
  });

  it('values of different elements of a list are not mixed', () => {
    const pattern = { employees: { first: ['Anna'], last: ['Berg'] } };
    expect(selects(pattern, { employees: [{ first: 'Anna', last: 'Berg' }, { first: 'Otto' }] })).toBe(true);
    expect(
      selects(pattern, {
        employees: [
          { first: 'Anna', last: 'Dahl' },
          { first: 'Otto', last: 'Berg' },
        ],
      }),
    ).toBe(false);
  });

  it('names of built-in members are fields like others', () => {
    expect(selects({ constructor: [{ exists: true }] }, { a: 1 })).toBe(false);
  });

  it.each<readonly [string, PlainData]>([
    ['no object', 'x'],
    ['empty', {}],
    ['bare value', { a: 'x' }],
    ['empty list', { a: [] }],
    ['list in a list', { a: [['x']] }],
    ['unknown operator', { a: [{ contains: 'x' }] }],
    ['two operators', { a: [{ prefix: 'x', suffix: 'y' }] }],
    ['prefix of a number', { a: [{ prefix: 1 }] }],
    ['upside-down range', { a: [{ numeric: ['>', 5, '<', 1] }] }],
    ['range of two lower ends', { a: [{ numeric: ['>', 1, '>', 5] }] }],
    ['half a comparison', { a: [{ numeric: ['>'] }] }],
    ['exists maybe', { a: [{ exists: 'yes' }] }],
    ['two asterisks', { a: [{ wildcard: 'a**b' }] }],
    ['dangling escape', { a: [{ wildcard: 'a\\' }] }],
    ['block without length', { a: [{ cidr: '10.0.0.0' }] }],
    ['anything but nothing', { a: [{ 'anything-but': [] }] }],
    ['one alternative only', { $or: [{ a: ['x'] }] }],
  ])('refuses: %s', (_, pattern) => {
    expect(parsePattern(pattern).ok).toBe(false);
  });

  it('address blocks of both families', () => {
    const block = (text: string) => cidrOf(text) ?? { bytes: [], bits: 0 };
    expect(inCidr(block('2001:db8::/32'), '2001:db8:ffff::1')).toBe(true);
    expect(inCidr(block('2001:db8::/32'), '2001:db9::1')).toBe(false);
    expect(inCidr(block('10.0.0.0/9'), '10.127.0.1')).toBe(true);
    expect(inCidr(block('10.0.0.0/9'), '10.128.0.1')).toBe(false);
    expect(inCidr(block('0.0.0.0/0'), '1.2.3.4')).toBe(true);
    expect(['10.0.0.0/33', '10.0.0/8', '256.0.0.0/8', 'x/8', '::/129', '1:2/16'].map(cidrOf)).toEqual([null, null, null, null, null, null]);
  });
});

describe('filter policies', () => {
  const ok = (policy: PlainData, scope: 'MessageAttributes' | 'MessageBody' = 'MessageBody') => parseFilterPolicy(policy, scope).ok;
  const values = (count: number) => Array.from({ length: count }, (_, i) => `v${i}`);

  it('have at most 5 keys and 150 combinations; deeper values count more', () => {
    expect(ok(Object.fromEntries(values(5).map((key) => [key, ['x']])))).toBe(true);
    expect(ok(Object.fromEntries(values(6).map((key) => [key, ['x']])))).toBe(false);
    expect([ok({ a: values(15), b: values(10) }), ok({ a: values(151) }), ok({ a: values(50), b: values(3) })]).toEqual([
      true,
      false,
      true,
    ]);
    // 50 values on the third level count 150, 51 count 153.
    expect([ok({ a: { b: { c: values(50) } } }), ok({ a: { b: { c: values(51) } } })]).toEqual([true, false]);
  });

  it('are nested only over message bodies', () => {
    const policy = { a: { b: ['x'] } };
    expect([ok(policy, 'MessageBody'), ok(policy, 'MessageAttributes'), ok({ a: ['x'] }, 'MessageAttributes')]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('empty: everything', () => {
    expect(parseFilterPolicy({}, 'MessageAttributes')).toEqual({ ok: true, value: null });
  });
});
