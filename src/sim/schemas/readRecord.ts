import type { Payload, PlainData } from '../../base/plainData';
import { err, ok, type Result } from '../../base/result';
import { fallbackOf } from './resolution';
import { resolved } from './resolved';
import type { Field, RecordType, Schema } from './schema';
import { isValueOf } from './values';

/** What a record looks like to a consumer that has its own schema and nothing of the writer's. */
export interface RecordReport {
  /** The fields that the consumer knows; null where there is neither a value nor a default. */
  readonly value: Payload;
  /** Known fields without value and default. */
  readonly missing: readonly string[];
  /** Fields that the consumer does not know. */
  readonly unknown: readonly string[];
  /** Known fields with a value of another type. */
  readonly mistyped: readonly string[];
}

/** How a consumer takes what it did not expect: strictly (any surprise is a failure) or tolerantly (only a value of another type is). */
export type Manner = 'strict' | 'tolerant';

/**
 * Reads JSON data by the consumer's own record. A tolerant reader takes what it needs and leaves the rest: unknown fields are ignored, and a
 * missing one is null, which is a silent schema break of its own (SCH-008). The report says what happened either way.
 */
export function readRecord(schema: Schema, data: Payload, manner: Manner): Result<RecordReport, RecordReport> {
  const report = reportOf(schema, data);
  const surprises = manner === 'tolerant' ? report.mistyped : [...report.mistyped, ...report.missing, ...report.unknown];
  return surprises.length === 0 ? ok(report) : err(report);
}

function reportOf(schema: Schema, data: Payload): RecordReport {
  const fields = recordOf(schema)?.fields ?? [];
  const taken = fields.map((field) => ({ field, from: nameIn(data, field) }));
  const used = new Set(taken.map(({ from }) => from));
  const isWrong = ({ field, from }: Taken): boolean => from !== undefined && !isValueOf(schema, field.type, data[from] ?? null);
  return {
    value: Object.fromEntries(taken.map((one) => [one.field.name, isWrong(one) ? null : valueOf(schema, data, one)])),
    missing: taken.filter(({ field, from }) => from === undefined && fallback(schema, field) === undefined).map(({ field }) => field.name),
    unknown: Object.keys(data).filter((name) => !used.has(name)),
    mistyped: taken.filter(isWrong).map(({ field }) => field.name),
  };
}

interface Taken {
  readonly field: Field;
  /** Name under which the data has it. */
  readonly from: string | undefined;
}

function recordOf(schema: Schema): RecordType | null {
  const root = resolved(schema, schema.root);
  return root.kind === 'record' ? root : null;
}

const nameIn = (data: Payload, { name, aliases }: Field): string | undefined => [name, ...aliases].find((one) => Object.hasOwn(data, one));

const fallback = (schema: Schema, field: Field): ReturnType<typeof fallbackOf> => fallbackOf(field, resolved(schema, field.type));

const valueOf = (schema: Schema, data: Payload, { field, from }: Taken): PlainData =>
  (from === undefined ? fallback(schema, field)?.value : data[from]) ?? null;
