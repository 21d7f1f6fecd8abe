import type { PlainData } from '../../base/plainData';
import { frozenCopy } from './event';

/** The state of a stream up to a revision. Made from events, so it may be thrown away at any time (EVS-008). */
export interface Snapshot<State> {
  readonly revision: number;
  /** Time of the event at that revision. */
  readonly atUs: number;
  /** Which shape the state has: a snapshot of another shape is of no use. */
  readonly schemaVersion: number;
  readonly state: State;
}

/** Snapshots by stream, the newest last. */
export class SnapshotStore<State extends PlainData> {
  readonly #keptMax: number;
  readonly #byStream = new Map<string, readonly Snapshot<State>[]>();

  /** As many snapshots are kept per stream; older ones help to answer questions about the past. */
  constructor(keptMax = 1) {
    this.#keptMax = Math.max(1, keptMax);
  }

  save(stream: string, snapshot: Snapshot<State>): void {
    const kept = this.#byStream.get(stream) ?? [];
    this.#byStream.set(stream, [...kept, { ...snapshot, state: frozenCopy(snapshot.state) }].slice(-this.#keptMax));
  }

  /** The newest that is fit for use. */
  latest(stream: string, fits: (snapshot: Snapshot<State>) => boolean): Snapshot<State> | null {
    return this.#byStream.get(stream)?.findLast(fits) ?? null;
  }

  discard(stream: string): void {
    this.#byStream.delete(stream);
  }
}
