import type { Distribution } from '../../base/distribution';
import type { Payload, SettingValue } from '../../base/plainData';
import type { FaultSpec } from '../faults/definition';
import type { Coordination } from './coordinations';

/**
 * A scenario after names are resolved to indexes, defaults filled in and expressions compiled: what the engine runs.
 * It holds functions, so it never crosses a worker; `resolve(scenario)` makes it on each side.
 */
export interface Model {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly flow: FlowModel;
  readonly messageTypes: readonly MessageTypeModel[];
  readonly services: readonly ServiceModel[];
  /** Options of the file, plus derived ones where the file gives only some (marked). */
  readonly options: Readonly<Partial<Record<Coordination, CoordinationModel>>>;
  readonly readModels: readonly ReadModelModel[];
  readonly delivery: DeliveryModel;
  readonly workload: WorkloadModel;
  readonly faults: readonly ScheduledFault[];
  readonly invariants: readonly InvariantModel[];
  readonly drivers: readonly DriverModel[];
}

export interface FlowModel {
  readonly starts: number;
  /** Payload field that carries the business key ("orderId"). */
  readonly keyField: string;
  readonly succeeds: readonly number[];
  readonly fails: readonly number[];
  readonly deadlineUs: number;
  readonly noun: string;
  readonly nounPlural: string;
  readonly button: string;
  /** Service index that handles the start command. */
  readonly entry: number;
}

export interface MessageTypeModel {
  readonly name: string;
  readonly kind: 'command' | 'event' | 'query';
  readonly says: string;
  readonly version: number;
}

export interface ServiceModel {
  readonly id: string;
  readonly title: string;
  readonly kind: 'service' | 'external' | 'ui';
  /** On the flow's main path (see experience.md section 7): handles a command that leads to `succeeds`. */
  readonly main: boolean;
  readonly shows: string;
  readonly state: Readonly<Record<string, number | string | boolean>>;
  readonly handlers: readonly HandlerModel[];
}

export interface HandlerModel {
  readonly command: number;
  readonly time: Distribution;
  /** Command that undoes this one; null = none. */
  readonly undo: number | null;
  /** Tried in order; the first whose condition holds (and whose coin falls) is taken. Never empty. */
  readonly outcomes: readonly OutcomeModel[];
}

export interface OutcomeModel {
  /** null = always. */
  readonly when: Expression<boolean> | null;
  /** Probability 0..1 among the outcomes that reach it; null = certain. */
  readonly p: number | null;
  readonly set: readonly { readonly field: string; readonly value: Expression<number | string | boolean> }[];
  /** Emitted event; null = none. */
  readonly emit: number | null;
}

/** A compiled CEL expression. Numbers come back as ordinary numbers. */
export type Expression<T> = (env: ExpressionEnv) => T;

export interface ExpressionEnv {
  readonly state: Readonly<Record<string, number | string | boolean>>;
  readonly msg: Payload;
  readonly meta: { readonly attempt: number; readonly version: number };
}

export interface CoordinationModel {
  /** True when the file did not give this option and it was derived from another one. */
  readonly derived: boolean;
  readonly policies: readonly PolicyModel[];
  readonly process: ProcessModel | null;
}

export interface PolicyModel {
  readonly when: number;
  /** Service index. */
  readonly in: number;
  readonly do: number;
  readonly if: Expression<boolean> | null;
}

export interface ProcessModel {
  readonly id: string;
  readonly starts: number;
  readonly durable: boolean;
  readonly steps: readonly {
    readonly do: number;
    readonly ok: number;
    readonly fail: number | null;
    readonly undo: number | null;
    readonly timeoutUs: number | null;
    readonly retries: number;
  }[];
  readonly done: number;
  /** -1 = the file names no command for a failed process (it just ends). */
  readonly failed: number;
}

export interface ReadModelModel {
  readonly id: string;
  readonly title: string;
  readonly from: readonly number[];
  /** Payload field that names the row; null = one row. `day` is the simulated day. */
  readonly keyField: string | null;
  /** How a row's value changes per source event. */
  readonly aggregate: 'count' | 'sum' | 'last';
  /** For sum: payload field. Per source event its sign: sum +1 or -1, count +1 (0 for later events of the same flow, which only refresh the row). */
  readonly field: string | null;
  readonly signs: Readonly<Record<number, number>>;
  readonly lag: Distribution;
}

