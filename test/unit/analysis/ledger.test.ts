import { describe, expect, it } from 'vitest';
import { createLedger, ledgerAt, type LedgerRow, type LedgerRowKind } from '../../../src/analysis';
import { defaultSpec, factAt, FactKind, type Intervention, messageAt, type RunSpec, simulate, type Trace } from '../../../src/sim';
import { fault, send } from '../../support/engine';
import { bundledScenario } from '../../support/scenarios';

const retail = bundledScenario('retail');
const run = (interventions: readonly Intervention[], spec: Partial<RunSpec> = {}): Trace =>
  simulate({ ...defaultSpec(retail), workload: 'none', seed: 3, ...spec, interventions });
const placeOf = (trace: Trace, id: string): number => trace.header.places.findIndex((one) => one.id === id);
const ofKind = (rows: readonly LedgerRow[], kind: LedgerRowKind): readonly LedgerRow[] => rows.filter((row) => row.kind === kind);

function rowOf(trace: Trace, kind: LedgerRowKind, which: { readonly place?: string; readonly subject?: string } = {}): LedgerRow {
  const found = ofKind(ledgerAt(trace, trace.endTime), kind).find(
    ({ place, subject }) => (which.place === undefined || place === placeOf(trace, which.place)) && subject === (which.subject ?? subject),
  );
  if (found === undefined) throw new Error(`no row ${kind}`);
  return found;
}

describe('the ledger of a quiet run', () => {
  it.each(['retail', 'retail-kafka', 'retail-sns-sqs', 'transfer', 'ride'])('%s: expected is actual in every row', (id) => {
    for (const coordination of ['choreography', 'orchestration', 'hybrid', 'calls'] as const) {
      const trace = simulate({ ...defaultSpec(bundledScenario(id)), workload: 'file', coordination });
      const rows = ledgerAt(trace, trace.endTime);
      expect(rows.filter(({ broken, expected, actual }) => broken || Math.abs(expected - actual) > 1e-6)).toEqual([]);
      const sums = rows.flatMap(({ parts, expected }) =>
        parts === null ? [] : [parts.done + parts.open + parts.dead + parts.discarded + parts.lost - expected],
      );
      expect(sums.filter((difference) => difference !== 0)).toEqual([]);
    }
  });
});

describe('each kind of harm breaks its row, at the fact that did it', () => {
  const evident = (trace: Trace, row: LedgerRow) => factAt(trace, row.evidence?.row ?? 0);

  it('an event that was never published', () => {
    const trace = run([send(0), fault('broker-down', 'broker', { at: 5, for: null })], { settings: { '*.outbox': false } });
    const row = rowOf(trace, 'published');
    expect(row).toMatchObject({ broken: true, keys: [1], expected: row.actual + 1 });
    expect(evident(trace, row).kind).toBe(FactKind.publishFailed);
    expect(rowOf(trace, 'flows')).toMatchObject({ broken: true, expected: 1, actual: 0, parts: { done: 0, open: 0, lost: 1 } });
    expect(rowOf(trace, 'rule', { subject: 'every-order-settles' })).toMatchObject({ expected: 0, actual: 1, keys: [1], broken: true });
  });

  it('the same message handled twice: one effect too many, and a sum that is too high', () => {
    const trace = run([send(0), fault('duplicate', 'payment', { at: 0, for: 5000 }, { p: 1, count: 5 })], {
      settings: { 'payment.dedupe': false },
    });
    const effects = rowOf(trace, 'effects', { place: 'payment' });
    expect(effects).toMatchObject({ broken: true, expected: 1, actual: 2, keys: [1] });
    expect(evident(trace, effects)).toMatchObject({ kind: FactKind.committed, place: placeOf(trace, 'payment') });
    const taken = rowOf(trace, 'field', { place: 'payment', subject: 'taken' });
    expect(taken).toMatchObject({ broken: true, actual: taken.expected * 2, keys: [1] });
    expect(taken.evidence).toEqual(effects.evidence);
    expect(rowOf(trace, 'rule', { subject: 'charged-at-most-once' })).toMatchObject({ broken: true, keys: [1] });
  });

  it('with the inbox on, on the same seed, nothing of it is left', () => {
    const trace = run([send(0), fault('duplicate', 'payment', { at: 0, for: 5000 }, { p: 1, count: 5 })], {
      settings: { '*.dedupe': true },
    });
    expect(ledgerAt(trace, trace.endTime).filter(({ broken }) => broken)).toEqual([]);
  });

  it('a message that was lost on its way to a place', () => {
    const trace = run([send(0), fault('drop', 'payment', { at: 0, for: 5000 }, { p: 1, count: 1 })]);
    const row = ofKind(ledgerAt(trace, trace.endTime), 'delivered').find(({ broken }) => broken);
    expect(row).toMatchObject({ place: placeOf(trace, 'payment'), keys: [1], parts: { lost: 1 } });
  });

  it('a process that vanished with its coordinator', () => {
    const trace = run([send(0), fault('crash', 'coordinator', { at: 60, for: 2000 })], {
      coordination: 'orchestration',
      settings: { 'coordinator.durable': false },
    });
    expect(rowOf(trace, 'processes')).toMatchObject({ broken: true, expected: 1, actual: 0, keys: [1] });
  });
});

describe('at the playhead', () => {
  const trace = run([send(0), send(50), fault('crash', 'payment', { at: 20, for: 3000 })]);

  it('what is under way is open, neither done nor lost', () => {
    const flows = ofKind(ledgerAt(trace, 1_000_000), 'flows')[0];
    expect(flows).toMatchObject({ expected: 2, actual: 2, broken: false, parts: { done: 0, open: 2, lost: 0 } });
  });

  it('reading on and reading back give what reading once gives', () => {
    const ledger = createLedger(trace);
    for (const time of [0, 40_000, 900_000, 10_000, trace.endTime, 40_000]) expect(ledger.at(time)).toEqual(ledgerAt(trace, time));
  });

  it('nothing is known before it happened', () => {
    for (const { evidence } of ledgerAt(trace, 60_000)) expect(evidence?.time ?? 0).toBeLessThanOrEqual(60_000);
    expect(messageAt(trace, 1).createdAt).toBe(0);
  });
});
