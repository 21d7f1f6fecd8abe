import { finding, shortened, type Finding, type ProblemPath } from './problem';

/** Bounds of every scenario, whether it comes from a text, a link or a store. */
export const textLengthMax = 1_000_000;
export const depthMax = 12;
export const valuesMax = 50_000;
const stringLengthMax = 500;

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Keys that could reach the prototype of an object: refused anywhere. */
export const isForbiddenKey = (key: string): boolean => forbiddenKeys.has(key);

export function forbiddenKey(path: ProblemPath, key: string): Finding {
  return finding(path, `The key "${key}" is not allowed.`, { at: 'key', found: key, expected: 'another key' });
}

/** What is wrong with plain data before its shape matters: depth, size, texts without end, numbers without value, dangerous keys, values that are no JSON. */
export function checkBounds(data: unknown): readonly Finding[] {
  const findings: Finding[] = [];
  const pending: { readonly value: unknown; readonly path: ProblemPath }[] = [{ value: data, path: [] }];
  let values = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    values += 1;
    if (values > valuesMax)
      return [finding([], `There are too many values: at most ${valuesMax}.`, { expected: `at most ${valuesMax} values` })];
    const { value, path } = next;
    const problem = valueProblem(value, path);
    if (problem !== null) findings.push(problem);
    else if (typeof value === 'object' && value !== null) pending.push(...childrenOf(value, path, findings));
  }
  return findings;
}

function childrenOf(value: object, path: ProblemPath, findings: Finding[]): { readonly value: unknown; readonly path: ProblemPath }[] {
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, child]) => {
    const at = [...path, isList ? Number(key) : key];
    if (!isForbiddenKey(key)) return [{ value: child as unknown, path: at }];
    findings.push(forbiddenKey(at, key));
    return [];
  });
}

function valueProblem(value: unknown, path: ProblemPath): Finding | null {
  switch (typeof value) {
    case 'string':
      return value.length > stringLengthMax ? tooLong(value, path) : null;
    case 'number':
      return Number.isFinite(value)
        ? null
        : finding(path, 'A number must be finite.', { found: String(value), expected: 'a finite number' });
    case 'boolean':
      return null;
    case 'object':
      return tableProblem(value, path);
    default:
      return finding(path, `A ${typeof value} has no place in a scenario.`, { found: typeof value, expected: 'plain data' });
  }
}

function tableProblem(value: object | null, path: ProblemPath): Finding | null {
  if (path.length > depthMax)
    return finding(path, `Nested too deeply: at most ${depthMax} levels.`, { expected: `at most ${depthMax} levels` });
  const isPlain = value === null || Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? null : finding(path, 'Only plain tables and lists are allowed.', { expected: 'plain data' });
}

function tooLong(text: string, path: ProblemPath): Finding {
  const expected = `at most ${stringLengthMax} characters`;
  return finding(path, `This text is too long: ${text.length} characters, ${expected}.`, { found: shortened(text), expected });
}
