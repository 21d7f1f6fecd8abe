import type { PlainData } from '../../base/plainData';

/** A schema in the manner of Avro, parsed: a tree of types whose named parts stand in a table, so that types may contain themselves. */
export interface Schema {
  readonly root: SchemaType;
  /** Records, enums and fixed types by full name. */
  readonly named: ReadonlyMap<string, NamedType>;
  /** As somebody wrote it. */
  readonly source: PlainData;
}

export const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
export type Primitive = (typeof primitives)[number];

export type SchemaType =
  | { readonly kind: Primitive }
  | { readonly kind: 'array'; readonly items: SchemaType }
  | { readonly kind: 'map'; readonly values: SchemaType }
  | { readonly kind: 'union'; readonly branches: readonly SchemaType[] }
  | { readonly kind: 'named'; readonly name: string };

export type NamedType = RecordType | EnumType | FixedType;

interface Named {
  /** Full name: "shop.Thing". */
  readonly name: string;
  /** Other full names, earlier ones as a rule. */
  readonly aliases: readonly string[];
}

export interface RecordType extends Named {
  readonly kind: 'record';
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: SchemaType;
  /** Absent: no default. A default of null is a default. */
  readonly default?: PlainData;
}

export interface EnumType extends Named {
  readonly kind: 'enum';
  readonly symbols: readonly string[];
  /** What readers take for symbols that they do not know. */
  readonly default?: string;
}

export interface FixedType extends Named {
  readonly kind: 'fixed';
  readonly size: number;
}

/** A type with its name looked up. */
export type ResolvedType = Exclude<SchemaType, { readonly kind: 'named' }> | NamedType;

/** The last part of a full name: what two names have in common that differ in their namespace only. */
export const simpleName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
