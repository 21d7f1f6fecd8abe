import { ExpressionError } from '../../base/expressionError';
import type { Environment } from '@marcbachmann/cel-js';
import { asBoolean, newEnvironment, parseChecked, run } from './cel';
import type { DriverModel, Measures } from './model';
import { parseDurationMs } from './notation';
import type { Finding, ProblemPath } from './problem';
import type { Scenario } from './schema';

type Entry = NonNullable<Scenario['drivers']>[number];

const counts = ['orders', 'accepted', 'settled', 'unsettled', 'lost'] as const;
const countsOf = ['violations', 'dlq', 'errors', 'fired'] as const;
const statistics = ['p50', 'p95', 'p99', 'max', 'min', 'value', 'rate'] as const;

/** The measures under judgement; set for the length of one evaluation. */
const current: { measures: Measures | null } = { measures: null };
const environment: Environment = driverEnvironment();

function driverEnvironment(): Environment {
  const built = newEnvironment();
  for (const name of counts) built.registerVariable(name, 'int');
  for (const name of countsOf) {
    built.registerFunction(`${name}(string): int`, (argument: string) => BigInt(current.measures?.countOf(name, argument) ?? 0));
  }
  for (const name of statistics) {
    built.registerFunction(`${name}(string): double`, (argument: string) => current.measures?.statistic(name, argument) ?? 0);
  }
  return built;
}

/** A driver with its measure compiled. A measure in plain words is kept for people and remarked on. */
export function resolveDriver(entry: Entry, path: ProblemPath, findings: Finding[]): DriverModel {
  const { id, attribute, source, stimulus, artifact, environment: where, response, measure } = entry;
  const parts = { id, attribute, source, stimulus, artifact, environment: where, response, measure };
  return { ...parts, holds: compileMeasure(measure, [...path, 'measure'], findings) };
}

function compileMeasure(measure: string, path: ProblemPath, findings: Finding[]): DriverModel['holds'] {
  const source = asExpression(measure);
  const fields = Object.fromEntries(counts.map((name) => [name, new Set<string>()]));
  const parsed = parseChecked(environment, { source, path, fields, functions: [...countsOf, ...statistics], wanted: ['bool'] });
  if (!parsed.ok) {
    const message = (each: Finding): string => `This measure cannot be computed, people must judge it. ${each.message}`;
    findings.push(...parsed.error.map((each): Finding => ({ ...each, offset: -1, severity: 'warning', message: message(each) })));
    return null;
  }
  const { evaluate } = parsed.value;
  return (measures) => judged(evaluate, measures, measure);
}

/** Evaluates; a measure that cannot be computed (a division by zero) does not hold. */
function judged(evaluate: (context: object) => unknown, measures: Measures, measure: string): boolean {
  const context = Object.fromEntries(counts.map((name) => [name, BigInt(measures.count(name))]));
  current.measures = measures;
  try {
    return asBoolean(run(evaluate, context, measure), measure);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return false;
    throw thrown;
  } finally {
    current.measures = null;
  }
}

/** Measures are written as people say them, `p95(flow) <= 2s`: durations become milliseconds, bare names of measures become texts. */
function asExpression(measure: string): string {
  const pattern = /'[^']*'|"[^"]*"|\b[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d)\b|\b(?:p50|p95|p99|max|min|value|rate)\(\s*[A-Za-z][\w.-]*\s*\)/g;
  return measure.replaceAll(pattern, (token) => {
    const call = /^(\w+)\(\s*(\S+?)\s*\)$/.exec(token);
    if (call !== null) return `${call[1]}('${call[2]}')`;
    const ms = parseDurationMs(token);
    return ms === null ? token : Number.isInteger(ms) ? `${ms}.0` : String(ms);
  });
}
