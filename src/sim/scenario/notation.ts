import type { Distribution } from '../../base/distribution';
import type { PayloadGenerator } from './model';

/** Microseconds per unit of the time notation. */
const unitUs: Readonly<Record<string, number>> = { ms: 1000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 };
const spanMaxUs = 366 * 86_400_000_000;

export const timeExpected =
  'a time such as 250ms, 20..60ms, exp(50ms), normal(50ms, 10ms), lognormal(50ms, p99=200ms), erlang(50ms, k=4), hyper(50ms, cv2=4) or fixed(70s)';
export const durationExpected = 'a duration such as 250ms, 5s or 7d';

/** `250ms`, `1.5s`, `7d` as whole microseconds; null when it is no duration. */
export function parseDurationUs(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(text.trim());
  if (match === null) return null;
  const us = Math.round(Number(match[1]) * (unitUs[match[2] ?? ''] ?? Number.NaN));
  return us <= spanMaxUs ? us : null;
}

/** A duration in milliseconds, as settings carry it. */
export function parseDurationMs(text: string): number | null {
  const us = parseDurationUs(text);
  return us === null ? null : us / 1000;
}

/** Phases of an Erlang distribution, and squared coefficients of variation of a hyper-exponential one, at most. */
const phasesMax = 100;

/**
 * `20..60ms` (uniform), `exp(50ms)`, `normal(50ms, 10ms)`, `lognormal(50ms, p99=200ms)`, `erlang(50ms, k=4)`, `hyper(50ms, cv2=4)`, `fixed(70s)` or a
 * plain duration; null when it is none.
 */
export function parseDistribution(text: string): Distribution | null {
  const trimmed = text.trim();
  const call = /^([a-z]+)\(([^()]*)\)$/.exec(trimmed);
  if (call !== null)
    return parseCall(
      call[1] ?? '',
      (call[2] ?? '').split(',').map((part) => part.trim()),
    );
  const range = /^([0-9.]+)(ms|s|m|h|d)?\.\.([0-9.]+)(ms|s|m|h|d)$/.exec(trimmed.replaceAll(' ', ''));
  if (range === null) return fixed(parseDurationUs(trimmed));
  const fromUs = parseDurationUs(`${range[1]}${range[2] ?? range[4]}`);
  const toUs = parseDurationUs(`${range[3]}${range[4]}`);
  return fromUs === null || toUs === null || fromUs > toUs ? null : { kind: 'uniform', fromUs, toUs };
}

function fixed(us: number | null): Distribution | null {
  return us === null ? null : { kind: 'fixed', us };
}

function parseCall(name: string, args: readonly string[]): Distribution | null {
  if (name === 'erlang' || name === 'hyper') return parsePhases(name, args);
  const [first, second, ...rest] = args.map((text) => parseDurationUs(text.replace(/^(?:p99|sd)\s*=\s*/, '')));
  if (first === null || first === undefined || second === null || rest.length > 0) return null;
  return second === undefined ? oneArgument(name, first) : twoArguments(name, first, second);
}

const phaseShape = {
  erlang: /^(?:k\s*=\s*)?([0-9]+)$/,
  hyper: /^(?:cv2\s*=\s*)?([0-9]+(?:\.[0-9]+)?)$/,
} as const;

/** A mean and a plain number: phases (`k`), or the squared coefficient of variation (`cv2`). */
function parsePhases(name: 'erlang' | 'hyper', [mean = '', shape = '', ...rest]: readonly string[]): Distribution | null {
  const meanUs = parseDurationUs(mean);
  const number = Number(phaseShape[name].exec(shape)?.[1] ?? 0);
  if (meanUs === null || rest.length > 0 || number < 1 || number > phasesMax) return null;
  return name === 'erlang' ? { kind: 'erlang', meanUs, k: number } : { kind: 'hyperexponential', meanUs, cv2: number };
}

function oneArgument(name: string, us: number): Distribution | null {
  return name === 'fixed' ? fixed(us) : name === 'exp' ? { kind: 'exponential', meanUs: us } : null;
}

function twoArguments(name: string, first: number, second: number): Distribution | null {
  if (name === 'normal') return { kind: 'normal', meanUs: first, sdUs: second };
  return name === 'lognormal' && second > first && first > 0 ? { kind: 'lognormal', medianUs: first, p99Us: second } : null;
}

type FieldValue = string | number | boolean;

/** A payload generator: `"c{1..8}"`, `"{20..200}"`, `"{pick: red, blue}"` or a constant. The message of a wrong one is returned. */
export function parseGenerator(field: string, value: FieldValue): PayloadGenerator | string {
  if (typeof value !== 'string' || !/[{}]/.test(value)) return { field, kind: 'constant', value };
  const match = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(value);
  return match === null ? 'one pair of braces, such as "c{1..8}"' : parseBraces(field, match);
}

function parseBraces(field: string, [, prefix = '', body = '', suffix = '']: readonly string[]): PayloadGenerator | string {
  const pick = /^\s*pick\s*:(.*)$/.exec(body);
  if (pick !== null) return parsePick(field, `${prefix}|${suffix}`, pick[1] ?? '');
  const range = /^\s*(-?[0-9]{1,9})\s*\.\.\s*(-?[0-9]{1,9})\s*$/.exec(body);
  if (range === null) return 'a range such as {1..8} or a choice such as {pick: red, blue}';
  const [from, to] = [Number(range[1]), Number(range[2])];
  return from <= to ? { field, kind: 'integer', from, to, prefix, suffix } : `a range that grows, such as {${to}..${from}}`;
}

function parsePick(field: string, around: string, list: string): PayloadGenerator | string {
  const from = list.split(',').map((each) => each.trim());
  if (around !== '|') return 'nothing around a choice: {pick: red, blue}';
  return from.every((each) => each !== '') ? { field, kind: 'pick', from } : 'at least one word: {pick: red, blue}';
}

/** `5/s`, `30/m` as the microseconds between two arrivals; null when it is no rate. */
export function parseRateEveryUs(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)\/(s|m|h)$/.exec(text.trim());
  const perUnit = match === null ? 0 : Number(match[1]);
  return match === null || perUnit <= 0 ? null : Math.max(1, Math.round((unitUs[match[2] ?? ''] ?? 0) / perUnit));
}

/** `5/s`, `30/m`, `0/s` as arrivals per second; null when it is no rate. */
export function parseRatePerS(text: string): number | null {
  const match = /^([0-9]+(?:\.[0-9]+)?)\/(s|m|h)$/.exec(text.trim());
  return match === null ? null : (Number(match[1]) * 1_000_000) / (unitUs[match[2] ?? ''] ?? Number.NaN);
}
