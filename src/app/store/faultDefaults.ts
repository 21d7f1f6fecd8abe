import type { FaultMeta, FaultSpec, ParameterDefinition } from '../../sim';
import { shortest } from './interventions';

/** The part of the fault registry that the store needs. */
export interface FaultDeclaration {
  readonly kind: string;
  readonly meta: FaultMeta;
  readonly params: readonly ParameterDefinition[];
}

export interface FaultDefaults {
  /** The fault without parameters that stand at their defaults. */
  shortest(fault: FaultSpec): FaultSpec;
  /** Microseconds a fault lasts when nobody says; null = until the run ends. */
  duration(kind: string): number | null;
}

export function createFaultDefaults(registry: readonly FaultDeclaration[]): FaultDefaults {
  const find = (kind: string): FaultDeclaration | undefined => registry.find((one) => one.kind === kind);
  return {
    shortest: (fault) =>
      shortest(fault, Object.fromEntries((find(fault.kind)?.params ?? []).map((definition) => [definition.name, definition.default]))),
    duration: (kind) => find(kind)?.meta.forUs ?? null,
  };
}
