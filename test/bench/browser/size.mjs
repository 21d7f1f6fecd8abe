import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { round } from './harness.mjs';

/** P11: what a first visit loads before the first screen stands, from the browser's own list of requests, gzipped. */
export async function size(stage) {
  const { page, context } = await stage.open('/eventarium/');
  await page.getByRole('button', { name: 'Place an order' }).waitFor();
  const urls = await page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));
  await context.close();
  const files = [...new Set(['index.html', ...urls.map((url) => new URL(url).pathname.replace('/eventarium/', ''))])];
  const sized = files.map((file) => ({ file, kB: gzipSync(readFileSync(`dist/${file}`)).length / 1000 }));
  const worker = sized.filter(({ file }) => /worker/i.test(file));
  const sum = (list) => list.reduce((total, { kB }) => total + kB, 0);
  for (const { file, kB } of sized) console.log(`     ${round(kB).toString().padStart(7)} kB  ${file}`);
  console.log(`P11  first load ${round(sum(sized))} kB gz, of it ${round(sum(worker))} kB worker   (target 280, stretch 220)`);
}
