import type { FieldTypes } from './cel';
import { outcomesOf } from './graph';
import type { ReadModelModel } from './model';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';
import { resolveSpan } from './resolveServices';
import type { Scenario } from './schema';
import { titleOf } from './words';

type Entry = NonNullable<Scenario['readModels']>[string];

export interface ReadModelScope {
  readonly scenario: Scenario;
  readonly typeIndex: ReadonlyMap<string, number>;
  readonly fields: FieldTypes;
  readonly findings: Finding[];
}

const defaultLag = '50..200ms';

export function resolveReadModel(id: string, entry: Entry, scope: ReadModelScope): ReadModelModel {
  const { typeIndex, findings } = scope;
  const path = ['readModels', id];
  const keyField = rowKey(entry, path, scope);
  const flows = flowsOf(entry, scope);
  const aggregate = entry.aggregate ?? (flows === null ? 'count' : 'sum');
  const field = aggregate === 'sum' ? summedField(entry.field ?? flows?.field ?? null, path, scope) : null;
  const signs: Record<number, number> = {};
  entry.from.forEach((name, position) => {
    const index = typeIndex.get(name);
    if (index !== undefined) signs[index] = signOf(name, { entry, aggregate, flows, position });
  });
  const from = entry.from.flatMap((name) => typeIndex.get(name) ?? []);
  const lag = resolveSpan(entry.lag ?? defaultLag, [...path, 'lag'], findings);
  return { id, title: entry.title ?? titleOf(id), from, keyField, aggregate, field, signs, lag };
}

function rowKey({ key }: Entry, path: ProblemPath, { fields, findings }: ReadModelScope): string | null {
  if (key === undefined) return null;
  if (key !== 'day' && !fields.has(key))
    findings.push(unknownName('payload field', key, [...fields.keys(), 'day'], { path: [...path, 'key'] }));
  return key;
}

function summedField(field: string | null, path: ProblemPath, { fields, findings }: ReadModelScope): string | null {
  if (field === null) {
    const missing = { at: 'key', expected: 'the key "field"', suggestion: 'field' } as const;
    findings.push(finding(path, 'A sum needs "field": the payload field to add up.', missing));
  } else if (fields.get(field) !== 'double') {
    const numbers = [...fields].filter(([, type]) => type === 'double').map(([name]) => name);
    findings.push(unknownName('number in the payload', field, numbers, { path: [...path, 'field'] }));
  }
  return field;
}

interface SignRequest {
  readonly entry: Entry;
  readonly aggregate: ReadModelModel['aggregate'];
  readonly flows: Flows | null;
  readonly position: number;
}

/** A count of several events of one flow counts the flow once, at its first event; the later ones only refresh the row. */
function signOf(name: string, { entry, aggregate, flows, position }: SignRequest): number {
  if (entry.subtract !== undefined) return entry.subtract.includes(name) ? -1 : 1;
  if (aggregate === 'count') return position === 0 ? 1 : 0;
  return flows?.signs.get(name) ?? 1;
}

interface Flows {
  readonly field: string;
  readonly signs: ReadonlyMap<string, number>;
}

/**
 * Finds the quantity that a read model without key adds up: every source event comes with `set: { x: "state.x ± msg.field" }`
 * over the same payload field, so the event means that much more or less of it.
 */
function flowsOf(entry: Entry, { scenario }: ReadModelScope): Flows | null {
  if (entry.key !== undefined && entry.aggregate !== 'sum') return null;
  const signs = new Map<string, number>();
  const fields = new Set<string>();
  for (const name of entry.from) {
    const change = changeOf(name, scenario);
    if (change === null) return null;
    signs.set(name, change.sign);
    fields.add(change.field);
  }
  const [field, other] = fields;
  return field === undefined || other !== undefined ? null : { field, signs };
}

const changePattern = /^\s*state\.(\w+)\s*([+-])\s*msg\.(\w+)\s*$/;

function changeOf(event: string, scenario: Scenario): { readonly field: string; readonly sign: number } | null {
  const handlers = Object.values(scenario.services).flatMap((service) => Object.values(service.handles ?? {}));
  const outcomes = handlers.flatMap(outcomesOf).filter(({ emit }) => emit === event);
  for (const [target, source] of outcomes.flatMap(({ set }) => Object.entries(set ?? {}))) {
    const [, state, operator, field] = changePattern.exec(String(source)) ?? [];
    if (state === target && field !== undefined) return { field, sign: operator === '+' ? 1 : -1 };
  }
  return null;
}
