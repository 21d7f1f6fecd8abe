import { emptyFact, type Fact } from './columns';
import { advance } from './fold/advance';
import { copyFold, type Fold } from './fold/fold';
import { keyframeBefore, prepareTimeline, type Timeline } from './timeline';

/** One reader's fold, moved to any row: forward step by step, otherwise from the nearest keyframe. */
export interface Cursor {
  readonly timeline: Timeline;
  fold: Fold;
  readonly fact: Fact;
}

export function newCursor(timeline: Timeline): Cursor {
  return { timeline, fold: copyFold(timeline.keyframes[0]!), fact: emptyFact() };
}

/** The fold of exactly the first `rows` facts. It belongs to the cursor: read at once, never keep. */
export function foldAt(cursor: Cursor, rows: number): Fold {
  const { timeline } = cursor;
  const missing = rows - timeline.ahead.rows;
  if (missing > 0) prepareTimeline(timeline, missing);
  const keyframe = keyframeBefore(timeline, rows);
  const goesOn = cursor.fold.rows <= rows && cursor.fold.rows >= keyframe.rows;
  if (!goesOn) cursor.fold = copyFold(keyframe);
  advance(cursor.fold, rows, cursor.fact);
  return cursor.fold;
}
