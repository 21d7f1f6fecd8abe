import { chunkMask, chunkShift, FactKind, type ProcessInfo, RunEnd, stateValueAt } from '../../sim';
import { type Fact, keyOf, stringAt, typeOf } from '../columns';
import { isPast, secondsOf, wordsOf } from './grammar';
import { commandDeed, eventWords, isFailure, keyText, shortTitleOf, titleOf } from './names';
import { isSaidBeside, type Story, type Teller, type Telling } from './telling';

/** The run as a whole: broker, faults, settings, processes, read models, ends. */
export const runTellers: Partial<Record<number, Teller>> = {
  [FactKind.stateSet]: (story, fact) => ({
    saying: 'sets',
    severity: 'detail',
    more: () => ({ field: stringAt(story.trace, fact.a), value: String(stateValueAt(story.trace, fact.b)) }),
  }),
  [FactKind.brokerDown]: ({ trace }) => ({ saying: 'brokerDown', severity: trace.header.product.used ? 'problem' : 'detail' }),
  [FactKind.brokerUp]: ({ trace }) => ({ saying: 'brokerUp', severity: trace.header.product.used ? 'milestone' : 'detail' }),
  [FactKind.nodeDown]: (story, fact) => ({ saying: 'nodeDown', severity: 'problem', more: () => nodes(story, fact) }),
  [FactKind.nodeUp]: (story, fact) => ({ saying: 'nodeUp', severity: 'milestone', more: () => nodes(story, fact) }),
  [FactKind.faultOpened]: (story, fact) => tellFault(story, fact, 'faultBegins'),
  [FactKind.faultClosed]: (story, fact) => tellFault(story, fact, 'faultEnds'),
  [FactKind.faultStruck]: (story, fact) => ({ saying: 'faultStrikes', severity: 'detail', more: () => label(story, fact) }),
  [FactKind.settingSet]: (story, fact) => ({
    saying: 'sets',
    severity: 'milestone',
    more: () => ({ field: stringAt(story.trace, fact.a), value: plainValue(stringAt(story.trace, fact.b)) }),
  }),
  [FactKind.processStarted]: () => ({ saying: 'processStarts', severity: 'detail' }),
  [FactKind.processMoved]: (story, fact) => ({ saying: 'processMoves', severity: 'detail', more: () => ({ step: stepName(story, fact) }) }),
  [FactKind.processEnded]: (_, fact) => ({ saying: fact.a === 1 ? 'processEnds' : 'processFails', severity: 'detail' }),
  [FactKind.stepTimedOut]: tellTimeout,
  [FactKind.readAgain]: () => ({ saying: 'readsAgain', severity: 'detail' }),
  [FactKind.processLost]: () => ({ saying: 'forgets', severity: 'problem' }),
  [FactKind.processResumed]: () => ({ saying: 'resumesOne', severity: 'detail' }),
  [FactKind.rebalanceStarted]: () => ({ saying: 'rebalances', severity: 'milestone' }),
  [FactKind.rebalanceEnded]: () => ({ saying: 'rebalanced', severity: 'detail' }),
  [FactKind.projected]: () => ({ saying: 'projects', severity: 'detail' }),
  [FactKind.compensating]: tellCompensation,
  [FactKind.compensationFailed]: (story, fact) => ({
    saying: 'compensationFails',
    severity: 'problem',
    more: () => ({ step: commandWords(story, processOf(story, fact.place)?.steps[fact.a]?.undo) ?? 'undo it' }),
  }),
  [FactKind.settled]: (story, fact) => ({
    saying: 'settled',
    severity: 'milestone',
    more: () => ({ ending: endingOf(typeOf(story.trace, fact.message).name), span: secondsOf(fact.b * 1000) }),
  }),
  [FactKind.deadlinePassed]: (story) => ({
    saying: 'late',
    severity: 'problem',
    more: () => ({ span: secondsOf(story.trace.header.flow.deadlineUs) }),
  }),
  [FactKind.limitReached]: (story, fact) => ({
    saying: 'limit',
    severity: 'problem',
    more: () => ({ reason: stringAt(story.trace, fact.a) }),
  }),
  [FactKind.ended]: (_, fact) => ({ saying: fact.a === RunEnd.quiet ? 'ended' : 'horizon', severity: 'detail' }),
};

