import type { PlainData } from '../../base/plainData';
import { type EnumType, type Field, type NamedType, type RecordType, type ResolvedType, simpleName } from './schema';

/** Rules of Avro's schema resolution that the comparison of two schemas and the reading of data have in common. */

/** Types whose values a reader takes for its own, by the reader's type. */
const promotions: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  bytes: ['string'],
  string: ['bytes'],
};

export const isPromotable = (writer: ResolvedType, reader: ResolvedType): boolean =>
  promotions[reader.kind]?.includes(writer.kind) ?? false;

/** Named types go together when their names without namespace are equal, or the reader knows the writer's as an alias. */
export const isSameName = (reader: NamedType, writer: NamedType): boolean =>
  simpleName(reader.name) === simpleName(writer.name) || reader.aliases.includes(writer.name);

/** The writer's field that a field of the reader takes its value from: by its own name or one of its aliases; undefined when there is none. */
export function sourceOf(field: Field, { fields }: RecordType): Field | undefined {
  const found = fields.filter(({ name }) => name === field.name || field.aliases.includes(name));
  return found.find(({ name }) => name === field.name) ?? found[0];
}

/** What a reader puts into a field that the writer does not have; undefined when it cannot do without. */
export function fallbackOf(field: Field, type: ResolvedType): { readonly value: PlainData } | undefined {
  if (field.default !== undefined) return { value: field.default };
  return type.kind === 'enum' && type.default !== undefined ? { value: type.default } : undefined;
}

/** Symbols that a writer may write and a reader does not have. */
export const unknownSymbols = (reader: EnumType, writer: EnumType): readonly string[] =>
  writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
