import type { Broker } from '../broker/broker';
import type { Producer } from '../broker/ports';
import { FactKind, PublishFailure } from '../journal/facts';
import type { Journal } from '../journal/journal';
import { type Agenda, Phase } from '../kernel/agenda';
import { Outbox } from './outbox';
import type { HostSettings } from './settings';

/** Agenda event of the relay: a = place. */
export const PublisherEvent = { relays: 21 } as const;

/** Microseconds between two looks of a relay that found the broker out of reach. */
const relayPollUs = 100_000;

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

  constructor(place: number, settings: HostSettings, world: PublisherWorld) {
    this.place = place;
    this.#settings = settings;
    this.#world = world;
    this.#outbox = new Outbox(world.journal, place);
  }

  /** Part of the commit: with the outbox on, what was emitted is stored together with the effect. */
  store(emitted: readonly number[]): void {
    if (!this.#settings.outbox || !this.#world.publishes) return;
    for (const message of emitted) {
      this.#world.broker.newPublication(message);
      this.#outbox.store(message);
    }
  }

  /** After the commit: the relay looks, or the service itself publishes. */
  announce(emitted: readonly number[]): void {
    if (!this.#world.publishes) return;
    if (this.#outbox.waiting > 0) this.#relay();
    if (!this.#settings.outbox) this.send(emitted);
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
    this.#relay();
  }

  confirmed(message: number): void {
    if (this.#up) this.#outbox.confirmed(message);
  }

  rejected(message: number, reason: string): void {
    if (!this.#outbox.rejected(message, reason)) this.#lost(message, reason);
  }

  /** The broker answers again: the relay sees it at its next look. */
  reachable(): void {
    if (this.#outbox.waiting === 0 || this.#relayScheduled) return;
    this.#relayScheduled = true;
    const { agenda, journal } = this.#world;
    const next = Math.floor(journal.now / relayPollUs) * relayPollUs + relayPollUs;
    agenda.schedule(next, Phase.send, PublisherEvent.relays, this.place, 0, 0);
  }

  relays(): void {
    this.#relayScheduled = false;
    this.#relay();
  }

  #relay(): void {
    if (!this.#up) return;
    const { broker } = this.#world;
    this.#outbox.relay(
      (message) => broker.canReach(message),
      (message) => broker.publish(this.place, message),
    );
  }

  #lost(message: number, reason: string): void {
    const { journal } = this.#world;
    journal.fact(FactKind.publishFailed, this.place, message, 0, journal.string(reason), PublishFailure.lost);
  }
}
