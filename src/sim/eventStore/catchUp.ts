import { placeIn, type Source, type StoredEvent } from './event';
import type { EventStore } from './eventStore';

export interface CatchUpPlan {
  readonly source: Source;
  /** No event is handled earlier than this after it was stored. */
  readonly delayUs: number;
  /** Time that the handler needs for one event. */
  readonly handleTimeUs: number;
  /** Events per second while it catches up; null = as fast as it can. Live events are never held up (EVS-013). */
  readonly perS: number | null;
  /** Events asked for at a time while it catches up without a limit. */
  readonly pageSize: number;
}

export const followAtOnce: CatchUpPlan = { source: { kind: 'all' }, delayUs: 0, handleTimeUs: 0, perS: null, pageSize: 500 };

export interface CatchUpHandler {
  readonly handle: (event: StoredEvent) => void;
  /** It has handled everything that is stored, and is live from now on. */
  readonly caughtUp?: () => void;
}

/**
 * Follows a stream or the whole store from a place on: first what is stored, then what comes. A limit of n per second lets one event
 * through every 1/n s, so that a replay takes its share of the store evenly and a rebuild of N events under a load of l per second is done
 * after N / (n - l) (CQR-005).
 */
export class CatchUp {
  readonly #store: EventStore;
  readonly #plan: CatchUpPlan;
  readonly #handler: CatchUpHandler;
  #next = 0;
  #page: readonly StoredEvent[] = [];
  #inPage = 0;
  /** Counts starts: what was planned before a stop must not happen after it. */
  #start = 0;
  #running = false;
  #waiting = false;
  #live = false;
  #readyAtUs = 0;
  #pacedFromUs = 0;
  #paced = 0;
  #unsubscribe: () => void = () => undefined;

  constructor(store: EventStore, plan: CatchUpPlan, handler: CatchUpHandler) {
    this.#store = store;
    this.#plan = plan;
    this.#handler = handler;
  }

  get live(): boolean {
    return this.#live;
  }

  /** `after`: the last place that was handled; -1 = none. */
  startAfter(after: number): void {
    this.stop();
    const { nowUs } = this.#store.clock;
    this.#running = true;
    this.#live = false;
    this.#next = after + 1;
    this.#page = [];
    this.#inPage = 0;
    this.#readyAtUs = nowUs;
    this.#pacedFromUs = nowUs;
    this.#paced = 0;
    this.#unsubscribe = this.#store.onAppend(() => this.#wake());
    this.#fetch();
  }

  stop(): void {
    this.#start++;
    this.#running = false;
    this.#waiting = false;
    this.#unsubscribe();
  }

  #wake(): void {
    if (!this.#waiting) return;
    this.#waiting = false;
    this.#fetch();
  }

  /** Asks the store for the next events when the limit allows it. */
  #fetch(): void {
    const { perS, pageSize, source } = this.#plan;
    const paced = perS !== null && !this.#live;
    const dueUs = paced ? this.#pacedFromUs + Math.round(((this.#paced + 1) * 1_000_000) / perS) : 0;
    const start = this.#start;
    const take = (): void => {
      if (start !== this.#start) return;
      this.#keepPace(dueUs);
      const page = this.#store.page(source, this.#next, paced ? 1 : pageSize);
      if (page.length === 0) return this.#wait();
      this.#paced += page.length;
      this.#store.takeTurn(page.length * this.#store.options.readTimeUs, () => this.#take(page, start));
    };
    if (dueUs > this.#store.clock.nowUs && this.#more()) this.#store.clock.at(dueUs, take);
    else take();
  }

  /** A limit is not made up for: who was held up by something else goes on at its pace, not faster. */
  #keepPace(dueUs: number): void {
    const { perS } = this.#plan;
    const { nowUs } = this.#store.clock;
    if (perS === null || nowUs <= dueUs + 1_000_000 / perS) return;
    this.#pacedFromUs = nowUs;
    this.#paced = -1;
  }

  #more(): boolean {
    const { source } = this.#plan;
    return this.#next <= (source.kind === 'all' ? this.#store.head : this.#store.revisionOf(source.stream));
  }

  #wait(): void {
    this.#waiting = true;
    // A store that is down has no answer; that is not the same as having nothing more.
    if (this.#live || !this.#store.up) return;
    this.#live = true;
    this.#handler.caughtUp?.();
  }

  #take(page: readonly StoredEvent[], start: number): void {
    if (start !== this.#start) return;
    this.#page = page;
    this.#inPage = 0;
    this.#planNext(start);
  }

  /** Plans the next event of the page, or asks for the next page. */
  #planNext(start: number): void {
    const event = this.#page[this.#inPage];
    if (event === undefined) return this.#fetch();
    const { delayUs, handleTimeUs } = this.#plan;
    const { clock } = this.#store;
    this.#readyAtUs = Math.max(clock.nowUs, this.#readyAtUs, event.atUs + delayUs) + handleTimeUs;
    clock.at(this.#readyAtUs, () => this.#handle(event, start));
  }

  #handle(event: StoredEvent, start: number): void {
    if (start !== this.#start || !this.#running) return;
    this.#inPage++;
    this.#next = placeIn(this.#plan.source, event) + 1;
    this.#handler.handle(event);
    if (start === this.#start) this.#planNext(start);
  }
}
