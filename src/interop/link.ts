import type { SettingValue } from '../base/plainData';
import { type Result, err, ok } from '../base/result';
import { type Coordination, type Intervention, coordinations } from '../sim';
import { type FaultCodes, formatInterventions, parseInterventions } from './linkInterventions';
import { escapeToken, escapeValue, formatPairs, parseName, parsePairs, unescape } from './linkText';

export type { FaultCodes } from './linkInterventions';

/** What a link carries: the value of a run and how it is looked at. Absent keys are null: the default of the scenario holds. */
export interface LinkValue {
  /** Route: "" = Play. */
  readonly mode: string;
  /** Bundled scenario. */
  readonly scenarioId: string | null;
  /** Inline scenario, compressed (deflate-raw, base64url); wins over `scenarioId`. */
  readonly inline: string | null;
  readonly coordination: Coordination | null;
  readonly product: string | null;
  readonly seed: number | null;
  readonly workload: 'none' | 'file';
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly interventions: readonly Intervention[];
  /** Playhead in microseconds. */
  readonly playhead: number | null;
  readonly theme: string | null;
  readonly motion: string | null;
}

export const emptyLink: LinkValue = {
  mode: '',
  scenarioId: null,
  inline: null,
  coordination: null,
  product: null,
  seed: null,
  workload: 'none',
  settings: {},
  interventions: [],
  playhead: null,
  theme: null,
  motion: null,
};

export type LinkProblem =
  | { readonly kind: 'unknownKey'; readonly key: string }
  | { readonly kind: 'badValue'; readonly key: string; readonly found: string }
  /** A word that was read as "send": right only when it is the scenario's noun. */
  | { readonly kind: 'noun'; readonly found: string };

export type LinkError = { readonly kind: 'newerVersion'; readonly found: string } | { readonly kind: 'tooLong'; readonly length: number };

export interface DecodedLink {
  readonly value: LinkValue;
  readonly problems: readonly LinkProblem[];
}

const formatVersion = 1;
/** Browsers and chats cut longer fragments anyway; a scenario file of the largest allowed size fits. */
const linkLengthMax = 2_000_000;
const seedMax = 0xffff_ffff;

/** Writes the fragment of a link, beginning with `#/`. Pure. */
export function encodeLink(value: LinkValue, faults: FaultCodes): string {
  const pairs: [string, string | null][] = [
    ['v', String(formatVersion)],
    ['sc', value.inline === null ? value.scenarioId : null],
    ['opt', value.coordination],
    ['bk', value.product],
    ['s', value.seed === null ? null : String(value.seed)],
    ['w', value.workload === 'file' ? 'file' : null],
    ['f', value.interventions.length === 0 ? null : formatInterventions(value.interventions, faults)],
    ['set', Object.keys(value.settings).length === 0 ? null : formatPairs(value.settings).join(';')],
    ['t', value.playhead === null ? null : formatMs(value.playhead)],
    ['theme', value.theme],
    ['motion', value.motion],
    ['x', value.inline],
  ];
  const query = pairs.flatMap(([key, text]) => (text === null ? [] : [`${key}=${escapeValue(text)}`])).join('&');
  return `#/${escapeToken(value.mode)}?${query}`;
}

/** Reads a fragment. What it does not understand is left at its default and named in `problems`; a newer version is refused whole. Pure. */
export function decodeLink(hash: string, faults: FaultCodes): Result<DecodedLink, LinkError> {
  if (hash.length > linkLengthMax) return err({ kind: 'tooLong', length: hash.length });
  const body = hash.replace(/^#?\/?/, '');
  const mark = body.indexOf('?');
  const mode = unescape(mark < 0 ? body : body.slice(0, mark)) ?? '';
  const pairs = mark < 0 ? [] : splitPairs(body.slice(mark + 1));
  const version = pairs.find(([key]) => key === 'v')?.[1];
  if (version !== undefined && version !== String(formatVersion) && !/^0*1$/.test(version))
    return err({ kind: 'newerVersion', found: version });
  return ok(readPairs(mode, pairs, faults));
}

function splitPairs(query: string): readonly (readonly [string, string])[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const key = equals < 0 ? pair : pair.slice(0, equals);
      const text = equals < 0 ? '' : pair.slice(equals + 1);
      return [unescape(key) ?? key, unescape(text) ?? text] as const;
    });
}

function readPairs(mode: string, pairs: readonly (readonly [string, string])[], faults: FaultCodes): DecodedLink {
  const problems: LinkProblem[] = [];
  let value: LinkValue = { ...emptyLink, mode };
  for (const [key, text] of pairs) {
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (reader === undefined) {
      problems.push({ kind: 'unknownKey', key });
      continue;
    }
    const read = reader(text, { faults, problems });
    if (read === null) problems.push({ kind: 'badValue', key, found: text });
    else value = { ...value, ...read };
  }
  return { value, problems };
}

interface ReadContext {
  readonly faults: FaultCodes;
  readonly problems: LinkProblem[];
}

type Reader = (text: string, context: ReadContext) => Partial<LinkValue> | null;

const readers: Readonly<Record<string, Reader>> = {
  v: () => ({}),
  lang: () => ({}),
  sc: (text) => withName(text, (scenarioId) => ({ scenarioId })),
  x: (text) => (/^[A-Za-z0-9_-]+$/.test(text) ? { inline: text } : null),
  opt: (text) => {
    const coordination = coordinations.find((one) => one === text);
    return coordination === undefined ? null : { coordination };
  },
  bk: (text) => withName(text, (product) => ({ product })),
  s: (text) => (/^\d{1,10}$/.test(text) && Number(text) <= seedMax ? { seed: Number(text) } : null),
  w: (text) => (text === 'file' || text === 'none' ? { workload: text } : null),
  f: readInterventions,
  set: (text) => {
    const settings = parsePairs(text.split(';').filter((part) => part !== ''));
    return settings === null ? null : { settings };
  },
  t: (text) => (/^\d{1,12}(\.\d{1,3})?$/.test(text) ? { playhead: Math.round(Number(text) * 1000) } : null),
  theme: (text) => withName(text, (theme) => ({ theme })),
  motion: (text) => withName(text, (motion) => ({ motion })),
};

function readInterventions(text: string, { faults, problems }: ReadContext): Partial<LinkValue> {
  const { interventions, rejected, nouns } = parseInterventions(text, faults);
  problems.push(...rejected.map((found) => ({ kind: 'badValue', key: 'f', found }) as const));
  problems.push(...nouns.map((found) => ({ kind: 'noun', found }) as const));
  return { interventions };
}

function withName(text: string, make: (name: string) => Partial<LinkValue>): Partial<LinkValue> | null {
  return parseName(escapeToken(text)) === null ? null : make(text);
}

/** Microseconds as milliseconds, exact. */
function formatMs(us: number): string {
  const ms = Math.floor(us / 1000);
  const rest = String(us - ms * 1000)
    .padStart(3, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(ms) : `${ms}.${rest}`;
}
