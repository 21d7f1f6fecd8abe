import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coordinations, defaultSpec, fileFaults, goldenText, simulate, type RunSpec, type Trace } from '../../src/sim/index';
import { bundledScenario } from '../support/scenarios';

/** `UPDATE_GOLDEN=1` writes the files anew; read the difference before committing it: every line must be right. */
const updates = process.env['UPDATE_GOLDEN'] === '1';
const folder = join(import.meta.dirname, 'traces');
const linesMax = 650;

/** Five flows, a second apart, so that the faults of the file meet them. */
const settings = { 'workload.count': 5, 'workload.every': 1000 };
const spec = (scenario: string, changes: Partial<RunSpec>): RunSpec =>
  defaultSpec(bundledScenario(scenario), { workload: 'file', settings, ...changes });

const cases: readonly (readonly [string, RunSpec])[] = [
  ...coordinations.flatMap((coordination) => [
    [`retail-${coordination}`, spec('retail', { coordination })] as const,
    [`retail-${coordination}-faults`, spec('retail', { coordination, interventions: fileFaults(bundledScenario('retail')) })] as const,
  ]),
  ...['retail-kafka', 'retail-sns-sqs'].map(
    (id) =>
      [`${id}-choreography-faults`, spec(id, { coordination: 'choreography', interventions: fileFaults(bundledScenario(id)) })] as const,
  ),
  [
    'transfer-choreography-faults',
    spec('transfer', { coordination: 'choreography', interventions: fileFaults(bundledScenario('transfer')) }),
  ],
  ['ride-choreography', spec('ride', { coordination: 'choreography' })],
];

/** The first lines in which two texts differ, with what stands around them. */
function difference(expected: string, actual: string, trace: Trace): string {
  const [was, is] = [expected.split('\n'), actual.split('\n')];
  const first = is.findIndex((line, i) => line !== was[i]);
  const at = first < 0 ? is.length : first;
  const around = (lines: readonly string[], mark: string): string[] => lines.slice(at, at + 5).map((line) => `${mark} ${line}`);
  const before = is.slice(Math.max(0, at - 3), at).map((line) => `  ${line}`);
  return [
    `line ${at + 1}, ${was.length} lines expected, ${is.length} found, digest ${trace.digest}:`,
    ...before,
    ...around(was, '-'),
    ...around(is, '+'),
  ].join('\n');
}

describe('golden traces', () => {
  it.each(cases)('%s', (name, run) => {
    const file = join(folder, `${name}.txt`);
    const trace = simulate(run);
    const text = goldenText(trace);
    expect(text.split('\n').length).toBeLessThanOrEqual(linesMax);
    if (updates) writeFileSync(file, text);
    const golden = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect(text === golden ? '' : difference(golden, text, trace)).toBe('');
  });
});
