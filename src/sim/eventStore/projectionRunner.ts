import { type CatchUpPlan, followAtOnce } from './catchUp';
import type { EventStore } from './eventStore';
import { type Checkpointing, type CopyPlan, type Projection, ProjectionCopy } from './projectionCopy';
import { type FreshRead, PositionWaits } from './positionWaits';

export interface ProjectionOptions<State> {
  readonly projection: Projection<State>;
  /** `atomic` unless told. */
  readonly checkpointing?: Checkpointing;
  readonly checkpointEvery?: number;
  /** How it follows the store in ordinary times. */
  readonly follow?: Partial<CatchUpPlan>;
}

export interface RebuildOptions<State> {
  /**
   * `inPlace` empties the read model and fills it again before everybody's eyes. `blueGreen` fills a second one and lets it take over, in one
   * step, when at most `switchAtLag` events are missing (CQR-006).
   */
  readonly how: 'inPlace' | 'blueGreen';
  /** Events per second until it has caught up; null = as fast as it can. */
  readonly perS: number | null;
  readonly switchAtLag?: number;
  /** The new code; without it the present one runs again. */
  readonly projection?: Projection<State>;
}

export interface ReadModelView<State> {
  readonly state: State;
  /** Last event in it. */
  readonly position: number;
  /** It is being filled again, so rows may be missing. */
  readonly partial: boolean;
}

export interface ProjectionLag {
  readonly events: number;
  /** Age of the oldest event that is missing (CQR-007). */
  readonly us: number;
}

/** Keeps a read model up to date with an event store, in virtual time. */
export class ProjectionRunner<State> {
  readonly #store: EventStore;
  readonly #options: ProjectionOptions<State>;
  readonly #waits: PositionWaits;
  #served: ProjectionCopy<State>;
  #green: ProjectionCopy<State> | null = null;
  #switchAtLag = 0;
  #partial = false;
  #rebuiltAtUs: number | null = null;

  constructor(store: EventStore, options: ProjectionOptions<State>) {
    this.#store = store;
    this.#options = options;
    this.#waits = new PositionWaits(store.clock, () => this.#served.position);
    this.#served = this.#copy(options.projection, {});
  }

  /** What a query sees now. */
  read(): ReadModelView<State> {
    return { state: this.#served.state, position: this.#served.position, partial: this.#partial };
  }

  /**
   * Reads when the event at `token` (the position of one's own write) is in the read model, or when the time is over: then the answer says that
   * it is stale, and the caller may read from the write side (CQR-002).
   */
  readAtLeast(token: number, timeoutUs: number, then: (read: FreshRead, view: ReadModelView<State>) => void): void {
    this.#waits.wait(token, timeoutUs, (read) => then(read, this.read()));
  }

  lag(): ProjectionLag {
    const { position } = this.#served;
    const missing = this.#store.eventAt(position + 1);
    return { events: this.#store.head - position, us: missing === undefined ? 0 : this.#store.clock.nowUs - missing.atUs };
  }

  get checkpoint(): number {
    return this.#served.checkpoint;
  }

  /** When the last rebuild was done: caught up in place, or taken over. */
  get rebuiltAtUs(): number | null {
    return this.#rebuiltAtUs;
  }

  stop(): void {
    this.#served.stop();
    this.#green?.stop();
  }

  /** Begins, or goes on from the checkpoint. */
  start(): void {
    this.#served.start();
    this.#green?.start();
  }

  /** With its next event, between the update and the checkpoint (CQR-003). */
  crashWithNext(): void {
    this.#served.crashWithNext();
  }

  rebuild(options: RebuildOptions<State>): void {
    const copy = this.#copy(options.projection ?? this.#served.projection, { perS: options.perS });
    this.#rebuiltAtUs = null;
    this.#green?.stop();
    this.#green = options.how === 'blueGreen' ? copy : null;
    this.#switchAtLag = options.switchAtLag ?? 0;
    if (options.how === 'inPlace') {
      this.#partial = true;
      this.#served.stop();
      this.#served = copy;
    }
    copy.start();
  }

  #copy(projection: Projection<State>, pace: { readonly perS?: number | null }): ProjectionCopy<State> {
    const { checkpointing = 'atomic', checkpointEvery = 1, follow } = this.#options;
    const plan: CopyPlan<State> = { projection, checkpointing, checkpointEvery, follow: { ...followAtOnce, ...follow, ...pace } };
    const copy: ProjectionCopy<State> = new ProjectionCopy(this.#store, plan, {
      moved: () => this.#moved(copy),
      caughtUp: () => this.#caughtUp(copy),
    });
    return copy;
  }

  #moved(copy: ProjectionCopy<State>): void {
    if (copy === this.#green && this.#store.head - copy.position <= this.#switchAtLag) this.#takeOver(copy);
    if (copy === this.#served) this.#waits.moved();
  }

  #caughtUp(copy: ProjectionCopy<State>): void {
    if (copy === this.#green) this.#takeOver(copy);
    if (copy !== this.#served || !this.#partial) return;
    this.#partial = false;
    this.#rebuiltAtUs = this.#store.clock.nowUs;
  }

  #takeOver(green: ProjectionCopy<State>): void {
    this.#served.stop();
    this.#served = green;
    this.#green = null;
    this.#partial = false;
    this.#rebuiltAtUs = this.#store.clock.nowUs;
    this.#waits.moved();
  }
}
