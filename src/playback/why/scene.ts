import { chunkMask, chunkShift, type FactKind, type RunHeader, type Trace } from '../../sim';
import { factsOf } from '../causality';
import { emptyFact, type Fact, readFact, rowsUntil, typeIndexOf } from '../columns';
import type { Fold } from '../fold/fold';
import type { PlaceFold } from '../fold/placeFold';
import { storyOf } from '../narrator/telling';
import type { Because } from './question';

/** An instant of a run with everything that explanations look at. */
export interface Scene {
  readonly trace: Trace;
  readonly header: RunHeader;
  readonly time: number;
  /** Facts that have happened. */
  readonly rows: number;
  readonly fold: Fold;
  /** Index of the broker's place. */
  readonly broker: number;
}

export function sceneAt(trace: Trace, time: number): Scene {
  const rows = rowsUntil(trace, time);
  const story = storyOf(trace);
  return { trace, header: trace.header, time, rows, fold: story.before(rows), broker: story.learned.broker };
}

export function placeOf(scene: Scene, place: number): PlaceFold {
  return scene.fold.places[place] ?? scene.fold.places[0]!;
}

/** Facts about a message that have happened, oldest first. */
export function pastOf({ trace, rows }: Scene, message: number): readonly Fact[] {
  return factsOf(trace, message)
    .filter((row) => row < rows)
    .map((row) => readFact(trace, row, emptyFact()));
}

/** The last fact of a kind at a place; null = none. A search from the end: explanations are asked for one at a time. */
export function lastAt({ trace, rows }: Scene, kind: FactKind, place: number): Fact | null {
  for (let row = rows - 1; row >= 0; row--) {
    const chunk = trace.facts[row >>> chunkShift]!;
    const i = row & chunkMask;
    if (chunk.kind[i] === kind && chunk.place[i] === place) return readFact(trace, row, emptyFact());
  }
  return null;
}

/** Messages for a key that exist at this time, oldest first. */
export function messagesOfKey({ trace, time }: Scene, key: number): readonly number[] {
  const found: number[] = [];
  for (let id = 1; id <= trace.messageCount; id++) {
    const chunk = trace.messages[id >>> chunkShift]!;
    const i = id & chunkMask;
    if (chunk.createdAt[i]! > time) break;
    if (chunk.key[i] === key) found.push(id);
  }
  return found;
}

/** Those of one type. */
export const messagesOf = (scene: Scene, type: number, key: number): readonly number[] =>
  messagesOfKey(scene, key).filter((message) => typeIndexOf(scene.trace, message) === type);

/** A link whose evidence is a fact. */
export const shownBy = (text: string, fact: Fact): Because => ({
  text,
  place: fact.place,
  message: fact.message,
  row: fact.row,
  time: fact.time,
});

/** A link about a place without a fact of its own. */
export const plain = (scene: Scene, text: string, place: number, message = 0): Because => ({
  text,
  place,
  message,
  row: -1,
  time: scene.time,
});
