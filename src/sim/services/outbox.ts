import { FactKind, PublishFailure } from '../journal/facts';
import type { Journal } from '../journal/journal';
import type { RelaySettings } from './settings';

interface Row {
  readonly message: number;
  /** Drawn from a sequence when the transaction began, so a row that is seen later may have a lower id (OBX-007). */
  readonly id: number;
  readonly key: number;
  /** Publishes of it that nobody has answered yet. */
  sending: number;
  confirmed: boolean;
  told: boolean;
  /** Of the relay that sent it: how often it saves its place (CDC-001). */
  flushMs: number;
  /** When its place will be past this row for good. */
  savedAt: number;
}

/** Where rows go when the relay sends them. */
export interface RelayTarget {
  readonly canReach: (message: number) => boolean;
  readonly send: (message: number) => void;
}

/**
 * Messages stored with the effect that made them, until the broker has confirmed each. Durable: a crash between storing and
 * confirming means sending again with the same id, never losing.
 */
export class Outbox {
  /** Rows that no look of the relay has found, in the order in which they were committed. */
  #unread: Row[] = [];
  /** Rows that the relay has read and the broker has not confirmed. */
  #inHand: Row[] = [];
  /** Rows that are confirmed, while the place that the relay has saved is before them. */
  #unsaved: Row[] = [];
  /** The highest row id that the relay has read. */
  #lastId = -1;
  /** Keys of which a message waits for an earlier one. */
  readonly #heldKeys = new Set<number>();
  #isSending = false;
  readonly #journal: Journal;
  readonly #place: number;

  constructor(journal: Journal, place: number) {
    this.#journal = journal;
    this.#place = place;
  }

  get waiting(): number {
    return this.#unread.length + this.#inHand.length;
  }

  store(message: number, id: number): void {
    this.#unread.push({
      message,
      id,
      key: this.#journal.keyOf(message),
      sending: 0,
      confirmed: false,
      told: false,
      flushMs: 0,
      savedAt: 0,
    });
    this.#journal.fact(FactKind.outboxStored, this.#place, message, 0, 0, 0);
  }

  /** One query of the relay: takes at most `batch` rows in hand. True when it has left rows that the next query will find. */
  read({ reads, batch, pollMs }: RelaySettings): boolean {
    if (this.#unread.length === 0) return false;
    const found = reads === 'id' ? this.#above(this.#lastId) : this.#unread;
    const taken = pollMs > 0 && found.length > batch ? found.slice(0, batch) : found;
    const hasMore = taken.length < found.length;
    const gone = new Set(taken);
    this.#unread = taken === this.#unread ? [] : this.#unread.filter((row) => !gone.has(row));
    for (const row of taken) {
      this.#inHand.push(row);
      this.#lastId = Math.max(this.#lastId, row.id);
    }
    return hasMore;
  }

  /** `WHERE id > last ORDER BY id`: a row with a lower id that was committed later is never seen (OBX-007). */
  #above(last: number): readonly Row[] {
    for (const row of this.#unread) if (row.id <= last) this.#keep(row, 'passed over: the relay has read a higher id');
    return this.#unread.filter((row) => row.id > last).sort((a, b) => a.id - b.id);
  }

  /**
   * Sends what is in hand and not on its way, in order; stops at the first that the broker cannot take now. Unless the relay
   * skips, a message waits until the earlier ones of its key are confirmed (OBX-006).
   */
  send(relay: RelaySettings, target: RelayTarget): void {
    if (this.#isSending) return;
    this.#isSending = true;
    this.#heldKeys.clear();
    const unconfirmed = new Set<number>();
    for (const row of this.#inHand.slice()) {
      const isIdle = row.sending === 0 && !row.confirmed;
      if (isIdle && relay.order === 'stop' && unconfirmed.has(row.key)) this.#heldKeys.add(row.key);
      else if (isIdle) {
        if (!target.canReach(row.message)) {
          this.#keep(row, 'broker out of reach');
          break;
        }
        this.#sendRow(row, relay, target);
      }
      if (!row.confirmed) unconfirmed.add(row.key);
    }
    this.#isSending = false;
  }

  /** Every relay that has read the row sends it (OBX-008). */
  #sendRow(row: Row, { readers, flushMs }: RelaySettings, target: RelayTarget): void {
    row.sending = readers;
    row.flushMs = flushMs;
    this.#journal.fact(FactKind.outboxRelayed, this.#place, row.message, 0, 0, 0);
    for (let i = 0; i < readers; i++) target.send(row.message);
  }

  /** Says once per message that it stays here. */
  #keep(row: Row, reason: string): void {
    if (row.told) return;
    row.told = true;
    const journal = this.#journal;
    journal.fact(FactKind.publishFailed, this.#place, row.message, 0, journal.string(reason), PublishFailure.keptInOutbox);
  }

  /** The broker has it. True when a later message of its key has waited for that. */
  confirmed(message: number): boolean {
    const row = this.#onItsWay(message);
    if (row === undefined) return false;
    row.confirmed = true;
    this.#answered(row);
    return this.#heldKeys.has(row.key);
  }

  /** The broker could not be reached: the message stays. False when it is not ours. */
  rejected(message: number, reason: string): boolean {
    const row = this.#onItsWay(message);
    if (row === undefined) return this.#has(message);
    this.#answered(row);
    if (row.confirmed || row.sending > 0) return true;
    this.#keep(row, reason);
    this.#journal.fact(FactKind.outboxStored, this.#place, message, 0, 0, 0);
    return true;
  }

  #answered(row: Row): void {
    row.sending--;
    if (!row.confirmed || row.sending > 0) return;
    this.#inHand.splice(this.#inHand.indexOf(row), 1);
    if (row.flushMs > 0) this.#saveLater(row);
  }

  #saveLater(row: Row): void {
    const { now } = this.#journal;
    const us = row.flushMs * 1000;
    row.savedAt = Math.floor(now / us) * us + us;
    if ((this.#unsaved[0]?.savedAt ?? now) < now) this.#unsaved = this.#unsaved.filter((other) => other.savedAt > now);
    this.#unsaved.push(row);
  }

  #onItsWay(message: number): Row | undefined {
    return this.#inHand.find((row) => row.message === message && row.sending > 0);
  }

  #has(message: number): boolean {
    return [...this.#inHand, ...this.#unread].some((row) => row.message === message);
  }

  /** The relay died with its process: what was on its way may or may not have arrived, so it is read and sent again. */
  forgetSending(): void {
    const unsaved = this.#unsaved.filter(({ savedAt }) => savedAt > this.#journal.now);
    const again = [...unsaved, ...this.#inHand.filter((row) => !row.confirmed)];
    this.#unsaved = [];
    for (const row of again) {
      if (row.sending > 0 || row.confirmed) this.#journal.fact(FactKind.outboxStored, this.#place, row.message, 0, 0, 0);
      row.sending = 0;
      row.confirmed = false;
      this.#lastId = Math.min(this.#lastId, row.id - 1);
    }
    this.#inHand = [];
    this.#unread = [...again, ...this.#unread];
  }
}
