import { chunkMask, chunkShift, type FactKind, type MessageTypeInfo, type Trace } from '../sim';

/** One fact, read into a reused object: hot loops fill it row by row and keep nothing of it. */
export interface Fact {
  row: number;
  time: number;
  kind: FactKind;
  place: number;
  message: number;
  attempt: number;
  a: number;
  b: number;
}

export function emptyFact(): Fact {
  return { row: -1, time: 0, kind: 1, place: 0, message: 0, attempt: 0, a: 0, b: 0 };
}

/** Fills `fact` with one row of the trace. */
export function readFact(trace: Trace, row: number, fact: Fact): Fact {
  const chunk = trace.facts[row >>> chunkShift]!;
  const i = row & chunkMask;
  fact.row = row;
  fact.time = chunk.time[i]!;
  fact.kind = chunk.kind[i]! as FactKind;
  fact.place = chunk.place[i]!;
  fact.message = chunk.message[i]!;
  fact.attempt = chunk.attempt[i]!;
  fact.a = chunk.a[i]!;
  fact.b = chunk.b[i]!;
  return fact;
}

/** Time of one row; the time of the run's end behind the last row. */
export function timeOf(trace: Trace, row: number): number {
  return trace.facts[row >>> chunkShift]?.time[row & chunkMask] ?? trace.endTime;
}

/** Number of facts with a time up to and including `time`. */
export function rowsUntil(trace: Trace, time: number): number {
  return firstRow(trace, (at) => at > time);
}

/** Number of facts with a time before `time`. */
export function rowsBefore(trace: Trace, time: number): number {
  return firstRow(trace, (at) => at >= time);
}

function firstRow(trace: Trace, isBehind: (time: number) => boolean): number {
  let from = 0;
  let to = trace.rows;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBehind(timeOf(trace, middle))) to = middle;
    else from = middle + 1;
  }
  return from;
}

export function typeIndexOf(trace: Trace, message: number): number {
  return trace.messages[message >>> chunkShift]?.type[message & chunkMask] ?? 0;
}

export function typeOf(trace: Trace, message: number): MessageTypeInfo {
  return trace.header.messageTypes[typeIndexOf(trace, message)] ?? { name: '', kind: 'event', says: '', version: 1 };
}

export function keyOf(trace: Trace, message: number): number {
  return trace.messages[message >>> chunkShift]?.key[message & chunkMask] ?? 0;
}

export function causationOf(trace: Trace, message: number): number {
  return trace.messages[message >>> chunkShift]?.causation[message & chunkMask] ?? 0;
}

export function senderOf(trace: Trace, message: number): number {
  return trace.messages[message >>> chunkShift]?.sender[message & chunkMask] ?? 0;
}

export function createdAtOf(trace: Trace, message: number): number {
  return trace.messages[message >>> chunkShift]?.createdAt[message & chunkMask] ?? 0;
}

export function stringAt(trace: Trace, index: number): string {
  return trace.strings[index] ?? '';
}
