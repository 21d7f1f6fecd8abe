import type { Result } from '../../base/result';
import { nearest } from './nearest';

export type Severity = 'error' | 'warning';
export type ProblemPath = readonly (string | number)[];

/** One thing that a person should mend in a scenario file. `line` and `column` count from 1; 0 means that no text is at hand. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path: ProblemPath;
  readonly found: string;
  readonly expected: string;
  /** What to write instead, or empty. */
  readonly suggestion: string;
  /** The whole story in one sentence. */
  readonly message: string;
  readonly severity: Severity;
}

/** A problem before it has a place in a text: `at` says whether the key or its value is to blame, `offset` where inside the value (-1 = the whole of it). */
export interface Finding {
  readonly path: ProblemPath;
  readonly at: 'key' | 'value';
  readonly offset: number;
  readonly found: string;
  readonly expected: string;
  readonly suggestion: string;
  readonly message: string;
  readonly severity: Severity;
}

export type Position = { readonly line: number; readonly column: number };
export type Locate = (finding: Finding) => Position;
export type Checked<T> = Result<T, readonly Problem[]>;

export const problemsMax = 50;

/** Makes an error at a value; `more` overrides the rest. */
export function finding(path: ProblemPath, message: string, more: Partial<Finding> = {}): Finding {
  return { path, at: 'value', offset: -1, found: '', expected: '', suggestion: '', severity: 'error', ...more, message };
}

/** Makes the error for a name that nobody knows, with the nearest known one. */
export function unknownName(
  what: string,
  name: string,
  known: Iterable<string>,
  place: { path: ProblemPath; at?: 'key' | 'value' },
): Finding {
  const names = [...known];
  const suggestion = nearest(name, names) ?? '';
  const hint = suggestion === '' ? '' : ` Did you mean "${suggestion}"?`;
  const expected = names.length === 0 ? `no ${what} here` : `one of ${listed(names)}`;
  return finding(place.path, `Unknown ${what} "${shortened(name)}".${hint}`, {
    at: place.at ?? 'value',
    found: shortened(name),
    expected,
    suggestion,
  });
}

/** Names joined by commas, cut after a dozen. */
export function listed(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ');
}

/** A value as a person may see it in a message: never longer than 60 characters. */
export function shortened(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** `coordination.choreography.policies[2].when` */
export function pathText(path: ProblemPath): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

export const nowhere: Locate = () => ({ line: 0, column: 0 });

/** Places findings in a text, in reading order, at most `problemsMax`. */
export function placed(findings: readonly Finding[], file: string, locate: Locate): readonly Problem[] {
  const problems = findings.slice(0, problemsMax * 4).map(({ at: _at, offset: _offset, ...rest }, index): Problem => {
    return { file, ...locate(findings[index] ?? finding([], '')), ...rest };
  });
  return problems.sort((one, other) => one.line - other.line || one.column - other.column).slice(0, problemsMax);
}

export const errorsOf = (findings: readonly Finding[]): readonly Finding[] => findings.filter((each) => each.severity === 'error');
