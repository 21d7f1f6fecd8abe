import { chunkMask, chunkShift, FactKind, stateValueAt } from '../../sim';
import { stringAt, timeOf } from '../columns';
import { type EntryList, Flag, flagsOf, rowOf } from '../fold/entryList';
import { isOver } from '../fold/copies';
import { aAt, attemptAt, type Fold } from '../fold/fold';
import type { PlaceFold } from '../fold/placeFold';
import { type DeadLetterFrame, type PlaceFrame, type ReadModelFrame, type WaitingMessage, waitingShown } from '../frame';

type State = PlaceFrame['state'];

/** The picture of one place. `time` matters only for ages and for answers on their way. */
export function placeFrameOf(fold: Fold, place: PlaceFold, time: number): PlaceFrame {
  return {
    place: place.place,
    status: place.status,
    since: place.since,
    waiting: waitingOf(fold, place),
    waitingCount: place.prefetch.length + place.queue.length,
    working: shownOf(fold, place, place.working).filter((_, i) => !isOver(fold, place.working.markAt(i), time)),
    hiddenCount: place.hidden.length,
    outboxCount: place.outbox.length,
    outbox: firstMessages(place.outbox),
    bufferedCount: place.buffered,
    deadLetters: deadLettersOf(fold, place.dead),
    waitingFor: waitingForOf(fold, place, time),
    rebalancing: place.rebalancing,
    state: stateOf(fold, place),
    counts: countsOf(fold, place),
    settings: place.settings,
    readModel: readModelOf(fold, place, time),
  };
}

/** What besides facts changes the picture of a place: the clock, where something ages or arrives. */
export function clockOf(fold: Fold, place: PlaceFold, time: number): number {
  if (place.pending.length > 0 || worksAcknowledged(place)) return time;
  let arriving = 0;
  for (let i = 0; i < place.answers.length; i++) if (arrivalOf(fold, place, i) > time) arriving++;
  return -arriving;
}

function worksAcknowledged({ working }: PlaceFold): boolean {
  for (let i = 0; i < working.length; i++) if ((flagsOf(working.markAt(i)) & Flag.acknowledged) !== 0) return true;
  return false;
}

/** What arrived waits in front of what is still at the broker. */
function waitingOf(fold: Fold, place: PlaceFold): readonly WaitingMessage[] {
  const shown = shownOf(fold, place, place.prefetch);
  return shown.length >= waitingShown ? shown : [...shown, ...shownOf(fold, place, place.queue, waitingShown - shown.length)];
}

function shownOf(fold: Fold, place: PlaceFold, line: EntryList, most = waitingShown): readonly WaitingMessage[] {
  const shown: WaitingMessage[] = [];
  const count = Math.min(line.length, most);
  for (let i = 0; i < count; i++) {
    const message = line.messageAt(i);
    const mark = line.markAt(i);
    shown.push({
      message,
      attempt: attemptAt(fold.trace, rowOf(mark)),
      poisoned: place.poisoned.length > 0 && place.poisoned.indexOf(message) >= 0,
      duplicate: (flagsOf(mark) & Flag.duplicate) !== 0,
    });
  }
  return shown;
}

function firstMessages(line: EntryList): readonly number[] {
  return Array.from({ length: Math.min(line.length, waitingShown) }, (_, i) => line.messageAt(i));
}

function deadLettersOf(fold: Fold, dead: EntryList): readonly DeadLetterFrame[] {
  return Array.from({ length: dead.length }, (_, i) => {
    const row = rowOf(dead.markAt(i));
    return {
      message: dead.messageAt(i),
      attempts: attemptAt(fold.trace, row),
      reason: stringAt(fold.trace, aAt(fold.trace, row)),
      at: timeOf(fold.trace, row),
      repaired: (flagsOf(dead.markAt(i)) & Flag.repaired) !== 0,
    };
  });
}

function arrivalOf(fold: Fold, place: PlaceFold, answer: number): number {
  const row = rowOf(place.answers.markAt(answer));
  return timeOf(fold.trace, row) + aAt(fold.trace, row);
}

/** The oldest call that has no answer, or whose answer is still on its way. */
function waitingForOf(fold: Fold, place: PlaceFold, time: number): PlaceFrame['waitingFor'] {
  for (let i = 0; i < place.answers.length; i++) {
    if (arrivalOf(fold, place, i) > time) return callOf(fold, place.answers.messageAt(i));
  }
  return place.calls.length === 0 ? null : callOf(fold, rowOf(place.calls.markAt(0)));
}

/** A call is known by its own row; a repeated one, which has none, by the row of its answer. */
function callOf(fold: Fold, row: number): PlaceFrame['waitingFor'] {
  const chunk = fold.trace.facts[row >>> chunkShift]!;
  const i = row & chunkMask;
  const callee = chunk.kind[i] === FactKind.replied ? chunk.place[i]! : chunk.b[i]!;
  return { place: callee, since: chunk.time[i]! };
}

function stateOf(fold: Fold, place: PlaceFold): State {
  const { learned, trace } = fold;
  const initial = trace.header.places[place.place]?.state ?? {};
  let state: Record<string, number | string | boolean> | null = null;
  for (const [name, slot] of learned.stateSlots[place.place] ?? []) {
    const row = fold.stateRows.at(slot) - 1;
    if (row < 0 || slot >= fold.stateRows.length) continue;
    state ??= { ...initial };
    const field = stringAt(trace, name);
    state[field] = fieldValue(fold, row);
  }
  return state ?? initial;
}

function fieldValue(fold: Fold, row: number): number | string | boolean {
  const { trace } = fold;
  return stateValueAt(trace, trace.facts[row >>> chunkShift]!.b[row & chunkMask]!);
}

function countsOf(fold: Fold, place: PlaceFold): Readonly<Record<number, number>> {
  const { header } = fold.trace;
  const counts: Record<number, number> = {};
  for (const type of header.places[place.place]?.emits ?? []) {
    const slot = fold.learned.countSlots.get(place.place * header.messageTypes.length + type) ?? -1;
    const count = slot >= 0 && slot < fold.counts.length ? fold.counts.at(slot) : 0;
    if (count > 0) counts[type] = count;
  }
  return counts;
}

function readModelOf(fold: Fold, place: PlaceFold, time: number): ReadModelFrame | null {
  if (fold.trace.header.places[place.place]?.kind !== 'readModel') return null;
  const behind = place.pending.length;
  const oldest = behind === 0 ? time : timeOf(fold.trace, rowOf(place.pending.markAt(0)));
  const single = place.rowCount === 1 && (fold.learned.projectedRows[place.place]?.has(0) ?? false);
  return { rowCount: place.rowCount, total: place.total, single, behind, lagUs: time - oldest };
}
