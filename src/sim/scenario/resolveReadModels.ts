import { outcomesOf } from './graph';
import type { ReadModelModel } from './model';
import { finding, unknownName, type Finding } from './problem';
import { resolveSpan } from './resolveServices';
import type { Scenario } from './schema';
import { titleOf } from './words';

type Entry = NonNullable<Scenario['readModels']>[string];

export interface ReadModelScope {
  readonly scenario: Scenario;
  readonly typeIndex: ReadonlyMap<string, number>;
  readonly fields: ReadonlySet<string>;
  readonly findings: Finding[];
}

const defaultLag = '50..200ms';

export function resolveReadModel(id: string, entry: Entry, scope: ReadModelScope): ReadModelModel {
  const { typeIndex, fields, findings } = scope;
  const path = ['readModels', id];
  const keyField = entry.key ?? null;
  if (keyField !== null && keyField !== 'day' && !fields.has(keyField)) {
    findings.push(unknownName('payload field', keyField, [...fields, 'day'], { path: [...path, 'key'] }));
  }
  const flows = flowsOf(entry, scope);
  const aggregate = entry.aggregate ?? (flows === null ? 'count' : 'sum');
  const field = aggregate === 'sum' ? (entry.field ?? flows?.field ?? null) : null;
  if (aggregate === 'sum' && field === null) {
    findings.push(
      finding(path, 'A sum needs "field": the payload field to add up.', { at: 'key', expected: 'the key "field"', suggestion: 'field' }),
    );
  } else if (field !== null && !fields.has(field)) {
    findings.push(unknownName('payload field', field, fields, { path: [...path, 'field'] }));
  }
  const signs: Record<number, number> = {};
  entry.from.forEach((name, position) => {
    const index = typeIndex.get(name);
    if (index !== undefined) signs[index] = signOf(name, { entry, aggregate, flows, position });
  });
  const from = entry.from.flatMap((name) => typeIndex.get(name) ?? []);
  const lag = resolveSpan(entry.lag ?? defaultLag, [...path, 'lag'], findings);
  return { id, title: entry.title ?? titleOf(id), from, keyField, aggregate, field, signs, lag };
}

interface SignRequest {
  readonly entry: Entry;
  readonly aggregate: ReadModelModel['aggregate'];
  readonly flows: Flows | null;
  readonly position: number;
}

/** A count of several events of one flow counts the flow once, at its first event; the later ones only refresh the row. */
function signOf(name: string, { entry, aggregate, flows, position }: SignRequest): number {
  if (entry.subtract?.includes(name) === true) return -1;
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
  for (const service of Object.values(scenario.services)) {
    for (const outcome of Object.values(service.handles ?? {}).flatMap(outcomesOf)) {
      if (outcome.emit !== event) continue;
      for (const [target, source] of Object.entries(outcome.set ?? {})) {
        const match = changePattern.exec(String(source));
        if (match?.[1] === target) return { field: match[3] ?? '', sign: match[2] === '+' ? 1 : -1 };
      }
    }
  }
  return null;
}
