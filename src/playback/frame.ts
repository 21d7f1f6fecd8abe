/**
 * A small immutable picture of one instant, folded from facts. Everything on screen that moves is a function of it.
 * Objects of unchanged places are reused between neighbouring frames, so that views can compare by identity.
 */
export interface Frame {
  /** Playhead in virtual microseconds. */
  readonly time: number;
  /** Number of facts with time <= `time`. */
  readonly rows: number;
  /** By place index; index 0 unused. */
  readonly places: readonly PlaceFrame[];
  readonly broker: BrokerFrame;
  /** Running and recently ended process instances, oldest first, at most 200; `processCount` has the truth. */
  readonly processes: readonly ProcessFrame[];
  readonly processCount: { readonly running: number; readonly done: number; readonly failed: number; readonly lost: number };
  readonly flights: Flights;
  /** Ordinals (header.faults) open now. */
  readonly openFaults: readonly number[];
  /** How often each fault has struck so far, by ordinal. */
  readonly exposure: readonly number[];
  readonly flow: FlowFrame;
  /** Broken rules so far, oldest first. */
  readonly broken: readonly BrokenRule[];
}

export type PlaceStatus = 'running' | 'down' | 'slow';

export interface PlaceFrame {
  readonly place: number;
  readonly status: PlaceStatus;
  /** When the status began (down since …). */
  readonly since: number;
  /** Messages waiting for this place in order: in its queue at the broker or in its own prefetch. At most `waitingShown` ids. */
  readonly waiting: readonly WaitingMessage[];
  /** True number waiting (may exceed waiting.length). */
  readonly waitingCount: number;
  /** Messages being handled now. */
  readonly working: readonly WaitingMessage[];
  /** Delivered copies that are invisible until `until`. */
  readonly hiddenCount: number;
  readonly outboxCount: number;
  /** First few messages of the outbox, oldest first. */
  readonly outbox: readonly number[];
  /** In the memory of this producer's broker client. */
  readonly bufferedCount: number;
  readonly deadLetters: readonly DeadLetterFrame[];
  /** Place it waits for (synchronous call), with the number of callers waiting; null = none. */
  readonly waitingFor: { readonly place: number; readonly since: number } | null;
  /** True between rebalanceStarted and rebalanceEnded. */
  readonly rebalancing: boolean;
  readonly state: Readonly<Record<string, number | string | boolean>>;
  /** Committed emissions by message type index. */
  readonly counts: Readonly<Record<number, number>>;
  readonly settings: Readonly<Record<string, number | string | boolean>>;
  /** Read models only. */
  readonly readModel: ReadModelFrame | null;
}

export interface WaitingMessage {
  readonly message: number;
  /** Deliveries so far (0 = never delivered). */
  readonly attempt: number;
  readonly poisoned: boolean;
  readonly duplicate: boolean;
}

export interface DeadLetterFrame {
  readonly message: number;
  readonly attempts: number;
  readonly reason: string;
  readonly at: number;
  readonly repaired: boolean;
}

export interface ReadModelFrame {
  readonly rowCount: number;
  /** Sum of row values (or the single value). */
  readonly total: number;
  /** Source events committed but not yet applied. */
  readonly behind: number;
  /** True when it is one number instead of a table (its only row has no key): then `total` is that number. */
  readonly single: boolean;
  /** Age in microseconds of the oldest source event not yet applied; 0 = up to date. */
  readonly lagUs: number;
}

export interface BrokerFrame {
  readonly status: 'up' | 'down';
  readonly since: number;
  /** Numbers (from 1) of lost nodes. */
  readonly nodesDown: readonly number[];
  readonly queued: number;
}

export interface ProcessFrame {
  readonly place: number;
  readonly process: number;
  /** Starting message: identity of the instance; its key is the business key. */
  readonly message: number;
  /** Index into header.processes[process].states. */
  readonly state: number;
  readonly since: number;
  readonly ended: 'done' | 'failed' | 'lost' | null;
}

/** Messages in flight as columns; only rows < count count. Reused between frames: read at once, never keep. */
export interface Flights {
  readonly count: number;
  readonly message: Uint32Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly departs: Float64Array;
  readonly arrives: Float64Array;
  readonly attempt: Uint16Array;
  /** FlightKind. */
  readonly kind: Uint8Array;
}

export const FlightKind = { publish: 0, deliver: 1, direct: 2, call: 3, reply: 4, local: 5 } as const;

export interface FlowFrame {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Started, not ended. */
  readonly open: number;
  /** Open beyond the deadline. */
  readonly late: number;
  /** Direct commands refused: the sender saw an error. */
  readonly refused: number;
}

export interface BrokenRule {
  readonly invariant: number;
  readonly message: number;
  readonly key: number;
  readonly time: number;
  readonly row: number;
}

export const waitingShown = 32;
