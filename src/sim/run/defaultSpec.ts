import { ensure } from '../../base/assert';
import { coordinations, type Coordination } from '../scenario/coordinations';
import { resolve } from '../scenario/resolve';
import type { Scenario } from '../scenario/schema';
import type { Intervention, RunSpec } from './spec';

/** The run with which a scenario opens: nothing sent, nothing broken, the first coordination that the scenario has. */
export function defaultSpec(scenario: Scenario, changes: Partial<RunSpec> = {}): RunSpec {
  return {
    scenario,
    coordination: firstCoordination(scenario),
    product: null,
    seed: 42,
    workload: 'none',
    settings: {},
    interventions: [],
    ...changes,
  };
}

function firstCoordination(scenario: Scenario): Coordination {
  const resolved = resolve(scenario);
  const options = resolved.ok ? resolved.value.options : {};
  return coordinations.find((name) => options[name] !== undefined && !options[name].derived) ?? ensure(coordinations[0], 'a coordination');
}

/** The faults of the file as interventions: objects on the timeline like any other. */
export function fileFaults(scenario: Scenario): readonly Intervention[] {
  const resolved = resolve(scenario);
  if (!resolved.ok) return [];
  return resolved.value.faults.map(({ atUs, forUs, fault }) => ({ kind: 'fault', at: atUs, for: forUs, fault }));
}
