import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dist, round, wait } from './harness.mjs';

/** P11: what a first visit asks the server for until the first screen stands, the worker's part included, gzipped. */
export async function size(stage) {
  stage.served.clear();
  const { page, context } = await stage.open('/eventarium/');
  await page.getByRole('button', { name: 'Place an order', exact: true }).waitFor();
  await wait(500);
  await context.close();
  const files = [...stage.served].map((path) => path.replace('/eventarium/', '') || 'index.html');
  const sized = files.map((file) => ({ file, kB: gzipSync(readFileSync(join(dist, file))).length / 1000 }));
  const worker = sized.filter(({ file }) => /worker|browser-/i.test(file));
  const sum = (list) => list.reduce((total, { kB }) => total + kB, 0);
  for (const { file, kB } of sized) console.log(`     ${round(kB).toString().padStart(7)} kB  ${file}`);
  console.log(`P11  first load ${round(sum(sized))} kB gz, of it ${round(sum(worker))} kB worker   (target 280, stretch 220)`);
}
