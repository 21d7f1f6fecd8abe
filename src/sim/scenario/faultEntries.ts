import type { SettingValue } from '../../base/plainData';
import type { ParameterDefinition } from '../faults/definition';
import { faultRegistry } from '../faults/index';
import type { ScheduledFault } from './model';
import { durationExpected, parseDurationUs } from './notation';
import { parameterValue } from './parameters';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';

/** What a file needs to know of a fault: its key, where it may aim and its parameters. */
interface FaultWords {
  readonly kind: string;
  readonly fileKey: string;
  readonly params: readonly ParameterDefinition[];
  readonly targets: readonly string[];
}

const faults: readonly FaultWords[] = faultRegistry.map(({ kind, meta, params }) => ({
  kind,
  fileKey: meta.fileKey,
  params,
  targets: meta.targets,
}));
const faultKeys = faults.map(({ fileKey }) => fileKey);

type Entry = Readonly<Record<string, SettingValue>>;

export interface FaultScope {
  readonly services: readonly string[];
  readonly messages: readonly string[];
  readonly findings: Finding[];
}

interface Reading extends FaultScope {
  readonly entry: Entry;
  readonly path: ProblemPath;
}

/** `{ at: 3s, for: 4s, crash: place, point: before-ack }` → an intervention of the schedule; null when something is wrong with it. */
export function scheduledFault(entry: Entry, path: ProblemPath, scope: FaultScope): ScheduledFault | null {
  const reading: Reading = { ...scope, entry, path };
  const before = errorCount(scope.findings);
  const words = wordsFor(reading);
  const atUs = time(reading, 'at');
  const forUs = time(reading, 'for');
  if (words === null) return null;
  const target = targetOf(words, reading);
  const params = paramsOf(words, reading);
  return errorCount(scope.findings) > before ? null : { atUs: atUs ?? 0, forUs, fault: { kind: words.kind, target, params } };
}

const errorCount = (findings: readonly Finding[]): number => findings.filter(({ severity }) => severity === 'error').length;

function wordsFor({ entry, path, findings }: Reading): FaultWords | null {
  const [only, second] = faults.filter((fault) => entry[fault.fileKey] !== undefined);
  if (only === undefined) findings.push(namesNone(entry, path));
  else if (second !== undefined) findings.push(finding(path, `One fault per entry: found "${only.fileKey}" and "${second.fileKey}".`));
  return second === undefined ? (only ?? null) : null;
}

/** The key that is most likely meant as the fault: any that is neither a time nor a parameter of some fault. */
function namesNone(entry: Entry, path: ProblemPath): Finding {
  const others = new Set(['at', 'for', 'type', ...faults.flatMap(({ params }) => params.map(({ name }) => name))]);
  const strange = Object.keys(entry).find((key) => !others.has(key));
  if (strange !== undefined) return unknownName('fault', strange, faultKeys, { path: [...path, strange], at: 'key' });
  return finding(path, `This entry names no fault: ${faultKeys.join(', ')}.`, {
    found: 'no fault',
    expected: `one of ${faultKeys.join(', ')}`,
  });
}

function time({ entry, path, findings }: Reading, key: 'at' | 'for'): number | null {
  const value = entry[key];
  if (value === undefined) return null;
  const us = typeof value === 'string' ? parseDurationUs(value) : value === 0 ? 0 : null;
  if (us !== null) return us;
  const suggestion = typeof value === 'number' ? `${value}s` : '';
  const hint = suggestion === '' ? '' : ` Did you mean "${suggestion}"?`;
  const message = `"${key}" does not fit: found ${String(value)}, expected ${durationExpected}.${hint}`;
  findings.push(finding([...path, key], message, { found: String(value), expected: durationExpected, suggestion }));
  return null;
}

/** `broker: down` and `node: 1` aim at the broker; everything else names its place. */
function targetOf({ fileKey, targets }: FaultWords, { entry, path, services, findings }: Reading): string {
  const value = entry[fileKey];
  if (targets.includes('broker')) {
    const isRight = fileKey === 'node' ? typeof value === 'number' : value === 'down';
    const expected = fileKey === 'node' ? 'the number of a node, from 1' : 'down';
    const message = `"${fileKey}" does not fit: found ${String(value)}, expected ${expected}.`;
    if (!isRight) findings.push(finding([...path, fileKey], message, { found: String(value), expected }));
    return 'broker';
  }
  const place = String(value);
  const places = targets.includes('coordinator') ? [...services, 'coordinator'] : services;
  if (!places.includes(place)) findings.push(unknownName('place', place, places, { path: [...path, fileKey] }));
  return place;
}

function paramsOf(words: FaultWords, reading: Reading): Readonly<Record<string, SettingValue>> {
  const params: Record<string, SettingValue> = {};
  for (const key of Object.keys(reading.entry)) {
    if (key === 'at' || key === 'for' || (key === words.fileKey && key !== 'node')) continue;
    const setting = key === 'type' ? typeParam(words, reading) : param(key, words, reading);
    if (setting !== null) params[key] = setting;
  }
  return params;
}

function param(key: string, { fileKey, params }: FaultWords, { entry, path, findings }: Reading): SettingValue | null {
  const definition = params.find(({ name }) => name === key);
  const value = entry[key] ?? '';
  if (definition === undefined) {
    const known = [fileKey, 'at', 'for', ...params.map(({ name }) => name)];
    findings.push(unknownName('key', key, known, { path: [...path, key], at: 'key' }));
    return null;
  }
  const setting = parameterValue(value, definition);
  if (typeof setting !== 'object') return setting;
  const message = `"${key}" does not fit: found ${String(value)}, expected ${setting.expected}.`;
  findings.push(finding([...path, key], message, { found: String(value), expected: setting.expected }));
  return null;
}

/** A fault may strike one message type only; comparing coordinations that use other messages is then unfair. */
function typeParam({ params }: FaultWords, { entry, path, messages, findings }: Reading): SettingValue | null {
  const at = [...path, 'type'];
  const name = String(entry['type']);
  if (!params.some((each) => each.name === 'p')) findings.push(unknownName('key', 'type', ['at', 'for'], { path: at, at: 'key' }));
  else if (!messages.includes(name)) findings.push(unknownName('message', name, messages, { path: at }));
  else {
    const message = `This fault strikes ${name} only: coordinations that do without it are spared, so comparing them is unfair.`;
    findings.push(finding(at, message, { severity: 'warning', found: name, expected: 'a fault aimed at a place' }));
  }
  return name;
}
