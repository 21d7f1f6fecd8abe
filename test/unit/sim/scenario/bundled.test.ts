import { readFileSync } from 'node:fs';
import * as yaml from 'yaml';
import { describe, expect, it } from 'vitest';
import { loadScenarioWith, type LoadedScenario } from '../../../../src/sim/scenario/parse';

function load(name: string): LoadedScenario {
  const result = loadScenarioWith(yaml, readFileSync(`src/scenarios/${name}.flow.yaml`, 'utf8'), name);
  if (!result.ok) throw new Error(JSON.stringify(result.error, null, 2));
  return result.value;
}

describe('bundled scenarios', () => {
  it.each(['retail', 'transfer', 'ride'])('%s loads with four options', (name) => {
    expect(Object.keys(load(name).model.options).sort()).toEqual(['calls', 'choreography', 'hybrid', 'orchestration']);
  });
});
