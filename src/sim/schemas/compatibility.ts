import { fallbackOf, isPromotable, isSameName, sourceOf, unknownSymbols } from './resolution';
import { resolved } from './resolved';
import type { EnumType, FixedType, NamedType, RecordType, ResolvedType, Schema, SchemaType } from './schema';
import { typeName } from './values';

/** Why a reader cannot read everything that a writer writes; the names are Avro's. */
export interface Incompatibility {
  readonly type:
    | 'NAME_MISMATCH'
    | 'FIXED_SIZE_MISMATCH'
    | 'MISSING_ENUM_SYMBOLS'
    | 'READER_FIELD_MISSING_DEFAULT_VALUE'
    | 'TYPE_MISMATCH'
    | 'MISSING_UNION_BRANCH';
  /** Where in the reader: "/items/price"; "/" is the schema itself. */
  readonly path: string;
  readonly message: string;
}

/** Everything that keeps `reader` from reading data of `writer`; empty when it reads all of it. */
export function incompatibilities(reader: Schema, writer: Schema): readonly Incompatibility[] {
  const comparing = new Comparing(reader, writer);
  return comparing.types(reader.root, writer.root, '');
}

class Comparing {
  private readonly reader: Schema;
  private readonly writer: Schema;
  /** Pairs of named types under comparison: types that contain themselves are compared once. */
  private readonly open = new Set<string>();

  constructor(reader: Schema, writer: Schema) {
    this.reader = reader;
    this.writer = writer;
  }

  types(readerType: SchemaType, writerType: SchemaType, path: string): readonly Incompatibility[] {
    const [reader, writer] = [resolved(this.reader, readerType), resolved(this.writer, writerType)];
    if (writer.kind === 'union') return writer.branches.flatMap((branch) => this.types(readerType, branch, path));
    if (reader.kind === 'union') {
      if (reader.branches.some((branch) => this.types(branch, writerType, path).length === 0)) return [];
      return [problem('MISSING_UNION_BRANCH', path, `the reader's union has no ${typeName(writer)}`)];
    }
    return this.single(reader, writer, path);
  }

  private single(reader: ResolvedType, writer: ResolvedType, path: string): readonly Incompatibility[] {
    if (reader.kind === 'array' && writer.kind === 'array') return this.types(reader.items, writer.items, `${path}/items`);
    if (reader.kind === 'map' && writer.kind === 'map') return this.types(reader.values, writer.values, `${path}/values`);
    if ('name' in reader && 'name' in writer && reader.kind === writer.kind) return this.namedTypes(reader, writer, path);
    if (reader.kind === writer.kind || isPromotable(writer, reader)) return [];
    return [problem('TYPE_MISMATCH', path, `the reader expects ${typeName(reader)}, the writer has ${typeName(writer)}`)];
  }

  private namedTypes(reader: NamedType, writer: NamedType, path: string): readonly Incompatibility[] {
    if (!isSameName(reader, writer)) return [problem('NAME_MISMATCH', path, `${reader.name} is not ${writer.name}`)];
    if (reader.kind === 'record' && writer.kind === 'record') return this.once(reader, writer, path);
    if (reader.kind === 'fixed' && writer.kind === 'fixed') return sizes(reader, writer, path);
    return reader.kind === 'enum' && writer.kind === 'enum' ? symbols(reader, writer, path) : [];
  }

  private once(reader: RecordType, writer: RecordType, path: string): readonly Incompatibility[] {
    const pair = `${reader.name} ${writer.name}`;
    if (this.open.has(pair)) return [];
    this.open.add(pair);
    const found = this.fields(reader, writer, path);
    this.open.delete(pair);
    return found;
  }

  private fields(reader: RecordType, writer: RecordType, path: string): readonly Incompatibility[] {
    return reader.fields.flatMap((field) => {
      const at = `${path}/${field.name}`;
      const source = sourceOf(field, writer);
      if (source !== undefined) return this.types(field.type, source.type, at);
      if (fallbackOf(field, resolved(this.reader, field.type)) !== undefined) return [];
      return [problem('READER_FIELD_MISSING_DEFAULT_VALUE', at, `the writer has no ${field.name}, and the reader has no default for it`)];
    });
  }
}

const sizes = (reader: FixedType, writer: FixedType, path: string): readonly Incompatibility[] =>
  reader.size === writer.size ? [] : [problem('FIXED_SIZE_MISMATCH', path, `${reader.size} bytes are not ${writer.size}`)];

function symbols(reader: EnumType, writer: EnumType, path: string): readonly Incompatibility[] {
  const unknown = unknownSymbols(reader, writer);
  if (unknown.length === 0 || reader.default !== undefined) return [];
  return [problem('MISSING_ENUM_SYMBOLS', path, `the reader does not have ${unknown.join(', ')}`)];
}

const problem = (type: Incompatibility['type'], path: string, message: string): Incompatibility => ({
  type,
  path: path === '' ? '/' : path,
  message,
});
