import type * as Yaml from 'yaml';
import { err, ok, type Result } from '../../base/result';
import { finding, shortened, type Finding, type Locate, type Position, type ProblemPath } from './problem';

/** The `yaml` package, handed in: it is loaded lazily, so nothing here may import its code. */
export type YamlLibrary = typeof Yaml;

/** A text read into plain data, and the way back from a path to its place in the text. */
export interface ReadText {
  readonly data: unknown;
  readonly locate: Locate;
}

export interface ReadFailure {
  readonly findings: readonly Finding[];
  readonly locate: Locate;
}

export const textBytesMax = 1_000_000;
const depthMax = 12;
const stringMax = 500;
const nodesMax = 50_000;
const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads YAML or JSON. Refuses aliases, tags, merge keys, duplicate keys, dangerous keys and everything without bound. */
export function readText(yaml: YamlLibrary, text: string): Result<ReadText, ReadFailure> {
  const tooLong =
    text.length > textBytesMax ? finding([], `The file is too large: ${text.length} characters, at most ${textBytesMax}.`) : null;
  if (tooLong !== null) return err({ findings: [tooLong], locate: () => ({ line: 1, column: 1 }) });
  const lines = new yaml.LineCounter();
  const document = parsed(yaml, text, lines);
  if (document === null)
    return err({ findings: [finding([], 'The file is nested too deeply to be read.')], locate: () => ({ line: 1, column: 1 }) });
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0) return err(syntaxFailure(syntax, lines));
  const reader = new Reader(yaml);
  const data = reader.read(document.contents, []);
  const locate: Locate = (each) => locateIn(yaml, document.contents, lines, each);
  return reader.findings.length > 0 ? err({ findings: reader.findings, locate }) : ok({ data, locate });
}

function parsed(yaml: YamlLibrary, text: string, lineCounter: Yaml.LineCounter): Yaml.Document.Parsed | null {
  try {
    const options = {
      lineCounter,
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      strict: true,
      prettyErrors: false,
    } as const;
    return yaml.parseDocument(text, { ...options, logLevel: 'silent' });
  } catch (thrown) {
    // The composer is recursive: a hostile depth ends in a RangeError, which is an expected outcome here.
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function syntaxFailure(syntax: readonly Yaml.YAMLError[], lines: Yaml.LineCounter): ReadFailure {
  const findings = syntax.map((each) =>
    finding([], syntaxMessage(each), { found: each.code, expected: 'valid YAML 1.2 or JSON', offset: each.pos[0] }),
  );
  return { findings, locate: (each) => position(lines, each.offset) };
}

function syntaxMessage(error: Yaml.YAMLError): string {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return 'This key stands twice in the same table.';
    case 'TAG_RESOLVE_FAILED':
      return 'Tags (!name) are not allowed in a scenario file.';
    case 'MULTIPLE_DOCS':
      return 'A scenario file holds one document only.';
    default:
      return `This is not valid YAML: ${error.message}`;
  }
}

function position(lines: Yaml.LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Turns nodes into plain data; whatever has no place in a scenario becomes a finding instead. */
class Reader {
  readonly findings: Finding[] = [];
  private readonly yaml: YamlLibrary;
  private nodes = 0;

  constructor(yaml: YamlLibrary) {
    this.yaml = yaml;
  }

  read(node: unknown, path: ProblemPath): unknown {
    if (this.refused(node, path)) return null;
    if (this.yaml.isMap(node)) return this.table(node, path);
    if (this.yaml.isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    return this.yaml.isScalar(node) ? this.scalar(node.value, path) : null;
  }

  private refused(node: unknown, path: ProblemPath): boolean {
    this.nodes += 1;
    if (this.nodes === nodesMax) this.refuse(path, `The file has too many values (at most ${nodesMax}).`);
    if (this.nodes >= nodesMax) return true;
    if (path.length > depthMax) return this.refuse(path, `Nested too deeply: at most ${depthMax} levels.`);
    if (this.yaml.isAlias(node)) return this.refuse(path, 'Aliases (*name) are not allowed in a scenario file: repeat the value.');
    const tag = this.yaml.isNode(node) ? node.tag : undefined;
    const plain = tag === undefined || this.yaml.isMap(node) || this.yaml.isSeq(node) ? true : coreTags.has(tag);
    return plain ? false : this.refuse(path, 'Tags (!name) are not allowed in a scenario file.');
  }

  private table(node: Yaml.YAMLMap, path: ProblemPath): unknown {
    const table: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = this.yaml.isScalar(key) ? String(key.value) : null;
      if (name === null) this.refuse(path, 'A key must be a plain word.');
      else if (name === '<<') this.refuse([...path, name], 'Merge keys (<<) are not allowed in a scenario file: repeat the values.', 'key');
      else if (forbiddenKeys.has(name)) this.refuse([...path, name], `The key "${name}" is not allowed.`, 'key');
      else table[name] = this.read(value, [...path, name]);
    }
    return table;
  }

  private scalar(value: unknown, path: ProblemPath): unknown {
    if (typeof value === 'string' && value.length > stringMax) {
      this.refuse(path, `This text is too long: ${value.length} characters, at most ${stringMax}.`);
    } else if (typeof value === 'number' && !Number.isFinite(value)) {
      this.refuse(path, 'A number must be finite.');
    } else if (typeof value === 'bigint') {
      this.refuse(path, `The number ${shortened(String(value))} is too large.`);
    }
    return value;
  }

  private refuse(path: ProblemPath, message: string, at: 'key' | 'value' = 'value'): true {
    this.findings.push(finding(path, message, { at }));
    return true;
  }
}

const coreTags: ReadonlySet<string> = new Set(['str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`));

type Place = { readonly key: unknown; readonly value: unknown };

/** Walks as far down the path as the text goes, so that a missing key points at the table where it is missing. */
function locateIn(yaml: YamlLibrary, contents: unknown, lines: Yaml.LineCounter, wanted: Finding): Position {
  let place: Place = { key: null, value: contents };
  let complete = true;
  for (const part of wanted.path) {
    const next = child(yaml, place.value, part);
    complete = next !== null;
    if (next === null) break;
    place = next;
  }
  const atKey = place.key !== null && (wanted.at === 'key' || !complete);
  if (atKey) return position(lines, startOf(yaml, place.key) ?? 0);
  const start = startOf(yaml, place.value) ?? startOf(yaml, place.key) ?? 0;
  return position(lines, start + (wanted.offset === 0 ? 0 : wanted.offset + quoteLength(yaml, place.value)));
}

function quoteLength(yaml: YamlLibrary, node: unknown): number {
  return yaml.isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') ? 1 : 0;
}

function child(yaml: YamlLibrary, node: unknown, part: string | number): Place | null {
  if (yaml.isSeq(node) && typeof part === 'number') {
    const item = node.items[part];
    return item === undefined ? null : { key: null, value: item };
  }
  if (!yaml.isMap(node)) return null;
  const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === String(part));
  return pair === undefined ? null : { key: pair.key, value: pair.value };
}

function startOf(yaml: YamlLibrary, node: unknown): number | null {
  return yaml.isNode(node) ? (node.range?.[0] ?? null) : null;
}
