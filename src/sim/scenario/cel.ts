import { ExpressionError } from '../../base/expressionError';
import { Environment, type ASTNode } from '@marcbachmann/cel-js';
import type { Expression, ExpressionEnv } from './model';
import { unknownName, finding, type Finding, type ProblemPath } from './problem';
import { err, ok, type Result } from '../../base/result';

export const limits = { maxAstNodes: 200, maxDepth: 20, maxListElements: 50, maxMapEntries: 20, maxCallArguments: 8 };

/** `matches` is a backtracking regular expression and the timestamp functions read the host's time zone: only these may be called. */
export const plainFunctions: readonly string[] = [
  'size',
  'has',
  'int',
  'double',
  'string',
  'bool',
  'type',
  'dyn',
  'startsWith',
  'endsWith',
  'contains',
];
const macros: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const nestedMacrosMax = 2;

type Arithmetic = (left: number, right: number) => number;
const arithmetic: Readonly<Record<string, Arithmetic>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/** A new environment in which integers (`bigint`) and doubles (`number`) mix in arithmetic and comparison. */
export function newEnvironment(): Environment {
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits });
  for (const [sign, operate] of Object.entries(arithmetic)) {
    environment.registerOperator(`int ${sign} double: double`, (left: bigint, right: number) => operate(Number(left), right));
    environment.registerOperator(`double ${sign} int: double`, (left: number, right: bigint) => operate(left, Number(right)));
  }
  environment.registerOperator('double == int', (left: number, right: bigint) => left === Number(right));
  return environment;
}

const handlerEnvironment = newEnvironment().registerVariable('state', 'map').registerVariable('msg', 'map').registerVariable('meta', 'map');

/** Fields that may be read below a variable: `state`, `msg`, `meta` or the name of a service. */
export type Fields = Readonly<Record<string, ReadonlySet<string>>>;

export type FieldType = 'double' | 'string' | 'bool';
export type FieldTypes = ReadonlyMap<string, FieldType>;

/** What a condition or a `set` of one service may read. */
export interface HandlerScope {
  readonly state: FieldTypes;
  readonly msg: FieldTypes;
}

const metaTypes: FieldTypes = new Map([
  ['attempt', 'double'],
  ['version', 'double'],
]);

export type Value = number | string | boolean;

/** The CEL type of a plain value. */
export function typeOfValue(value: Value): FieldType {
  return typeof value === 'number' ? 'double' : typeof value === 'string' ? 'string' : 'bool';
}

export type Compiled<T> = Result<Expression<T>, readonly Finding[]>;

/** Compiles a condition of a handler or policy. It allocates nothing per evaluation. */
export function compileCondition(source: string, scope: HandlerScope, path: ProblemPath): Compiled<boolean> {
  const parsed = parseHandler(source, scope, { path, wanted: ['bool'] });
  if (!parsed.ok) return parsed;
  const { evaluate } = parsed.value;
  return ok((env: ExpressionEnv) => asBoolean(run(evaluate, env, source), source));
}

/** Where a value goes: the path in the file and the type of the field. */
export interface Target {
  readonly path: ProblemPath;
  readonly type: FieldType;
}

/** Compiles the right side of `set`; a number or a boolean in the file is a constant. */
export function compileValue(source: Value, scope: HandlerScope, { path, type }: Target): Compiled<Value> {
  const wanted = type === 'double' ? ['double', 'int'] : [type];
  if (typeof source !== 'string')
    return typeOfValue(source) === type ? ok(() => source) : err([wrongType(typeOfValue(source), path, wanted)]);
  const parsed = parseHandler(source, scope, { path, wanted });
  if (!parsed.ok) return type === 'string' && /^[\w -]+$/.test(source) ? err([unquoted(source, path)]) : parsed;
  const { evaluate } = parsed.value;
  return ok((env: ExpressionEnv) => asValue(run(evaluate, env, source), source));
}

function unquoted(source: string, path: ProblemPath): Finding {
  const suggestion = `"'${source}'"`;
  const message = `A text needs quotes inside the expression: ${suggestion}.`;
  return finding(path, message, { found: source, expected: 'a CEL expression', suggestion });
}

function wrongType(type: string, path: ProblemPath, wanted: readonly string[]): Finding {
  const expected = wanted.map((each) => typeWords[each] ?? each)[0] ?? '';
  const found = typeWords[type] ?? type;
  return finding(path, `This expression gives ${found}, expected ${expected}.`, { found, expected });
}

const typeWords: Readonly<Record<string, string>> = { double: 'a number', int: 'a number', string: 'a text', bool: 'true or false' };

/**
 * Checks twice: against plain tables, which is also the form that runs (a field costs 50 ns there, three times less than in typed
 * objects), and against the declared types of the fields, so that a text compared with a number is found when the file is read.
 */
function parseHandler(source: string, scope: HandlerScope, { path, wanted }: Pick<ParseRequest, 'path' | 'wanted'>): Parsed {
  const fields = { state: keys(scope.state), msg: keys(scope.msg), meta: keys(metaTypes) };
  const request = { source, path, fields, functions: [], wanted };
  const parsed = parseChecked(handlerEnvironment, request);
  if (!parsed.ok) return parsed;
  const typed = parseChecked(typedEnvironment(scope), request);
  return typed.ok ? parsed : typed;
}

