import type { PlainData } from '../../base/plainData';
import { stableJson } from '../../base/stableJson';
import { type CompatibilityMode, compatibilityModes, type Conflict, conflictsOf, defaultMode } from './modes';
import { parseSchema } from './parse';
import { type RegistryError, registryError, schemaNotFound, subjectNotFound, versionNotFound } from './registryErrors';
import type { Schema } from './schema';

/** A schema under a subject. The id belongs to the schema and is the same under every subject; versions count from 1 per subject. */
export interface RegisteredSchema {
  readonly kind: 'schema';
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly schema: Schema;
}

export interface CompatibilityAnswer {
  readonly kind: 'checked';
  readonly isCompatible: boolean;
  readonly conflicts: readonly Conflict[];
}

interface Subject {
  readonly versions: RegisteredSchema[];
  /** Versions are not given twice, even when the latest was deleted. */
  lastVersion: number;
  mode: CompatibilityMode | null;
}

/**
 * The schema registry: subjects with versions, and a mode that says which schema may follow. Schemas come and go as data; refusals are values with the
 * codes of Confluent's registry. Deleted versions no longer count in a check, but their number and id stay taken.
 */
export class SchemaRegistry {
  readonly #subjects = new Map<string, Subject>();
  readonly #ids = new Map<string, number>();
  readonly #byId = new Map<number, Schema>();
  #mode: CompatibilityMode;

  constructor({ mode = defaultMode }: { readonly mode?: CompatibilityMode } = {}) {
    this.#mode = mode;
  }

  /** Registers a schema as the next version. One that the subject has already keeps its version and id, whatever the mode is by now. */
  register(subject: string, source: PlainData): RegisteredSchema | RegistryError {
    const parsed = this.#parsed(source);
    if ('kind' in parsed) return parsed;
    const known = this.#find(subject, source);
    if (known !== undefined) return known;
    const conflicts = conflictsOf(this.modeOf(subject), parsed, this.#schemas(subject));
    if (conflicts.length > 0)
      return registryError(
        409,
        `Schema being registered is incompatible with an earlier schema for subject "${subject}": ${said(conflicts)}`,
      );
    return this.#add(subject, parsed);
  }

  /** Asks whether a schema could be registered, without registering it: against one version, or against those that the mode names. */
  check(subject: string, source: PlainData, version?: number | 'latest'): CompatibilityAnswer | RegistryError {
    const parsed = this.#parsed(source);
    if ('kind' in parsed) return parsed;
    const earlier = version === undefined ? this.#schemas(subject) : this.#only(subject, version);
    if ('kind' in earlier) return earlier;
    const conflicts = conflictsOf(this.modeOf(subject), parsed, earlier);
    return { kind: 'checked', isCompatible: conflicts.length === 0, conflicts };
  }

  /** The version under which a subject has exactly this schema. */
  lookUp(subject: string, source: PlainData): RegisteredSchema | RegistryError {
    const parsed = this.#parsed(source);
    if ('kind' in parsed) return parsed;
    if (this.#versionsOf(subject).length === 0) return subjectNotFound(subject);
    return this.#find(subject, source) ?? schemaNotFound();
  }

  version(subject: string, version: number | 'latest'): RegisteredSchema | RegistryError {
    const versions = this.#versionsOf(subject);
    const latest = versions.at(-1);
    if (latest === undefined) return subjectNotFound(subject);
    if (version === 'latest') return latest;
    if (!Number.isInteger(version) || version < 1)
      return registryError(42_202, `The specified version '${version}' is not a valid version id.`);
    return versions.find((one) => one.version === version) ?? versionNotFound(version);
  }

  /** What a consumer asks for with the id that travels in every message. */
  schemaOf(id: number): Schema | RegistryError {
    return this.#byId.get(id) ?? schemaNotFound();
  }

  subjects(): readonly string[] {
    return [...this.#subjects].flatMap(([name, { versions }]) => (versions.length > 0 ? [name] : [])).sort();
  }

  versions(subject: string): readonly number[] | RegistryError {
    const versions = this.#versionsOf(subject);
    return versions.length > 0 ? versions.map(({ version }) => version) : subjectNotFound(subject);
  }

  /** Mode of a subject: its own, or that of the registry. */
  modeOf(subject: string): CompatibilityMode {
    return this.#subjects.get(subject)?.mode ?? this.#mode;
  }

  /** Sets the mode of a subject, or of all that have none of their own. Schemas that are there already are not looked at again. */
  setMode(mode: string, subject?: string): CompatibilityMode | RegistryError {
    const known = compatibilityModes.find((one) => one === mode);
    if (known === undefined) return registryError(42_203, `Invalid compatibility level. Valid values are ${compatibilityModes.join(', ')}`);
    if (subject === undefined) this.#mode = known;
    else this.#subject(subject).mode = known;
    return known;
  }

  /** Gives a subject back to the mode of the registry. */
  clearMode(subject: string): CompatibilityMode | RegistryError {
    const found = this.#subjects.get(subject);
    if (found?.mode == null) return registryError(40_408, `Subject '${subject}' does not have subject-level compatibility configured`);
    found.mode = null;
    return this.#mode;
  }

  deleteVersion(subject: string, version: number | 'latest'): RegisteredSchema | RegistryError {
    const found = this.version(subject, version);
    if (found.kind === 'error') return found;
    const versions = this.#subject(subject).versions;
    versions.splice(versions.indexOf(found), 1);
    return found;
  }

  /** Deletes all versions and the subject's own mode; returns what was deleted. */
  deleteSubject(subject: string): readonly number[] | RegistryError {
    const versions = this.versions(subject);
    if ('kind' in versions) return versions;
    const found = this.#subject(subject);
    found.versions.length = 0;
    found.mode = null;
    return versions;
  }

  #add(subject: string, schema: Schema): RegisteredSchema {
    const text = stableJson(schema.source);
    const id = this.#ids.get(text) ?? this.#ids.size + 1;
    this.#ids.set(text, id);
    this.#byId.set(id, schema);
    const found = this.#subject(subject);
    const added: RegisteredSchema = { kind: 'schema', subject, version: ++found.lastVersion, id, schema };
    found.versions.push(added);
    return added;
  }

  #subject(name: string): Subject {
    const known = this.#subjects.get(name);
    if (known !== undefined) return known;
    const made: Subject = { versions: [], lastVersion: 0, mode: null };
    this.#subjects.set(name, made);
    return made;
  }

  #parsed(source: PlainData): Schema | RegistryError {
    const parsed = parseSchema(source);
    return parsed.ok ? parsed.value : registryError(42_201, `Invalid schema at ${parsed.error.path || '/'}: ${parsed.error.message}`);
  }

  #only(subject: string, version: number | 'latest'): readonly Schema[] | RegistryError {
    if (version === 'latest') return this.#schemas(subject).slice(-1);
    const found = this.version(subject, version);
    return found.kind === 'error' ? found : [found.schema];
  }

  #find(subject: string, source: PlainData): RegisteredSchema | undefined {
    const text = stableJson(source);
    return this.#versionsOf(subject).find(({ schema }) => stableJson(schema.source) === text);
  }

  #versionsOf(subject: string): readonly RegisteredSchema[] {
    return this.#subjects.get(subject)?.versions ?? [];
  }

  #schemas(subject: string): readonly Schema[] {
    return this.#versionsOf(subject).map(({ schema }) => schema);
  }
}

const said = (conflicts: readonly Conflict[]): string =>
  conflicts.map(({ type, path, direction, message }) => `${type} at ${path} (${direction}): ${message}`).join('; ');
