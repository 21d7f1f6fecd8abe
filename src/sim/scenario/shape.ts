import * as v from 'valibot';
import { err, ok, type Result } from '../../base/result';
import { nearest } from './nearest';
import { finding, listed, shortened, unknownName, type Finding, type ProblemPath } from './problem';
import { scenarioSchema, type Scenario } from './schema';

type Schema = v.GenericSchema;

/** Checks plain data against the schema: every unknown key and every wrong value at once. */
export function checkShape(data: unknown): Result<Scenario, readonly Finding[]> {
  const found: Finding[] = [];
  collectStrange({ schema: scenarioSchema, data, path: [], found });
  const result = v.safeParse(scenarioSchema, data);
  const lists = found.filter((each) => each.found === listFound).map((each) => each.path);
  const wrong = (result.issues ?? []).filter((issue) => issue.expected !== 'never').map(toFinding);
  const findings = [...found, ...wrong.filter((each) => !lists.some((path) => path.every((part, index) => part === each.path[index])))];
  return result.success && findings.length === 0 ? ok(result.output) : err(findings);
}

const listFound = 'a list';

interface Visit {
  readonly schema: Schema;
  readonly data: unknown;
  readonly path: ProblemPath;
  readonly found: Finding[];
}

/**
 * valibot stops at the first unknown key of a table and takes a list for a table; a person wants to see every unknown key, each
 * with the nearest known one, and to be told about the list.
 */
function collectStrange({ schema, data, path, found }: Visit): void {
  if (typeof data !== 'object' || data === null) return;
  const parts = partsOf(schema);
  if (!Array.isArray(data)) collectFromTable(parts, { schema, data, path, found });
  else if (parts.isTable) {
    const message = 'This value does not fit: found a list, expected a table.';
    found.push(finding(path, message, { found: listFound, expected: 'a table' }));
  } else if (parts.item !== null) {
    const { item } = parts;
    data.forEach((each, index) => collectStrange({ schema: item, data: each, path: [...path, index], found }));
  }
}

function collectFromTable({ entries, rest }: Parts, { data, path, found }: Visit): void {
  for (const [key, value] of Object.entries(data as object)) {
    const at = [...path, key];
    const next = schemaOf(entries, key) ?? rest;
    if (next !== null) collectStrange({ schema: next, data: value, path: at, found });
    else if (entries !== null) found.push(unknownName('key', key, Object.keys(entries), { path: at, at: 'key' }));
  }
}

function schemaOf(entries: Parts['entries'], key: string): Schema | null {
  return entries !== null && Object.hasOwn(entries, key) ? (entries[key] ?? null) : null;
}

interface Parts {
  readonly isTable: boolean;
  readonly entries: Readonly<Record<string, Schema>> | null;
  readonly rest: Schema | null;
  readonly item: Schema | null;
}

/** Looks through optionals to the tables and lists of a schema; unions have no parts. */
function partsOf(schema: Schema): Parts {
  const inner = schema as Partial<{ wrapped: Schema; entries: Record<string, Schema>; rest: Schema; item: Schema; value: Schema }>;
  if (inner.wrapped !== undefined) return partsOf(inner.wrapped);
  if (schema.type === 'record') return { isTable: true, entries: null, rest: inner.value ?? null, item: null };
  return { isTable: inner.entries !== undefined, entries: inner.entries ?? null, rest: inner.rest ?? null, item: inner.item ?? null };
}

function toFinding(issue: v.BaseIssue<unknown>): Finding {
  const items = issue.path ?? [];
  const path = items.map((item) => item.key as string | number);
  const last = items.at(-1);
  const isKey = last?.origin === 'key';
  if (isKey && issue.received === 'undefined') return missing(path);
  const found = isKey ? shortened(path.at(-1)) : describe(issue.input);
  const expected = expectedOf(issue);
  const suggestion = suggestionFor(issue.input, expected);
  const hint = suggestion === '' ? '' : ` Did you mean "${suggestion}"?`;
  const what = isKey ? 'This name' : 'This value';
  const message = `${what} does not fit: found ${found}, expected ${expected}.${hint}`;
  return finding(path, message, { at: isKey ? 'key' : 'value', found, expected, suggestion });
}

function missing(path: ProblemPath): Finding {
  const key = String(path.at(-1) ?? '');
  const where = path.length > 1 ? `"${String(path.at(-2))}"` : 'the file';
  return finding(path, `The key "${key}" is missing in ${where}.`, {
    at: 'key',
    found: 'nothing',
    expected: `the key "${key}"`,
    suggestion: key,
  });
}

function describe(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object') return 'a table';
  return typeof input === 'string' ? `"${shortened(input)}"` : shortened(input);
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Object: 'a table',
  Array: 'a list',
};

/** The pattern's own words, or the type in plain words, or the list of choices. */
function expectedOf(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  const expected = issue.expected ?? 'something else';
  const word = typeWords[expected];
  if (word !== undefined) return word;
  const choices = expected.match(/"[^"]*"/g);
  return choices === null ? expected : listed(choices.map((choice) => choice.slice(1, -1)));
}

const yesWords: ReadonlyMap<string, string> = new Map([
  ['yes', 'true'],
  ['on', 'true'],
  ['y', 'true'],
  ['no', 'false'],
  ['off', 'false'],
  ['n', 'false'],
]);

function suggestionFor(input: unknown, expected: string): string {
  if (typeof input === 'number') return expected.startsWith('a duration') ? `${input}ms` : expected === 'a text' ? `"${input}"` : '';
  if (typeof input !== 'string') return '';
  if (expected === 'true or false') return yesWords.get(input.toLowerCase()) ?? '';
  return /^(?:an?|at|one) /.test(expected) ? '' : (nearest(input, expected.split(', ')) ?? '');
}
