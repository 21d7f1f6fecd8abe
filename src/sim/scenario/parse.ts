import { err, ok } from '../../base/result';
import { checkBounds, textLengthMax } from './bounds';
import type { Model } from './model';
import { errorsOf, nowhere, placed, type Checked, type Locate, type Problem } from './problem';
import { resolveFindings } from './resolve';
import type { Scenario } from './schema';
import { checkShape } from './shape';
import { readText, type YamlLibrary } from './yamlText';

/** A scenario that may run, its model, and what a reviewer would remark. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly model: Model;
  readonly warnings: readonly Problem[];
}

/** The only place that loads the YAML package. */
const loadYaml = (): Promise<YamlLibrary> => import('yaml');

/** Reads a scenario file (YAML or JSON) completely: syntax, shape, names, expressions. All problems at once, or a scenario that resolves. */
export async function parseScenario(text: string, name = 'scenario'): Promise<Checked<Scenario>> {
  const loaded = await loadScenario(text, name);
  return loaded.ok ? ok(loaded.value.scenario) : loaded;
}

/** Reads a scenario file and keeps the model and the warnings. */
export async function loadScenario(text: string, name = 'scenario'): Promise<Checked<LoadedScenario>> {
  return compactJson(text, name) ?? loadScenarioWith(await loadYaml(), text, name);
}

/**
 * Text that is exactly what `JSON.stringify` writes needs no YAML package: the bundled scenarios are built in this form, so that the first
 * screen loads without it. Anything else, and anything with a problem, is read with positions.
 */
function compactJson(text: string, name: string): Checked<LoadedScenario> | null {
  if (!text.startsWith('{"') || text.length > textLengthMax) return null;
  try {
    const data: unknown = JSON.parse(text);
    if (JSON.stringify(data) !== text || checkBounds(data).length > 0) return null;
    const result = checked(data, name, nowhere);
    return result.ok ? result : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError || thrown instanceof RangeError) return null;
    throw thrown;
  }
}

/** `parseScenario` with the YAML package at hand. */
export function parseScenarioWith(yaml: YamlLibrary, text: string, name = 'scenario'): Checked<Scenario> {
  const loaded = loadScenarioWith(yaml, text, name);
  return loaded.ok ? ok(loaded.value.scenario) : loaded;
}

/** `loadScenario` with the YAML package at hand. */
export function loadScenarioWith(yaml: YamlLibrary, text: string, name = 'scenario'): Checked<LoadedScenario> {
  const read = readText(yaml, text);
  if (!read.ok) return err(placed(read.error.findings, name, read.error.locate));
  return checked(read.value.data, name, read.value.locate);
}

/** Checks plain data that claims to be a scenario (from a link or a store): shape, names, expressions. */
export function checkScenario(data: unknown, name = 'scenario'): Checked<Scenario> {
  const outside = checkBounds(data);
  if (outside.length > 0) return err(placed(outside, name, nowhere));
  const result = checked(data, name, nowhere);
  return result.ok ? ok(result.value.scenario) : result;
}

function checked(data: unknown, name: string, locate: Locate): Checked<LoadedScenario> {
  const shape = checkShape(data);
  if (!shape.ok) return err(placed(shape.error, name, locate));
  const { model, findings } = resolveFindings(shape.value);
  const errors = errorsOf(findings);
  if (model === null || errors.length > 0) return err(placed(errors, name, locate));
  return ok({ scenario: shape.value, model, warnings: placed(findings, name, locate) });
}
