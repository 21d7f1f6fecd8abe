import { collapses, type StormPlan } from '../../support/metastability';

/** The table of semantics.md: how many of twelve seeds collapse. */
const expected: Readonly<Record<number, readonly [number, number, number, number]>> = {
  20: [0, 0, 0, 0],
  24: [0, 0, 0, 0],
  26: [0, 12, 0, 12],
  30: [3, 12, 0, 12],
  35: [3, 12, 0, 12],
  40: [11, 12, 0, 12],
  45: [12, 12, 0, 12],
  50: [12, 12, 0, 12],
  60: [12, 12, 0, 12],
};
const columns: readonly (readonly [string, Omit<StormPlan, 'lambda' | 'seed'>])[] = [
  ['no outage', { outage: false }],
  ['outage', { outage: true }],
  ['budget 10 %', { outage: true, guard: 'budget' }],
  ['backoff 1 s', { outage: true, guard: 'backoff' }],
];
const width = 18;

/** Prints the table for the wanted rates (all without words) with `seeds=12`; false when a cell that should be all or nothing is not. */
export function soak(words: readonly string[], print: (line: string) => void): boolean {
  const seedCount = Number(words.find((word) => word.startsWith('seeds='))?.slice(6) ?? 12);
  const seeds = Array.from({ length: seedCount }, (_, i) => i + 1);
  const rates = words.filter((word) => !word.startsWith('seeds=')).map(Number);
  print(`lambda${columns.map(([title]) => title.padStart(width)).join('')}   (collapsed of ${seedCount}; in brackets semantics.md, of 12)`);
  let fits = true;
  for (const lambda of rates.length > 0 ? rates : Object.keys(expected).map(Number)) {
    const cells = columns.map(([, plan]) => collapses({ ...plan, lambda }, seeds));
    const wanted = expected[lambda] ?? [];
    print(`${String(lambda).padEnd(6)}${cells.map((cell, i) => `${cell} (${wanted[i] ?? '-'})`.padStart(width)).join('')}`);
    fits &&= cells.every((cell, i) => (wanted[i] !== 0 || cell === 0) && (wanted[i] !== 12 || cell === seedCount));
  }
  return fits;
}
