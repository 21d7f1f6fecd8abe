import { DropStage, EnqueueReason, FactKind } from '../../sim';
import { causationOf, type Fact, timeOf } from '../columns';
import { type EntryList, Flag, flagsOf, isOwed, markOf, rowOf } from './entryList';
import { beginHop, loseHop } from './hops';
import { aAt, type Fold, type FoldStep, messageOfRow, touch } from './fold';
import type { PlaceFold } from './placeFold';

/** The life of one copy at one subscriber: queue → transit → prefetch → working → settling → gone. */
export const copySteps: Partial<Record<number, FoldStep>> = {
  [FactKind.enqueued]: (fold, fact) => {
    const flags = fact.b === EnqueueReason.duplicated || fact.b === EnqueueReason.replayed ? Flag.duplicate : 0;
    enterQueue(fold, touch(fold, fact.place, fact), fact, { flags, position: -1 });
  },
  [FactKind.delivered]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    const flags = take(fold, place, fact.message, fromQueue);
    place.transit.push(fact.message, markOf(fact.row, flags | Flag.fromBroker));
    beginHop(fold, fact);
  },
  [FactKind.received]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    if (takeAnswer(fold, place, fact.message)) return;
    place.prefetch.push(fact.message, markOf(fact.row, take(fold, place, fact.message, ['transit'])));
  },
  [FactKind.started]: start,
  [FactKind.answerIgnored]: (fold, fact) => void takeAnswer(fold, touch(fold, fact.place, fact), fact.message),
  [FactKind.committed]: commit,
  [FactKind.acknowledged]: acknowledge,
  [FactKind.ignored]: (fold, fact) => ignore(fold, fact),
  [FactKind.failed]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    const mark = place.working.remove(fact.message);
    if (mark >= 0 && isOwed(flagsOf(mark))) place.prefetch.push(fact.message, markOf(fact.row, flagsOf(mark)));
  },
  [FactKind.returned]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    enterQueue(fold, place, fact, { flags: take(fold, place, fact.message, fromConsumer), position: fact.b });
  },
  [FactKind.hidden]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    place.hidden.push(fact.message, markOf(fact.row, take(fold, place, fact.message, anywhere)));
  },
  [FactKind.deadLettered]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    place.dead.push(fact.message, markOf(fact.row, take(fold, place, fact.message, fact.b === 1 ? fromQueue : anywhere)));
  },
  [FactKind.dropped]: drop,
  [FactKind.expired]: (fold, fact) => void take(fold, touch(fold, fact.place, fact), fact.message, fromQueue),
  [FactKind.moved]: move,
  [FactKind.poisoned]: (fold, fact) => touch(fold, fact.place, fact).poisoned.push(fact.message, markOf(fact.row, 0)),
  [FactKind.repaired]: repair,
  [FactKind.redriven]: (fold, fact) => void touch(fold, fact.place, fact).dead.remove(fact.message),
  [FactKind.discarded]: (fold, fact) => {
    const place = touch(fold, fact.place, fact);
    place.dead.remove(fact.message);
    place.poisoned.remove(fact.message);
  },
};

type Where = 'queue' | 'transit' | 'prefetch' | 'working' | 'settling' | 'hidden';

const fromQueue: readonly Where[] = ['queue', 'hidden', 'prefetch'];
const fromConsumer: readonly Where[] = ['transit', 'prefetch', 'working', 'settling', 'hidden'];
const anywhere: readonly Where[] = ['prefetch', 'working', 'hidden', 'transit', 'settling', 'queue'];

/** Takes the copy out of the first line that has it and returns its flags (without "acknowledged"). */
function take(fold: Fold, place: PlaceFold, message: number, lines: readonly Where[]): number {
  for (const name of lines) {
    const mark = place[name].remove(message);
    if (mark < 0) continue;
    if (name === 'queue') changeQueued(fold, place, -1);
    return flagsOf(mark) & ~Flag.acknowledged;
  }
  return 0;
}

function changeQueued(fold: Fold, place: PlaceFold, by: number): void {
  fold.broker.queued += by;
  fold.broker.stamp = place.stamp;
}

function enterQueue(fold: Fold, place: PlaceFold, fact: Fact, how: { readonly flags: number; readonly position: number }): void {
  const mark = markOf(fact.row, how.flags & ~Flag.fromBroker);
  if (how.position < 0) place.queue.push(fact.message, mark);
  else place.queue.insert(how.position, fact.message, mark);
  changeQueued(fold, place, 1);
}

/** Nothing tells when work on an early-acknowledged message without an effect ends: it ends after the time it was meant to take. */
function endAcknowledged(fold: Fold, place: PlaceFold, time: number): void {
  for (let i = place.working.length - 1; i >= 0; i--) if (isOver(fold, place.working.markAt(i), time)) place.working.removeAt(i);
}

