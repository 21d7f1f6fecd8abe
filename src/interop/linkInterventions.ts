import { assertUnreachable } from '../base/assert';
import type { SettingValue } from '../base/plainData';
import type { Intervention, MessageAct } from '../sim';
import { escapeToken, formatPairs, formatSetting, formatTime, parseName, parsePairs, parseSetting, parseTime } from './linkText';

/** The part of the fault registry that links need. */
export type FaultCodes = readonly { readonly kind: string; readonly meta: { readonly code: string } }[];

type Fields = Readonly<Record<string, SettingValue>>;

/** "crash:payment@2s+2s;dup:payment,p=0.1@0s;send@12.4s" */
export function formatInterventions(interventions: readonly Intervention[], faults: FaultCodes): string {
  return interventions.map((intervention) => formatOne(intervention, faults)).join(';');
}

function formatOne(i: Intervention, faults: FaultCodes): string {
  const at = `@${formatTime(i.at)}`;
  switch (i.kind) {
    case 'send':
      return `send${at}`;
    case 'fault': {
      const code = faults.find((fault) => fault.kind === i.fault.kind)?.meta.code ?? i.fault.kind;
      const span = i.for === null ? '' : `+${formatTime(i.for)}`;
      return `${escapeToken(code)}:${[escapeToken(i.fault.target), ...formatPairs(i.fault.params)].join(',')}${at}${span}`;
    }
    case 'set':
      return `set:${escapeToken(i.path)}=${formatSetting(i.value)}${at}`;
    case 'restart':
      return `restart:${escapeToken(i.place)}${at}`;
    case 'message':
      return `message:${[i.act, ...formatPairs(messageFields(i))].join(',')}${at}`;
    case 'deadLetter':
      return `dead:${[i.act, ...formatPairs({ in: i.place, ...(i.message === null ? {} : { id: i.message }) })].join(',')}${at}`;
    default:
      return assertUnreachable(i);
  }
}

function messageFields(i: Extract<Intervention, { kind: 'message' }>): Fields {
  return {
    id: i.message,
    to: i.place,
    ...(i.position === undefined ? {} : { position: i.position }),
    ...(i.byUs === undefined ? {} : { by: i.byUs }),
  };
}

export interface ParsedInterventions {
  readonly interventions: readonly Intervention[];
  /** Entries that could not be read. */
  readonly rejected: readonly string[];
  /** Bare words read as "send": they should be the noun of the scenario. */
  readonly nouns: readonly string[];
}

export const interventionsMax = 1000;

/** Reads what `formatInterventions` writes, and hand-written entries such as `order@12.4s`. Sorted by time; ties keep their order. */
export function parseInterventions(text: string, faults: FaultCodes): ParsedInterventions {
  const interventions: Intervention[] = [];
  const rejected: string[] = [];
  const nouns: string[] = [];
  const entries = text.split(';').filter((entry) => entry !== '');
  for (const entry of entries.slice(0, interventionsMax)) {
    const parsed = parseOne(entry, faults);
    if (parsed === null) rejected.push(entry);
    else interventions.push(parsed);
    if (parsed?.kind === 'send' && !entry.startsWith('send@')) nouns.push(entry.slice(0, entry.lastIndexOf('@')));
  }
  rejected.push(...entries.slice(interventionsMax));
  return { interventions: interventions.toSorted((a, b) => a.at - b.at), rejected, nouns };
}

function parseOne(entry: string, faults: FaultCodes): Intervention | null {
  const sign = entry.lastIndexOf('@');
  const times = sign < 1 ? null : parseTimes(entry.slice(sign + 1));
  if (times === null) return null;
  const head = entry.slice(0, sign);
  const colon = head.indexOf(':');
  if (colon < 0) return parseWord(head, times);
  const word = head.slice(0, colon);
  const rest = head.slice(colon + 1);
  const plain = times.for === null ? parsePlain(word, rest, times.at) : undefined;
  return plain === undefined ? parseFault(word, rest, { ...times, faults }) : plain;
}

interface Times {
  readonly at: number;
  readonly for: number | null;
}

/** "2s" or "2s+500ms". */
function parseTimes(text: string): Times | null {
  const [atText = '', forText] = text.split('+', 2);
  const at = parseTime(atText);
  if (at === null) return null;
  if (forText === undefined) return { at, for: null };
  const span = parseTime(forText);
  return span === null ? null : { at, for: span };
}

/** A bare word: "send", or the noun of the scenario. */
const parseWord = (word: string, times: Times): Intervention | null =>
  /^[\p{L}][\p{L}\d _-]*$/u.test(word) && times.for === null ? { kind: 'send', at: times.at } : null;

/** Interventions without a duration; undefined when `word` is none of them. */
function parsePlain(word: string, rest: string, at: number): Intervention | null | undefined {
  switch (word) {
    case 'set':
      return parseSet(rest, at);
    case 'restart': {
      const place = parseName(rest);
      return place === null ? null : { kind: 'restart', at, place };
    }
    case 'message':
      return parseMessage(rest.split(','), at);
    case 'dead':
      return parseDead(rest.split(','), at);
    default:
      return undefined;
  }
}

function parseFault(word: string, rest: string, when: { at: number; for: number | null; faults: FaultCodes }): Intervention | null {
  const code = parseName(word);
  const fault = when.faults.find((one) => one.meta.code === code) ?? when.faults.find((one) => one.kind === code);
  const [targetText = '', ...pairs] = rest.split(',');
  const target = parseName(targetText);
  const params = parsePairs(pairs);
  if (fault === undefined || target === null || params === null) return null;
  return { kind: 'fault', at: when.at, for: when.for, fault: { kind: fault.kind, target, params } };
}

function parseSet(rest: string, at: number): Intervention | null {
  const equals = rest.indexOf('=');
  const path = equals < 1 ? null : parseName(rest.slice(0, equals));
  const value = parseSetting(rest.slice(equals + 1));
  return path === null || value === null ? null : { kind: 'set', at, path, value };
}

const messageActs: readonly MessageAct[] = ['drop', 'delay', 'duplicate', 'poison', 'move'];

function parseMessage([word = '', ...pairs]: readonly string[], at: number): Intervention | null {
  const act = messageActs.find((one) => one === word);
  const fields = parsePairs(pairs);
  const message = wholeNumber(fields?.['id']);
  const place = fields?.['to'];
  if (act === undefined || fields === null || message === null || place === undefined) return null;
  const position = wholeNumber(fields['position']);
  const byUs = wholeNumber(fields['by']);
  return {
    kind: 'message',
    at,
    act,
    message,
    place: String(place),
    ...(position === null ? {} : { position }),
    ...(byUs === null ? {} : { byUs }),
  };
}

const deadLetterActs = ['redrive', 'repair', 'discard'] as const;

function parseDead([word = '', ...pairs]: readonly string[], at: number): Intervention | null {
  const act = deadLetterActs.find((one) => one === word);
  const fields = parsePairs(pairs);
  const place = fields?.['in'];
  if (act === undefined || fields === null || place === undefined) return null;
  return { kind: 'deadLetter', at, act, place: String(place), message: wholeNumber(fields['id']) };
}

function wholeNumber(value: SettingValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
