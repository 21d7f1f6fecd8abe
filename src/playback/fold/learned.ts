import { FactKind, type Trace } from '../../sim';
import { emptyFact, type Fact, keyOf, readFact, typeIndexOf } from '../columns';
import { RowList } from './rowList';

/** A stretch of the run during which a place (or the broker) was down; `to` is the row that ended it. */
export interface DownStretch {
  readonly place: number;
  readonly from: number;
  to: number;
}

/**
 * What one pass over a trace learns and no later fact changes: numbers for process instances and state fields, how much each
 * projected fact added, which commits were repetitions. Folds share it and stay small.
 */
export interface Learned {
  readonly trace: Trace;
  /** Place of the broker. */
  readonly broker: number;
  /** Facts read so far; folds never run ahead of it. */
  rows: number;
  /** Coordinator place → ordinal + 1 of the instance by its starting message. */
  readonly instances: Map<number, Uint32Array>;
  readonly instanceRows: RowList;
  /** Slot of a state field: place → string index → slot. */
  readonly stateSlots: readonly Map<number, number>[];
  stateSlotCount: number;
  /** Slot of an emission count: place × types + type → slot. */
  readonly countSlots: Map<number, number>;
  /** Places that are read models, by source type. */
  readonly readModels: readonly (readonly number[])[];
  /** By ordinal of the projected fact: what it added to the total, and whether it made a row. */
  projectedDelta: Float64Array;
  projectedNew: Uint8Array;
  projected: number;
  readonly projectedRows: Map<number, number>[];
  /** Rows of commits whose outcome had been committed for the same key before. */
  readonly repeats: RowList;
  committed: Uint8Array;
  readonly down: DownStretch[];
  readonly fact: Fact;
}

export function newLearned(trace: Trace): Learned {
  const { places } = trace.header;
  return {
    trace,
    broker: places.findIndex((info) => info.kind === 'broker'),
    rows: 0,
    instances: new Map(),
    instanceRows: new RowList(),
    stateSlots: places.map(() => new Map<number, number>()),
    stateSlotCount: 0,
    countSlots: new Map(),
    readModels: readersByType(trace),
    projectedDelta: new Float64Array(64),
    projectedNew: new Uint8Array(64),
    projected: 0,
    projectedRows: places.map(() => new Map<number, number>()),
    repeats: new RowList(),
    committed: new Uint8Array(64),
    down: [],
    fact: emptyFact(),
  };
}

/** Read models by source type: as the header says, or, where it does not, as the projections of this run show. */
function readersByType(trace: Trace): readonly (readonly number[])[] {
  const { places, messageTypes } = trace.header;
  const readers: Set<number>[] = messageTypes.map(() => new Set());
  places.forEach((info, place) => {
    if (info.kind === 'readModel') for (const type of info.listens) readers[type]?.add(place);
  });
  for (const chunk of trace.facts) {
    for (let i = 0; i < chunk.rows; i++) {
      if (chunk.kind[i] === FactKind.projected) readers[typeIndexOf(trace, chunk.message[i]!)]?.add(chunk.place[i]!);
    }
  }
  return readers.map((each) => [...each].toSorted((x, y) => x - y));
}

/** Reads up to `rows` facts more; true when nothing is left. */
export function learn(learned: Learned, rows: number): boolean {
  const { trace, fact } = learned;
  const until = Math.min(trace.rows, learned.rows + rows);
  for (let row = learned.rows; row < until; row++) {
    readFact(trace, row, fact);
    lessons[fact.kind]?.(learned, fact);
  }
  learned.rows = until;
  return until === trace.rows;
}

const lessons: Partial<Record<number, (learned: Learned, fact: Fact) => void>> = {
  [FactKind.committed]: learnCommit,
  [FactKind.stateSet]: learnField,
  [FactKind.projected]: learnProjection,
  [FactKind.processStarted]: learnInstance,
  [FactKind.crashed]: beginDown,
  [FactKind.restarted]: endDown,
  [FactKind.brokerDown]: (learned, fact) => beginDown(learned, { ...fact, place: learned.broker }),
  [FactKind.brokerUp]: (learned, fact) => endDown(learned, { ...fact, place: learned.broker }),
};

/** Beyond this many key × type pairs repetitions are no longer looked for. */
const committedLimit = 1 << 25;

function learnCommit(learned: Learned, fact: Fact): void {
  if (fact.a === 0) return;
  const types = learned.trace.header.messageTypes.length;
  const slot = fact.place * types + fact.b;
  if (!learned.countSlots.has(slot)) learned.countSlots.set(slot, learned.countSlots.size);
  const pair = keyOf(learned.trace, fact.a) * types + fact.b;
  if (pair >= committedLimit) return;
  if (pair >= learned.committed.length) learned.committed = widened(learned.committed, pair);
  if (learned.committed[pair] === 1) learned.repeats.push(fact.row);
  learned.committed[pair] = 1;
}

export function widened(bytes: Uint8Array, index: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(Math.max(bytes.length * 2, index + 1));
  wider.set(bytes);
  return wider;
}

function learnField(learned: Learned, fact: Fact): void {
  const slots = learned.stateSlots[fact.place];
  if (slots !== undefined && !slots.has(fact.a)) slots.set(fact.a, learned.stateSlotCount++);
}

function learnProjection(learned: Learned, fact: Fact): void {
  const rows = learned.projectedRows[fact.place];
  if (rows === undefined) return;
  const ordinal = learned.projected++;
  if (ordinal === learned.projectedDelta.length) growProjected(learned);
  const before = rows.get(fact.a);
  const value = learned.trace.values[fact.b] ?? 0;
  rows.set(fact.a, value);
  learned.projectedDelta[ordinal] = value - (before ?? 0);
  learned.projectedNew[ordinal] = before === undefined ? 1 : 0;
}

function growProjected(learned: Learned): void {
  const delta = new Float64Array(learned.projectedDelta.length * 2);
  delta.set(learned.projectedDelta);
  learned.projectedDelta = delta;
  learned.projectedNew = widened(learned.projectedNew, delta.length - 1);
}

function learnInstance(learned: Learned, fact: Fact): void {
  let ordinals = learned.instances.get(fact.place);
  if (ordinals === undefined) {
    ordinals = new Uint32Array(learned.trace.messageCount + 1);
    learned.instances.set(fact.place, ordinals);
  }
  learned.instanceRows.push(fact.row);
  ordinals[fact.message] = learned.instanceRows.length;
}

function beginDown(learned: Learned, fact: Fact): void {
  learned.down.push({ place: fact.place, from: fact.row, to: Number.POSITIVE_INFINITY });
}

function endDown(learned: Learned, fact: Fact): void {
  const open = learned.down.findLast((stretch) => stretch.place === fact.place);
  if (open !== undefined && open.to === Number.POSITIVE_INFINITY) open.to = fact.row;
}

/** Whether a place was down when this fact was written; needs a pass that has come so far. */
export function isDownAt(learned: Learned, place: number, row: number): boolean {
  return learned.down.some((stretch) => stretch.place === place && stretch.from <= row && row < stretch.to);
}
