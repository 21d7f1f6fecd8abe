/** How the rows of an outbox come to the broker. */
export interface RelaySettings {
  /** When a publish fails: later messages of the same key wait for it, or overtake it. */
  readonly order: 'stop' | 'skip';
  /** Between two looks; 0 = it looks at every commit. */
  readonly pollMs: number;
  /** Rows per look of a relay that polls. */
  readonly batch: number;
  /** Relays that send every row: those that share no lock. */
  readonly readers: number;
  /** Finds what is not marked as sent, or what has a higher id than the last one read. */
  readonly reads: 'status' | 'id';
  /** How often it saves how far it has come; 0 = it marks each row as it is confirmed. */
  readonly flushMs: number;
}

/** How a place remembers what it has handled. */
export interface InboxSettings {
  /** The key is stored in the transaction of the effect, or in one of its own before or after it. */
  readonly commit: 'with' | 'before' | 'after';
  /** How long a key is kept; 0 = for ever. */
  readonly ttlMs: number;
  /** A table of its own, or one for everybody, keyed by the message alone. */
  readonly scope: 'own' | 'shared';
}

/**
 * Pauses that double up to a cap: anything up to it (`full`), exactly it (`none`), or at least half of it (`equal`); anything up to
 * three times the last one (`decorrelated`); half as long again each time, up to a half shorter or longer (`around`, as resilience4j).
 */
export type Jitter = 'full' | 'none' | 'equal' | 'decorrelated' | 'around';

/** Settings that govern how a place receives, handles and publishes; the safeguards declare them, the host obeys. */
export interface HostSettings {
  instances: number;
  concurrency: number;
  ack: 'after' | 'before';
  attempts: number;
  backoffMs: number;
  /** Whether the pause between attempts grows. */
  backoffGrowth: 'fixed' | Jitter;
  /** Longest pause; 0 = 32 times the first one. */
  backoffCapMs: number;
  dlq: boolean;
  dedupe: boolean;
  inbox: InboxSettings;
  outbox: boolean;
  /** Without an outbox: publishes after it has committed, or before. */
  publishOrder: 'after' | 'before';
  /** Without an outbox: a broker out of reach is ignored, or fails what was asked for. */
  publishErrors: 'swallow' | 'fail';
  relay: RelaySettings;
  /** Refuse requests and calls when every worker is busy and the waiting room is full. */
  bulkhead: boolean;
  waitingRoom: number;
  /** Bound of the first random pause before a call is tried again; 0 = none. */
  callBackoffMs: number;
  callJitter: Jitter;
  /** Longest pause; 0 = 32 times the first one. */
  callBackoffCapMs: number;
  /** Retried calls per call. */
  retryBudget: number;
  /** 0 = push. */
  pollMs: number;
}
