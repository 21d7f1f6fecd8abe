/**
 * The headless check: 30 seeds × 50 orders of retail under the four coordinations with faults and safeguards switched, and P1b, facts per
 * second of the ordinary scenario (best of nine rounds in this process after warm-up, and the cost per fact from 10³ to 10⁶ facts: P10).
 */
import { bundle } from '../engine/bundle.mjs';
import { join } from 'node:path';

const { headlessCheck, speed } = await import(await bundle(join(import.meta.dirname, 'entry.ts'), 'retail'));

const head = [
  'experiment',
  'coordination',
  'unsettled',
  'failed',
  'refused',
  'struck',
  'charged 2×',
  'msg/order',
  'hops/order',
  'p50 ms',
  'p95 ms',
];
const widths = [42, 14, 10, 7, 8, 7, 11, 10, 11, 8, 8];
const line = (cells) => cells.map((cell, i) => (i < 2 ? String(cell).padEnd(widths[i]) : String(cell).padStart(widths[i]))).join('');
console.log(line(head));
for (const row of headlessCheck(30)) {
  const { experiment, coordination, unsettled, failed, refused, exposure, chargedTwice, messagesPerOrder, hopsPerOrder, p50Ms, p95Ms } =
    row;
  console.log(
    line([
      experiment,
      coordination,
      unsettled,
      failed,
      refused,
      exposure,
      chargedTwice,
      messagesPerOrder.toFixed(1),
      hopsPerOrder.toFixed(1),
      p50Ms,
      p95Ms,
    ]),
  );
}

console.log('\nP1b facts per second, full trace (median and best of 9 rounds after 3 for warm-up)');
for (const coordination of ['choreography', 'orchestration', 'hybrid', 'calls']) {
  const rates = Array.from({ length: 12 }, () => speed(coordination, 4000))
    .slice(3)
    .map(({ facts, ms }) => facts / ms / 1000)
    .sort((x, y) => x - y);
  console.log(`${coordination.padEnd(14)} median ${rates[4].toFixed(2)} M/s, best ${rates[8].toFixed(2)} M/s`);
}

console.log('\nP10 cost per fact by length of the run (choreography, best of 5)');
for (const orders of [15, 150, 1500, 15_000]) {
  const best = Array.from({ length: 5 }, () => speed('choreography', orders)).sort((x, y) => x.ms / x.facts - y.ms / y.facts)[0];
  console.log(`${String(best.facts).padStart(9)} facts  ${((best.ms / best.facts) * 1e6).toFixed(0).padStart(6)} ns per fact`);
}
