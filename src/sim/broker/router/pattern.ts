import { err, ok, type Result } from '../../../base/result';
import type { PlainData } from '../../../base/plainData';
import { cidrOf, type Cidr } from './cidr';

/**
 * Filters over JSON, as EventBridge rules and SNS filter policies write them: an object that looks like what it selects, with a list of
 * alternatives at every leaf. Fields of an object all have to match (and); one alternative of a list is enough (or).
 */
export interface Pattern {
  readonly fields: readonly PatternField[];
  /** Each entry of `$or`: one of its patterns has to match. */
  readonly either: readonly (readonly Pattern[])[];
}

export interface PatternField {
  readonly name: string;
  readonly test: { readonly kind: 'nested'; readonly pattern: Pattern } | { readonly kind: 'leaf'; readonly oneOf: readonly Test[] };
}

export type TextTest = { readonly part: 'whole' | 'prefix' | 'suffix'; readonly text: string; readonly ignoreCase: boolean };
export type Bound = { readonly operator: '=' | '<' | '<=' | '>' | '>='; readonly value: number };

/** One alternative at a leaf. */
export type Test =
  | { readonly kind: 'equals'; readonly value: PlainData }
  | { readonly kind: 'text'; readonly test: TextTest }
  | { readonly kind: 'wildcard'; readonly pieces: readonly string[] }
  | { readonly kind: 'numeric'; readonly bounds: readonly Bound[] }
  | { readonly kind: 'cidr'; readonly block: Cidr }
  | { readonly kind: 'exists'; readonly wanted: boolean }
  /** Present, and none of these. */
  | { readonly kind: 'anythingBut'; readonly tests: readonly Test[] };

/** How deep patterns may be nested; more is refused. */
const depthMax = 32;

/** Reads a pattern, or says what is wrong with it. */
export function parsePattern(data: PlainData): Result<Pattern, string> {
  try {
    return ok(parseObject(data, '', 0));
  } catch (problem) {
    if (problem instanceof PatternProblem) return err(problem.message);
    throw problem;
  }
}

class PatternProblem extends Error {}

function refuse(at: string, why: string): never {
  throw new PatternProblem(at === '' ? why : `${at}: ${why}`);
}

type JsonObject = { readonly [key: string]: PlainData };
const isObject = (data: PlainData | undefined): data is JsonObject => typeof data === 'object' && data !== null && !Array.isArray(data);
const isList = (data: PlainData | undefined): data is readonly PlainData[] => Array.isArray(data);

function parseObject(data: PlainData, at: string, depth: number): Pattern {
  if (!isObject(data)) refuse(at, 'a pattern is an object');
  if (depth > depthMax) refuse(at, `a pattern is nested at most ${depthMax} levels deep`);
  const names = Object.keys(data).sort();
  if (names.length === 0) refuse(at, 'empty objects are not allowed');
  const fields: PatternField[] = [];
  const either: (readonly Pattern[])[] = [];
  for (const name of names) {
    const value = data[name] ?? null;
    const path = at === '' ? name : `${at}.${name}`;
    if (name === '$or') either.push(parseEither(value, path, depth));
    else fields.push({ name, test: isObject(value) ? nested(value, path, depth) : { kind: 'leaf', oneOf: parseLeaf(value, path) } });
  }
  return { fields, either };
}

const nested = (value: PlainData, path: string, depth: number) =>
  ({ kind: 'nested', pattern: parseObject(value, path, depth + 1) }) as const;

function parseEither(value: PlainData, path: string, depth: number): readonly Pattern[] {
  if (!isList(value) || value.length < 2) refuse(path, '$or is a list of at least two patterns');
  return value.map((one) => parseObject(one, path, depth + 1));
}

function parseLeaf(value: PlainData, path: string): readonly Test[] {
  if (!isList(value)) refuse(path, 'a value to match is a list of alternatives');
  if (value.length === 0) refuse(path, 'empty lists are not allowed');
  return value.map((one) => parseTest(one, path));
}

function parseTest(data: PlainData, path: string): Test {
  if (isList(data)) refuse(path, 'lists inside a list of alternatives are not allowed');
  if (!isObject(data)) return { kind: 'equals', value: data };
  const [operator, ...more] = Object.keys(data);
  if (operator === undefined || more.length > 0) refuse(path, 'an alternative has exactly one operator');
  return parseOperator(operator, data[operator] ?? null, path);
}

