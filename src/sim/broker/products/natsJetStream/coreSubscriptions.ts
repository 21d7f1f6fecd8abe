import type { Received } from './api';
import { covers } from './subjects';

interface CoreSubscription {
  readonly subject: string;
  /** Members of one queue group share the messages. */
  readonly group: string | null;
  readonly receive: (message: Received) => void;
}

/** Plain NATS: whoever listens gets a message now, nobody gets it later. Members of a queue group take turns (modelling choice: NATS draws). */
export class CoreSubscriptions {
  readonly #all = new Set<CoreSubscription>();
  readonly #turns = new Map<string, number>();

  /** Returns how to leave. */
  add(subscription: CoreSubscription): () => void {
    this.#all.add(subscription);
    return () => void this.#all.delete(subscription);
  }

  /** Whether somebody listens: to a push consumer with a deliver group only the members of that group count. */
  hasInterest(subject: string, group: string | null): boolean {
    return this.#listening(subject).some((one) => group === null || one.group === group);
  }

  #listening(subject: string): readonly CoreSubscription[] {
    return [...this.#all].filter((one) => covers(one.subject, subject));
  }

  deliver(subject: string, message: Received): void {
    const listening = this.#listening(subject);
    for (const one of listening) if (one.group === null) one.receive(message);
    for (const group of new Set(listening.map((one) => one.group))) {
      if (group === null) continue;
      this.#nextOf(
        group,
        listening.filter((one) => one.group === group),
      )?.receive(message);
    }
  }

  #nextOf(group: string, members: readonly CoreSubscription[]): CoreSubscription | undefined {
    const turn = this.#turns.get(group) ?? 0;
    this.#turns.set(group, turn + 1);
    return members[turn % members.length];
  }
}
