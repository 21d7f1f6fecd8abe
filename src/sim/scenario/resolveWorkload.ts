import { assertUnreachable } from '../../base/assert';
import { typeOfValue, type FieldType, type FieldTypes } from './cel';
import type { PayloadGenerator, WorkloadModel } from './model';
import { parseDurationUs, parseGenerator, parseRateEveryUs } from './notation';
import { finding, type Finding } from './problem';
import { isPaced, resolveArrivals } from './resolveArrivals';
import type { Scenario } from './schema';

const defaultEveryUs = 1_000_000;

export interface WorkloadScope {
  readonly typeIndex: ReadonlyMap<string, number>;
  readonly serviceIndex: ReadonlyMap<string, number>;
  readonly payload: readonly PayloadGenerator[];
  readonly findings: Finding[];
}

export function resolveWorkload(workload: Scenario['workload'], scope: WorkloadScope): WorkloadModel {
  const { jitter = 0, count } = workload;
  const arrivals = resolveArrivals(workload, scope.findings);
  return {
    send: scope.typeIndex.get(workload.send) ?? -1,
    to: scope.serviceIndex.get(workload.to) ?? -1,
    everyUs: isPaced(workload.arrivals ?? 'fixed') ? everyUsOf(workload, scope.findings) : defaultEveryUs,
    jitter,
    arrivals,
    count: arrivals.kind === 'times' ? Math.min(count, arrivals.atUs.length) : count,
    payload: scope.payload,
  };
}

function everyUsOf({ every, rate }: Scenario['workload'], findings: Finding[]): number {
  if (every !== undefined && rate !== undefined) {
    findings.push(finding(['workload', 'rate'], 'A workload says either "every" or "rate", not both.', { at: 'key' }));
  }
  const key = every === undefined ? 'rate' : 'every';
  const text = every ?? rate;
  if (text === undefined) return defaultEveryUs;
  const us = key === 'every' ? parseDurationUs(text) : parseRateEveryUs(text);
  if (us !== null && us > 0) return us;
  findings.push(finding(['workload', key], 'Messages must arrive with some time between them.', { found: text, expected: 'more than 0' }));
  return defaultEveryUs;
}

/**
 * What a start command carries: the generators of the workload, and a plain constant for each declared field without one.
 * The business key is left out: the engine numbers the flows.
 */
export function resolvePayload(scenario: Scenario, keyField: string, findings: Finding[]): readonly PayloadGenerator[] {
  const given = Object.entries(scenario.workload.payload ?? {});
  const generators = given.flatMap(([field, value]) => {
    const generator = parseGenerator(field, value);
    if (typeof generator !== 'string') return [generator];
    const path = ['workload', 'payload', field];
    findings.push(
      finding(path, `This generator does not fit: found "${String(value)}", expected ${generator}.`, {
        found: String(value),
        expected: generator,
      }),
    );
    return [];
  });
  const named = new Set(given.map(([field]) => field));
  const declared = Object.entries(scenario.messages?.[scenario.workload.send]?.fields ?? {});
  const missing = declared.filter(([field]) => !named.has(field) && field !== keyField);
  return [...generators, ...missing.map(([field, type]): PayloadGenerator => ({ field, kind: 'constant', value: constantOf(type) }))];
}

/** Types of the payload fields as expressions see them; the engine makes the business key, a text. */
export function payloadTypes(payload: readonly PayloadGenerator[], keyField: string): FieldTypes {
  return new Map([...payload.map((generator): [string, FieldType] => [generator.field, typeOfGenerator(generator)]), [keyField, 'string']]);
}

function typeOfGenerator(generator: PayloadGenerator): FieldType {
  switch (generator.kind) {
    case 'constant':
      return typeOfValue(generator.value);
    case 'integer':
      return generator.prefix === '' && generator.suffix === '' ? 'double' : 'string';
    case 'pick':
      return 'string';
    default:
      return assertUnreachable(generator);
  }
}

function constantOf(type: unknown): string | number | boolean {
  const name = typeof type === 'object' && type !== null && 'type' in type ? String(type.type) : String(type);
  if (name === 'bool' || name === 'boolean') return false;
  return ['int', 'integer', 'number', 'double', 'float', 'money'].includes(name) ? 1 : '';
}
