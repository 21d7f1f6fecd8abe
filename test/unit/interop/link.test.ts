import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LinkValue, decodeLink, emptyLink, encodeLink } from '../../../src/interop/link';
import { coordinations, type Intervention } from '../../../src/sim';

const faults = [
  { kind: 'crash', meta: { code: 'crash' } },
  { kind: 'duplicate', meta: { code: 'dup' } },
  { kind: 'broker-down', meta: { code: 'down' } },
];

const decoded = (hash: string) => {
  const result = decodeLink(hash, faults);
  if (!result.ok) throw new Error(`refused: ${result.error.kind}`);
  return result.value;
};

const time = fc.integer({ min: 0, max: 900_000_000 });
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter((text) => text.isWellFormed() && !['__proto__', 'constructor', 'prototype'].includes(text));
const setting = fc.oneof(
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
  name,
);
const params = fc.dictionary(name, setting, { maxKeys: 3 }).map((record) => ({ ...record }));
const intervention: fc.Arbitrary<Intervention> = fc.oneof(
  fc.record({ kind: fc.constant('send' as const), at: time }),
  fc.record({
    kind: fc.constant('fault' as const),
    at: time,
    for: fc.option(time),
    fault: fc.record({ kind: fc.constantFrom('crash', 'duplicate', 'broker-down'), target: name, params }),
  }),
  fc.record({ kind: fc.constant('set' as const), at: time, path: name, value: setting }),
  fc.record({ kind: fc.constant('restart' as const), at: time, place: name }),
  fc
    .record({
      kind: fc.constant('message' as const),
      at: time,
      act: fc.constantFrom('drop' as const, 'delay' as const, 'duplicate' as const, 'poison' as const, 'move' as const),
      message: fc.nat(1e6),
      place: fc.constantFrom('payment', 'a b', 'ü;@+'),
      position: fc.option(fc.nat(50), { nil: undefined }),
      byUs: fc.option(time, { nil: undefined }),
    })
    .map(({ position, byUs, ...rest }) => ({
      ...rest,
      ...(position === undefined ? {} : { position }),
      ...(byUs === undefined ? {} : { byUs }),
    })),
  fc.record({
    kind: fc.constant('deadLetter' as const),
    at: time,
    act: fc.constantFrom('redrive' as const, 'repair' as const, 'discard' as const),
    place: fc.constantFrom('payment', 'x=y,z'),
    message: fc.option(fc.nat(1e6)),
  }),
);
const linkValue: fc.Arbitrary<LinkValue> = fc.record({
  mode: fc.constantFrom('', 'w', 'present'),
  scenarioId: fc.option(name),
  inline: fc.constant(null),
  coordination: fc.option(fc.constantFrom(...coordinations)),
  product: fc.option(fc.constantFrom('kafka', 'rabbitmq-quorum')),
  seed: fc.option(fc.nat(0xffffffff)),
  workload: fc.constantFrom('none' as const, 'file' as const),
  settings: params,
  interventions: fc.array(intervention, { maxLength: 6 }).map((list) => list.toSorted((a, b) => a.at - b.at)),
  playhead: fc.option(time),
  theme: fc.option(fc.constantFrom('dark', 'light')),
  motion: fc.option(fc.constantFrom('hops')),
});

