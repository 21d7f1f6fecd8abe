/** A subscriber as the broker sees it. */
export interface Consumer {
  readonly place: number;
  /** False while it is down. */
  readonly accepting: boolean;
  /** Workers that can handle deliveries at the same time. */
  readonly workers: number;
  /** Microseconds between polls; 0 = push (or long polling, which is as prompt). */
  readonly pollUs: number;
  /** Deliveries it grants a message before giving it up. */
  readonly attempts: number;
  /** What it gives up is kept aside. */
  readonly deadLetters: boolean;
  receive(copy: number, message: number, attempt: number): void;
  /** The connection broke: deliveries that nobody has begun are void. */
  disconnected(): void;
}

/** A sender as the broker sees it. */
export interface Producer {
  readonly place: number;
  /** The broker has stored the message. */
  confirmed(message: number): void;
  /** The broker was out of reach (or its client gave up). */
  rejected(message: number, reason: string): void;
  /** The broker can be reached again. */
  reachable(): void;
}

/** A subscriber with the message types it wants. */
export interface SubscriptionPlan {
  readonly consumer: Consumer;
  readonly types: readonly number[];
}
