import { chunkMask, chunkShift } from '../../sim';
import { type Fact, timeOf } from '../columns';
import { aAt, type Fold, messageOfRow } from './fold';

/** A hop that was cut off: its row is replaced by this. */
const cutOff = 0xffff_ffff;

/** Remembers the row of a fact that begins a hop; instant hops are never seen. */
export function beginHop(fold: Fold, fact: Fact): void {
  if (fact.a <= 0) return;
  if (fold.flights.length >= fold.sweepFlightsAt) sweepHops(fold, fact.time);
  fold.flights.push(fact.row);
}

/** Forgets the hops that arrived; twice as many may gather before the next sweep, so that sweeping stays cheap. */
export function sweepHops(fold: Fold, time: number): void {
  const { flights } = fold;
  let kept = 0;
  for (let i = 0; i < flights.length; i++) {
    const row = flights.at(i);
    if (isFlying(fold, row, time)) flights.set(kept++, row);
  }
  flights.resize(kept);
  fold.sweepFlightsAt = Math.max(64, kept * 2);
}

export function isFlying(fold: Fold, row: number, time: number): boolean {
  return row !== cutOff && timeOf(fold.trace, row) + aAt(fold.trace, row) > time;
}

/** A message lost on its way vanishes there. `place` is where it left or where it was expected. */
export function loseHop(fold: Fold, message: number, place: number): void {
  const { flights, trace } = fold;
  for (let i = flights.length - 1; i >= 0; i--) {
    const row = flights.at(i);
    if (row === cutOff || messageOfRow(trace, row) !== message) continue;
    if (!touchesPlace(fold, row, place)) continue;
    flights.set(i, cutOff);
    return;
  }
}

function touchesPlace(fold: Fold, row: number, place: number): boolean {
  const chunk = fold.trace.facts[row >>> chunkShift]!;
  const i = row & chunkMask;
  return chunk.place[i] === place || chunk.b[i] === place;
}
