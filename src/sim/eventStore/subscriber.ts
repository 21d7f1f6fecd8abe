import { CatchUp, type CatchUpPlan, followAtOnce } from './catchUp';
import { placeIn, type StoredEvent } from './event';
import type { EventStore } from './eventStore';

export interface SubscribedHandler {
  readonly name: string;
  /** Whether it runs for events that this subscriber has had before. What acts on the outside world must not (EVS-012). */
  readonly onReplay: 'run' | 'skip';
  readonly handle: (event: StoredEvent) => void;
}

export interface SubscriberOptions extends Partial<CatchUpPlan> {
  readonly handlers: readonly SubscribedHandler[];
  /** A new subscriber starts with the first event, or with the next one that is stored. */
  readonly from?: 'start' | 'end';
}

/**
 * A catch-up subscription with a checkpoint of its own. It also remembers how far it has ever been: an event up to there is a replay, whatever
 * made the subscriber go back.
 */
export class Subscriber {
  readonly #handlers: readonly SubscribedHandler[];
  readonly #follower: CatchUp;
  #checkpoint: number;
  #furthest: number;

  constructor(store: EventStore, options: SubscriberOptions) {
    const plan = { ...followAtOnce, ...options };
    const last = plan.source.kind === 'all' ? store.head : store.revisionOf(plan.source.stream);
    this.#checkpoint = options.from === 'end' ? last : -1;
    this.#furthest = this.#checkpoint;
    this.#handlers = options.handlers;
    this.#follower = new CatchUp(store, plan, { handle: (event) => this.#handle(event, placeIn(plan.source, event)) });
  }

  /** Last place that was handled; -1 = none. */
  get checkpoint(): number {
    return this.#checkpoint;
  }

  get live(): boolean {
    return this.#follower.live;
  }

  /** Begins, or goes on behind the checkpoint, also after a crash. */
  start(): void {
    this.#follower.startAfter(this.#checkpoint);
  }

  stop(): void {
    this.#follower.stop();
  }

  /** Has everything from a place on again. */
  replayFrom(place: number): void {
    this.#checkpoint = Math.min(this.#checkpoint, place - 1);
    this.start();
  }

  #handle(event: StoredEvent, place: number): void {
    const replayed = place <= this.#furthest;
    for (const { onReplay, handle } of this.#handlers) if (!replayed || onReplay === 'run') handle(event);
    this.#checkpoint = place;
    this.#furthest = Math.max(this.#furthest, place);
  }
}
