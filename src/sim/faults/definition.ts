import type { SettingValue } from '../../base/plainData';

/** One adjustable number or choice of a fault or safeguard, with its unit and bounds; the same list makes the menu, the schema and the checks. */
export type ParameterDefinition =
  | {
      readonly name: string;
      readonly title: string;
      readonly type: 'number';
      readonly default: number;
      readonly min: number;
      readonly max: number;
      readonly unit: '' | 'ms' | '×' | 'p';
      readonly integer: boolean;
    }
  | {
      readonly name: string;
      readonly title: string;
      readonly type: 'choice';
      readonly default: string;
      readonly choices: readonly string[];
    }
  | { readonly name: string; readonly title: string; readonly type: 'boolean'; readonly default: boolean };

export type TargetKind = 'service' | 'broker' | 'coordinator';

export interface FaultMeta {
  /** Menu word: "Crash". */
  readonly title: string;
  readonly group: 'Broker' | 'Service' | 'Message' | 'Edge';
  readonly targets: readonly TargetKind[];
  /** True when it has a duration (a bar that can be resized), false for a single stroke. */
  readonly lasts: boolean;
  /** One plain sentence: what happens. */
  readonly summary: string;
  /** Default duration in microseconds when injected from a menu; null = until the run ends. */
  readonly forUs: number | null;
  /** Code word in links: `crash`, `dup`. */
  readonly code: string;
  /** Key in scenario files: `crash`, `duplicateInto`, `broker`. */
  readonly fileKey: string;
}

/** Label for bars and lists, made from the spec: "Payment down", "10 % duplicates into Payment". */
export type FaultLabel = (spec: FaultSpec, targetTitle: string) => string;

export type Params = Readonly<Record<string, SettingValue>>;

export type CrashPoint = 'now' | 'before-effect' | 'before-publish' | 'before-ack';

/** A fault aimed at a place. `params` are checked against the fault's own parameter list (see the fault registry). */
export interface FaultSpec {
  readonly kind: string;
  /** Place id, or `broker`. */
  readonly target: string;
  readonly params: Readonly<Record<string, SettingValue>>;
}
