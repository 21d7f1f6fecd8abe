import { chunkMask, chunkShift, type FactKind, type Trace } from '../../sim';
import type { Fact } from '../columns';
import type { Learned } from './learned';
import { copyPlaceFold, newPlaceFold, type PlaceFold, placeFoldBytes } from './placeFold';
import { RowList } from './rowList';

/**
 * Everything that a frame shows, folded from the first `rows` facts. Mutable; wherever possible it keeps row numbers instead of
 * values, because the trace stays at hand: that makes copies small.
 */
export interface Fold {
  readonly trace: Trace;
  readonly learned: Learned;
  rows: number;
  places: PlaceFold[];
  broker: BrokerFold;
  /** Rows of the facts that began hops; those that arrived are swept out now and then. */
  flights: RowList;
  sweepFlightsAt: number;
  processes: ProcessesFold;
  /** How often each fault struck, by ordinal. */
  exposure: RowList;
  exposureStamp: number;
  openFaults: readonly number[];
  broken: RowList;
  flow: FlowFold;
  /** FlowStatus by business key. */
  keys: Uint8Array;
  /** Row + 1 of the last change of each state field, by slot. */
  stateRows: RowList;
  /** Committed emissions, by slot. */
  counts: RowList;
  projected: number;
}

export interface BrokerFold {
  stamp: number;
  down: boolean;
  since: number;
  nodesDown: readonly number[];
  queued: number;
}

export interface ProcessesFold {
  stamp: number;
  /** Ordinal of the first instance in `last`. */
  base: number;
  /** Row of the last fact of each instance; what it says (state, end, since) is read there. */
  last: RowList;
  running: number;
  done: number;
  failed: number;
  lost: number;
}

export interface FlowFold {
  stamp: number;
  started: number;
  succeeded: number;
  failed: number;
  open: number;
  late: number;
  refused: number;
}

export const FlowStatus = { none: 0, open: 1, late: 2, ended: 3 } as const;

/** Changes the fold by one fact. */
export type FoldStep = (fold: Fold, fact: Fact) => void;

export function newFold(trace: Trace, learned: Learned): Fold {
  const { header } = trace;
  const exposure = new RowList();
  exposure.resize(header.faults.length);
  return {
    trace,
    learned,
    rows: 0,
    places: header.places.map((info, place) => newPlaceFold(place, info.settings)),
    broker: { stamp: 0, down: false, since: 0, nodesDown: [], queued: 0 },
    flights: new RowList(),
    sweepFlightsAt: 64,
    processes: { stamp: 0, base: 0, last: new RowList(), running: 0, done: 0, failed: 0, lost: 0 },
    exposure,
    exposureStamp: 0,
    openFaults: [],
    broken: new RowList(),
    flow: { stamp: 0, started: 0, succeeded: 0, failed: 0, open: 0, late: 0, refused: 0 },
    keys: new Uint8Array(64),
    stateRows: new RowList(),
    counts: new RowList(),
    projected: 0,
  };
}

/** An independent copy: changing one does not change the other. */
export function copyFold(fold: Fold): Fold {
  return {
    ...fold,
    places: fold.places.map(copyPlaceFold),
    broker: { ...fold.broker },
    flights: fold.flights.copy(),
    processes: { ...fold.processes, last: fold.processes.last.copy() },
    exposure: fold.exposure.copy(),
    broken: fold.broken.copy(),
    flow: { ...fold.flow },
    keys: fold.keys.slice(),
    stateRows: fold.stateRows.copy(),
    counts: fold.counts.copy(),
  };
}

/** About how much memory a copy takes. */
export function foldBytes(fold: Fold): number {
  const lists = fold.flights.bytes + fold.processes.last.bytes + fold.exposure.bytes + fold.broken.bytes;
  const places = fold.places.reduce((sum, place) => sum + placeFoldBytes(place), 0);
  return 800 + lists + places + fold.keys.length + fold.stateRows.bytes + fold.counts.bytes;
}

/** The fold of a place, marked as changed by this fact. */
export function touch(fold: Fold, place: number, fact: Fact): PlaceFold {
  const changed = fold.places[place] ?? fold.places[0]!;
  changed.stamp = fact.row + 1;
  return changed;
}

export function kindAt(trace: Trace, row: number): FactKind {
  return trace.facts[row >>> chunkShift]!.kind[row & chunkMask]! as FactKind;
}

export function attemptAt(trace: Trace, row: number): number {
  return trace.facts[row >>> chunkShift]!.attempt[row & chunkMask]!;
}

export function aAt(trace: Trace, row: number): number {
  return trace.facts[row >>> chunkShift]!.a[row & chunkMask]!;
}

export function messageOfRow(trace: Trace, row: number): number {
  return trace.facts[row >>> chunkShift]!.message[row & chunkMask]!;
}
