import { assertUnreachable } from '../../base/assert';
import { CatchUp, type CatchUpPlan } from './catchUp';
import type { StoredEvent } from './event';
import type { EventStore } from './eventStore';

/** How events become a read model. Pure; an event that it does not know returns the state as it is (CQR-008). */
export interface Projection<State> {
  readonly initial: State;
  readonly apply: (state: State, event: StoredEvent) => State;
}

/**
 * When the checkpoint is stored: together with the update, so a crash finds both or none; or on its own, after the update (an event may be
 * applied twice, CQR-003) or before it (an event may be lost).
 */
export type Checkpointing = 'atomic' | 'after' | 'before';

export interface CopyPlan<State> {
  readonly projection: Projection<State>;
  readonly checkpointing: Checkpointing;
  /** A checkpoint that is stored on its own is stored after so many events. */
  readonly checkpointEvery: number;
  readonly follow: CatchUpPlan;
}

interface CopyEvents {
  readonly moved: () => void;
  readonly caughtUp: () => void;
}

/** One copy of a read model with its checkpoint. A blue/green rebuild has two of them for a while. */
export class ProjectionCopy<State> {
  readonly #plan: CopyPlan<State>;
  readonly #follower: CatchUp;
  readonly #events: CopyEvents;
  #state: State;
  #position = -1;
  #checkpoint = -1;
  #crashNext = false;

  constructor(store: EventStore, plan: CopyPlan<State>, events: CopyEvents) {
    this.#plan = plan;
    this.#state = plan.projection.initial;
    this.#events = events;
    this.#follower = new CatchUp(store, plan.follow, { handle: (event) => this.#apply(event), caughtUp: events.caughtUp });
  }

  get projection(): Projection<State> {
    return this.#plan.projection;
  }

  get state(): State {
    return this.#state;
  }

  /** Last event that is in the state. */
  get position(): number {
    return this.#position;
  }

  /** Last event that will not be applied again after a crash. */
  get checkpoint(): number {
    return this.#checkpoint;
  }

  get live(): boolean {
    return this.#follower.live;
  }

  /** Goes on behind the checkpoint. */
  start(): void {
    this.#position = this.#checkpoint;
    this.#follower.startAfter(this.#checkpoint);
  }

  stop(): void {
    this.#follower.stop();
  }

  /** Crashes with the next event, between the update and the checkpoint; where they are one, before both. */
  crashWithNext(): void {
    this.#crashNext = true;
  }

  #apply(event: StoredEvent): void {
    const { checkpointing } = this.#plan;
    switch (checkpointing) {
      case 'atomic':
        if (this.#crashes()) return;
        this.#update(event);
        this.#checkpoint = event.position;
        break;
      case 'after':
        this.#update(event);
        if (this.#crashes()) return;
        this.#checkpointWhenDue(event);
        break;
      case 'before':
        this.#checkpointWhenDue(event);
        if (this.#crashes()) return;
        this.#update(event);
        break;
      default:
        assertUnreachable(checkpointing);
    }
    this.#events.moved();
  }

  #update(event: StoredEvent): void {
    this.#state = this.#plan.projection.apply(this.#state, event);
    this.#position = event.position;
  }

  #checkpointWhenDue({ position }: StoredEvent): void {
    if (position - this.#checkpoint >= this.#plan.checkpointEvery) this.#checkpoint = position;
  }

  #crashes(): boolean {
    if (!this.#crashNext) return false;
    this.#crashNext = false;
    this.stop();
    return true;
  }
}
