import { FactKind, PublishFailure } from '../journal/facts';
import type { Journal } from '../journal/journal';

/**
 * Messages stored with the effect that made them, until the broker has confirmed each. Durable: a crash between storing and
 * confirming means sending again with the same id, never losing.
 */
export class Outbox {
  readonly #entries: { readonly message: number; sending: boolean; told: boolean }[] = [];
  readonly #journal: Journal;
  readonly #place: number;

  constructor(journal: Journal, place: number) {
    this.#journal = journal;
    this.#place = place;
  }

  get waiting(): number {
    return this.#entries.length;
  }

  store(message: number): void {
    this.#entries.push({ message, sending: false, told: false });
    this.#journal.fact(FactKind.outboxStored, this.#place, message, 0, 0, 0);
  }

  /** Hands every message that is not on its way to `send`, in order; stops at the first that the broker cannot take now. */
  relay(canReach: (message: number) => boolean, send: (message: number) => void): void {
    for (const entry of this.#entries.slice()) {
      if (entry.sending) continue;
      if (!canReach(entry.message)) {
        this.#keep(entry, 'broker out of reach');
        return;
      }
      entry.sending = true;
      this.#journal.fact(FactKind.outboxRelayed, this.#place, entry.message, 0, 0, 0);
      send(entry.message);
    }
  }

  /** Says once per message that it stays here. */
  #keep(entry: { readonly message: number; told: boolean }, reason: string): void {
    if (entry.told) return;
    entry.told = true;
    const journal = this.#journal;
    journal.fact(FactKind.publishFailed, this.#place, entry.message, 0, journal.string(reason), PublishFailure.keptInOutbox);
  }

  /** The broker has it. */
  confirmed(message: number): void {
    const position = this.#entries.findIndex((entry) => entry.message === message && entry.sending);
    if (position >= 0) this.#entries.splice(position, 1);
  }

  /** The broker could not be reached: the message stays. False when it is not ours. */
  rejected(message: number, reason: string): boolean {
    const entry = this.#entries.find((candidate) => candidate.message === message);
    if (entry === undefined) return false;
    if (!entry.sending) return true;
    entry.sending = false;
    this.#keep(entry, reason);
    this.#journal.fact(FactKind.outboxStored, this.#place, message, 0, 0, 0);
    return true;
  }

  /** The relay died with its process: what was on its way may or may not have arrived, so it is sent again. */
  forgetSending(): void {
    for (const entry of this.#entries) {
      if (!entry.sending) continue;
      entry.sending = false;
      this.#journal.fact(FactKind.outboxStored, this.#place, entry.message, 0, 0, 0);
    }
  }
}