export interface DeliveryModel {
  readonly product: string;
  readonly nodes: number;
  readonly replication: number;
  /** One hop between a service and the broker. */
  readonly latency: Distribution;
  /** A product's own settings, by product id (`kafka: { partitions: 4 }`): names and values as in the file, durations in microseconds. */
  readonly own: Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;
  /** Message types over products of their own. */
  readonly channels: readonly ChannelModel[];
  /** Settings of safeguards and consumption for every place; keys as in the safeguard registry (durations in ms). */
  readonly defaults: Readonly<Record<string, SettingValue>>;
  /** Overrides by service id. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, SettingValue>>>>;
}

/** Message types that travel over a product of their own. */
export interface ChannelModel {
  readonly id: string;
  readonly title: string;
  readonly product: string;
  readonly own: DeliveryModel['own'];
  /** Message type indexes. */
  readonly messages: readonly number[];
}

export interface WorkloadModel {
  readonly send: number;
  /** Service index. */
  readonly to: number;
  readonly everyUs: number;
  /** 0..1: share of `everyUs` by which an arrival (or a burst) may move (uniform); ignored for the others. */
  readonly jitter: number;
  readonly arrivals: ArrivalsModel;
  /** At most so many; a schedule may end sooner. */
  readonly count: number;
  readonly payload: readonly PayloadGenerator[];
}

/** What decides when the next one arrives. `spacing`: evenly, or at random (a Poisson process) at the same rate. */
export type ArrivalsModel =
  /** One every `everyUs`. */
  | { readonly kind: 'fixed' }
  /** Independent of each other, one every `everyUs` on average. */
  | { readonly kind: 'poisson' }
  /** `size` at once every `everyUs`. */
  | { readonly kind: 'burst'; readonly size: number }
  /** At rates that change in time: each phase goes from one rate to another in a straight line; `forUs` null = for ever. */
  | { readonly kind: 'rates'; readonly phases: readonly RatePhase[]; readonly spacing: 'even' | 'random' }
  /** At these times. */
  | { readonly kind: 'times'; readonly atUs: readonly number[] }
  /** So many customers; each thinks, sends, waits until its flow is over, and thinks again. */
  | { readonly kind: 'closed'; readonly customers: number; readonly think: Distribution };

export interface RatePhase {
  readonly forUs: number | null;
  readonly fromPerS: number;
  readonly toPerS: number;
}

export type PayloadGenerator =
  | { readonly field: string; readonly kind: 'constant'; readonly value: string | number | boolean }
  | {
      readonly field: string;
      readonly kind: 'integer';
      readonly from: number;
      readonly to: number;
      readonly prefix: string;
      readonly suffix: string;
    }
  | { readonly field: string; readonly kind: 'pick'; readonly from: readonly string[] };

export interface ScheduledFault {
  readonly atUs: number;
  readonly forUs: number | null;
  readonly fault: FaultSpec;
}

export interface InvariantModel {
  readonly id: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly scope: 'each' | 'finally';
  readonly text: string;
  /** Message types the expression mentions. */
  readonly mentions: readonly number[];
  /**
   * `atOnce`: once false it can never become true again, because counts only grow (upper bounds such as `n('X') <= 1`): reported
   * at the fact that broke it. `whenSettled`: may be false for a while; judged at the key's deadline and at the end of the run.
   */
  readonly judged: 'atOnce' | 'whenSettled';
  readonly holds: (env: InvariantEnv) => boolean;
}

export interface InvariantEnv {
  /** Committed events of a type for the key in question (`finally`: for all keys). */
  n(type: number): number;
  /** Milliseconds since the start of the run at which the type was first / last committed for the key; -1 = never. */
  first(type: number): number;
  at(type: number): number;
  /** State of a service. */
  state(service: number): Readonly<Record<string, number | string | boolean>>;
}

/** A quality attribute in six parts; `holds` judges the measures of a finished run, null when its measure is not understood. */
export interface DriverModel {
  readonly id: string;
  readonly attribute: string;
  readonly source: string;
  readonly stimulus: string;
  readonly artifact: string;
  readonly environment: string;
  readonly response: string;
  readonly measure: string;
  readonly holds: ((measures: Measures) => boolean) | null;
}

/** What a finished run came to. Times in milliseconds. */
export interface Measures {
  /** `orders`, `accepted`, `settled`, `unsettled`, `lost`. */
  count(name: string): number;
  /** `violations`, `dlq`, `errors`, `fired` of an invariant, place, kind or fault. */
  countOf(name: string, argument: string): number;
  /** `p50`, `p95`, `p99`, `max`, `min`, `value` of a measure such as `flow`; `rate` of a message. */
  statistic(name: string, argument: string): number;
}
