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
  /** 0 = push. */
  pollMs: number;
}
