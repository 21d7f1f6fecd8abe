import type * as Yaml from 'yaml';
import { err, ok, type Result } from '../../base/result';
import { checkBounds, depthMax, forbiddenKey, isForbiddenKey, textLengthMax, valuesMax } from './bounds';
import { finding, type Finding, type Locate, type Position, type ProblemPath } from './problem';

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

const atStart: Locate = () => ({ line: 1, column: 1 });

/** Reads YAML or JSON. Refuses aliases, tags, merge keys, duplicate keys, dangerous keys and everything without bound; nothing in the text is ever executed. */
export function readText(yaml: YamlLibrary, text: string): Result<ReadText, ReadFailure> {
  if (text.length > textLengthMax) return err({ findings: [tooLarge(text)], locate: atStart });
  const lines = new yaml.LineCounter();
  const document = parsed(yaml, text, lines);
  if (document === null) return err({ findings: [finding([], 'Nested too deeply to be read.')], locate: atStart });
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0) return err(syntaxFailure(syntax, lines));
  if (document.contents === null) return err({ findings: [finding([], 'The file is empty.')], locate: atStart });
  const reader = new Reader(yaml);
  const data = reader.read(document.contents, []);
  const findings = [...reader.findings, ...checkBounds(data)];
  const locate: Locate = (each) => locateIn(yaml, document.contents, lines, each);
  return findings.length > 0 ? err({ findings, locate }) : ok({ data, locate });
}

function tooLarge(text: string): Finding {
  const expected = `at most ${textLengthMax} characters`;
  return finding([], `The file is too large: ${text.length} characters, ${expected}.`, { found: `${text.length} characters`, expected });
}

function parsed(yaml: YamlLibrary, text: string, lineCounter: Yaml.LineCounter): Yaml.Document.Parsed | null {
  try {
    const options = { version: '1.2', schema: 'core', merge: false, uniqueKeys: true, strict: true, prettyErrors: false } as const;
    return yaml.parseDocument(text, { ...options, lineCounter, logLevel: 'error' });
  } catch (thrown) {
    // The composer is recursive: a hostile depth ends in a RangeError, which is an expected outcome here.
    if (thrown instanceof RangeError) return null;
    throw thrown;
  }
}

function syntaxFailure(syntax: readonly Yaml.YAMLError[], lines: Yaml.LineCounter): ReadFailure {
  const findings = syntax.map((each) => {
    const more = { found: each.code, expected: 'valid YAML 1.2 or JSON', offset: each.pos[0] };
    return finding([], syntaxMessage(each), more);
  });
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
    case 'RESOURCE_EXHAUSTION':
      return 'Nested too deeply to be read.';
    default:
      return `This is not valid YAML: ${error.message}`;
  }
}

function position(lines: Yaml.LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

const coreTags: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** Turns nodes into plain data; constructs of YAML that have no place in a scenario become findings instead. */
class Reader {
  readonly findings: Finding[] = [];
  private readonly yaml: YamlLibrary;
  private values = 0;

  constructor(yaml: YamlLibrary) {
    this.yaml = yaml;
  }

  read(node: unknown, path: ProblemPath): unknown {
    this.values += 1;
    // One more than the bounds allow is enough for `checkBounds` to see it.
    if (path.length > depthMax + 1 || this.values > valuesMax + 1) return null;
    if (this.yaml.isAlias(node)) return this.refuse(path, 'Aliases (*name) are not allowed in a scenario file: repeat the value.');
    if (!this.yaml.isNode(node)) return null;
    if (node.tag !== undefined && !coreTags.has(node.tag)) return this.refuse(path, 'Tags (!name) are not allowed in a scenario file.');
    if (this.yaml.isMap(node)) return this.table(node, path);
    if (this.yaml.isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    return this.yaml.isScalar(node) ? node.value : null;
  }

  private table(node: Yaml.YAMLMap, path: ProblemPath): unknown {
    const table: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = this.yaml.isScalar(key) ? String(key.value) : null;
      if (name === null) this.refuse(path, 'A key must be a plain word.');
      else if (name === '<<') this.refuse([...path, name], 'Merge keys (<<) are not allowed in a scenario file: repeat the values.', 'key');
      else if (isForbiddenKey(name)) this.findings.push(forbiddenKey([...path, name], name));
      else table[name] = this.read(value, [...path, name]);
    }
    return table;
  }

  private refuse(path: ProblemPath, message: string, at: 'key' | 'value' = 'value'): null {
    this.findings.push(finding(path, message, { at }));
    return null;
  }
}

type Place = { readonly key: unknown; readonly value: unknown };

/** Walks as far down the path as the text goes, so that a missing key points at the table where it is missing. */
function locateIn(yaml: YamlLibrary, contents: unknown, lines: Yaml.LineCounter, wanted: Finding): Position {
  let place: Place = { key: null, value: contents };
  let isComplete = true;
  for (const part of wanted.path) {
    const next = child(yaml, place.value, part);
    isComplete = next !== null;
    if (next === null) break;
    place = next;
  }
  const atKey = place.key !== null && (wanted.at === 'key' || !isComplete);
  if (atKey) return position(lines, startOf(yaml, place.key) ?? 0);
  const start = startOf(yaml, place.value) ?? startOf(yaml, place.key) ?? 0;
  return position(lines, start + (wanted.offset < 0 ? 0 : wanted.offset + quoteLength(yaml, place.value)));
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
