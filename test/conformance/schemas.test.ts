import { describe, expect, it } from 'vitest';
import type { PlainData } from '../../src/base/plainData';
import { type CompatibilityMode, modeRules } from '../../src/sim/schemas/modes';
import { parseSchema } from '../../src/sim/schemas/parse';
import { readData } from '../../src/sim/schemas/readData';
import { SchemaRegistry } from '../../src/sim/schemas/registry';
import type { Schema } from '../../src/sim/schemas/schema';
import { statement } from './statement';

const f = (name: string, type: PlainData = 'string'): PlainData => ({ name, type });
const fd = (name: string, value: PlainData = 'foo', type: PlainData = 'string'): PlainData => ({ name, type, default: value });
const record = (...fields: readonly PlainData[]): PlainData => ({ type: 'record', name: 'Thing', fields });

function schema(source: PlainData): Schema {
  const parsed = parseSchema(source);
  if (!parsed.ok) throw new Error(`${parsed.error.path}: ${parsed.error.message}`);
  return parsed.value;
}

/** Registers schemas one after the other and tells what came of each: its version, or the code and the reasons. */
function registered(mode: CompatibilityMode | null, ...sources: readonly PlainData[]): readonly (number | string)[] {
  const registry = mode === null ? new SchemaRegistry() : new SchemaRegistry({ mode });
  return sources.map((source) => {
    const outcome = registry.register('things-value', source);
    return outcome.kind === 'error' ? `${outcome.status} ${/[A-Z_]{8,}/.exec(outcome.message)?.[0] ?? ''}` : outcome.version;
  });
}

const noDefault = '409 READER_FIELD_MISSING_DEFAULT_VALUE';

