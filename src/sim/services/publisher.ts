import type { Broker } from '../broker/broker';
import type { Producer } from '../broker/ports';
import { FactKind, PublishFailure } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { type Agenda, Phase } from '../kernel/agenda';
import { Outbox } from './outbox';
import type { HostSettings } from './settings';

/** Agenda event of the relay: a = place. */
export const PublisherEvent = { relays: 21 } as const;

/** Microseconds between two looks of a relay that found the broker out of reach and does not poll anyway. */
const relayPollUs = 100_000;
/** Rows that one transaction can store with ids of their own. */
const rowsPerTransaction = 1024;

export interface PublisherWorld {
  readonly agenda: Agenda;
  readonly journal: Journal;
  readonly broker: Broker;
  /** False under `calls`: what a service emits stays with it. */
  readonly publishes: boolean;
}

/** The sending side of a place: straight to the broker, or through the outbox and its relay. */
export class Publisher implements Producer {
  readonly place: number;
  readonly #settings: HostSettings;
  readonly #world: PublisherWorld;
  readonly #outbox: Outbox;
  #up = true;
  #relayScheduled = false;
  #transactions = 0;

  constructor(place: number, settings: HostSettings, world: PublisherWorld) {
    this.place = place;
    this.#settings = settings;
    this.#world = world;
    this.#outbox = new Outbox(world.journal, place);
  }

  /** A transaction begins and draws the ids of the rows it may store. */
  begin(): number {
    return ++this.#transactions;
  }

  /** Part of the commit: with the outbox on, what was emitted is stored together with the effect. */
  store(emitted: readonly number[], transaction: number): void {
    if (!this.#settings.outbox || !this.#world.publishes) return;
    emitted.forEach((message, i) => {
      this.#world.broker.newPublication(message);
      this.#outbox.store(message, transaction * rowsPerTransaction + i);
    });
  }

  /** After the commit: the relay looks, or the service itself publishes. */
  announce(emitted: readonly number[]): void {
    if (!this.#world.publishes) return;
    if (this.#outbox.waiting > 0) this.#wake();
    if (!this.#settings.outbox) this.send(emitted);
  }

  /** Nothing of what a service sends is known before it commits. */
  get sendsAfterwards(): boolean {
    const { outbox, publishOrder, publishErrors } = this.#settings;
    return outbox || (publishOrder === 'after' && publishErrors === 'swallow');
  }

  /** Errors of the broker fail the request, if they count: the service is up as long as the broker is (DUW-003). */
  dares(messages: readonly number[]): boolean {
    if (this.#settings.publishErrors === 'swallow' || !this.#world.publishes) return true;
    return messages.every((message) => this.#world.broker.canReach(this.place, message));
  }

  /** Publishes without the outbox. */
  send(messages: readonly number[]): void {
    if (!this.#world.publishes) return;
    for (const message of messages) {
      this.#world.broker.newPublication(message);
      this.#world.broker.publish(this.place, message);
    }
  }

  /** The process died between commit and publish: without the outbox, what it had not sent is lost. */
  lostUnsent(messages: readonly number[]): void {
    if (this.#settings.outbox || !this.#world.publishes) return;
    for (const message of messages) this.#lost(message, 'crashed before publishing');
  }

  /** The process died: messages that its broker client still kept are gone, except those that the outbox has as well. */
  stop(inClient: readonly number[]): void {
    this.#up = false;
    for (const message of inClient) if (!this.#outbox.rejected(message, 'crashed')) this.#lost(message, 'lost with the process');
  }

  start(): void {
    this.#up = true;
    this.#outbox.forgetSending();
    this.#wake();
  }

  confirmed(message: number): void {
    if (this.#up && this.#outbox.confirmed(message)) this.#sendRows();
  }

  rejected(message: number, reason: string): void {
    if (!this.#outbox.rejected(message, reason)) this.#lost(message, reason);
  }

  /** The broker answers again: the relay sees it at its next look. */
  reachable(): void {
    if (this.#outbox.waiting > 0) this.#looksLater();
  }

  /** A relay that no longer polls looks now. */
  settingsChanged(): void {
    if (this.#outbox.waiting > 0) this.#wake();
  }

  #wake(): void {
    if (this.#settings.relay.pollMs === 0) this.#relay();
    else this.#looksLater();
  }

  #looksLater(): void {
    if (this.#relayScheduled) return;
    this.#relayScheduled = true;
    const { agenda, journal } = this.#world;
    const us = this.#settings.relay.pollMs * 1000 || relayPollUs;
    agenda.schedule(Math.floor(journal.now / us) * us + us, Phase.send, PublisherEvent.relays, this.place, 0, 0);
  }

  relays(): void {
    this.#relayScheduled = false;
    this.#relay();
  }

  #relay(): void {
    if (!this.#up) return;
    const hasMore = this.#outbox.read(this.#settings.relay);
    this.#sendRows();
    if (hasMore) this.#looksLater();
  }

  #sendRows(): void {
    const { broker } = this.#world;
    this.#outbox.send(this.#settings.relay, {
      canReach: (message) => broker.canReach(this.place, message),
      send: (message) => broker.publish(this.place, message),
    });
  }

  #lost(message: number, reason: string): void {
    const { journal } = this.#world;
    journal.fact(FactKind.publishFailed, this.place, message, 0, journal.string(reason), PublishFailure.lost);
  }
}
