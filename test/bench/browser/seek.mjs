import { bundle } from '../engine/bundle.mjs';
import { round } from './harness.mjs';
import { readFileSync } from 'node:fs';

/** P4: a full frame at random instants of a long trace, on the page. The engine and playback are bundled as they are shipped. */
export async function seek(stage) {
  const code = readFileSync(await bundle('test/bench/browser/seek.entry.ts', 'seek'), 'utf8');
  const { page, context } = await stage.open('/eventarium/none');
  await page.route('**/bench-seek.mjs', (route) => route.fulfill({ contentType: 'text/javascript', body: code }));
  const result = await page.evaluate(async (address) => {
    const { measureSeek } = await import(address);
    return measureSeek();
  }, '/bench-seek.mjs');
  console.log(
    `P4   seek in ${result.facts.toLocaleString('en')} facts, ${result.seeks} random instants: p50 ${round(result.p50, 2)}, p95 ${round(result.p95, 2)}, max ${round(result.max, 2)} ms; ` +
      `keyframes built in ${round(result.prepareMs, 0)} ms   (target p95 2, max 5)`,
  );
  await context.close();
}
