import type { SettingValue } from '../base/plainData';

/** The small grammar that links are written in: escapes, numbers with units, `name=value` lists. Pure. */

const plainInLinks = /%(3A|3B|2C|40|2B|3D|2F|2A|20)/g;

/** Escapes a value for the fragment but keeps the separators of our grammar readable. */
export function escapeValue(text: string): string {
  return encodeURIComponent(text).replace(plainInLinks, (match) => (match === '%20' ? match : decodeURIComponent(match)));
}

/** Escapes a name inside a value, so that it can contain any separator. */
export function escapeToken(text: string): string {
  return encodeURIComponent(text).replace(/[.!'()]/g, (c) => (c === '.' ? c : `%${c.charCodeAt(0).toString(16).toUpperCase()}`));
}

/** Undoes percent escapes; null when they are malformed. */
export function unescape(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Microseconds as "12.4s": exact, shortest. */
export function formatTime(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  const rest = String(us - seconds * 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? `${seconds}s` : `${seconds}.${rest}s`;
}

const timePattern = /^(\d{1,9}(?:\.\d{1,6})?)(us|ms|s|m|h)$/;
const unitUs = { us: 1, ms: 1000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 } as const;
/** Ten simulated years: far beyond any run, far below the limits of whole numbers. */
const timeUsMax = 315_360_000_000_000;

/** "12.4s", "250ms" as whole microseconds; null when it is not a time. */
export function parseTime(text: string): number | null {
  const match = timePattern.exec(text);
  const unit = match?.[2] as keyof typeof unitUs | undefined;
  if (match?.[1] === undefined || unit === undefined) return null;
  const us = Math.round(Number(match[1]) * unitUs[unit]);
  return us <= timeUsMax ? us : null;
}

const numberPattern = /^-?\d{1,22}(\.\d{1,22})?(e[+-]?\d{1,3})?$/;

/** A setting as text; strings that would read as something else are quoted. */
export function formatSetting(value: SettingValue): string {
  if (typeof value !== 'string') return String(value);
  const ambiguous = numberPattern.test(value) || value === 'true' || value === 'false' || value.startsWith('~');
  return escapeToken(ambiguous ? `~${value}` : value);
}

/** A setting from text: true, false, a number, or a string. Null when malformed. */
export function parseSetting(text: string): SettingValue | null {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (numberPattern.test(text)) return finite(Number(text));
  const plain = unescape(text);
  if (plain === null || plain.length > 500) return null;
  return plain.startsWith('~') ? plain.slice(1) : plain;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/** A name from text; null when malformed, empty or one that JavaScript objects treat specially. */
export function parseName(text: string): string | null {
  const name = unescape(text);
  return name === null || name === '' || name.length > 200 || forbiddenNames.has(name) ? null : name;
}

/** `name=value,name=value` as a record; null when any part is malformed. */
export function parsePairs(parts: readonly string[]): Readonly<Record<string, SettingValue>> | null {
  const pairs: Record<string, SettingValue> = {};
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = equals < 1 ? null : parseName(part.slice(0, equals));
    const value = parseSetting(part.slice(equals + 1));
    if (name === null || value === null) return null;
    pairs[name] = value;
  }
  return pairs;
}

export function formatPairs(pairs: Readonly<Record<string, SettingValue>>): readonly string[] {
  return Object.entries(pairs).map(([name, value]) => `${escapeToken(name)}=${formatSetting(value)}`);
}
