import { Phase } from '../../kernel/agenda';
import type { ProductClock } from '../clock';
import { type EndpointAnswer, failureOf, type PushFailure } from './answer';
import { afterFailure, type GiveUpReason, type PushRules, type PushState } from './pushRules';

/** One attempt to push a message, as the endpoint sees it. */
export interface PushAttempt<Message> {
  readonly message: Message;
  /** 1 = the first. */
  readonly attempt: number;
  readonly nowUs: number;
}

/** Why a message was given up, and how far it got. */
export interface PushEnd {
  readonly reason: GiveUpReason;
  readonly failure: PushFailure;
  readonly attempts: number;
}

export interface PushLineOptions<Message> {
  readonly clock: ProductClock;
  /** Asked after every failure: a policy may change while messages are under way, or depend on what went wrong. */
  readonly rules: (failure: PushFailure) => PushRules;
  readonly respond: (attempt: PushAttempt<Message>) => EndpointAnswer;
  readonly delivered: (message: Message, attempts: number) => void;
  readonly gaveUp: (message: Message, end: PushEnd) => void;
  /** Tells each failed attempt. */
  readonly failed?: (message: Message, failure: PushFailure) => void;
  /** Messages of one group are delivered one after the other, a failing one in front of the others; null = no group. */
  readonly groupOf?: (message: Message) => string | null;
  /** Called for a failed attempt; true ends the retries of this message early. */
  readonly endsRetries?: (failure: PushFailure) => boolean;
  /** Shortest time between two attempts at this endpoint; 0 or absent = none. */
  readonly spacingUs?: number;
  /** The way of a message to the endpoint before the first attempt: later ones may overtake it. Messages in a group have none. */
  readonly latencyUs?: (message: Message) => number;
}

interface Item<Message> extends PushState {
  readonly message: Message;
  attempts: number;
}

/**
 * Pushes messages to one endpoint in virtual time. Without groups every message goes its own way: one that fails holds up nobody.
 * With groups the head of a group holds up the rest of its group, and only that.
 */
export class PushLine<Message> {
  readonly #options: PushLineOptions<Message>;
  /** Waiting and due messages per group, the head first. */
  readonly #groups = new Map<string, Item<Message>[]>();
  #next = 1;
  #pending = 0;
  #freeAtUs = 0;
  #open = true;

  constructor(options: PushLineOptions<Message>) {
    this.#options = options;
  }

  /** Messages that are neither delivered nor given up. */
  get pending(): number {
    return this.#pending;
  }

  /** A message joins; its first attempt is made at this instant, or when its group lets it. */
  offer(message: Message, bornAtUs = this.#options.clock.nowUs): void {
    const item: Item<Message> = { id: this.#next++, message, bornAtUs, attempts: 0 };
    this.#pending++;
    const group = this.#options.groupOf?.(message) ?? null;
    if (group === null) this.#schedule(item, this.#options.clock.nowUs + (this.#options.latencyUs?.(message) ?? 0), null);
    else this.#join(group, item);
  }

  /** Nothing more is delivered; what is under way is forgotten. */
  close(): void {
    this.#open = false;
    this.#pending = 0;
    this.#groups.clear();
  }

  #join(group: string, item: Item<Message>): void {
    const line = this.#groups.get(group) ?? [];
    this.#groups.set(group, line);
    line.push(item);
    if (line.length === 1) this.#schedule(item, this.#options.clock.nowUs, group);
  }

  #schedule(item: Item<Message>, dueUs: number, group: string | null): void {
    this.#options.clock.at(dueUs, () => this.#takeTurn(item, group), Phase.delivery);
  }

  /** Attempts that fall due too close to each other stand in line for the endpoint. */
  #takeTurn(item: Item<Message>, group: string | null): void {
    const { clock, spacingUs = 0 } = this.#options;
    const turnUs = Math.max(clock.nowUs, this.#freeAtUs);
    this.#freeAtUs = turnUs + spacingUs;
    if (turnUs === clock.nowUs) this.#attempt(item, group);
    else clock.at(turnUs, () => this.#attempt(item, group), Phase.delivery);
  }

  #attempt(item: Item<Message>, group: string | null): void {
    if (!this.#open) return;
    const { clock, respond, rules, endsRetries } = this.#options;
    item.attempts++;
    const failure = failureOf(respond({ message: item.message, attempt: item.attempts, nowUs: clock.nowUs }));
    if (failure === null) {
      this.#end(group, () => this.#options.delivered(item.message, item.attempts));
      return;
    }
    this.#options.failed?.(item.message, failure);
    const ended = endsRetries?.(failure) ?? false;
    const verdict = afterFailure(rules(failure), item, { retriable: failure.retriable && !ended, nowUs: clock.nowUs });
    if (verdict.kind === 'retry') {
      this.#schedule(item, verdict.atUs, group);
      return;
    }
    const end = { reason: verdict.reason, failure, attempts: item.attempts };
    if (verdict.atUs <= clock.nowUs) this.#giveUp(item, group, end);
    else clock.at(verdict.atUs, () => this.#giveUp(item, group, end));
  }

  #giveUp(item: Item<Message>, group: string | null, end: PushEnd): void {
    if (!this.#open) return;
    this.#end(group, () => this.#options.gaveUp(item.message, end));
  }

  /** The message is through, one way or the other: the next of its group may go. */
  #end(group: string | null, tell: () => void): void {
    this.#pending--;
    tell();
    if (group === null) return;
    const line = this.#groups.get(group) ?? [];
    line.shift();
    const next = line[0];
    if (next === undefined) this.#groups.delete(group);
    else this.#schedule(next, this.#options.clock.nowUs, group);
  }
}
