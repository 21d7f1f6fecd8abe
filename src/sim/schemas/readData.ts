import type { PlainData } from '../../base/plainData';
import { err, ok, type Result } from '../../base/result';
import { fallbackOf, isPromotable, isSameName, sourceOf } from './resolution';
import { resolved } from './resolved';
import type { EnumType, NamedType, RecordType, ResolvedType, Schema, SchemaType } from './schema';
import { branchOf, isObject, isValueOf, type JsonObject, typeName } from './values';

export interface ReadProblem {
  /** Where in the reader: "/items/price". */
  readonly path: string;
  readonly message: string;
}

export interface Reading {
  readonly writer: Schema;
  readonly reader: Schema;
  readonly data: PlainData;
}

type Read = Result<PlainData, ReadProblem>;

/**
 * Reads data of one schema as data of another, as an Avro consumer does that knows both: fields come by name or alias, unknown ones are left
 * out, missing ones take the reader's default. Fails where a value cannot be had, which the compatibility modes are there to exclude.
 */
export function readData({ writer, reader, data }: Reading): Read {
  if (!isValueOf(writer, writer.root, data)) return refused('', 'the data does not follow the schema of its writer');
  return new Resolving(reader, writer).value(reader.root, writer.root, { data, path: '' });
}

/** A value of the writer on its way. */
interface Given {
  readonly data: PlainData;
  readonly path: string;
}

class Resolving {
  private readonly reader: Schema;
  private readonly writer: Schema;

  constructor(reader: Schema, writer: Schema) {
    this.reader = reader;
    this.writer = writer;
  }

  value(readerType: SchemaType, declared: SchemaType, given: Given): Read {
    const writerType = branchOf(this.writer, declared, given.data) ?? declared;
    const [reader, writer] = [resolved(this.reader, readerType), resolved(this.writer, writerType)];
    if (reader.kind === 'union') return this.union(reader.branches, writerType, given);
    if (reader.kind === writer.kind) return this.alike(reader, writer, given);
    if (isPromotable(writer, reader)) return ok(given.data);
    return refused(given.path, `the reader expects ${typeName(reader)}, this is ${typeName(writer)}`);
  }

  private alike(reader: ResolvedType, writer: ResolvedType, given: Given): Read {
    if (reader.kind === 'array' && writer.kind === 'array') return this.array(reader.items, writer.items, given);
    if (reader.kind === 'map' && writer.kind === 'map') return this.map(reader.values, writer.values, given);
    return 'name' in reader && 'name' in writer ? this.named(reader, writer, given) : ok(given.data);
  }

  /** The branch of the same kind, or else the first that can be read. */
  private union(branches: readonly SchemaType[], writerType: SchemaType, given: Given): Read {
    const kind = resolved(this.writer, writerType).kind;
    const alike = branches.filter((branch) => resolved(this.reader, branch).kind === kind);
    for (const branch of [...alike, ...branches]) {
      const read = this.value(branch, writerType, given);
      if (read.ok) return read;
    }
    return refused(given.path, `the reader's union has no ${kind}`);
  }

  private array(reader: SchemaType, writer: SchemaType, { data, path }: Given): Read {
    const items: PlainData[] = [];
    for (const item of data as readonly PlainData[]) {
      const read = this.value(reader, writer, { data: item, path });
      if (!read.ok) return read;
      items.push(read.value);
    }
    return ok(items);
  }

  private map(reader: SchemaType, writer: SchemaType, { data, path }: Given): Read {
    const members: [string, PlainData][] = [];
    for (const [key, value] of Object.entries(data as JsonObject)) {
      const read = this.value(reader, writer, { data: value, path });
      if (!read.ok) return read;
      members.push([key, read.value]);
    }
    return ok(Object.fromEntries(members));
  }

  private named(reader: NamedType, writer: NamedType, given: Given): Read {
    if (!isSameName(reader, writer)) return refused(given.path, `${reader.name} is not ${writer.name}`);
    if (reader.kind === 'record' && writer.kind === 'record') return this.record(reader, writer, given);
    if (reader.kind === 'enum') return symbol(reader, given);
    const isSameSize = reader.kind === 'fixed' && writer.kind === 'fixed' && reader.size === writer.size;
    return isSameSize ? ok(given.data) : refused(given.path, `${reader.name} has another size`);
  }

  private record(reader: RecordType, writer: RecordType, { data, path }: Given): Read {
    const members: [string, PlainData][] = [];
    for (const field of reader.fields) {
      const at = `${path}/${field.name}`;
      const source = sourceOf(field, writer);
      const read =
        source === undefined
          ? this.fallback(field, at)
          : this.value(field.type, source.type, { data: (isObject(data) ? data[source.name] : null) ?? null, path: at });
      if (!read.ok) return read;
      members.push([field.name, read.value]);
    }
    return ok(Object.fromEntries(members));
  }

  private fallback(field: RecordType['fields'][number], path: string): Read {
    const fallback = fallbackOf(field, resolved(this.reader, field.type));
    return fallback === undefined ? refused(path, `there is no ${field.name}, and the reader has no default for it`) : ok(fallback.value);
  }
}

function symbol(reader: EnumType, { data, path }: Given): Read {
  if (typeof data === 'string' && reader.symbols.includes(data)) return ok(data);
  return reader.default === undefined ? refused(path, `the reader does not know ${JSON.stringify(data)}`) : ok(reader.default);
}

const refused = (path: string, message: string): Read => err({ path: path === '' ? '/' : path, message });