/** "confirmed": the past form in the ending event's name; other names are spoken word by word. */
export function endingOf(name: string): string {
  const words = wordsOf(name);
  return words.findLast(isPast) ?? words.join(' ');
}

function nodes(story: Story, fact: Fact): Readonly<Record<string, number>> {
  return { node: fact.a, left: fact.b, nodes: story.trace.header.product.nodes };
}

function label(story: Story, fact: Fact): { readonly label: string } {
  return { label: story.trace.header.faults[fact.a]?.label ?? '' };
}

/** Crashes and outages speak for themselves; only silent faults are announced. */
const speakForThemselves: readonly number[] = [FactKind.crashed, FactKind.brokerDown, FactKind.nodeDown];
const selfEnding: readonly number[] = [FactKind.restarted, FactKind.brokerUp, FactKind.nodeUp];

function tellFault(story: Story, fact: Fact, saying: 'faultBegins' | 'faultEnds'): Telling {
  const own = saying === 'faultBegins' ? speakForThemselves : selfEnding;
  return { saying, severity: isSaidBeside(story, fact, own) ? 'detail' : 'milestone', more: () => label(story, fact) };
}

/** Settings are stored as JSON: a text loses its quotes, a switch becomes a word. */
function plainValue(json: string): string {
  if (json === 'true') return 'on';
  if (json === 'false') return 'off';
  return json.replaceAll('"', '');
}

function processOf(story: Story, place: number): ProcessInfo | undefined {
  return story.trace.header.processes.find((process) => process.place === place);
}

function stepName(story: Story, fact: Fact): string {
  const process = processOf(story, fact.place);
  const state = process?.states[fact.a];
  if (state === undefined) return 'the next step';
  const step = process?.steps[state.step];
  return commandWords(story, state.kind === 'step' ? step?.do : step?.undo) ?? state.kind;
}

function commandWords(story: Story, command: number | null | undefined): string | null {
  const name = typeof command === 'number' ? story.trace.header.messageTypes[command]?.name : undefined;
  return name === undefined ? null : wordsOf(name).join(' ');
}

function tellTimeout(story: Story, fact: Fact): Telling {
  const { header } = story.trace;
  const step = processOf(story, fact.place)?.steps[fact.a];
  const most = (step?.retries ?? 0) + 1;
  const receiver = step === undefined ? 0 : header.places.findIndex((info) => info.handles.includes(step.do));
  const more = (): Readonly<Record<string, string | number>> => ({
    receiver: titleOf(header, receiver),
    span: secondsOf(step?.timeoutUs ?? 0),
    next: fact.b + 1,
    most,
  });
  // An error comes sooner than the timeout, and has its own sentence.
  if (isSaidBeside(story, fact, [FactKind.callFailed])) return { saying: 'stepFails', severity: 'detail', more };
  return { saying: fact.b < most ? 'timesOut' : 'timesOutForGood', severity: 'problem', more };
}

/** "Payment failed for #5 — Inventory releases the stock." */
function tellCompensation(story: Story, fact: Fact): Telling {
  const { header } = story.trace;
  const undo = processOf(story, fact.place)?.steps[fact.a]?.undo ?? null;
  const command = undo === null ? undefined : header.messageTypes[undo];
  const place = undo === null ? fact.place : header.places.findIndex((info) => info.handles.includes(undo));
  return {
    saying: 'compensates',
    severity: 'milestone',
    more: () => ({
      cause: causeOf(story, fact),
      deed: command === undefined ? 'undoes it' : commandDeed(command),
      place: titleOf(header, place),
      short: shortTitleOf(header, place),
    }),
  };
}

/** How far back the failure may lie that made a process turn round. */
const rowsLooked = 2000;

function causeOf(story: Story, fact: Fact): string {
  const { trace } = story;
  const key = keyOf(trace, fact.message);
  for (let row = fact.row - 1; row >= Math.max(0, fact.row - rowsLooked); row--) {
    const chunk = trace.facts[row >>> chunkShift]!;
    const i = row & chunkMask;
    if (chunk.kind[i] !== FactKind.committed || chunk.a[i] === 0 || !isFailure(trace.header, chunk.b[i]!)) continue;
    const event = chunk.a[i]!;
    if (keyOf(trace, event) === key) return `${eventWords(typeOf(trace, event))} for ${keyText(trace, event)}`;
  }
  return `No answer for ${keyText(trace, fact.message)}`;
}
