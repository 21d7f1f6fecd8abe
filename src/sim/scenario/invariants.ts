import { ExpressionError } from '../../base/expressionError';
import type { ASTNode } from '@marcbachmann/cel-js';
import type { InvariantEnv, InvariantModel, ServiceModel } from './model';
import { asBoolean, newEnvironment, parseChecked, run, childrenOf, type Fields, type ParsedExpression } from './cel';
import { judgedWhen } from './monotone';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';
import type { Scenario } from './schema';

type InvariantEntry = NonNullable<Scenario['invariants']>[number];

/** What the expressions of invariants may name. */
export interface InvariantScope {
  readonly typeIndex: ReadonlyMap<string, number>;
  readonly services: readonly Pick<ServiceModel, 'id' | 'state'>[];
}

export interface InvariantCompiler {
  compile(entry: InvariantEntry, path: ProblemPath, findings: Finding[]): InvariantModel | null;
}

const counters = ['n', 'first', 'at'] as const;

/** Builds the environment of invariants once per model: counters over messages, and the state of every service by its name. */
export function invariantCompiler(scope: InvariantScope): InvariantCompiler {
  const holder: { env: InvariantEnv | null } = { env: null };
  const environment = newEnvironment();
  const index = (name: string): number => scope.typeIndex.get(name) ?? -1;
  const withEnv = <T>(read: (env: InvariantEnv) => T, otherwise: T): T => (holder.env === null ? otherwise : read(holder.env));
  environment.registerFunction('n(string): int', (name: string) => BigInt(withEnv((env) => env.n(index(name)), 0)));
  environment.registerFunction('first(string): double', (name: string) => withEnv((env) => env.first(index(name)), -1));
  environment.registerFunction('at(string): double', (name: string) => withEnv((env) => env.at(index(name)), -1));
  const fields: Record<string, ReadonlySet<string>> = {};
  const serviceOf = new Map<string, number>();
  scope.services.forEach((service, place) => {
    const variable = service.id.replaceAll('-', '_');
    if (!declared(environment, variable)) return;
    fields[variable] = new Set(Object.keys(service.state));
    serviceOf.set(variable, place);
  });
  return { compile: (entry, path, findings) => compile({ entry, path, findings, scope, environment, fields, serviceOf, holder }) };
}

/** Some ids (`in`, `package` …) are reserved words of CEL: such a service cannot be named in expressions. */
function declared(environment: ReturnType<typeof newEnvironment>, variable: string): boolean {
  try {
    environment.registerVariable(variable, 'map');
    return true;
  } catch {
    return false;
  }
}

interface Compilation {
  readonly entry: InvariantEntry;
  readonly path: ProblemPath;
  readonly findings: Finding[];
  readonly scope: InvariantScope;
  readonly environment: ReturnType<typeof newEnvironment>;
  readonly fields: Fields;
  readonly serviceOf: ReadonlyMap<string, number>;
  readonly holder: { env: InvariantEnv | null };
}

function compile(job: Compilation): InvariantModel | null {
  const { entry, path, findings } = job;
  const written = sourceOf(entry, path, findings);
  if (written === null) return null;
  const { scope, source } = written;
  const at = [...path, scope === 'each' ? 'expect' : 'finally'];
  const parsed = parseChecked(job.environment, { source, path: at, fields: job.fields, functions: counters, wanted: ['bool'] });
  if (!parsed.ok) {
    findings.push(...parsed.error);
    return null;
  }
  const before = findings.length;
  const mentions = mentioned(parsed.value.ast, { ...job, path: at });
  if (findings.length > before) return null;
  const judged = scope === 'finally' ? 'whenSettled' : judgedWhen(parsed.value.ast);
  return { id: entry.id, severity: entry.severity, scope, text: source, mentions, judged, holds: holds(job, parsed.value, source) };
}

interface Written {
  readonly scope: InvariantModel['scope'];
  readonly source: string;
}

function sourceOf({ expect, finally: atEnd }: InvariantEntry, path: ProblemPath, findings: Finding[]): Written | null {
  if (expect !== undefined && atEnd === undefined) return { scope: 'each', source: expect };
  if (atEnd !== undefined && expect === undefined) return { scope: 'finally', source: atEnd };
  const message = 'An invariant says either "expect" (for each key) or "finally" (for the end of the run).';
  findings.push(finding(path, message, { expected: 'either expect or finally', found: expect === undefined ? 'neither' : 'both' }));
  return null;
}

/** Message types in `n('X')`, `first('X')`, `at('X')`; the name must be written out, so that typing errors show when the file is read. */
function mentioned(root: ASTNode, job: Compilation): readonly number[] {
  const types = new Set<number>();
  const visit = (node: ASTNode): void => {
    const isCounter = node.op === 'call' && (counters as readonly string[]).includes(node.args[0]);
    const index = isCounter ? countedType(node.args[1][0], node.args[0], job) : null;
    if (index !== null) types.add(index);
    childrenOf(node).forEach(visit);
  };
  visit(root);
  return [...types];
}

function countedType(argument: ASTNode | undefined, counter: string, { path, findings, scope }: Compilation): number | null {
  const name = argument?.op === 'value' && typeof argument.args === 'string' ? argument.args : null;
  const offset = argument?.start ?? 0;
  const index = scope.typeIndex.get(name ?? '');
  if (name === null) findings.push(finding(path, `Write the message name out: ${counter}('Name').`, { offset }));
  else if (index === undefined) findings.push({ ...unknownName('message', name, scope.typeIndex.keys(), { path }), offset });
  return index ?? null;
}

/** A rule that cannot be evaluated (a division by zero, a text where a number should be) does not hold: a run never ends because of it. */
function holds({ holder, serviceOf }: Compilation, { evaluate, ast }: ParsedExpression, source: string): (env: InvariantEnv) => boolean {
  const context: Record<string, unknown> = {};
  const read = [...serviceOf].filter(([variable]) => namesVariable(ast, variable));
  return (env) => {
    for (const [variable, place] of read) context[variable] = env.state(place);
    holder.env = env;
    try {
      return asBoolean(run(evaluate, context, source), source);
    } catch (thrown) {
      if (thrown instanceof ExpressionError) return false;
      throw thrown;
    } finally {
      holder.env = null;
    }
  };
}

function namesVariable(node: ASTNode, variable: string): boolean {
  return node.op === 'id' ? node.args === variable : childrenOf(node).some((child) => namesVariable(child, variable));
}
