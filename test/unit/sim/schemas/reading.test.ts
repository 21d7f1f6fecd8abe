import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlainData } from '../../../../src/base/plainData';
import { incompatibilities } from '../../../../src/sim/schemas/compatibility';
import { parseSchema } from '../../../../src/sim/schemas/parse';
import { readData } from '../../../../src/sim/schemas/readData';
import { readRecord } from '../../../../src/sim/schemas/readRecord';
import type { Schema } from '../../../../src/sim/schemas/schema';
import { isValueOf } from '../../../../src/sim/schemas/values';

function schema(source: PlainData): Schema {
  const parsed = parseSchema(source);
  if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`);
  return parsed.value;
}

interface Typed {
  readonly type: PlainData;
  readonly value: PlainData;
}

const colours = (symbols: readonly string[], more: { readonly [key: string]: PlainData } = {}): PlainData => ({
  type: 'enum',
  name: 'Colour',
  symbols,
  ...more,
});
/** Types with a value of each. */
const typed: fc.Arbitrary<Typed> = fc.letrec<{ one: Typed; flat: Typed }>((tie) => ({
  flat: fc.oneof(
    fc.constant({ type: 'null', value: null }),
    fc.boolean().map((value) => ({ type: 'boolean', value })),
    fc.integer().map((value) => ({ type: 'int', value })),
    fc.maxSafeInteger().map((value) => ({ type: 'long', value })),
    fc.constantFrom('float', 'double').map((type) => ({ type, value: 1.5 })),
    fc.constantFrom('string', 'bytes').map((type) => ({ type, value: 'RED' })),
    fc.constantFrom('RED', 'BLUE').map((value) => ({ type: colours(['RED', 'BLUE']), value })),
    fc.constantFrom(['RED'], ['GREEN', 'RED']).map((symbols) => ({ type: colours(symbols), value: 'RED' })),
    fc.constant({ type: colours(['GREEN'], { default: 'GREEN' }), value: 'GREEN' }),
    fc.constantFrom(3, 4).map((size) => ({ type: { type: 'fixed', name: 'Hash', size }, value: 'x'.repeat(size) })),
  ),
  one: fc.oneof(
    { weight: 4, arbitrary: tie('flat') },
    tie('flat').map(({ type, value }) => ({ type: { type: 'array', items: type }, value: [value, value] })),
    tie('flat').map(({ type, value }) => ({ type: { type: 'map', values: type }, value: { a: value } })),
    fc.constantFrom<Typed>(
      { type: ['null', 'string'], value: 'x' },
      { type: ['null', 'string'], value: null },
      { type: ['int', 'string', 'null'], value: 5 },
      { type: ['double', 'boolean'], value: 5 },
    ),
  ),
})).one;

interface Written {
  readonly source: PlainData;
  readonly value: { readonly [field: string]: PlainData };
}
/** Records over a handful of names, with and without defaults and aliases. Types are named once per record, so each field gets its own. */
const records: fc.Arbitrary<Written> = fc
  .uniqueArray(
    fc.record({ name: fc.constantFrom('a', 'b', 'c'), of: typed, hasDefault: fc.boolean(), alias: fc.constantFrom(null, 'a', 'b', 'c') }),
    {
      selector: ({ name }) => name,
      maxLength: 3,
    },
  )
  .map((fields) => {
    const named = fields.map(({ name, of, hasDefault, alias }) => ({
      name,
      type: spaced(of.type, name),
      ...(hasDefault ? { default: of.value } : {}),
      ...(alias === null ? {} : { aliases: [alias] }),
    }));
    return {
      source: { type: 'record', name: 'Thing', fields: named },
      value: Object.fromEntries(fields.map(({ name, of }) => [name, of.value])),
    };
  });

/** The same names in a namespace per field, so that no two definitions of a record clash. */
function spaced(type: PlainData, namespace: string): PlainData {
  if (type === null || typeof type !== 'object') return type;
  if (Array.isArray(type)) return type.map((one: PlainData) => spaced(one, namespace));
  const object = type as { readonly [key: string]: PlainData };
  const inner = Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, key === 'symbols' ? value : spaced(value, namespace)]),
  );
  return 'name' in object ? { ...inner, namespace } : inner;
}

describe('what is called compatible', () => {
  it('can be read, and gives a value of the reader', () => {
    let compatible = 0;
    let refused = 0;
    fc.assert(
      fc.property(records, records, (from, to) => {
        const [writer, reader] = [schema(from.source), schema(to.source)];
        const read = readData({ writer, reader, data: from.value });
        if (incompatibilities(reader, writer).length > 0) {
          refused++;
          return;
        }
        compatible++;
        expect(read).toMatchObject({ ok: true });
        expect(read.ok && isValueOf(reader, reader.root, read.value)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(compatible).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  it('every schema reads its own data as it is', () => {
    fc.assert(
      fc.property(records, ({ source, value }) => {
        const one = schema(source);
        expect(incompatibilities(one, one)).toEqual([]);
        expect(readData({ writer: one, reader: one, data: value })).toEqual({ ok: true, value });
      }),
    );
  });

  it('types that contain themselves are compared and read', () => {
    const chain = (...more: readonly PlainData[]): Schema =>
      schema({ type: 'record', name: 'Link', fields: [{ name: 'next', type: ['null', 'Link'] }, ...more] });
    const [plain, longer] = [chain(), chain({ name: 'text', type: 'string', default: '' })];
    expect(incompatibilities(longer, plain)).toEqual([]);
    expect(incompatibilities(plain, longer)).toEqual([]);
    const read = readData({ writer: plain, reader: longer, data: { next: { next: null } } });
    expect(read).toEqual({ ok: true, value: { next: { next: null, text: '' }, text: '' } });
  });

  it('data that its own writer would not have written is refused', () => {
    const one = schema({ type: 'record', name: 'Thing', fields: [{ name: 'a', type: 'int' }] });
    for (const data of [null, [], {}, { a: 'x' }, { a: 1.5 }, { a: 2_147_483_648 }])
      expect(readData({ writer: one, reader: one, data }).ok).toBe(false);
  });
});

describe('a consumer that knows its own schema only', () => {
  const own = schema({
    type: 'record',
    name: 'Thing',
    fields: [
      { name: 'amount', type: 'int', aliases: ['sum'] },
      { name: 'currency', type: 'string', default: 'EUR' },
    ],
  });

  it('takes what it needs when it is tolerant, and nothing unexpected when it is strict', () => {
    const more = { amount: 5, note: 'x' };
    expect(readRecord(own, more, 'tolerant')).toMatchObject({
      ok: true,
      value: { value: { amount: 5, currency: 'EUR' }, unknown: ['note'] },
    });
    expect(readRecord(own, more, 'strict')).toMatchObject({ ok: false, error: { unknown: ['note'] } });
    expect(readRecord(own, { amount: 5 }, 'strict')).toMatchObject({ ok: true });
    expect(readRecord(own, { sum: 5 }, 'strict')).toMatchObject({ ok: true, value: { value: { amount: 5 } } });
  });

  it('a renamed field is null to the tolerant and a failure to the strict', () => {
    const renamed = { total: 5 };
    expect(readRecord(own, renamed, 'tolerant')).toMatchObject({
      ok: true,
      value: { value: { amount: null }, missing: ['amount'], unknown: ['total'] },
    });
    expect(readRecord(own, renamed, 'strict')).toMatchObject({ ok: false, error: { missing: ['amount'], unknown: ['total'] } });
  });

  it('a value of another type is a failure to both', () => {
    for (const manner of ['strict', 'tolerant'] as const)
      expect(readRecord(own, { amount: '5' }, manner)).toMatchObject({
        ok: false,
        error: { mistyped: ['amount'], value: { amount: null } },
      });
  });
});
