import { readdirSync, readFileSync } from 'node:fs';
import * as yaml from 'yaml';
import { describe, expect, it } from 'vitest';
import { coordinations } from '../../src/sim/scenario/coordinations';
import type { InvariantEnv } from '../../src/sim/scenario/model';
import { loadScenarioWith, parseScenarioWith, type LoadedScenario } from '../../src/sim/scenario/parse';

const folder = 'src/scenarios';
const files = readdirSync(folder).filter((name) => name.endsWith('.flow.yaml'));

function load(name: string): LoadedScenario {
  const result = loadScenarioWith(yaml, readFileSync(`${folder}/${name}`, 'utf8'), name);
  if (!result.ok) throw new Error(result.error.map((each) => `${name}:${each.line}:${each.column} ${each.message}`).join('\n'));
  return result.value;
}

it('there are scenarios to check', () => {
  expect(files.length).toBeGreaterThanOrEqual(3);
});

describe.each(files)('%s', (name) => {
  const { model, scenario } = load(name);
  const isType = (index: number): boolean => model.messageTypes[index] !== undefined;
  const isService = (index: number): boolean => model.services[index] !== undefined;

  it('is named like its file', () => {
    expect(`${model.id}.flow.yaml`).toBe(name);
  });

  it('offers all four coordinations over the same services', () => {
    expect(Object.keys(model.options).sort()).toEqual([...coordinations].sort());
  });

  it('has no index that leads nowhere', () => {
    const { flow, workload } = model;
    expect([flow.starts, ...flow.succeeds, ...flow.fails, workload.send].filter((index) => !isType(index))).toEqual([]);
    expect([flow.entry, workload.to].filter((index) => !isService(index))).toEqual([]);
    for (const { policies, process } of Object.values(model.options)) {
      expect(policies.filter((policy) => !isType(policy.when) || !isType(policy.do) || !isService(policy.in))).toEqual([]);
      const steps = process?.steps ?? [];
      const used = steps.flatMap((step) => [step.do, step.ok, step.fail ?? step.ok, step.undo ?? step.do]);
      expect([...used, process?.starts ?? 0, process?.done ?? 0].filter((index) => !isType(index))).toEqual([]);
    }
  });

  it('every command has one handler, and every handler an outcome', () => {
    const handled = model.services.flatMap((service) => service.handlers.map((handler) => handler.command));
    expect(new Set(handled).size).toBe(handled.length);
    const handlers = model.services.flatMap((service) => service.handlers);
    expect(handlers.filter((handler) => handler.outcomes.length === 0)).toEqual([]);
  });

  it('has a main service and speaks in whole words', () => {
    expect(model.services.some((service) => service.main)).toBe(true);
    expect([model.flow.noun, model.flow.nounPlural, model.flow.button, model.title].filter((word) => word.trim() === '')).toEqual([]);
  });

  it('its rules can be evaluated on an empty run', () => {
    const empty: InvariantEnv = { n: () => 0, first: () => -1, at: () => -1, state: (service) => model.services[service]?.state ?? {} };
    for (const invariant of model.invariants) expect(typeof invariant.holds(empty)).toBe('boolean');
  });

  it('reads the same from JSON', () => {
    expect(parseScenarioWith(yaml, JSON.stringify(scenario), name)).toEqual({ ok: true, value: scenario });
  });
});
