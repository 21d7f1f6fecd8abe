import { ensure } from '../../base/assert';
import type { Distribution } from '../../base/distribution';
import { compileCondition, compileValue, type HandlerScope } from './cel';
import { outcomesOf, type HandlerEntry, type OutcomeEntry, type ServiceEntry } from './graph';
import type { HandlerModel, OutcomeModel, ServiceModel } from './model';
import { parseDistribution, timeExpected } from './notation';
import { finding, shortened, unknownName, type Finding, type ProblemPath } from './problem';
import { titleOf } from './words';

export interface ServiceScope {
  readonly typeIndex: ReadonlyMap<string, number>;
  /** What the expressions of each service may read. */
  readonly expressions: ReadonlyMap<string, HandlerScope>;
  /** Services on the way to success. */
  readonly main: ReadonlySet<string>;
  readonly findings: Finding[];
}

const handlerTime = '10..30ms';

export function resolveService(id: string, entry: ServiceEntry, scope: ServiceScope): ServiceModel {
  const { title = titleOf(id), kind = 'service', shows = '', state = {} } = entry;
  checkTemplate(shows, Object.keys(state), ['services', id, 'shows'], scope.findings);
  const expression = ensure(scope.expressions.get(id), `the expression scope of ${id}`);
  const handlers = Object.entries(entry.handles ?? {}).map(([command, handler]) => {
    return resolveHandler(handler, { ...scope, command, expression, path: ['services', id, 'handles', command] });
  });
  return { id, title, kind, main: scope.main.has(id), shows, state, handlers };
}

interface HandlerContext extends ServiceScope {
  readonly command: string;
  readonly expression: HandlerScope;
  readonly path: ProblemPath;
}

function resolveHandler(entry: HandlerEntry, context: HandlerContext): HandlerModel {
  const { path, findings, typeIndex } = context;
  if (entry.outcomes !== undefined && (entry.emit !== undefined || entry.set !== undefined)) {
    findings.push(finding([...path, 'outcomes'], 'A handler says either "outcomes" or "emit" and "set", not both.', { at: 'key' }));
  }
  const listed = outcomesOf(entry).map((outcome, position) => {
    return resolveOutcome(outcome, entry.outcomes === undefined ? path : [...path, 'outcomes', position], context);
  });
  const undo = entry.undo === undefined ? null : (typeIndex.get(entry.undo) ?? null);
  const time = resolveSpan(entry.time ?? handlerTime, [...path, 'time'], findings);
  return { command: typeIndex.get(context.command) ?? -1, time, undo, outcomes: withRest(listed) };
}

/** When every outcome has a condition, none may hold: then nothing happens, and that is an outcome as well. */
function withRest(outcomes: readonly OutcomeModel[]): readonly OutcomeModel[] {
  const last = outcomes.at(-1);
  const certain = last !== undefined && last.when === null && (last.p === null || last.p >= 1);
  return certain ? outcomes : [...outcomes, { when: null, p: null, set: [], emit: null }];
}

function resolveOutcome(entry: OutcomeEntry, path: ProblemPath, context: HandlerContext): OutcomeModel {
  const { findings, expression, typeIndex } = context;
  const when = entry.if === undefined ? null : kept(compileCondition(entry.if, expression, [...path, 'if']), findings);
  const set = Object.entries(entry.set ?? {}).flatMap(([field, source]) => {
    const at = [...path, 'set', field];
    const type = expression.state.get(field);
    if (type === undefined) findings.push(unknownName('state field', field, expression.state.keys(), { path: at, at: 'key' }));
    const value = kept(compileValue(source, expression, { path: at, type: type ?? 'double' }), type === undefined ? [] : findings);
    return value === null ? [] : [{ field, value }];
  });
  return { when, p: entry.p ?? null, set, emit: entry.emit === undefined ? null : (typeIndex.get(entry.emit) ?? null) };
}

type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: readonly Finding[] };

/** The value, or null with its findings noted. */
export function kept<T>(result: Outcome<T>, findings: Finding[]): T | null {
  if (result.ok) return result.value;
  findings.push(...result.error);
  return null;
}

export function resolveSpan(text: string, path: ProblemPath, findings: Finding[]): Distribution {
  const distribution = parseDistribution(text);
  if (distribution !== null) return distribution;
  const found = `"${shortened(text)}"`;
  findings.push(finding(path, `This time does not fit: found ${found}, expected ${timeExpected}.`, { found, expected: timeExpected }));
  return { kind: 'fixed', us: 0 };
}

/** Placeholders of a state line must be state fields. */
function checkTemplate(template: string, fields: readonly string[], path: ProblemPath, findings: Finding[]): void {
  for (const match of template.matchAll(/\{([^{}]*)\}/g)) {
    const name = match[1] ?? '';
    if (!fields.includes(name)) findings.push({ ...unknownName('state field', name, fields, { path }), offset: match.index });
  }
}
