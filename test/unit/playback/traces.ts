import { type Coordination, defaultSpec, fileFaults, type Intervention, type RunSpec, simulate, type Trace } from '../../../src/sim';
import { bundledScenario } from '../../support/scenarios';

const made = new Map<string, Trace>();

/** A real run of a bundled scenario; equal descriptions give the same trace object. */
export function realRun(scenario: string, coordination: Coordination, changes: Partial<RunSpec> = {}): Trace {
  const name = JSON.stringify([scenario, coordination, changes]);
  const known = made.get(name);
  if (known !== undefined) return known;
  const trace = simulate(defaultSpec(bundledScenario(scenario), { coordination, ...changes }));
  made.set(name, trace);
  return trace;
}

/** One thing sent at the start, nothing broken. */
export function oneRun(scenario: string, coordination: Coordination, more: readonly Intervention[] = []): Trace {
  return realRun(scenario, coordination, { interventions: [{ kind: 'send', at: 0 }, ...more] });
}

/** The workload and the faults of the file. */
export function troubledRun(scenario: string, coordination: Coordination, changes: Partial<RunSpec> = {}): Trace {
  return realRun(scenario, coordination, { workload: 'file', interventions: fileFaults(bundledScenario(scenario)), ...changes });
}

export const allCoordinations = ['choreography', 'orchestration', 'hybrid', 'calls'] as const;
export const allScenarios = ['retail', 'transfer', 'ride'] as const;

/** `span` is [from, how long]; null = until the run ends. */
export function fault(
  kind: string,
  target: string,
  span: readonly [number, number | null],
  params: Record<string, number | string> = {},
): Intervention {
  return { kind: 'fault', at: span[0], for: span[1], fault: { kind, target, params } };
}
