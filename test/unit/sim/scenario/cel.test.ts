import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionError } from '../../../../src/base/expressionError';
import { compileCondition, compileValue, type FieldType, type HandlerScope } from '../../../../src/sim/scenario/cel';
import type { ExpressionEnv } from '../../../../src/sim/scenario/model';

const scope: HandlerScope = {
  state: new Map([
    ['a', 'double'],
    ['b', 'double'],
    ['word', 'string'],
    ['flag', 'bool'],
  ]),
  msg: new Map([
    ['x', 'double'],
    ['y', 'double'],
    ['word', 'string'],
    ['missing', 'double'],
  ]),
};
const env: ExpressionEnv = {
  state: { a: 5, b: 2.5, word: 'new', flag: true },
  msg: { x: 3, y: 0.5, word: 'old' },
  meta: { attempt: 2, version: 1 },
};

function valueOf(source: string | number | boolean, type: FieldType = 'double'): unknown {
  const compiled = compileValue(source, scope, { path: ['set'], type });
  if (!compiled.ok) throw new Error(compiled.error[0]?.message);
  return compiled.value(env);
}

function holds(source: string): boolean {
  const compiled = compileCondition(source, scope, ['if']);
  if (!compiled.ok) throw new Error(compiled.error[0]?.message);
  return compiled.value(env);
}

function refusal(source: string): string {
  const compiled = compileCondition(source, scope, ['if']);
  return compiled.ok ? 'accepted' : (compiled.error[0]?.message ?? '');
}

describe('numbers', () => {
  it.each([
    ['state.a + 1', 6],
    ['1 + state.a', 6],
    ['state.a - msg.x', 2],
    ['2 * state.b', 5],
    ['state.a / 2', 2.5],
    ['state.a % 3', 2],
    ['7 / 2', 3],
    ['7.0 / 2', 3.5],
    ['-state.a', -5],
    ['40', 40],
    ['state.flag ? 1 : 2', 1],
    ['size(state.word)', 3],
    [7, 7],
  ])('%s gives %j as an ordinary value', (source, value) => {
    expect(valueOf(source)).toBe(value);
  });

  it('texts and truth values come back as they are', () => {
    expect([valueOf('"made " + state.word', 'string'), valueOf('state.a > 3', 'bool'), valueOf(false, 'bool')]).toEqual([
      'made new',
      true,
      false,
    ]);
  });

  it.each([
    'state.a == 5',
    '5 == state.a',
    'state.a != 4',
    'state.a >= 5',
    'state.a < 5.5',
    '2.5 == state.b',
    'meta.attempt == 2',
    'meta.attempt + 1 == 3',
  ])('%s mixes integers and doubles', (source) => {
    expect(holds(source)).toBe(true);
  });

  it('agrees with JavaScript on every mixed comparison and sum', () => {
    const compiled = compileCondition('state.a + 7 <= msg.x && state.a - 7 != msg.x', scope, []);
    if (!compiled.ok) throw new Error('does not compile');
    const evaluate = compiled.value;
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 }), (a, x) => {
        expect(evaluate({ ...env, state: { a }, msg: { x } })).toBe(a + 7 <= x && a - 7 !== x);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it.each(['9007199254740993', '1 / 0', 'state.a / 0'])('%s is refused when it runs: no bigint, no infinity leaks', (source) => {
    expect(() => valueOf(source)).toThrow(ExpressionError);
  });
});

describe('type check at load', () => {
  it.each([
    ['state.a >', 'This expression cannot be read'],
    ['stat.a > 1', 'Unknown variable "stat". Did you mean "state"?'],
    ['state.ab > 1', 'Unknown field of state "ab". Did you mean "a"?'],
    ['msg.wrd == "a"', 'Unknown field of msg "wrd". Did you mean "word"?'],
    ['meta.attemp > 1', 'Unknown field of meta "attemp". Did you mean "attempt"?'],
    ['1 + "a" == 2', 'no such overload'],
    ['1 + 1', 'This expression gives a number, expected true or false.'],
    ['"true"', 'This expression gives a text, expected true or false.'],
    ['state.word > 1', 'no such overload: string > int'],
    ['state.a == msg.word', 'no such overload: double == string'],
    ['state.flag + 1 > 2', 'no such overload: bool + int'],
    ['siz(state.word) > 1', 'siz'],
  ])('%s: %s', (source, message) => {
    expect(refusal(source)).toContain(message);
  });

  it('says where inside the expression', () => {
    const compiled = compileCondition('state.a > 1 && msg.zz == 1', scope, ['if']);
    expect(compiled.ok ? null : compiled.error[0]).toMatchObject({ offset: 15, path: ['if'] });
  });

  it('the value must fit its field', () => {
    const refused = (source: string | number, type: FieldType): string => {
      const compiled = compileValue(source, scope, { path: [], type });
      return compiled.ok ? 'accepted' : (compiled.error[0]?.message ?? '');
    };
    expect(refused('state.word', 'double')).toBe('This expression gives a text, expected a number.');
    expect(refused(5, 'string')).toBe('This expression gives a number, expected a text.');
    expect(refused('reserved', 'string')).toBe('A text needs quotes inside the expression: "\'reserved\'".');
    expect(refused("'reserved'", 'string')).toBe('accepted');
    expect(refused('state.a > 1 ? 1.0 : state.b', 'double')).toBe('accepted');
  });

  it('fails when the data do not fit', () => {
    expect(() => holds('msg.missing > 1')).toThrow(ExpressionError);
  });
});

describe('safety', () => {
  it.each([
    ['state.word.matches("^(a+)+$")', 'matches'],
    ['timestamp("2020-01-01T00:00:00Z") == timestamp("2020-01-01T00:00:00Z")', 'timestamp'],
    ['duration("1s") == duration("1s")', 'duration'],
  ])('%s is refused', (source, name) => {
    expect(refusal(source)).toContain(`Unknown function "${name}"`);
  });

  it('allows two nested macros and refuses three', () => {
    expect(refusal('[1,2].all(x, [1,2].all(y, x + y > 0))')).toBe('accepted');
    expect(refusal('[1,2].all(x, [1,2].all(y, [1,2].all(z, x + y + z > 0)))')).toContain('Macros are nested more than 2 deep.');
  });

  it('bounds size and depth', () => {
    expect(refusal(`${'('.repeat(60)}true${')'.repeat(60)}`)).toContain('This expression cannot be read');
    expect(refusal(Array.from({ length: 120 }, () => 'true').join(' && '))).toContain('This expression cannot be read');
  });

  it.each([
    'constructor.constructor("return 1")() == 1',
    'state.constructor == 1',
    'this == 1',
    'globalThis == 1',
    'state["__proto__"] == 1',
  ])('%s reaches nothing', (source) => {
    expect(() => holds(source)).toThrow(Error);
  });
});
