import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Basis, FidelityData, Proof, QueueingRow, RecordedBroker, Rule } from '../../src/app/fidelity/rules';
import notModelled from './not-modelled.json';
import { keptMeasurements } from './measuredData';
import notYet from './not-yet.json';
import queueing from './queueing.json';
import { allStatements, type Statement } from './statement';

/** Makes the data of the Fidelity page from what is really there: statements, tests that name them, reasons, recordings. */

const folder = import.meta.dirname;
const shown = (file: string): string => `test/conformance/${file}`;

interface TestFile {
  readonly name: string;
  readonly text: string;
}

const testFiles: readonly TestFile[] = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts') && name !== 'coverage.test.ts')
  .sort()
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** Ids of statements that tests prove, with the files. */
export const provenIn: ReadonlyMap<string, readonly string[]> = collect(/\bstatement\(\s*'([A-Z]{3}-\d{3})'/g);

/** Reasons for not modelling, by id. */
export const reasons: ReadonlyMap<string, string> = new Map((notModelled as readonly NotModelled[]).map(({ id, reason }) => [id, reason]));

interface NotModelled {
  readonly id: string;
  readonly reason: string;
}

/** Patterns whose rules come with the patterns themselves. */
export const later: ReadonlySet<string> = new Set(notYet as readonly string[]);

function collect(pattern: RegExp): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, text } of testFiles) {
    for (const [, id = ''] of text.matchAll(pattern)) {
      const files = found.get(id) ?? [];
      if (!files.includes(name)) found.set(id, [...files, name]);
    }
  }
  return found;
}

export function fidelityData(): FidelityData {
  return { rules: allStatements.map(ruleOf), queueing: queueingRows(), recordings: recordings() };
}

function ruleOf(statement: Statement): Rule {
  return { ...statement, basis: statement.basis as Basis, proof: proofOf(statement.id) };
}

function proofOf(id: string): Proof {
  const files = provenIn.get(id);
  if (files !== undefined) return { kind: 'tested', files: files.map(shown) };
  const reason = reasons.get(id);
  return reason === undefined ? { kind: 'later' } : { kind: 'notModelled', reason };
}

function queueingRows(): readonly QueueingRow[] {
  const files = collect(/\b(Q\d\d[a-z]?)\b/g);
  const kept = keptMeasurements();
  return queueing.map(({ id, model, params, expected, note }) => ({
    id,
    model,
    parameters: params as QueueingRow['parameters'],
    expected: expected as QueueingRow['expected'],
    note,
    files: (files.get(id) ?? []).map(shown),
    measured: kept.filter((one) => one.id === id),
  }));
}

interface RecordingFile {
  readonly broker: string;
  readonly version: string;
  readonly experiment: string;
  readonly about: string;
}

/** The list in the recordings' README under "RabbitMQ 3.10:" or "NATS 2.9:", as plain text. */
function taughtBy(version: string): readonly string[] {
  const readme = readFileSync(join(folder, 'recordings/README.md'), 'utf8');
  const series = version.split('.').slice(0, 2).join('.');
  const part = readme.split('## What the witnesses taught')[1]?.split(new RegExp(`^\\w[\\w ]* ${series}:$`, 'm'))[1] ?? '';
  const list = part.split(/^\w[\w ]* \d+\.\d+:$/m)[0] ?? '';
  return list
    .split(/^- /m)
    .slice(1)
    .flatMap((item) => item.trim().split(/\n{2,}/))
    .map((item) =>
      item
        .replaceAll(/\s+/g, ' ')
        .replaceAll(/\*\*|`/g, '')
        .trim(),
    );
}

/** One entry per folder of recordings; the test that replays a folder names it. */
function recordings(): readonly RecordedBroker[] {
  const root = join(folder, 'recordings');
  if (!existsSync(root)) return [];
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap((name): RecordedBroker[] => {
      const names = readdirSync(join(root, name)).filter((file) => file.endsWith('.json'));
      const files = names.sort().map((file) => JSON.parse(readFileSync(join(root, name, file), 'utf8')) as RecordingFile);
      const [first] = files;
      if (first === undefined) return [];
      const replay = testFiles.find(({ text }) => text.includes(name));
      return [
        {
          broker: first.broker,
          version: first.version,
          experiments: files.map(({ experiment, about }) => ({ name: experiment, about })),
          taught: taughtBy(first.version),
          replayedBy: replay === undefined ? '' : shown(replay.name),
        },
      ];
    });
}
