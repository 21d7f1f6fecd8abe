import { ensure } from '../../base/assert';
import type { ResolvedType, Schema, SchemaType } from './schema';

/** Looks a named type up; every other type is itself. */
export const resolved = (schema: Schema, type: SchemaType): ResolvedType =>
  type.kind === 'named' ? ensure(schema.named.get(type.name), `type ${type.name}`) : type;
