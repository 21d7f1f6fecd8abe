import type { Scenario } from '../scenario/schema';
import type { SettingValue } from '../../base/plainData';
import type { FaultSpec } from '../faults/definition';
import type { Coordination } from '../scenario/coordinations';

/**
 * The value of a run. `simulate(spec)` is a pure function of it: same spec, byte-identical trace.
 * Plain data, so that it fits links, files, workers and the undo stack.
 */
export interface RunSpec {
  readonly scenario: Scenario;
  readonly coordination: Coordination;
  /** Product id; null = the one named in the scenario file. */
  readonly product: string | null;
  /** Unsigned 32-bit. */
  readonly seed: number;
  /** `none`: only what a person sends. `file`: the workload of the scenario file as well. */
  readonly workload: 'none' | 'file';
  /** Differences from the scenario's settings for the whole run: `payment.dedupe` → false, `*.outbox` → false, `broker.nodes` → 1, `workload.count` → 5. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** In time order; equal times keep list order. The past of an intervention does not depend on it. */
  readonly interventions: readonly Intervention[];
}

export type Intervention =
  /** A person sends the flow's start command ("Place an order"). */
  | { readonly kind: 'send'; readonly at: number }
  /** A fault begins; `for` microseconds long, null = until the run ends (or `restart`). */
  | { readonly kind: 'fault'; readonly at: number; readonly for: number | null; readonly fault: FaultSpec }
  /** A setting changes from now on. Path as in `settings`. */
  | { readonly kind: 'set'; readonly at: number; readonly path: string; readonly value: SettingValue }
  /** Ends every open crash, outage or slowness of a place at once. */
  | { readonly kind: 'restart'; readonly at: number; readonly place: string }
  /** Acts on one message on its way to `place` or waiting there. `move` needs `position` from 0; `delay` needs `byUs`. */
  | {
      readonly kind: 'message';
      readonly at: number;
      readonly act: MessageAct;
      readonly message: number;
      readonly place: string;
      readonly position?: number;
      readonly byUs?: number;
    }
  /** Acts on dead letters of a place; message null = all. */
  | {
      readonly kind: 'deadLetter';
      readonly at: number;
      readonly act: 'redrive' | 'repair' | 'discard';
      readonly place: string;
      readonly message: number | null;
    };

export type MessageAct = 'drop' | 'delay' | 'duplicate' | 'poison' | 'move';