describe('share links', () => {
  test('what is written is read back, whatever the names', () => {
    fc.assert(
      fc.property(linkValue, (value) => {
        const { value: read, problems } = decoded(encodeLink(value, faults));
        expect(read).toEqual(value);
        expect(problems).toEqual([]);
      }),
      { seed: 20261121, numRuns: 400 },
    );
  });

  test('survives a chat program that escapes every sign', () => {
    const value: LinkValue = { ...emptyLink, scenarioId: 'retail', interventions: [{ kind: 'restart', at: 1_500_000, place: 'a;b@c' }] };
    const [head, query] = encodeLink(value, faults).split('?') as [string, string];
    const escaped = query
      .split('&')
      .map((pair) => pair.split('='))
      .map(([key, ...rest]) => `${key}=${encodeURIComponent(decodeURIComponent(rest.join('=')))}`)
      .join('&');
    expect(decoded(`${head}?${escaped}`).value).toEqual(value);
  });

  test('reads the form of the contract, sorted by time', () => {
    const { value, problems } = decoded(
      '#/?v=1&sc=retail&opt=orchestration&bk=kafka&s=42&f=crash:payment@2s+2s;dup:payment,p=0.1@0s;order@12.4s&set=payment.dedupe=false;*.outbox=true&t=12400',
    );
    expect(value.interventions).toEqual([
      { kind: 'fault', at: 0, for: null, fault: { kind: 'duplicate', target: 'payment', params: { p: 0.1 } } },
      { kind: 'fault', at: 2_000_000, for: 2_000_000, fault: { kind: 'crash', target: 'payment', params: {} } },
      { kind: 'send', at: 12_400_000 },
    ]);
    expect(value).toMatchObject({ scenarioId: 'retail', coordination: 'orchestration', product: 'kafka', seed: 42, playhead: 12_400_000 });
    expect(value.settings).toEqual({ 'payment.dedupe': false, '*.outbox': true });
    expect(problems).toEqual([{ kind: 'noun', found: 'order' }]);
  });

  test('a plus may be written as %2B', () => {
    expect(decoded('#/?f=crash:payment@2s%2B2s').value.interventions).toMatchObject([{ for: 2_000_000 }]);
  });

  test('writes short, readable text', () => {
    const hash = encodeLink(
      {
        ...emptyLink,
        scenarioId: 'retail',
        seed: 42,
        interventions: [{ kind: 'fault', at: 2_000_000, for: 2_000_000, fault: { kind: 'crash', target: 'payment', params: {} } }],
      },
      faults,
    );
    expect(hash).toBe('#/?v=1&sc=retail&s=42&f=crash:payment@2s+2s');
  });

  test('a newer version is refused whole', () => {
    expect(decodeLink('#/?v=2&sc=retail', faults)).toEqual({ ok: false, error: { kind: 'newerVersion', found: '2' } });
  });

  test.each([
    ['#/?wat=1', { kind: 'unknownKey', key: 'wat' }],
    ['#/?__proto__=1', { kind: 'unknownKey', key: '__proto__' }],
    ['#/?toString=1', { kind: 'unknownKey', key: 'toString' }],
    ['#/?opt=chaos', { kind: 'badValue', key: 'opt', found: 'chaos' }],
    ['#/?s=4294967296', { kind: 'badValue', key: 's', found: '4294967296' }],
    ['#/?s=-1', { kind: 'badValue', key: 's', found: '-1' }],
    ['#/?t=1e9', { kind: 'badValue', key: 't', found: '1e9' }],
    ['#/?x=%3Cscript%3E', { kind: 'badValue', key: 'x', found: '<script>' }],
    ['#/?f=melt:payment@2s', { kind: 'badValue', key: 'f', found: 'melt:payment@2s' }],
    ['#/?f=crash:payment@soon', { kind: 'badValue', key: 'f', found: 'crash:payment@soon' }],
    ['#/?f=set:__proto__=1@2s', { kind: 'badValue', key: 'f', found: 'set:__proto__=1@2s' }],
    ['#/?set=__proto__=1', { kind: 'badValue', key: 'set', found: '__proto__=1' }],
  ])('%s leaves the default and says so', (hash, problem) => {
    const { value, problems } = decoded(hash);
    expect(problems).toEqual([problem]);
    expect(value).toEqual(emptyLink);
    expect(Object.getPrototypeOf(value.settings)).toBe(Object.prototype);
  });

  test('malformed escapes are taken as they stand', () => {
    expect(decoded('#/?sc=%E0%A4%A').value.scenarioId).toBe('%E0%A4%A');
  });

  test('no hash at all is the default', () => {
    expect(decoded('').value).toEqual(emptyLink);
    expect(decoded('#/').value).toEqual(emptyLink);
  });
});
