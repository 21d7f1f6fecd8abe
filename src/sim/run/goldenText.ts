import { keyLabel, messageLabel } from '../kernel/ids';
import { DropStage, EnqueueReason, FactKind, PublishFailure, RunEnd } from './facts';
import { factAt, messageAt, type FactRow, stateValueAt } from './read';
import type { Trace } from './trace';

/** How to say one number of a fact; empty = it says nothing. */
type Saying = (trace: Trace, n: number, fact: FactRow) => string;

const nothing: Saying = () => '';
const count =
  (name: string): Saying =>
  (_, n) =>
    `${name}=${n}`;
const span =
  (name: string): Saying =>
  (_, us) =>
    `${name}=${us < 0 ? 'never' : spanText(us)}`;
const spanMs =
  (name: string): Saying =>
  (_, ms) =>
    `${name}=${ms < 0 ? 'open' : spanText(ms * 1000)}`;
const text: Saying = (trace, n) => JSON.stringify(trace.strings[n] ?? `string ${n}`);
const field: Saying = (trace, n) => trace.strings[n] ?? `string ${n}`;
const value: Saying = (trace, n) => `= ${String(trace.values[n] ?? `value ${n}`)}`;
const stateValue: Saying = (trace, n) => `= ${String(stateValueAt(trace, n))}`;
const to: Saying = (trace, n) => `to ${placeName(trace, n)}`;
const callee: Saying = (trace, n) => `at ${placeName(trace, n)}`;
const emitted: Saying = (_, n) => (n === 0 ? 'emits nothing' : `emits ${messageLabel(n)}`);
const emittedType: Saying = (trace, n, fact) => (fact.a === 0 ? '' : (trace.header.messageTypes[n]?.name ?? `type ${n}`));
const by: Saying = (_, n) => (n === 0 ? 'by timer' : `by ${messageLabel(n)}`);
const fault: Saying = (trace, n) => trace.header.faults[n]?.label ?? `fault ${n}`;
const rule: Saying = (trace, n) => trace.header.invariants[n]?.id ?? `invariant ${n}`;
const state: Saying = (trace, n, fact) => trace.header.processes.find((p) => p.place === fact.place)?.states[n]?.name ?? `state ${n}`;
const oneOf =
  (codes: Readonly<Record<string, number>>): Saying =>
  (_, n) =>
    Object.entries(codes).find(([, code]) => code === n)?.[0] ?? `code ${n}`;
const outcome: Saying = (_, n) => (n === 1 ? 'success' : 'failure');

/** What `a` and `b` of each kind mean, as written in `facts.ts`; kinds that are not listed carry neither. */
const sayings: Readonly<Partial<Record<FactKind, readonly [Saying, Saying]>>> = {
  [FactKind.sent]: [span('hop'), to],
  [FactKind.accepted]: [nothing, count('copies')],
  [FactKind.enqueued]: [count('partition'), oneOf(EnqueueReason)],
  [FactKind.delivered]: [span('hop'), nothing],
  [FactKind.started]: [span('takes'), nothing],
  [FactKind.committed]: [emitted, emittedType],
  [FactKind.stateSet]: [field, stateValue],
  [FactKind.returned]: [text, count('position')],
  [FactKind.hidden]: [span('for'), nothing],
  [FactKind.failed]: [text, span('retry')],
  [FactKind.deadLettered]: [text, nothing],
  [FactKind.dropped]: [text, oneOf(DropStage)],
  [FactKind.publishFailed]: [text, oneOf(PublishFailure)],
  [FactKind.called]: [span('hop'), to],
  [FactKind.replied]: [span('hop'), to],
  [FactKind.callFailed]: [text, callee],
  [FactKind.refused]: [text, to],
  [FactKind.crashed]: [text, spanMs('down')],
  [FactKind.nodeDown]: [count('node'), count('up')],
  [FactKind.nodeUp]: [count('node'), count('up')],
  [FactKind.faultOpened]: [fault, nothing],
  [FactKind.faultClosed]: [fault, nothing],
  [FactKind.faultStruck]: [fault, nothing],
  [FactKind.settingSet]: [field, (trace, n) => `= ${trace.strings[n] ?? `string ${n}`}`],
  [FactKind.processStarted]: [state, nothing],
  [FactKind.processMoved]: [state, by],
  [FactKind.processEnded]: [outcome, nothing],
  [FactKind.stepTimedOut]: [count('step'), count('try')],
  [FactKind.processResumed]: [state, nothing],
  [FactKind.rebalanceStarted]: [span('for'), nothing],
  [FactKind.projected]: [text, value],
  [FactKind.ruleBroken]: [rule, nothing],
  [FactKind.settled]: [outcome, spanMs('after')],
  [FactKind.limitReached]: [text, nothing],
  [FactKind.ended]: [oneOf(RunEnd), nothing],
  [FactKind.discarded]: [text, nothing],
  [FactKind.moved]: [count('position'), nothing],
  [FactKind.compensating]: [count('step'), nothing],
  [FactKind.compensationFailed]: [count('step'), nothing],
  [FactKind.readAgain]: [count('read'), count('found')],
  [FactKind.answerIgnored]: [text, nothing],
};

/**
 * Writes a trace as text for golden files and diffs: one fact per line, virtual milliseconds first, every name resolved. It depends
 * on the trace alone.
 */
export function goldenText(trace: Trace): string {
  const lines: string[] = [];
  for (let row = 0; row < trace.rows; row++) lines.push(factLine(trace, row));
  return `${lines.join('\n')}\n`;
}

/** Writes one fact as a line of `goldenText`. */
export function factLine(trace: Trace, row: number): string {
  const fact = factAt(trace, row);
  const [sayA, sayB] = sayings[fact.kind] ?? [nothing, nothing];
  const words = [
    timeText(fact.time).padStart(12),
    fact.name.padEnd(14),
    placeName(trace, fact.place).padEnd(12),
    fact.message === 0 ? '' : messageText(trace, fact),
    fact.attempt > 1 ? `try ${fact.attempt}` : '',
    sayA(trace, fact.a, fact),
    sayB(trace, fact.b, fact),
  ];
  return words
    .filter((word) => word !== '')
    .join(' ')
    .trimEnd();
}

function messageText(trace: Trace, fact: FactRow): string {
  const message = messageAt(trace, fact.message);
  const type = trace.header.messageTypes[message.type]?.name ?? `type ${message.type}`;
  const key = message.key === 0 ? '' : ` ${keyLabel(message.key)}`;
  const isDeparture = fact.kind === FactKind.sent || fact.kind === FactKind.called || fact.kind === FactKind.replied;
  const cause = isDeparture && message.causation !== 0 ? ` (after ${messageLabel(message.causation)})` : '';
  return `${messageLabel(fact.message)} ${type}${key}${cause}`;
}

function placeName(trace: Trace, place: number): string {
  if (place === 0) return 'run';
  return trace.header.places[place]?.id ?? `place ${place}`;
}

/** Milliseconds with all their microseconds, so that lines sort and compare. */
function timeText(us: number): string {
  const rest = String(us % 1000).padStart(3, '0');
  return `${Math.floor(us / 1000)}.${rest}`;
}

function spanText(us: number): string {
  return us % 1000 === 0 ? `${us / 1000}ms` : `${us}us`;
}