function parseOperator(operator: string, value: PlainData, path: string): Test {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return { kind: 'text', test: parseEnd(operator, value, path) };
    case 'equals-ignore-case':
      return { kind: 'text', test: { part: 'whole', text: textOf(value, path, operator), ignoreCase: true } };
    case 'wildcard':
      return { kind: 'wildcard', pieces: parseWildcard(textOf(value, path, operator), path) };
    case 'numeric':
      return { kind: 'numeric', bounds: parseNumeric(value, path) };
    case 'exists':
      if (typeof value !== 'boolean') refuse(path, 'exists is true or false');
      return { kind: 'exists', wanted: value };
    case 'cidr':
      return { kind: 'cidr', block: cidrOf(textOf(value, path, operator)) ?? refuse(path, 'cidr needs an address block') };
    case 'anything-but':
      return { kind: 'anythingBut', tests: parseBut(value, path) };
    default:
      return refuse(path, `Unrecognized match type ${operator}`);
  }
}

function textOf(value: PlainData, path: string, operator: string): string {
  return typeof value === 'string' ? value : refuse(path, `${operator} needs a text`);
}

function parseEnd(part: 'prefix' | 'suffix', value: PlainData, path: string): TextTest {
  if (!isObject(value)) return { part, text: textOf(value, path, part), ignoreCase: false };
  if (Object.keys(value).join() !== 'equals-ignore-case') refuse(path, `${part} takes a text or equals-ignore-case`);
  return { part, text: textOf(value['equals-ignore-case'] ?? null, path, part), ignoreCase: true };
}

/** The literal pieces between the asterisks; `\*` and `\\` stand for themselves. */
function parseWildcard(text: string, path: string): readonly string[] {
  const tokens = text.match(/\\[^]?|\*|[^\\*]+/g) ?? [];
  const pieces = [''];
  tokens.forEach((token, i) => {
    if (token === '*' && tokens[i - 1] === '*') refuse(path, 'wildcard has two asterisks in a row');
    if (token === '*') pieces.push('');
    else pieces.push(`${pieces.pop() ?? ''}${token.startsWith('\\') ? unescaped(token, path) : token}`);
  });
  return pieces;
}

function unescaped(token: string, path: string): string {
  return token === '\\*' || token === '\\\\' ? token.slice(1) : refuse(path, 'wildcard escapes only * and \\');
}

const operators = ['=', '<', '<=', '>', '>='] as const;

function parseNumeric(value: PlainData, path: string): readonly Bound[] {
  if (!isList(value) || (value.length !== 2 && value.length !== 4)) refuse(path, 'numeric is one comparison, or the two ends of a range');
  const bounds = Array.from({ length: value.length / 2 }, (_, i) => parseBound(value[2 * i] ?? null, value[2 * i + 1] ?? null, path));
  const [low, high] = bounds;
  if (low !== undefined && high !== undefined && !isRange(low, high)) refuse(path, 'numeric range: the lower end comes first');
  return bounds;
}

function parseBound(operator: PlainData, value: PlainData, path: string): Bound {
  const known = operators.find((one) => one === operator) ?? refuse(path, 'numeric needs =, <, <=, > or >=');
  return typeof value === 'number' ? { operator: known, value } : refuse(path, 'numeric compares with a number');
}

const isRange = (low: Bound, high: Bound): boolean =>
  low.operator.startsWith('>') && high.operator.startsWith('<') && low.value < high.value;

function parseBut(value: PlainData, path: string): readonly Test[] {
  if (isList(value)) return value.length === 0 ? refuse(path, 'anything-but needs a value') : value.map((one) => plainBut(one, path));
  if (!isObject(value)) return [plainBut(value, path)];
  const [operator, ...more] = Object.keys(value);
  if (operator === undefined || more.length > 0 || !butOperators.includes(operator)) refuse(path, 'anything-but takes one text operator');
  const operand = value[operator] ?? null;
  return isList(operand) ? operand.map((one) => parseOperator(operator, one, path)) : [parseOperator(operator, operand, path)];
}

const butOperators = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'];

function plainBut(value: PlainData, path: string): Test {
  return typeof value === 'string' || typeof value === 'number'
    ? { kind: 'equals', value }
    : refuse(path, 'anything-but takes texts or numbers');
}
