/**
 * `npm run bench`: every folder here that has a `run.mjs`, one after the other, each in a fresh process. Nothing here asserts a time: only
 * ratios within one run count. `npm run bench -- engine` runs one folder; words after the folder go to its `run.mjs`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const known = readdirSync(here).filter((name) => existsSync(join(here, name, 'run.mjs')));
const [wanted, ...rest] = process.argv.slice(2);
if (wanted !== undefined && !known.includes(wanted)) {
  console.error(`No bench "${wanted}". Known: ${known.join(', ')}`);
  process.exit(1);
}

console.log(
  `Machine: ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
);
const failed = (wanted === undefined ? known : [wanted]).filter((name) => {
  console.log(`\n=== ${name}`);
  return spawnSync(process.execPath, [join(here, name, 'run.mjs'), ...rest], { stdio: 'inherit' }).status !== 0;
});
if (failed.length > 0) {
  console.error(`\nBenches that did not finish: ${failed.join(', ')}`);
  process.exit(1);
}
