import { describe, expect, it } from 'vitest';
import { invariantCompiler } from '../../../../src/sim/scenario/invariants';
import type { InvariantEnv, InvariantModel } from '../../../../src/sim/scenario/model';
import type { Finding } from '../../../../src/sim/scenario/problem';

const typeIndex = new Map([
  ['Made', 0],
  ['Sold', 1],
  ['Lost', 2],
]);
const services = [
  { id: 'desk', state: { left: 3 } },
  { id: 'back-room', state: { held: 7 } },
  { id: 'in', state: {} },
];

function compile(text: string, key: 'expect' | 'finally' = 'expect'): InvariantModel | readonly Finding[] {
  const findings: Finding[] = [];
  const entry = { id: 'rule', severity: 'high', [key]: text } as const;
  return invariantCompiler({ typeIndex, services }).compile(entry, ['invariants', 0], findings) ?? findings;
}

function rule(text: string, key: 'expect' | 'finally' = 'expect'): InvariantModel {
  const compiled = compile(text, key);
  if ('holds' in compiled) return compiled;
  throw new Error(compiled.map((each) => each.message).join('\n'));
}

const environment = (counts: readonly number[], times: readonly number[] = []): InvariantEnv => ({
  n: (type) => counts[type] ?? 0,
  first: (type) => times[type] ?? -1,
  at: (type) => times[type] ?? -1,
  state: (service) => services[service]?.state ?? {},
});

describe('counts', () => {
  it.each([
    ["n('Made') <= 1", [1], true],
    ["n('Made') <= 1", [2], false],
    ["n('Made') == 5", [5], true],
    ["n('Made') + n('Sold') == 1", [0, 1], true],
    ["n('Made') + n('Sold') == 1", [1, 1], false],
    ["n('Made') == 0 || n('Sold') >= 1", [1, 0], false],
    ["n('Made') * 2.0 == n('Sold')", [2, 4], true],
    ["n('Made') in [1, 2]", [2], true],
  ])('%s with %j is %j', (text, counts, expected) => {
    expect(rule(text).holds(environment(counts))).toBe(expected);
  });

  it('times are milliseconds and -1 for never', () => {
    const text = "first('Made') >= 0.0 && at('Sold') == -1 && first('Made') < 200";
    expect(rule(text).holds(environment([], [150.5]))).toBe(true);
    expect(rule(text).holds(environment([], [250]))).toBe(false);
  });

  it('a rule that cannot be evaluated does not hold', () => {
    expect(rule("n('Made') / n('Sold') <= 1").holds(environment([1, 0]))).toBe(false);
    expect(rule("n('Made') / n('Sold') <= 1").holds(environment([1, 1]))).toBe(true);
  });

  it('one compiled rule serves many environments', () => {
    const { holds } = rule("n('Made') == n('Sold')");
    expect([environment([1, 1]), environment([1, 2]), environment([3, 3])].map(holds)).toEqual([true, false, true]);
  });

  it('knows which messages it mentions', () => {
    expect(rule("n('Sold') == 0 || n('Lost') == n('Sold')").mentions).toEqual([1, 2]);
  });

  it('reads the state of services, dashes written as underscores', () => {
    expect(rule('desk.left + back_room.held == 10', 'finally').holds(environment([]))).toBe(true);
    expect(rule('desk.left > 3', 'finally')).toMatchObject({ scope: 'finally', judged: 'whenSettled' });
  });
});

describe('errors', () => {
  it.each([
    ["n('Mad') <= 1", 'Unknown message "Mad". Did you mean "Made"?'],
    ['n("Ma" + "de") <= 1', "Write the message name out: n('Name')."],
    ["m('Made') <= 1", 'm'],
    ['n(5) <= 1', "found no matching overload for 'n(int)'"],
    ["n('Made')", 'This expression gives a number, expected true or false.'],
    ['desk.lef == 1', 'Unknown field of desk "lef". Did you mean "left"?'],
    ['dsk.left == 1', 'Unknown variable "dsk". Did you mean "desk"?'],
    ['msg.x == 1', 'Unknown variable "msg"'],
  ])('%s: %s', (text, message) => {
    const compiled = compile(text);
    if ('holds' in compiled) throw new Error('compiled');
    expect(compiled[0]?.message).toContain(message);
  });
});

describe('when a rule is judged', () => {
  it.each([
    "n('Made') <= 1",
    "n('Made') < 2",
    "1 >= n('Made')",
    "n('Made') == 0",
    "0 == n('Made') + n('Sold')",
    "!(n('Made') > 1)",
    "n('Made') + n('Sold') <= 1",
    "n('Made') <= 1 && n('Sold') <= 2",
    "n('Made') == 0 || n('Sold') == 0",
    "2 * n('Made') <= 3",
    "-1 * n('Made') >= -3",
    "n('Made') - 1 <= 0",
    "at('Made') <= 500",
    "!(n('Made') != 0)",
  ])('%s: at once, because it can never become true again', (text) => {
    expect(rule(text).judged).toBe('atOnce');
  });

  it.each([
    "n('Made') == 1",
    "n('Made') >= 1",
    "n('Made') == n('Sold')",
    "n('Made') == 0 || n('Sold') >= 1",
    "n('Made') - n('Sold') <= 1",
    "n('Made') <= n('Sold')",
    "!(n('Made') <= 1)",
    "n('Made') * n('Sold') <= 1",
    "n('Made') > 0 ? n('Sold') <= 1 : true",
    'desk.left >= 0',
    "n('Made') in [0, 2]",
  ])('%s: when settled', (text) => {
    expect(rule(text).judged).toBe('whenSettled');
  });

  it('growing counts never heal a rule that is judged at once', () => {
    const rules = ["n('Made') <= 1", "n('Made') == 0 || n('Sold') == 0", "!(n('Made') + n('Sold') > 2)"].map((text) => rule(text));
    const counts = [0, 1, 2, 3, 4].flatMap((made) => [0, 1, 2, 3, 4].map((sold): readonly [number, number] => [made, sold]));
    const healed = rules.flatMap(({ text, holds }) =>
      counts
        .filter((pair) => !holds(environment(pair)))
        .filter(([made, sold]) => holds(environment([made + 1, sold])) || holds(environment([made, sold + 1])))
        .map((pair) => [text, pair]),
    );
    expect(healed).toEqual([]);
    expect(rules.map(({ holds }) => counts.filter((pair) => !holds(environment(pair))).length)).toEqual([15, 16, 19]);
  });
});
