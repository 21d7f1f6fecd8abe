import * as yaml from 'yaml';
import { describe, expect, it } from 'vitest';
import { checkScenario, parseScenario, parseScenarioWith } from '../../../../src/sim/scenario/parse';
import { load, problemsOf, small } from './support';

const first = (text: string): string => problemsOf(text)[0]?.message ?? '';

describe('hostile files are refused with a message', () => {
  it('an alias bomb', () => {
    const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n`;
    expect(problemsOf(bomb).every((each) => each.message.startsWith('Aliases'))).toBe(true);
    expect(problemsOf(bomb)[0]).toMatchObject({ line: 2, column: 8 });
  });

  it('duplicate keys', () => {
    const problems = problemsOf(`${small}workload: { send: StartThing, to: desk, count: 1 }\n`);
    expect(problems).toEqual([expect.objectContaining({ line: 27, column: 1, message: 'This key stands twice in the same table.' })]);
  });

  it('a file of 5 MB, before anything reads it', () => {
    const untouchable = new Proxy(yaml, {
      get: () => {
        throw new Error('read');
      },
    });
    const result = parseScenarioWith(untouchable, `${small}# ${'x'.repeat(5_000_000)}\n`);
    expect(result.ok ? [] : result.error.map((each) => each.message)).toEqual([expect.stringContaining('The file is too large')]);
    expect(() => parseScenarioWith(untouchable, small)).toThrow('read');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('the key %s anywhere', (key) => {
    const text = `${small}layout: { desk: { "${key}": { polluted: 1 } } }\n`;
    expect(problemsOf(text)).toEqual([expect.objectContaining({ line: 27, column: 19, message: `The key "${key}" is not allowed.` })]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    const data = JSON.parse(`{ "layout": { "${key}": { "polluted": 1 } } }`) as unknown;
    const result = checkScenario(data);
    expect(result.ok ? [] : result.error.map((each) => each.message)).toEqual([`The key "${key}" is not allowed.`]);
  });

  it('deep nesting', () => {
    expect(first(`${small}layout: ${'{ a: '.repeat(20)}1${' }'.repeat(20)}\n`)).toBe('Nested too deeply: at most 12 levels.');
    expect(first(`a: ${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toContain('Nested too deeply');
  });

  it.each(['!!js/function "() => 1"', '!!binary aGk=', '!custom x', '!!set { a }', '!!timestamp 2001-01-01'])('the tag in %s', (value) => {
    expect(first(`${small}layout: { a: ${value} }\n`)).toBe('Tags (!name) are not allowed in a scenario file.');
  });

  it('merge keys', () => {
    expect(first(`${small}layout: { <<: { a: 1 } }\n`)).toContain('Merge keys (<<) are not allowed');
  });

  it('texts without end, numbers without value, several documents, nothing at all', () => {
    expect(first(`${small}layout: { a: ${'x'.repeat(501)} }\n`)).toBe('This text is too long: 501 characters, at most 500 characters.');
    expect(first(`${small}layout: { a: .nan }\n`)).toBe('A number must be finite.');
    expect(first(`${small}layout: { a: 1e999 }\n`)).toBe('A number must be finite.');
    expect(first(`${small}---\na: 1\n`)).toBe('A scenario file holds one document only.');
    expect(first('')).toBe('The file is empty.');
    expect(first('# only a comment\n')).toBe('The file is empty.');
    expect(first('just words')).toContain('found "just words", expected a table');
    expect(first('[1, 2]')).toContain('found a list, expected a table');
  });

  it('too many values', () => {
    expect(first(`${small}layout: { a: [${'1,'.repeat(60_000)}] }\n`)).toBe('There are too many values: at most 50000.');
  });

  it('broken syntax, with its place', () => {
    expect(problemsOf('eventflow: 1\ninfo: { id: a\nservices:\n')[0]).toMatchObject({
      severity: 'error',
      expected: 'valid YAML 1.2 or JSON',
    });
    expect(problemsOf('eventflow: 1\n\tinfo: 1\n')[0]).toMatchObject({ line: 2 });
  });

  it('data that are no plain JSON', () => {
    const { scenario } = load(small);
    const wrong = [
      { ...scenario, layout: { a: undefined } },
      { ...scenario, layout: { a: () => 1 } },
      { ...scenario, layout: { a: new Date(0) } },
      { ...scenario, layout: { a: 1n } },
    ];
    expect(wrong.map((data) => checkScenario(data).ok)).toEqual([false, false, false, false]);
  });
});

describe('friendly files', () => {
  it('are read the same from YAML, from JSON and from plain data', async () => {
    const { scenario } = load(small);
    expect(parseScenarioWith(yaml, JSON.stringify(scenario, null, 2))).toEqual({ ok: true, value: scenario });
    expect(checkScenario(JSON.parse(JSON.stringify(scenario)))).toEqual({ ok: true, value: scenario });
    expect(await parseScenario(small)).toEqual({ ok: true, value: scenario });
  });

  it('may use words that older YAML took for truth values', () => {
    expect(load(small.replaceAll('label: new', 'label: yes')).model.services[1]?.state).toEqual({ stored: 10, label: 'yes', open: true });
  });
});
