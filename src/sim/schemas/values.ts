import { assertUnreachable } from '../../base/assert';
import type { PlainData } from '../../base/plainData';
import { resolved } from './resolved';
import type { Primitive, RecordType, ResolvedType, Schema, SchemaType } from './schema';

/** Tells whether a value is one of a type. Values are plain JSON; those of a union carry no tag. Fields that a record does not have do not count. */
export function isValueOf(schema: Schema, type: SchemaType, value: PlainData): boolean {
  const found = resolved(schema, type);
  switch (found.kind) {
    case 'record':
      return isObject(value) && isRecordOf(schema, found, value);
    case 'enum':
      return typeof value === 'string' && found.symbols.includes(value);
    case 'fixed':
      return typeof value === 'string' && value.length === found.size;
    case 'array':
      return Array.isArray(value) && value.every((item: PlainData) => isValueOf(schema, found.items, item));
    case 'map':
      return isObject(value) && Object.values(value).every((item) => isValueOf(schema, found.values, item));
    case 'union':
      return found.branches.some((branch) => isValueOf(schema, branch, value));
    default:
      return isPrimitiveValue(found.kind, value);
  }
}

const isRecordOf = (schema: Schema, { fields }: RecordType, value: JsonObject): boolean =>
  fields.every(({ name, type }) => Object.hasOwn(value, name) && isValueOf(schema, type, value[name] ?? null));

export type JsonObject = { readonly [member: string]: PlainData };

export const isObject = (value: PlainData): value is JsonObject => value !== null && typeof value === 'object' && !Array.isArray(value);

function isPrimitiveValue(kind: Primitive, value: PlainData): boolean {
  switch (kind) {
    case 'null':
      return value === null;
    case 'boolean':
      return typeof value === 'boolean';
    case 'int':
      return Number.isInteger(value) && Number(value) >= -2_147_483_648 && Number(value) <= 2_147_483_647;
    case 'long':
      return Number.isSafeInteger(value);
    case 'float':
    case 'double':
      return typeof value === 'number' && Number.isFinite(value);
    case 'bytes':
    case 'string':
      return typeof value === 'string';
    default:
      return assertUnreachable(kind);
  }
}

/** The branch of a union in which a writer puts a value: the first that fits. Other types are their own branch. */
export function branchOf(schema: Schema, type: SchemaType, value: PlainData): SchemaType | null {
  if (type.kind !== 'union') return isValueOf(schema, type, value) ? type : null;
  return type.branches.find((branch) => isValueOf(schema, branch, value)) ?? null;
}

/** The name of a type in a message to a person. */
export const typeName = (type: ResolvedType): string => ('name' in type ? `${type.kind} ${type.name}` : type.kind);
