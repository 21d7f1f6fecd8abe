import { meanOfIndependent } from '../../../src/analysis/batchMeans';
import type { Row } from '../../support/measures';
import { type QueueingCase, queueingCases } from '../../support/queueingCases';

/** Independent runs per case: their spread is the interval. */
const runs = 20;

type Print = (line: string) => void;

/** Measures the wanted cases (all without words) over many runs and prints the table; false when a value lies outside its 99.9 % interval. */
export function soak(words: readonly string[], print: Print): boolean {
  print(line(['id', 'quantity', 'expected', 'measured', '±95 %', 'error %', '']));
  const wanted = queueingCases.filter(({ id }) => words.length === 0 || words.includes(id));
  return wanted.map((each) => soakCase(each, print)).every(Boolean);
}

function soakCase({ measure, customersLong }: QueueingCase, print: Print): boolean {
  const columns = new Map<string, Row[]>();
  for (let run = 0; run < runs; run++) {
    const rows = measure(Math.round(customersLong / runs), 1000 + run);
    for (const row of rows) columns.set(row.quantity, [...(columns.get(row.quantity) ?? []), row]);
  }
  return [...columns.values()].map((rows) => soakRow(rows, print)).every(Boolean);
}

function soakRow(rows: readonly Row[], print: Print): boolean {
  const [first] = rows;
  if (first === undefined) return false;
  const values = rows.map(({ measured }) => measured);
  const { mean, halfWidth } = meanOfIndependent(values);
  const fits = Math.abs(mean - first.expected) <= meanOfIndependent(values, '99.9').halfWidth;
  const error = (100 * (mean - first.expected)) / first.expected;
  print(line([first.id, first.quantity, digits(first.expected), digits(mean), digits(halfWidth), error.toFixed(2), fits ? '' : 'OUTSIDE']));
  return fits;
}

const digits = (value: number): string => value.toPrecision(5);
const widths = [10, 26, 12, 12, 12, 10, 9];
const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('');
