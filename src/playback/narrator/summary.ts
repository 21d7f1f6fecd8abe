import { chunkMask, chunkShift, FactKind, type Trace } from '../../sim';
import { rowsUntil, timeOf, typeIndexOf } from '../columns';
import { counted, secondsOf } from './grammar';
import { endingOf } from './tellRun';

export interface Summary {
  /** "1 order · 6 commands · 6 events · 0.6 s". */
  readonly text: string;
  /** "1 confirmed", "3 confirmed, 1 cancelled, 2 pending"; empty when nothing was started. */
  readonly outcome: string;
  readonly started: number;
  readonly commands: number;
  readonly events: number;
}

/** What happened up to `time`; the time that it took counts from the first message to the last thing that moved. */
export function summaryAt(trace: Trace, time: number): Summary {
  const rows = rowsUntil(trace, time);
  const { header } = trace;
  const tally = tallyOf(trace, rows);
  const { started, commands, events } = tally;
  const text = [
    counted(started, header.noun, header.nounPlural),
    counted(commands, 'command'),
    counted(events, 'event'),
    secondsOf(tally.to - tally.from),
  ].join(' · ');
  const word = (type: number | undefined): string => endingOf(header.messageTypes[type ?? 0]?.name ?? '');
  const open = started - tally.succeeded - tally.failed;
  const outcome = [
    ...(tally.succeeded > 0 ? [`${tally.succeeded} ${word(header.flow.succeeds[0])}`] : []),
    ...(tally.failed > 0 ? [`${tally.failed} ${word(header.flow.fails[0])}`] : []),
    ...(open > 0 ? [`${open} pending`] : []),
  ].join(', ');
  return { text, outcome, started, commands, events };
}

interface Tally {
  started: number;
  commands: number;
  events: number;
  succeeded: number;
  failed: number;
  from: number;
  to: number;
}

/** Watching the clock is not moving: deadlines, rules and the end come when everything is over. */
const stillness = new Set<number>([FactKind.ended, FactKind.deadlinePassed, FactKind.ruleBroken, FactKind.settled, FactKind.faultClosed]);

function tallyOf(trace: Trace, rows: number): Tally {
  const tally: Tally = { started: 0, commands: 0, events: 0, succeeded: 0, failed: 0, from: -1, to: 0 };
  const seen = new Uint8Array(trace.messageCount + 1);
  for (let row = 0; row < rows; row++) {
    const chunk = trace.facts[row >>> chunkShift]!;
    const i = row & chunkMask;
    const kind = chunk.kind[i]!;
    if (!stillness.has(kind)) tally.to = timeOf(trace, row);
    if (kind === FactKind.settled) countEnd(tally, chunk.a[i] === 1);
    const message = kind === FactKind.committed ? chunk.a[i]! : chunk.message[i]!;
    if (!carriesMessage.has(kind) || message === 0 || seen[message] === 1) continue;
    seen[message] = 1;
    countMessage(trace, tally, message);
    if (tally.from < 0) tally.from = timeOf(trace, row);
  }
  if (tally.from < 0) tally.from = tally.to;
  return tally;
}

const carriesMessage = new Set<number>([FactKind.sent, FactKind.called, FactKind.started, FactKind.committed, FactKind.outboxStored]);

function countEnd(tally: Tally, success: boolean): void {
  if (success) tally.succeeded++;
  else tally.failed++;
}

function countMessage(trace: Trace, tally: Tally, message: number): void {
  const type = typeIndexOf(trace, message);
  const kind = trace.header.messageTypes[type]?.kind;
  if (kind === 'command') tally.commands++;
  if (kind === 'event') tally.events++;
  if (type === trace.header.flow.starts) tally.started++;
}
