import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from '../../src/app/fidelity/rules';
import type { Row } from '../support/measures';

/** What `queueing.test.ts` measured, kept for the Fidelity page. Same seeds, same numbers: the test compares to the last digit that is kept. */
const file = join(import.meta.dirname, 'queueing-measured.json');

const digits = (value: number): number => Number(value.toPrecision(4));

export const measuredOf = (rows: readonly Row[]): readonly Measured[] =>
  rows.map(({ id, quantity, expected, measured, halfWidth }) => ({
    id,
    quantity,
    expected,
    measured: digits(measured),
    halfWidth: digits(halfWidth),
  }));

/** The kept values; with `WRITE_FIDELITY=1` they are replaced by `now` first. */
export function keptMeasurements(now: readonly Measured[] | null = null): readonly Measured[] {
  if (now !== null && process.env['WRITE_FIDELITY'] !== undefined) writeFileSync(file, `${JSON.stringify(now, null, 1)}\n`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly Measured[]) : [];
}
