import type { SettingValue } from '../../base/plainData';
import type { Coordination } from '../scenario/coordinations';

/**
 * What does not change during a run: names, places, links, the settings in force at time 0. Playback reads pictures and
 * sentences from the header and the facts alone.
 */
export interface RunHeader {
  readonly scenario: { readonly id: string; readonly title: string; readonly summary: string };
  readonly noun: string;
  readonly nounPlural: string;
  readonly button: string;
  readonly coordination: Coordination;
  readonly seed: number;
  readonly product: ProductInfo;
  /** Message types that travel over products of their own, as the file says. */
  readonly channels: readonly ChannelInfo[];
  /** Index 0 is the run itself and never drawn. */
  readonly places: readonly PlaceInfo[];
  readonly messageTypes: readonly MessageTypeInfo[];
  readonly links: readonly LinkInfo[];
  readonly processes: readonly ProcessInfo[];
  readonly invariants: readonly InvariantInfo[];
  readonly faults: readonly FaultInfo[];
  readonly flow: {
    readonly starts: number;
    readonly succeeds: readonly number[];
    readonly fails: readonly number[];
    readonly deadlineUs: number;
  };
}

export type PlaceKind = 'run' | 'customer' | 'service' | 'external' | 'broker' | 'coordinator' | 'projector' | 'readModel';

export interface PlaceInfo {
  /** Identifier from the scenario file, or a built-in one: `customer`, `broker`, `analytics`. */
  readonly id: string;
  readonly title: string;
  readonly kind: PlaceKind;
  /** True for services on the flow's main path (drawn in the upper row), false for peripherals. */
  readonly main: boolean;
  /** Template of the state line: "stock {stock}"; empty = made from counts of own events. Read models: empty. */
  readonly shows: string;
  /** Initial state in file order. */
  readonly state: Readonly<Record<string, number | string | boolean>>;
  /** Types this place handles as commands, and types it listens to as events. */
  readonly handles: readonly number[];
  readonly listens: readonly number[];
  /** Types it can emit. */
  readonly emits: readonly number[];
  /** "whenever … then …" of a choreography, as indexes into messageTypes. */
  readonly policies: readonly { readonly when: number; readonly do: number }[];
  /** Effective settings at time 0, by setting name; see the safeguard registry for titles. */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

export interface MessageTypeInfo {
  readonly name: string;
  readonly kind: 'command' | 'event' | 'query';
  /** Narrator's verb phrase with `{key}`, or empty. */
  readonly says: string;
  readonly version: number;
}

/** A possible way of a message: sender → receiver. `via` says how it travels. */
export interface LinkInfo {
  readonly from: number;
  readonly to: number;
  readonly type: number;
  readonly via: 'broker' | 'direct' | 'call' | 'local';
}

export interface ChannelInfo {
  readonly id: string;
  readonly title: string;
  /** Product id. */
  readonly product: string;
  /** Title and version: "Kafka 4.1". */
  readonly productTitle: string;
  /** Message type indexes. */
  readonly types: readonly number[];
  /** Its product's own settings, complete; durations in milliseconds. A spec changes them as `channels.<id>.<name>`, the product as `channels.<id>.product`. */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

export interface ProductInfo {
  readonly id: string;
  readonly title: string;
  /** Product version or API date. */
  readonly version: string;
  readonly guarantee: string;
  /** 0 = a managed service: nobody sees its nodes. */
  readonly nodes: number;
  /** False under `calls`: nothing is published. */
  readonly used: boolean;
  /** False for plain queues: several listeners would share the messages. */
  readonly broadcasts: boolean;
  readonly warnings: readonly string[];
}

export interface ProcessInfo {
  /** Coordinator place (orchestration, hybrid) or the calling service (calls). */
  readonly place: number;
  readonly id: string;
  readonly durable: boolean;
  readonly steps: readonly ProcessStepInfo[];
  /** States of the compiled XState chart; processMoved names them by index. */
  readonly states: readonly ProcessStateInfo[];
}

export interface ProcessStepInfo {
  readonly do: number;
  readonly ok: number;
  readonly fail: number | null;
  readonly undo: number | null;
  readonly timeoutUs: number | null;
  readonly retries: number;
}

export interface ProcessStateInfo {
  /** Path in the chart, e.g. "step0.try1", "undo0", "done". */
  readonly name: string;
  /** `compensationFailed`: every try of an undo was in vain, and a person has to see to it. */
  readonly kind: 'step' | 'undo' | 'compensationFailed' | 'finishing' | 'done' | 'failed';
  /** Index into steps; -1 for finishing, done and failed. */
  readonly step: number;
  /** Try from 1. */
  readonly attempt: number;
}

export interface InvariantInfo {
  readonly id: string;
  readonly severity: 'critical' | 'high' | 'medium' | 'low';
  readonly expect: string;
  readonly scope: 'each' | 'finally';
}

export interface FaultInfo {
  readonly kind: string;
  readonly title: string;
  /** Short sentence fragment: "Payment down", "duplicates into Payment, 10 %". */
  readonly label: string;
  readonly target: number;
  /** Planned begin and end in microseconds; end is null when it lasts until the run ends. */
  readonly at: number;
  readonly until: number | null;
  /** Index of the intervention in the RunSpec that brought it. */
  readonly intervention: number;
}
