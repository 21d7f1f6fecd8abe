import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as yaml from 'yaml';
import { parseScenarioWith, type Scenario } from '../../src/sim/index';

const folder = join(import.meta.dirname, '../../src/scenarios');
const parsed = new Map<string, Scenario>();

/** A scenario that ships with the product, by id; the same object every time, so that its model is made once. */
export function bundledScenario(id: string): Scenario {
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const result = parseScenarioWith(yaml, readFileSync(join(folder, `${id}.flow.yaml`), 'utf8'), id);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  parsed.set(id, result.value);
  return result.value;
}
