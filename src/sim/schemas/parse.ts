import type { PlainData } from '../../base/plainData';
import { err, ok, type Result } from '../../base/result';
import { type Field, type NamedType, primitives, type Primitive, type Schema, type SchemaType } from './schema';
import { isObject, isValueOf, type JsonObject } from './values';

export interface SchemaError {
  /** Where, as a JSON pointer: "/fields/0/type". */
  readonly path: string;
  readonly message: string;
}

const depthMax = 32;
const wordPattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Reads a schema written as Avro JSON; the first thing that is wrong refuses it. */
export function parseSchema(source: PlainData): Result<Schema, SchemaError> {
  const parsing = new Parsing();
  try {
    const root = parsing.type(source, { path: '', namespace: '', depth: 0 });
    const schema = { root, named: parsing.named, source };
    checkDefaults(schema);
    return ok(schema);
  } catch (error) {
    if (error instanceof Refusal) return err({ path: error.path, message: error.message });
    throw error;
  }
}

/** Leaves the recursion at the first thing that is wrong; never leaves this file. */
class Refusal extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

interface Here {
  readonly path: string;
  readonly namespace: string;
  readonly depth: number;
}

class Parsing {
  readonly named = new Map<string, NamedType>();

  type(source: PlainData, here: Here): SchemaType {
    if (here.depth > depthMax) throw new Refusal(here.path, `a schema is at most ${depthMax} types deep`);
    if (typeof source === 'string') return this.byName(source, here);
    if (Array.isArray(source)) return this.union(source as readonly PlainData[], here);
    if (!isObject(source)) throw new Refusal(here.path, 'a type is a name, a list or an object');
    return this.complex(source, here);
  }

  private byName(name: string, here: Here): SchemaType {
    if (isPrimitive(name)) return { kind: name };
    const full = fullName(name, here.namespace);
    if (!this.named.has(full)) throw new Refusal(here.path, `there is no type ${full}`);
    return { kind: 'named', name: full };
  }

  private complex(source: JsonObject, here: Here): SchemaType {
    const { type } = source;
    switch (type) {
      case 'record':
      case 'enum':
      case 'fixed':
        return this.definition(source, here);
      case 'array':
        return { kind: 'array', items: this.type(source['items'] ?? null, inside(here, 'items')) };
      case 'map':
        return { kind: 'map', values: this.type(source['values'] ?? null, inside(here, 'values')) };
      default:
        // { "type": "string" }, with or without a logical type, is a string.
        return this.type(type ?? null, inside(here, 'type'));
    }
  }

  private union(sources: readonly PlainData[], here: Here): SchemaType {
    const branches = sources.map((source, i) => this.type(source, inside(here, String(i))));
    if (branches.some(({ kind }) => kind === 'union')) throw new Refusal(here.path, 'a union holds no union');
    const names = branches.map((branch) => (branch.kind === 'named' ? branch.name : branch.kind));
    if (new Set(names).size < names.length) throw new Refusal(here.path, 'a union holds each type once');
    return { kind: 'union', branches };
  }

  private definition(source: JsonObject, here: Here): SchemaType {
    const written = source['name'];
    if (typeof written !== 'string' || !namePattern.test(written))
      throw new Refusal(here.path, 'a named type has a name of letters and digits');
    const namespace = typeof source['namespace'] === 'string' ? source['namespace'] : here.namespace;
    const name = fullName(written, namespace);
    if (this.named.has(name) || isPrimitive(name)) throw new Refusal(here.path, `${name} is there already`);
    const inner = { ...here, namespace: name.slice(0, Math.max(0, name.lastIndexOf('.'))) };
    const aliases = texts(source['aliases'], inside(here, 'aliases')).map((alias) => fullName(alias, inner.namespace));
    const own = { name, aliases };
    // The name is known inside its own definition.
    this.named.set(name, { ...own, kind: 'record', fields: [] });
    this.named.set(name, this.body(source, own, inner));
    return { kind: 'named', name };
  }

  private body(source: JsonObject, own: Pick<NamedType, 'name' | 'aliases'>, here: Here): NamedType {
    switch (source['type']) {
      case 'enum':
        return { ...own, kind: 'enum', ...enumOf(source, here) };
      case 'fixed':
        return { ...own, kind: 'fixed', size: sizeOf(source, here) };
      default:
        return { ...own, kind: 'record', fields: this.fields(source['fields'] ?? null, inside(here, 'fields')) };
    }
  }

  private fields(source: PlainData, here: Here): readonly Field[] {
    if (!Array.isArray(source)) throw new Refusal(here.path, 'a record has a list of fields');
    const fields = (source as readonly PlainData[]).map((one, i) => this.field(one, inside(here, String(i))));
    const names = new Set(fields.map(({ name }) => name));
    if (names.size < fields.length) throw new Refusal(here.path, 'a record has each field once');
    return fields;
  }

  private field(source: PlainData, here: Here): Field {
    if (!isObject(source)) throw new Refusal(here.path, 'a field is an object');
    const { name } = source;
    if (typeof name !== 'string' || !wordPattern.test(name)) throw new Refusal(here.path, 'a field has a name of letters and digits');
    const field = {
      name,
      aliases: texts(source['aliases'], inside(here, 'aliases')),
      type: this.type(source['type'] ?? null, inside(here, 'type')),
    };
    return Object.hasOwn(source, 'default') ? { ...field, default: source['default'] ?? null } : field;
  }
}

function enumOf(source: JsonObject, here: Here): { readonly symbols: readonly string[]; readonly default?: string } {
  const symbols = texts(source['symbols'], inside(here, 'symbols'));
  const wrong = symbols.length === 0 || new Set(symbols).size < symbols.length || symbols.some((symbol) => !wordPattern.test(symbol));
  if (wrong) throw new Refusal(here.path, 'an enum has symbols, each once');
  const fallback = source['default'];
  if (fallback === undefined) return { symbols };
  if (typeof fallback !== 'string' || !symbols.includes(fallback))
    throw new Refusal(here.path, 'the default of an enum is one of its symbols');
  return { symbols, default: fallback };
}

function sizeOf(source: JsonObject, here: Here): number {
  const { size } = source;
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) throw new Refusal(here.path, 'a fixed type has a size');
  return size;
}

function texts(source: PlainData | undefined, here: Here): readonly string[] {
  if (source === undefined) return [];
  const isTexts = Array.isArray(source) && source.every((one: PlainData) => typeof one === 'string');
  if (!isTexts) throw new Refusal(here.path, 'this is a list of names');
  return source;
}

/** Defaults are checked when all names are known: a default is a value of its field's type (of any branch of a union, Avro 1.12). */
function checkDefaults(schema: Schema): void {
  for (const named of schema.named.values()) {
    if (named.kind !== 'record') continue;
    for (const { name, type, default: fallback } of named.fields) {
      if (fallback !== undefined && !isValueOf(schema, type, fallback))
        throw new Refusal(`/${named.name}/${name}`, `the default of ${name} is no value of its type`);
    }
  }
}

const isPrimitive = (name: string): name is Primitive => (primitives as readonly string[]).includes(name);
const fullName = (name: string, namespace: string): string => (name.includes('.') || namespace === '' ? name : `${namespace}.${name}`);
const inside = (here: Here, part: string): Here => ({ ...here, path: `${here.path}/${part}`, depth: here.depth + 1 });
