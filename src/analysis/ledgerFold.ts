import { DropStage, EnqueueReason, FactKind, messageAt, PublishFailure, stateValueAt, type Trace } from '../sim/index';
import type { LedgerEvidence } from './ledgerRows';

/** A fact with the row in which it stands. */
export interface LedgerFact extends LedgerEvidence {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

/** What went wrong in one respect: how often, for which keys, and the fact that did it first. */
export interface Harm {
  count: number;
  readonly keys: Set<number>;
  first: LedgerEvidence | null;
}

export const noHarm = (): Harm => ({ count: 0, keys: new Set(), first: null });

export interface PlaceLedger {
  /** Copies meant for this place. */
  meant: number;
  done: number;
  dead: number;
  discarded: number;
  readonly lost: Harm;
  commits: number;
  readonly repeated: Harm;
  readonly fields: Map<string, FieldLedger>;
  /** State changes of the work that is being committed. */
  readonly changes: { readonly field: FieldLedger; readonly by: number }[];
}

export interface FieldLedger {
  expected: number;
  actual: number;
  readonly repeated: Harm;
}

export interface ProcessLedger {
  started: number;
  ended: number;
  /** Starting messages of the running ones. */
  readonly running: Set<number>;
  readonly lost: Harm;
}

/** Everything that the ledger counts, up to some row of the trace. */
export interface LedgerFold {
  readonly trace: Trace;
  readonly places: readonly PlaceLedger[];
  readonly processes: ReadonlyMap<number, ProcessLedger>;
  readonly rules: readonly Harm[];
  accepted: number;
  readonly unpublished: Harm;
  started: number;
  settled: number;
  /** Starting messages of flows beyond their deadline, with the fact that says so. */
  readonly late: Map<number, LedgerEvidence>;
  /** Works that had their effect: place, message as it was delivered, type of the work. */
  readonly works: Set<string>;
  /** Outcomes that there have been: place, key, type of the event. */
  readonly outcomes: Set<string>;
}

export function emptyLedgerFold(trace: Trace): LedgerFold {
  const { places, processes, invariants } = trace.header;
  return {
    trace,
    places: places.map(({ state }) => ({
      meant: 0,
      done: 0,
      dead: 0,
      discarded: 0,
      lost: noHarm(),
      commits: 0,
      repeated: noHarm(),
      fields: new Map(
        Object.entries(state).flatMap(([name, value]) =>
          typeof value === 'number' ? [[name, { expected: value, actual: value, repeated: noHarm() }] as const] : [],
        ),
      ),
      changes: [],
    })),
    processes: new Map(processes.map(({ place }) => [place, { started: 0, ended: 0, running: new Set(), lost: noHarm() }])),
    rules: invariants.map(noHarm),
    accepted: 0,
    unpublished: noHarm(),
    started: 0,
    settled: 0,
    late: new Map(),
    works: new Set(),
    outcomes: new Set(),
  };
}

type Step = (fold: LedgerFold, fact: LedgerFact, place: PlaceLedger) => void;

/** Adds one fact. Kinds without a step do not count. */
export function foldIntoLedger(fold: LedgerFold, fact: LedgerFact): void {
  const place = fold.places[fact.place];
  if (place !== undefined) steps.get(fact.kind)?.(fold, fact, place);
}

const steps: ReadonlyMap<number, Step> = new Map<number, Step>([
  [FactKind.sent, countStart],
  [FactKind.refused, (fold, fact) => void (isStart(fold, fact.message) && fold.started--)],
  [FactKind.accepted, (fold) => void fold.accepted++],
  [
    FactKind.publishFailed,
    (fold, fact) => {
      if (fact.b === PublishFailure.lost) harm(fold, fold.unpublished, fact);
    },
  ],
  [FactKind.enqueued, (_, { b }, place) => void (b !== EnqueueReason.redriven && place.meant++)],
  [FactKind.acknowledged, (_, __, place) => void place.done++],
  [FactKind.deadLettered, (_, __, place) => void place.dead++],
  [FactKind.redriven, (_, __, place) => void place.dead--],
  [
    FactKind.discarded,
    (_, __, place) => {
      place.dead--;
      place.discarded++;
    },
  ],
  [FactKind.dropped, countDropped],
  [FactKind.expired, (fold, fact, place) => harm(fold, place.lost, fact)],
  [FactKind.stateSet, countChange],
  [FactKind.committed, countCommit],
  [
    FactKind.settled,
    (fold, fact) => {
      fold.settled++;
      fold.late.delete(messageAt(fold.trace, fact.message).correlation);
    },
  ],
  [FactKind.deadlinePassed, (fold, fact) => void fold.late.set(fact.message, fact)],
  [FactKind.processStarted, (fold, fact) => begin(fold, fact)],
  [FactKind.processEnded, (fold, fact) => end(fold, fact)],
  [FactKind.processLost, loseProcess],
  [
    FactKind.ruleBroken,
    (fold, fact) => {
      const rule = fold.rules[fact.a];
      if (rule !== undefined) harm(fold, rule, fact, fact.b);
    },
  ],
]);

const isStart = ({ trace }: LedgerFold, message: number): boolean => messageAt(trace, message).type === trace.header.flow.starts;

function harm({ trace }: LedgerFold, to: Harm, fact: LedgerFact, key = fact.message === 0 ? 0 : messageAt(trace, fact.message).key): void {
  to.count++;
  if (key > 0) to.keys.add(key);
  to.first ??= { row: fact.row, time: fact.time, place: fact.place, message: fact.message };
}

function countStart(fold: LedgerFold, { place, message }: LedgerFact): void {
  if (fold.trace.header.places[place]?.kind === 'customer' && isStart(fold, message)) fold.started++;
}

/** What is dropped before it stands in a queue was meant for its place all the same; at its sender it was never published. */
function countDropped(fold: LedgerFold, fact: LedgerFact, place: PlaceLedger): void {
  const before = fact.b === DropStage.publishing || fact.b === DropStage.direct;
  if (fact.b === DropStage.publishing && messageAt(fold.trace, fact.message).sender === fact.place) {
    harm(fold, fold.unpublished, fact);
    return;
  }
  if (before) place.meant++;
  harm(fold, place.lost, fact);
}

function countChange({ trace }: LedgerFold, { a, b }: LedgerFact, place: PlaceLedger): void {
  const field = place.fields.get(trace.strings[a] ?? '');
  const value = stateValueAt(trace, b);
  if (field === undefined || typeof value !== 'number') return;
  place.changes.push({ field, by: value - field.actual });
  field.actual = value;
}

function countCommit(fold: LedgerFold, fact: LedgerFact, place: PlaceLedger): void {
  const { key, type, sender, causation } = messageAt(fold.trace, fact.message);
  place.commits++;
  // A command that a policy of the place made stands for the event that was delivered to it.
  const work = `${fact.place} ${sender === fact.place ? causation : fact.message} ${type}`;
  if (fold.works.has(work)) harm(fold, place.repeated, fact);
  fold.works.add(work);
  const outcome = `${fact.place} ${key} ${fact.a === 0 ? -type : fact.b}`;
  const repeated = key > 0 && fold.outcomes.has(outcome);
  fold.outcomes.add(outcome);
  for (const { field, by } of place.changes.splice(0)) {
    if (!repeated) field.expected += by;
    else if (by !== 0) harm(fold, field.repeated, fact);
  }
}

function begin({ processes }: LedgerFold, { place, message }: LedgerFact): void {
  const process = processes.get(place);
  if (process === undefined) return;
  process.started++;
  process.running.add(message);
}

function end({ processes }: LedgerFold, { place, message }: LedgerFact): void {
  const process = processes.get(place);
  if (process === undefined) return;
  process.ended++;
  process.running.delete(message);
}

function loseProcess(fold: LedgerFold, fact: LedgerFact): void {
  const process = fold.processes.get(fact.place);
  if (process === undefined) return;
  process.running.delete(fact.message);
  harm(fold, process.lost, fact);
}
