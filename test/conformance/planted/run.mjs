// Plants one wrong rule after the other in a copy of the sources and expects the named statement to fail: `npm run planted`.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const plants = JSON.parse(readFileSync('test/conformance/planted/plants.json', 'utf8'));
const copy = mkdtempSync(join(tmpdir(), 'planted-'));
for (const part of ['src', 'test', 'public', 'package.json', 'tsconfig.json', 'vite.config.ts'])
  cpSync(part, join(copy, part), { recursive: true });
symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));

/** Names of the conformance tests that fail in the copy. */
function failing(ids) {
  const report = join(copy, 'report.json');
  const only = ids.map((id) => `${id}[ :]`).join('|');
  spawnSync('npx', ['vitest', 'run', '--project', 'core', 'test/conformance', '-t', only, '--reporter=json', `--outputFile=${report}`], {
    cwd: copy,
    stdio: 'ignore',
  });
  const files = JSON.parse(readFileSync(report, 'utf8')).testResults;
  return files.flatMap((file) => file.assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName));
}

let missed = 0;
console.log('| planted | must fail | fails |\n|---|---|---|');
try {
  for (const { rule, file, find, plant, caughtBy } of plants) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (text.split(find).length !== 2) throw new Error(`${file} does not have exactly once: ${find}`);
    writeFileSync(
      path,
      text.replace(find, () => plant),
    );
    const names = failing(caughtBy);
    writeFileSync(path, text);
    const caught = caughtBy.filter((id) => names.some((name) => name.includes(id)));
    if (caught.length < caughtBy.length) missed++;
    console.log(`| ${rule} | ${caughtBy.join(', ')} | ${caught.join(', ') || 'NOTHING'} |`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${plants.length - missed} of ${plants.length} planted rules caught`);
process.exitCode = missed > 0 ? 1 : 0;
