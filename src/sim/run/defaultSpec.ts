import { ensure } from '../../base/assert';
import { coordinations, type Coordination } from '../scenario/coordinations';
import type { Scenario } from '../scenario/schema';
import { modelOf } from './modelCache';
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
  const { options } = modelOf(scenario);
  return coordinations.find((name) => options[name] !== undefined && !options[name].derived) ?? ensure(coordinations[0], 'a coordination');
}

/** The faults of the file as interventions: objects on the timeline like any other. */
export function fileFaults(scenario: Scenario): readonly Intervention[] {
  return modelOf(scenario).faults.map(({ atUs, forUs, fault }) => ({ kind: 'fault', at: atUs, for: forUs, fault }));
}
