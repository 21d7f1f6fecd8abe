/** Settings that govern how a place receives, handles and publishes; the safeguards declare them, the host obeys. */
export interface HostSettings {
  instances: number;
  concurrency: number;
  ack: 'after' | 'before';
  attempts: number;
  backoffMs: number;
  dlq: boolean;
  dedupe: boolean;
  outbox: boolean;
  /** Refuse requests and calls when every worker is busy and the waiting room is full. */
  bulkhead: boolean;
  waitingRoom: number;
  /** Bound of the first random pause before a call is tried again; 0 = none. */
  callBackoffMs: number;
  /** Retried calls per call. */
  retryBudget: number;
  /** 0 = push. */
  pollMs: number;
}
