import { type Incompatibility, incompatibilities } from './compatibility';
import type { Schema } from './schema';

/** Compatibility modes of the schema registry: who has to read whose data, and how far back. */
export const compatibilityModes = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const;
export type CompatibilityMode = (typeof compatibilityModes)[number];

export const defaultMode: CompatibilityMode = 'BACKWARD';

interface ModeRules {
  /** The new schema reads data of earlier ones. */
  readonly backward: boolean;
  /** Earlier schemas read data of the new one. */
  readonly forward: boolean;
  /** All earlier versions count, not the latest alone. */
  readonly transitive: boolean;
  readonly upgradeFirst: 'consumers' | 'producers' | 'any' | 'none';
}

/** Which side may be upgraded first follows from who reads whom: under NONE no order is safe. */
export const modeRules: Readonly<Record<CompatibilityMode, ModeRules>> = {
  NONE: { backward: false, forward: false, transitive: false, upgradeFirst: 'none' },
  BACKWARD: { backward: true, forward: false, transitive: false, upgradeFirst: 'consumers' },
  BACKWARD_TRANSITIVE: { backward: true, forward: false, transitive: true, upgradeFirst: 'consumers' },
  FORWARD: { backward: false, forward: true, transitive: false, upgradeFirst: 'producers' },
  FORWARD_TRANSITIVE: { backward: false, forward: true, transitive: true, upgradeFirst: 'producers' },
  FULL: { backward: true, forward: true, transitive: false, upgradeFirst: 'any' },
  FULL_TRANSITIVE: { backward: true, forward: true, transitive: true, upgradeFirst: 'any' },
};

export interface Conflict extends Incompatibility {
  /** Who cannot read: the candidate old data, or an earlier version the candidate's. */
  readonly direction: 'backward' | 'forward';
  /** Index of the earlier schema. */
  readonly against: number;
}

/** Holds a candidate against earlier schemas, oldest first. Empty: it may follow them. */
export function conflictsOf(mode: CompatibilityMode, candidate: Schema, earlier: readonly Schema[]): readonly Conflict[] {
  const { backward, forward, transitive } = modeRules[mode];
  const first = transitive ? 0 : Math.max(0, earlier.length - 1);
  return earlier.slice(first).flatMap((schema, i): readonly Conflict[] => {
    const against = first + i;
    const old = backward ? incompatibilities(candidate, schema) : [];
    const ahead = forward ? incompatibilities(schema, candidate) : [];
    return [
      ...old.map((one): Conflict => ({ ...one, direction: 'backward', against })),
      ...ahead.map((one): Conflict => ({ ...one, direction: 'forward', against })),
    ];
  });
}
