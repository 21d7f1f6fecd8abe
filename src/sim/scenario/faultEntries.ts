import type { ParameterDefinition } from '../faults/definition';
import type { SettingValue } from '../../base/plainData';
import type { ScheduledFault } from './model';
import { durationExpected, parseDurationMs, parseDurationUs } from './notation';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';

/** What a file needs to know of a fault: its key, where it aims and its parameters. */
export interface FaultWords {
  readonly kind: string;
  readonly fileKey: string;
  readonly params: readonly ParameterDefinition[];
}

type Entry = Readonly<Record<string, SettingValue>>;

export interface FaultScope {
  readonly faults: readonly FaultWords[];
  /** Places that a fault may aim at. */
  readonly places: readonly string[];
  readonly findings: Finding[];
}

/** `{ at: 3s, for: 4s, crash: payment, point: before-ack }` → an intervention of the schedule; null when something is wrong with it. */
export function scheduledFault(entry: Entry, path: ProblemPath, scope: FaultScope): ScheduledFault | null {
  const before = scope.findings.length;
  const words = wordsFor(entry, path, scope);
  const atUs = time(entry, 'at', path, scope);
  const forUs = time(entry, 'for', path, scope);
  if (words === null) return null;
  const target = targetOf(entry, words, path, scope);
  const params = paramsOf(entry, words, path, scope);
  return scope.findings.length > before ? null : { atUs: atUs ?? 0, forUs, fault: { kind: words.kind, target, params } };
}

function wordsFor(entry: Entry, path: ProblemPath, { faults, findings }: FaultScope): FaultWords | null {
  const keys = faults.map((fault) => fault.fileKey);
  const named = faults.filter((fault) => entry[fault.fileKey] !== undefined);
  const [only, second] = named;
  if (only !== undefined && second === undefined) return only;
  const strange = Object.keys(entry).find((key) => !keys.includes(key) && !['at', 'for', 'p'].includes(key));
  if (second !== undefined) findings.push(finding(path, `One fault per entry: found "${only?.fileKey}" and "${second.fileKey}".`));
  else if (strange === undefined) findings.push(finding(path, 'This entry names no fault.', { expected: `one of ${keys.join(', ')}` }));
  else findings.push(unknownName('fault', strange, keys, { path: [...path, strange], at: 'key' }));
  return null;
}

function time(entry: Entry, key: 'at' | 'for', path: ProblemPath, { findings }: FaultScope): number | null {
  const value = entry[key];
  if (value === undefined) return null;
  const us = typeof value === 'string' ? parseDurationUs(value) : value === 0 ? 0 : null;
  if (us === null) {
    const suggestion = typeof value === 'number' ? `${value}s` : '';
    findings.push(
      finding([...path, key], `"${key}" needs ${durationExpected}.`, { found: String(value), expected: durationExpected, suggestion }),
    );
  }
  return us;
}

/** `broker: down` and `node: 1` aim at the broker; everything else names its place. */
function targetOf(entry: Entry, { fileKey }: FaultWords, path: ProblemPath, { places, findings }: FaultScope): string {
  const value = entry[fileKey];
  if (fileKey === 'broker' || fileKey === 'node') {
    const right = fileKey === 'node' ? typeof value === 'number' : value === 'down';
    const expected = fileKey === 'node' ? 'the number of a node, from 1' : 'down';
    if (!right)
      findings.push(finding([...path, fileKey], `"${fileKey}" needs ${expected}.`, { found: String(value), expected, suggestion: 'down' }));
    return 'broker';
  }
  const place = String(value);
  if (!places.includes(place)) findings.push(unknownName('place', place, places, { path: [...path, fileKey] }));
  return place;
}

function paramsOf(entry: Entry, words: FaultWords, path: ProblemPath, scope: FaultScope): Readonly<Record<string, SettingValue>> {
  const params: Record<string, SettingValue> = {};
  const node = words.params.find(({ name }) => name === 'node');
  for (const [key, value] of Object.entries(entry)) {
    if (key === 'at' || key === 'for') continue;
    const definition = key === words.fileKey ? (key === 'node' ? node : null) : words.params.find(({ name }) => name === key);
    if (definition === null) continue;
    if (definition === undefined) {
      const known = [words.fileKey, 'at', 'for', ...words.params.map(({ name }) => name)];
      scope.findings.push(unknownName('key', key, known, { path: [...path, key], at: 'key' }));
      continue;
    }
    const setting = parameterValue(value, definition);
    if (typeof setting === 'object') scope.findings.push(wrongParameter([...path, key], value, setting.expected));
    else params[key] = setting;
  }
  return params;
}

function wrongParameter(path: ProblemPath, value: SettingValue, expected: string): Finding {
  return finding(path, `"${String(path.at(-1))}" does not fit: found ${String(value)}, expected ${expected}.`, {
    found: String(value),
    expected,
  });
}

/** The value as the registry wants it (durations in milliseconds), or what was expected instead. */
export function parameterValue(value: SettingValue, definition: ParameterDefinition): SettingValue | { readonly expected: string } {
  if (definition.type === 'boolean') return typeof value === 'boolean' ? value : { expected: 'true or false' };
  if (definition.type === 'choice')
    return definition.choices.includes(String(value)) ? String(value) : { expected: definition.choices.join(', ') };
  const { min, max, unit, integer } = definition;
  const number = typeof value === 'string' && unit === 'ms' ? parseDurationMs(value) : value;
  const fits = typeof number === 'number' && number >= min && number <= max && (!integer || Number.isInteger(number));
  if (fits) return number;
  return { expected: unit === 'ms' ? `a duration from ${min}ms to ${max}ms` : `a ${integer ? 'whole ' : ''}number from ${min} to ${max}` };
}

const probability: ParameterDefinition = {
  name: 'p',
  title: 'Probability',
  type: 'number',
  default: 1,
  min: 0,
  max: 1,
  unit: 'p',
  integer: false,
};

/** Faults that files may name, until every one of them stands in the fault registry. */
export const knownFaults: readonly FaultWords[] = [
  { kind: 'broker-down', fileKey: 'broker', params: [] },
  {
    kind: 'node-down',
    fileKey: 'node',
    params: [{ name: 'node', title: 'Node', type: 'number', default: 1, min: 1, max: 9, unit: '', integer: true }],
  },
  {
    kind: 'crash',
    fileKey: 'crash',
    params: [
      { name: 'point', title: 'Point', type: 'choice', default: 'now', choices: ['now', 'before-effect', 'before-publish', 'before-ack'] },
    ],
  },
  {
    kind: 'slow',
    fileKey: 'slow',
    params: [{ name: 'factor', title: 'Factor', type: 'number', default: 5, min: 1, max: 1000, unit: '×', integer: false }],
  },
  { kind: 'drop', fileKey: 'dropInto', params: [probability] },
  { kind: 'duplicate', fileKey: 'duplicateInto', params: [probability] },
  {
    kind: 'reorder',
    fileKey: 'reorderInto',
    params: [probability, { name: 'window', title: 'Window', type: 'number', default: 3, min: 2, max: 100, unit: '', integer: true }],
  },
  {
    kind: 'delay',
    fileKey: 'delayInto',
    params: [probability, { name: 'by', title: 'By', type: 'number', default: 1000, min: 1, max: 3_600_000, unit: 'ms', integer: false }],
  },
  { kind: 'poison', fileKey: 'poison', params: [probability] },
];
