import { describe, expect, it } from 'vitest';
import type { Row } from '../support/measures';
import { queueingCases } from '../support/queueingCases';
import { keptMeasurements, measuredOf } from './measuredData';
import { statement } from './statement';

/**
 * Queueing theory against the engine: ordinary services, the ordinary broker, nothing special. Every quantity must lie within its own interval; an interval
 * so wide that it could not fail is a failure itself. Long runs of the same cases: `npm run soak -- queueing`.
 */
const known = new Map<string, readonly Row[]>();

/** The rows of a case; each case runs once, with a seed of its own, so that one unlucky stream of arrivals does not decide about all. */
function rowsOf(id: string): readonly Row[] {
  const index = queueingCases.findIndex((each) => each.id === id);
  const rows = known.get(id) ?? queueingCases[index]?.measure(queueingCases[index].customers, 100 + index) ?? [];
  known.set(id, rows);
  return rows;
}

function check(rows: readonly Row[]): void {
  for (const { id, quantity, expected, measured, halfWidth, allowed } of rows) {
    const words = `${id} ${quantity}: expected ${expected}, measured ${measured} ± ${halfWidth}`;
    expect(Math.abs(measured - expected), words).toBeLessThanOrEqual(allowed);
    expect(halfWidth, words).toBeLessThan(0.4 * expected);
  }
}

/** Quantities of a case that a statement speaks of. */
function checkQuantities(id: string, quantities: readonly string[]): void {
  const rows = rowsOf(id).filter(({ quantity }) => quantities.includes(quantity));
  expect(rows.map(({ quantity }) => quantity)).toHaveLength(quantities.length);
  check(rows);
}

/** Entries of queueing.json that are measured; the others hold exactly (queueingExact, queueingRetries). */
const measuredEntries = ['Q01', 'Q02', 'Q04', 'Q06', 'Q07', 'Q08', 'Q10', 'Q11', 'Q12', 'Q14', 'Q25'];

it('the measured entries are these', () => {
  expect(queueingCases.map(({ id }) => id).filter((id) => id.startsWith('Q'))).toEqual(measuredEntries);
});

describe.each(queueingCases)('$id $title', ({ id }) => {
  it('measures what theory says', () => {
    expect(rowsOf(id).length).toBeGreaterThan(0);
    check(rowsOf(id));
  });
});

it('the Fidelity page shows these measurements', () => {
  const now = measuredOf(queueingCases.flatMap(({ id }) => rowsOf(id)).filter(({ id }) => /^Q\d/.test(id)));
  expect(keptMeasurements(now)).toEqual(now);
});

describe('Queueing', () => {
  statement('QUE-001', () => checkQuantities('Q01', ['W', 'Wq', 'L', 'p95_W', 'p99_W']));
  statement('QUE-002', () => checkQuantities('Q04', ['ErlangC', 'Wq', 'L', 'p99_W']));
  statement('QUE-003', () => {
    checkQuantities('Q07', ['Wq', 'L']);
    const wait = (id: string): number => rowsOf(id).find(({ quantity }) => quantity === 'Wq')?.measured ?? 0;
    expect(wait('Q07') / wait('Q01')).toBeGreaterThan(0.4);
    expect(wait('Q07') / wait('Q01')).toBeLessThan(0.6);
  });
});

describe('Backpressure and bulkhead', () => {
  statement('BKP-002', () => {
    checkQuantities('Q10', ['P_block', 'throughput', 'W']);
    checkQuantities('Q10', ['P_block (queue)', 'throughput (queue)', 'W (queue)']);
  });
  statement('BLK-002', () => {
    expect(rowsOf('Q11').map(({ quantity }) => quantity)).toEqual(['P_block exp(1s)', 'P_block 1s', 'P_block hyper(1s, cv2=4)']);
    check(rowsOf('Q11'));
  });
});
