import { factAt, messageAt, rowAtOrBefore, type Trace } from '../sim/index';
import { emptyLedgerFold, type FieldLedger, foldIntoLedger, type Harm, type LedgerFold, noHarm, type PlaceLedger } from './ledgerFold';
import type { LedgerEvidence, LedgerRow } from './ledgerRows';

/** Expected beside actual at an instant, computed from the facts up to it and from nothing else. */
export function ledgerAt(trace: Trace, time: number): readonly LedgerRow[] {
  return createLedger(trace).at(time);
}

export interface Ledger {
  at(time: number): readonly LedgerRow[];
}

/** The same for many instants: going forward, only the new facts are read. */
export function createLedger(trace: Trace): Ledger {
  let fold = emptyLedgerFold(trace);
  let rows = 0;
  return {
    at(time) {
      const until = rowAtOrBefore(trace, time);
      if (until < rows) {
        fold = emptyLedgerFold(trace);
        rows = 0;
      }
      for (; rows < until; rows++) foldIntoLedger(fold, { ...factAt(trace, rows), row: rows });
      return rowsOf(fold);
    },
  };
}

function rowsOf(fold: LedgerFold): readonly LedgerRow[] {
  const { places } = fold;
  return [
    ...publishedRows(fold),
    ...places.flatMap((one, place) => deliveredRows(one, place)),
    ...places.flatMap((one, place) => effectRows(one, place)),
    flowRow(fold),
    ...processRows(fold),
    ...fold.rules.map((rule, index) => ruleRow(fold, rule, index)),
    ...places.flatMap((one, place) => [...one.fields].map(([name, field]) => fieldRow(place, name, field))),
  ];
}

/** A row about counted harm: what should be, less what went wrong. */
function lessHarm(kind: LedgerRow['kind'], place: number, expected: number, harm: Harm): LedgerRow {
  return {
    kind,
    place,
    subject: '',
    expected,
    actual: expected - harm.count,
    broken: harm.count > 0,
    keys: keysOf(harm),
    parts: null,
    evidence: harm.first,
  };
}

const keysOf = ({ keys }: Harm): readonly number[] => [...keys].toSorted((a, b) => a - b);

function publishedRows({ accepted, unpublished }: LedgerFold): readonly LedgerRow[] {
  const tried = accepted + unpublished.count;
  return tried === 0 ? [] : [lessHarm('published', 0, tried, unpublished)];
}

function deliveredRows(one: PlaceLedger, place: number): readonly LedgerRow[] {
  if (one.meant === 0) return [];
  const { done, dead, discarded, lost } = one;
  const open = Math.max(0, one.meant - done - dead - discarded - lost.count);
  return [{ ...lessHarm('delivered', place, one.meant, lost), parts: { done, open, dead, discarded, lost: lost.count } }];
}

function effectRows({ commits, repeated }: PlaceLedger, place: number): readonly LedgerRow[] {
  if (commits === 0) return [];
  return [{ ...lessHarm('effects', place, commits, repeated), expected: commits - repeated.count, actual: commits }];
}

function flowRow(fold: LedgerFold): LedgerRow {
  const { started, settled, late } = fold;
  const stuck = harmOf(fold, late);
  const parts = { done: settled, open: Math.max(0, started - settled - late.size), dead: 0, discarded: 0, lost: late.size };
  return { ...lessHarm('flows', 0, started, stuck), parts };
}

function processRows(fold: LedgerFold): readonly LedgerRow[] {
  return [...fold.processes].flatMap(([place, { started, ended, running, lost }]) => {
    if (started === 0) return [];
    const stuck = harmOf(fold, new Map([...fold.late].filter(([start]) => running.has(start))));
    const keys = new Set([...lost.keys, ...stuck.keys]);
    const harm: Harm = { count: lost.count + stuck.count, keys, first: lost.first ?? stuck.first };
    const parts = { done: ended, open: running.size - stuck.count, dead: 0, discarded: 0, lost: harm.count };
    return [{ ...lessHarm('processes', place, started, harm), parts }];
  });
}

/** Flows that are late, as harm. */
function harmOf({ trace }: LedgerFold, late: ReadonlyMap<number, LedgerEvidence>): Harm {
  const harm = noHarm();
  for (const [start, evidence] of late) {
    harm.count++;
    harm.keys.add(messageAt(trace, start).key);
    harm.first ??= evidence;
  }
  return harm;
}

function ruleRow({ trace }: LedgerFold, rule: Harm, index: number): LedgerRow {
  const subject = trace.header.invariants[index]?.id ?? '';
  return { ...lessHarm('rule', 0, 0, rule), subject, actual: Math.max(rule.keys.size, Math.min(1, rule.count)) };
}

function fieldRow(place: number, subject: string, { expected, actual, repeated }: FieldLedger): LedgerRow {
  const broken = Math.abs(expected - actual) > tolerance;
  return { ...lessHarm('field', place, 0, repeated), subject, expected, actual, broken, evidence: broken ? repeated.first : null };
}

/** Sums of money are no whole numbers: what differs by less is rounding. */
const tolerance = 1e-6;