describe('schema registry', () => {
  statement('SCH-001', () => {
    expect(new SchemaRegistry().modeOf('things-value')).toBe('BACKWARD');
    expect(registered(null, record(f('f1')), record(f('f1'), fd('f2')))).toEqual([1, 2]);
    expect(registered(null, record(f('f1')), record(f('f1'), fd('f2', null, ['null', 'string'])))).toEqual([1, 2]);
  });

  statement('SCH-002', () => {
    expect(registered('BACKWARD', record(f('f1')), record(f('f1'), f('f2')))).toEqual([1, noDefault]);
    // Forward it is fine, and without a mode everything is.
    expect(registered('FORWARD', record(f('f1')), record(f('f1'), f('f2')))).toEqual([1, 2]);
    expect(registered('NONE', record(f('f1')), record(f('f1'), f('f2')))).toEqual([1, 2]);
    // A refused schema leaves nothing behind: the next one is version 2.
    expect(registered('BACKWARD', record(f('f1')), record(f('f1'), f('f2')), record(f('f1'), fd('f2')))).toEqual([1, noDefault, 2]);
  });

  statement('SCH-003', () => {
    const [v1, v2] = [record(f('f1'), f('f2')), record(f('f1'))];
    expect(registered('BACKWARD', v1, v2)).toEqual([1, 2]);
    expect(modeRules.BACKWARD.upgradeFirst).toBe('consumers');
    // Why consumers first: the new one reads old data, the old one cannot read new data.
    const [old, next] = [schema(v1), schema(v2)];
    expect(readData({ writer: old, reader: next, data: { f1: 'a', f2: 'b' } })).toEqual({ ok: true, value: { f1: 'a' } });
    expect(readData({ writer: next, reader: old, data: { f1: 'a' } })).toMatchObject({ ok: false, error: { path: '/f2' } });
    expect(registered('FORWARD', v1, v2)).toEqual([1, noDefault]);
  });

  statement('SCH-005', () => {
    const full = (from: PlainData, to: PlainData): readonly (number | string)[] => registered('FULL', from, to);
    const [one, withDefault, without] = [record(f('f1')), record(f('f1'), fd('f2')), record(f('f1'), f('f2'))];
    expect(full(one, withDefault)).toEqual([1, 2]);
    expect(full(withDefault, one)).toEqual([1, 2]);
    expect(full(one, without)).toEqual([1, noDefault]);
    expect(full(without, one)).toEqual([1, noDefault]);
    expect(full(withDefault, record(f('f1'), fd('f3')))).toEqual([1, 2]);
    expect(full(record(f('f1', 'int')), record(f('f1', 'long')))).toEqual([1, '409 TYPE_MISMATCH']);
    expect(modeRules.FULL.upgradeFirst).toBe('any');
  });

  statement('SCH-006', () => {
    const history = [record(f('f1')), record(f('f1'), fd('f2')), record(f('f1'), f('f2'))];
    expect(registered('BACKWARD', ...history)).toEqual([1, 2, 3]);
    expect(registered('BACKWARD_TRANSITIVE', ...history)).toEqual([1, 2, noDefault]);
    // The same the other way: taking a field away that once had no default.
    const shrinking = history.toReversed();
    expect(registered('FORWARD', ...shrinking)).toEqual([1, 2, 3]);
    expect(registered('FORWARD_TRANSITIVE', ...shrinking)).toEqual([1, 2, noDefault]);
    expect(registered('FULL', ...history)).toEqual([1, 2, 3]);
    expect(registered('FULL_TRANSITIVE', ...history)).toEqual([1, 2, noDefault]);
  });

  statement('SCH-007', () => {
    const [plain, union] = [record(f('f1')), record(f('f1', ['null', 'string']))];
    expect(registered('BACKWARD', plain, union)).toEqual([1, 2]);
    expect(registered('BACKWARD', union, plain)).toEqual([1, '409 TYPE_MISMATCH']);
    expect(registered('BACKWARD', union, record(f('f1', ['null', 'string', 'int'])))).toEqual([1, 2]);
    expect(registered('BACKWARD', record(f('f1', ['null', 'string', 'int'])), union)).toEqual([1, '409 MISSING_UNION_BRANCH']);
    expect(registered('FORWARD', plain, union)).toEqual([1, '409 TYPE_MISMATCH']);
    expect(registered('FORWARD', union, plain)).toEqual([1, 2]);
  });

  it('a new name is a removal and an addition, unless the reader knows the old one as an alias', () => {
    const [amount, total] = [record(f('amount', 'int')), record(f('total', 'int'))];
    const aliased = record({ name: 'total', type: 'int', aliases: ['amount'] });
    expect(registered('BACKWARD', amount, total)).toEqual([1, noDefault]);
    expect(registered('BACKWARD', amount, aliased)).toEqual([1, 2]);
    // The alias helps its own reader only.
    expect(registered('FORWARD', amount, aliased)).toEqual([1, noDefault]);
    expect(readData({ writer: schema(amount), reader: schema(aliased), data: { amount: 5 } })).toEqual({ ok: true, value: { total: 5 } });
  });

  it('types may grow: int to long, float, double; string and bytes stand for each other', () => {
    const backward = (from: PlainData, to: PlainData): boolean =>
      registered('BACKWARD', record(f('x', from)), record(f('x', to), fd('also')))[1] === 2;
    const numbers = ['int', 'long', 'float', 'double'];
    expect(numbers.map((from) => numbers.filter((to) => backward(from, to)))).toEqual([
      ['int', 'long', 'float', 'double'],
      ['long', 'float', 'double'],
      ['float', 'double'],
      ['double'],
    ]);
    expect([backward('string', 'bytes'), backward('bytes', 'string'), backward('int', 'string'), backward('boolean', 'int')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(backward('int', ['null', 'long'])).toBe(true);
    // A union ends where its reader can take every branch.
    expect([backward(['int', 'long'], 'long'), backward(['int', 'string'], 'long')]).toEqual([true, false]);
    expect(backward({ type: 'array', items: 'int' }, { type: 'array', items: 'long' })).toBe(true);
    expect(backward({ type: 'map', values: 'long' }, { type: 'map', values: 'int' })).toBe(false);
  });

  it('symbols, sizes and names of named types', () => {
    const after = (from: PlainData, to: PlainData): number | string | undefined =>
      registered('BACKWARD', record(f('x', from)), record(f('x', to)))[1];
    const colours = (symbols: readonly string[], more: { readonly [key: string]: PlainData } = {}): PlainData => ({
      type: 'enum',
      name: 'Colour',
      symbols,
      ...more,
    });
    expect(after(colours(['RED']), colours(['RED', 'BLUE']))).toBe(2);
    expect(after(colours(['RED', 'BLUE']), colours(['RED']))).toBe('409 MISSING_ENUM_SYMBOLS');
    expect(after(colours(['RED', 'BLUE']), colours(['RED'], { default: 'RED' }))).toBe(2);
    expect(after({ type: 'fixed', name: 'Hash', size: 16 }, { type: 'fixed', name: 'Hash', size: 32 })).toBe('409 FIXED_SIZE_MISMATCH');
    expect(after(colours(['RED']), colours(['RED'], { name: 'Paint' }))).toBe('409 NAME_MISMATCH');
    expect(after(colours(['RED']), colours(['RED'], { name: 'Paint', aliases: ['Colour'] }))).toBe(2);
    expect(after(colours(['RED']), colours(['RED'], { namespace: 'shop' }))).toBe(2);
  });
});

describe('subjects and versions', () => {
  const [one, two, three] = [record(f('f1')), record(f('f1'), fd('f2')), record(f('f1'), fd('f2'), fd('f3'))];

  it('the same schema keeps its version, and its id under every subject', () => {
    const registry = new SchemaRegistry();
    expect(registry.register('a', one)).toMatchObject({ id: 1, version: 1 });
    expect(registry.register('a', two)).toMatchObject({ id: 2, version: 2 });
    expect(registry.register('a', one)).toMatchObject({ id: 1, version: 1 });
    expect(registry.register('b', two)).toMatchObject({ id: 2, version: 1 });
    expect([registry.subjects(), registry.versions('a'), registry.versions('b')]).toEqual([['a', 'b'], [1, 2], [1]]);
    expect(registry.schemaOf(2)).toMatchObject({ source: two });
    expect(registry.version('a', 'latest')).toMatchObject({ version: 2 });
    expect(registry.lookUp('a', three)).toMatchObject({ kind: 'error', status: 404, code: 40_403 });
    expect(registry.lookUp('b', two)).toMatchObject({ version: 1 });
  });

  it('a check registers nothing, and may be made against one version', () => {
    const registry = new SchemaRegistry();
    registry.register('a', one);
    registry.register('a', two);
    const candidate = record(f('f1'), f('f2'));
    expect(registry.check('a', candidate)).toMatchObject({ isCompatible: true });
    expect(registry.check('a', candidate, 'latest')).toMatchObject({ isCompatible: true });
    expect(registry.check('a', candidate, 1)).toMatchObject({
      isCompatible: false,
      conflicts: [{ type: 'READER_FIELD_MISSING_DEFAULT_VALUE', path: '/f2', direction: 'backward' }],
    });
    expect(registry.versions('a')).toEqual([1, 2]);
    expect(registry.check('new', candidate, 'latest')).toMatchObject({ isCompatible: true });
    expect(registry.check('a', candidate, 9)).toMatchObject({ status: 404, code: 40_402 });
  });

  it('a subject may have a mode of its own', () => {
    const registry = new SchemaRegistry();
    expect(registry.setMode('FULL', 'a')).toBe('FULL');
    expect([registry.modeOf('a'), registry.modeOf('b')]).toEqual(['FULL', 'BACKWARD']);
    expect(registry.setMode('NONE')).toBe('NONE');
    expect([registry.modeOf('a'), registry.modeOf('b')]).toEqual(['FULL', 'NONE']);
    expect(registry.clearMode('a')).toBe('NONE');
    expect(registry.modeOf('a')).toBe('NONE');
    expect(registry.setMode('backwards')).toMatchObject({ status: 422, code: 42_203 });
    expect(registry.clearMode('a')).toMatchObject({ code: 40_408 });
    expect(registry.subjects()).toEqual([]);
  });

  it('deleted versions no longer count, but their numbers stay taken', () => {
    const registry = new SchemaRegistry({ mode: 'BACKWARD_TRANSITIVE' });
    for (const source of [one, two]) registry.register('a', source);
    const candidate = record(f('f1'), f('f2'));
    expect(registry.register('a', candidate)).toMatchObject({ status: 409 });
    registry.deleteVersion('a', 1);
    expect(registry.register('a', candidate)).toMatchObject({ version: 3 });
    expect(registry.versions('a')).toEqual([2, 3]);
    expect(registry.version('a', 1)).toMatchObject({ code: 40_402 });
    expect(registry.version('a', 0)).toMatchObject({ status: 422, code: 42_202 });
    expect(registry.deleteSubject('a')).toEqual([2, 3]);
    expect(registry.versions('a')).toMatchObject({ code: 40_401 });
    expect(registry.register('a', one)).toMatchObject({ version: 4, id: 1 });
  });

  it('refuses what is no schema', () => {
    const registry = new SchemaRegistry();
    const bad: readonly PlainData[] = [
      'text',
      null,
      { type: 'record', name: 'R' },
      record(f('a'), f('a')),
      record(f('not a name')),
      record(fd('n', 'five', 'int')),
      record(f('u', ['null', ['string']])),
      record(f('u', ['null', 'null'])),
      record(f('e', { type: 'enum', name: 'E', symbols: [] })),
      record(f('e', { type: 'enum', name: 'E', symbols: ['A'], default: 'B' })),
      record(f('x', { type: 'fixed', name: 'F', size: -1 })),
      record(f('x', { type: 'record', name: 'Thing', fields: [] })),
      Array.from({ length: 40 }).reduce<PlainData>((items) => ({ type: 'array', items }), 'int'),
    ];
    for (const source of bad) expect([source, registry.register('a', source)]).toMatchObject([source, { status: 422, code: 42_201 }]);
    expect(registry.subjects()).toEqual([]);
    expect(registry.register('a', record(fd('n', null, ['null', 'int'])))).toMatchObject({ version: 1 });
  });
});