export function isOver(fold: Fold, mark: number, time: number): boolean {
  if ((flagsOf(mark) & Flag.acknowledged) === 0) return false;
  const row = rowOf(mark);
  return timeOf(fold.trace, row) + aAt(fold.trace, row) <= time;
}

/** An answer to a call goes to the one who waits, never into a line. True when the message is one. */
function takeAnswer(fold: Fold, place: PlaceFold, message: number): boolean {
  for (let i = 0; i < place.answers.length; i++) {
    if (messageOfRow(fold.trace, rowOf(place.answers.markAt(i))) !== message) continue;
    place.answers.removeAt(i);
    return true;
  }
  return false;
}

function start(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  endAcknowledged(fold, place, fact.time);
  const waiting = place.prefetch.remove(fact.message);
  const mark = waiting >= 0 ? waiting : place.transit.remove(fact.message);
  const flags = mark >= 0 ? flagsOf(mark) : 0;
  place.working.push(fact.message, markOf(fact.row, flags));
}

function commit(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  // A policy makes a command of the event that the copy carries: the copy is done when the command is.
  const isByPolicy = place.working.indexOf(fact.message) < 0 && place.prefetch.indexOf(fact.message) < 0;
  finishHandling(place, fact, isByPolicy ? causationOf(fold.trace, fact.message) : fact.message);
  if (fact.a === 0) return;
  const slot = fold.learned.countSlots.get(fact.place * fold.trace.header.messageTypes.length + fact.b) ?? 0;
  if (slot >= fold.counts.length) fold.counts.resize(slot + 1);
  fold.counts.set(slot, fold.counts.at(slot) + 1);
  for (const reader of fold.learned.readModels[fact.b] ?? []) {
    touch(fold, reader, fact).pending.push(fact.a, markOf(fact.row, 0));
  }
}

/** Mostly before a worker begins; where copies run side by side, at the moment at which the second one would have ended. */
function ignore(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  // A finished copy that nothing speaks of must not be taken for the one that is ignored now.
  endAcknowledged(fold, place, fact.time);
  const index = place.working.indexOf(fact.message);
  const row = index < 0 ? -1 : rowOf(place.working.markAt(index));
  const endsNow = row >= 0 && timeOf(fold.trace, row) + aAt(fold.trace, row) === fact.time;
  if (endsNow || place.prefetch.indexOf(fact.message) < 0) finishHandling(place, fact, fact.message);
  else settle(place, place.prefetch.remove(fact.message), fact);
}

/** The effect is there (or was there before): what remains is the acknowledgement, if the broker still waits for one. */
function finishHandling(place: PlaceFold, fact: Fact, message: number): void {
  const line = place.working.indexOf(message) >= 0 ? place.working : place.prefetch;
  settle(place, line.remove(message), { row: fact.row, message });
}

function settle(place: PlaceFold, mark: number, of: { readonly row: number; readonly message: number }): void {
  if (mark >= 0 && isOwed(flagsOf(mark))) place.settling.push(of.message, markOf(of.row, flagsOf(mark)));
}

function acknowledge(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  if (place.settling.remove(fact.message) >= 0) return;
  const early = place.settings['ack'] === 'before';
  for (const line of [place.prefetch, place.transit, place.working]) {
    const index = unacknowledged(line, fact.message);
    if (index < 0) continue;
    if (early) markAcknowledged(line, index);
    else line.removeAt(index);
    return;
  }
  take(fold, place, fact.message, ['hidden', 'queue']);
}

/** With two copies of a message at hand, an acknowledgement is for the one that has none yet. */
function unacknowledged(line: EntryList, message: number): number {
  for (let i = 0; i < line.length; i++) {
    if (line.messageAt(i) === message && (flagsOf(line.markAt(i)) & Flag.acknowledged) === 0) return i;
  }
  return -1;
}

function markAcknowledged(line: EntryList, index: number): void {
  const mark = line.markAt(index);
  line.setMark(index, markOf(rowOf(mark), flagsOf(mark) | Flag.acknowledged));
}

function drop(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  loseHop(fold, fact.message, fact.place);
  if (fact.b === DropStage.publishing) {
    place.outbox.remove(fact.message);
    return;
  }
  take(fold, place, fact.message, fact.b === DropStage.queued ? fromQueue : fromConsumer);
}

function move(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  const mark = place.queue.remove(fact.message);
  if (mark >= 0) place.queue.insert(fact.a, fact.message, mark);
}

function repair(fold: Fold, fact: Fact): void {
  const place = touch(fold, fact.place, fact);
  place.poisoned.remove(fact.message);
  const index = place.dead.indexOf(fact.message);
  if (index >= 0) place.dead.setMark(index, markOf(rowOf(place.dead.markAt(index)), Flag.repaired));
}
