// Everything that must hold, in one command; ends with one line that sums up all test runners.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

const cache = 'node_modules/.cache/e2e';
const vitestReport = `${cache}/vitest.json`;
const playwrightReport = `${cache}/report.json`;

function run(title, command) {
  console.log(`\n— ${title}: ${command}`);
  return spawnSync(command, { stdio: 'inherit', shell: true }).status === 0;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A runner that failed without naming a failed test (it did not start, a file did not load) counts as one failure. */
function counted(passed, failed, ok) {
  return { passed, failed: failed === 0 && !ok ? 1 : failed };
}

function vitest() {
  const ok = run(
    'unit, contract, golden, property, architecture and component tests',
    `vitest run --reporter=default --reporter=json --outputFile.json=${vitestReport}`,
  );
  const report = readJson(vitestReport);
  return counted(report?.numPassedTests ?? 0, report?.numFailedTests ?? 0, ok);
}

function playwright() {
  const ready = run('build', 'vite build') && run('browser', 'node test/e2e/ensureBrowser.mjs');
  if (!ready) return counted(0, 0, false);
  const ok = run('browser tests on the built site', 'playwright test -c test/e2e/playwright.config.ts');
  const stats = readJson(playwrightReport)?.stats;
  return counted(stats?.expected ?? 0, (stats?.unexpected ?? 0) + (stats?.flaky ?? 0), ok);
}

mkdirSync(cache, { recursive: true });
rmSync(vitestReport, { force: true });
rmSync(playwrightReport, { force: true });

const checked = counted(0, 0, run('format, types, lint, unused code', 'npm run --silent check'));
const results = [checked, vitest(), playwright()];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
if (checked.failed > 0) console.log('\nThe check step failed (see above); it counts as one failure.');
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
