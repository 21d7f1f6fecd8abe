import type { PlainData } from '../../base/plainData';
import type { AppendResult, ExpectedVersion, NewEvent, StoredEvent } from './event';
import type { EventStore } from './eventStore';
import { SnapshotStore } from './snapshots';

/** How events become a state. `evolve` is pure: no clock, no chance, no input or output. */
export interface StateRules<State extends PlainData> {
  readonly initial: State;
  readonly evolve: (state: State, event: StoredEvent) => State;
  /** Number of the state's shape, part of every snapshot. */
  readonly schemaVersion: number;
  /** A snapshot after every so many events; null = none. */
  readonly snapshotEvery: number | null;
}

export interface Loaded<State> {
  readonly state: State;
  /** Last revision that is in it: what the writer may expect. -1 = there is no stream. */
  readonly revision: number;
  readonly eventsRead: number;
  readonly fromSnapshot: boolean;
}

export type Decision =
  { readonly kind: 'events'; readonly events: readonly NewEvent[] } | { readonly kind: 'rejected'; readonly reason: string };

export type CommandOutcome =
  | { readonly kind: 'done'; readonly revision: number; readonly attempts: number }
  | { readonly kind: 'rejected'; readonly reason: string; readonly attempts: number }
  /** Somebody else was faster every time. */
  | { readonly kind: 'conflict'; readonly attempts: number }
  | { readonly kind: 'noAnswer' | 'unavailable'; readonly attempts: number };

export interface Command<State> {
  readonly stream: string;
  readonly decide: (state: State) => Decision;
  /** What the first attempt starts from, when it was loaded earlier. */
  readonly loaded?: Loaded<State>;
  readonly attemptsMax: number;
}

/** States of streams: loaded by replaying events, changed by appending them. */
export class States<State extends PlainData> {
  readonly #store: EventStore;
  readonly #rules: StateRules<State>;
  readonly #snapshots: SnapshotStore<State>;

  constructor(store: EventStore, rules: StateRules<State>, snapshots = new SnapshotStore<State>()) {
    this.#store = store;
    this.#rules = rules;
    this.#snapshots = snapshots;
  }

  load(stream: string): Loaded<State> {
    return this.#replay(stream, Infinity);
  }

  /** The state as it was at a time: what happened at that very instant is in it (EVS-010). */
  stateAsOf(stream: string, atUs: number): State {
    return this.#replay(stream, atUs).state;
  }

  /** Appends, and takes a snapshot when one is due. */
  append(stream: string, events: readonly NewEvent[], expected: ExpectedVersion): AppendResult {
    const result = this.#store.append(stream, events, expected);
    if (result.kind === 'appended' && !result.repeated) this.#snapshotWhenDue(stream, result.revision, events.length);
    return result;
  }

  /** Loads, decides and appends; when somebody else appended in between, all of it again, on the new state (EVS-003). */
  execute(command: Command<State>): CommandOutcome {
    const { stream, decide, attemptsMax } = command;
    for (let attempts = 1; attempts <= attemptsMax; attempts++) {
      const { state, revision } = (attempts === 1 ? command.loaded : undefined) ?? this.load(stream);
      const decision = decide(state);
      if (decision.kind === 'rejected') return { ...decision, attempts };
      const result = this.append(stream, decision.events, revision < 0 ? 'noStream' : revision);
      if (result.kind === 'appended') return { kind: 'done', revision: result.revision, attempts };
      if (result.kind !== 'wrongExpectedVersion') return { kind: result.kind, attempts };
    }
    return { kind: 'conflict', attempts: attemptsMax };
  }

  #replay(stream: string, untilUs: number): Loaded<State> {
    const { schemaVersion, initial, evolve } = this.#rules;
    const head = this.#store.revisionOf(stream);
    const snapshot = this.#snapshots.latest(
      stream,
      (one) => one.schemaVersion === schemaVersion && one.revision <= head && one.atUs <= untilUs,
    );
    let state = snapshot?.state ?? initial;
    let revision = snapshot?.revision ?? -1;
    const read = this.#store.page({ kind: 'stream', stream }, revision + 1, head - revision);
    for (const event of read) {
      if (event.atUs > untilUs) break;
      state = evolve(state, event);
      revision = event.revision;
    }
    return { state, revision, eventsRead: read.length, fromSnapshot: snapshot !== null };
  }

  /** Due when the number of events has reached or passed a multiple. */
  #snapshotWhenDue(stream: string, revision: number, appended: number): void {
    const { snapshotEvery, schemaVersion } = this.#rules;
    if (snapshotEvery === null || Math.floor((revision + 1) / snapshotEvery) === Math.floor((revision + 1 - appended) / snapshotEvery))
      return;
    const { state } = this.load(stream);
    this.#snapshots.save(stream, { revision, atUs: this.#store.clock.nowUs, schemaVersion, state });
  }
}