const keys = (types: FieldTypes): ReadonlySet<string> => new Set(types.keys());

const typedEnvironments = new WeakMap<HandlerScope, Environment>();

function typedEnvironment(scope: HandlerScope): Environment {
  const known = typedEnvironments.get(scope);
  if (known !== undefined) return known;
  const environment = newEnvironment();
  for (const [name, types] of Object.entries({ ...scope, meta: metaTypes })) {
    if (types.size === 0) environment.registerVariable(name, 'map');
    else environment.registerVariable({ name, schema: Object.fromEntries(types) });
  }
  typedEnvironments.set(scope, environment);
  return environment;
}

export interface ParseRequest {
  readonly source: string;
  readonly path: ProblemPath;
  readonly fields: Fields;
  /** Functions of this environment beyond the plain ones. */
  readonly functions: readonly string[];
  readonly wanted: readonly string[];
}

export interface ParsedExpression {
  readonly evaluate: (context: object) => unknown;
  readonly ast: ASTNode;
}

type Parsed = Result<ParsedExpression, readonly Finding[]>;

/** Parses, type-checks and inspects an expression; nothing of it is evaluated. */
export function parseChecked(environment: Environment, request: ParseRequest): Parsed {
  const { source, path, wanted } = request;
  try {
    const parsed = environment.parse(source);
    const { valid, type, error } = parsed.check();
    if (!valid) return err([celFinding(path, error, request)]);
    const findings: Finding[] = [];
    inspect({ node: parsed.ast, request, macros: 0, findings });
    if (findings.length > 0) return err(findings);
    if (type !== undefined && type !== 'dyn' && !wanted.includes(type)) return err([wrongType(type, path, wanted)]);
    return ok({ evaluate: parsed as (context: object) => unknown, ast: parsed.ast });
  } catch (thrown) {
    return err([celFinding(path, thrown, request)]);
  }
}

function celFinding(path: ProblemPath, error: unknown, request: ParseRequest): Finding {
  const { summary, message, range } = error as { summary?: string; message?: string; range?: { start: number } };
  const text = summary ?? message ?? String(error);
  const offset = range?.start ?? 0;
  const variable = /^Unknown variable: (\w+)$/.exec(text)?.[1];
  if (variable !== undefined) return { ...unknownName('variable', variable, Object.keys(request.fields), { path }), offset };
  return finding(path, `This expression cannot be read: ${text}.`, { offset, found: request.source, expected: 'a CEL expression' });
}

interface Inspection {
  readonly node: ASTNode;
  readonly request: ParseRequest;
  readonly macros: number;
  readonly findings: Finding[];
}

/** Walks the syntax tree: only listed functions, only known fields, macros at most two deep. */
function inspect({ node, request, macros: depth, findings }: Inspection): void {
  const isMacro = node.op === 'rcall' && macros.has(node.args[0]);
  if (!isMacro) checkFunction(node, request, findings);
  const inner = depth + (isMacro ? 1 : 0);
  if (inner > nestedMacrosMax)
    findings.push(finding(request.path, `Macros are nested more than ${nestedMacrosMax} deep.`, { offset: node.start }));
  if (node.op === '.' && node.args[0].op === 'id') checkField(node.args[0].args, node.args[1], node.start, { request, findings });
  for (const child of childrenOf(node)) inspect({ node: child, request, macros: inner, findings });
}

function checkFunction(node: ASTNode, { functions, path }: ParseRequest, findings: Finding[]): void {
  if (node.op !== 'call' && node.op !== 'rcall') return;
  const known = [...functions, ...plainFunctions];
  if (!known.includes(node.args[0])) findings.push({ ...unknownName('function', node.args[0], known, { path }), offset: node.start });
}

function checkField(
  variable: string,
  field: string,
  offset: number,
  { request, findings }: Pick<Inspection, 'request' | 'findings'>,
): void {
  const fields = Object.hasOwn(request.fields, variable) ? request.fields[variable] : undefined;
  if (fields === undefined || fields.has(field)) return;
  findings.push({ ...unknownName(`field of ${variable}`, field, fields, { path: request.path }), offset });
}

/** The operands of a node, whatever its kind. */
export function childrenOf(node: ASTNode): readonly ASTNode[] {
  return flattened(node.args);
}

function flattened(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(flattened);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}

export function run(evaluate: (context: object) => unknown, context: object, source: string): unknown {
  try {
    return evaluate(context);
  } catch (thrown) {
    const { summary, message } = thrown as { summary?: string; message?: string };
    throw new ExpressionError(`${source}: ${summary ?? message ?? String(thrown)}`, { cause: thrown });
  }
}

export function asBoolean(value: unknown, source: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`${source}: gives ${typeof value}, expected true or false`);
}

function asValue(value: unknown, source: string): Value {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  const number = typeof value === 'bigint' ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new ExpressionError(`${source}: gives no number, text or truth value that fits`);
}
