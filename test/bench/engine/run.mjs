/**
 * The engine measured: `npm run bench -- engine`, or `… engine P1a` for one part. The hand-written bound, our kernel and simjs run the same tandem of four
 * queues; the shipped engine runs it, and retail, as ordinary scenarios. Entries are bundled and minified by Vite, every measurement has a fresh process
 * (or a fresh worker in Chromium), and only ratios within one run count. In Node on Linux the clock is the processor time of the one thread that simulates
 * and collects its own garbage; in Chromium it is wall time.
 */
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { engineParts } from './engineParts.mjs';
import { kernelParts } from './kernelParts.mjs';

const here = import.meta.dirname;
const wanted = process.argv.slice(2);
const files = {
  tandem: await bundle(join(here, 'tandem/entry.ts'), 'tandem'),
  engine: await bundle(join(here, 'scenario/entry.ts'), 'engine'),
};
let failures = 0;
for (const [name, part] of Object.entries({ ...kernelParts, ...engineParts })) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    await part(files);
  } catch (error) {
    failures += 1;
    console.log(`${name.padEnd(4)} could not be measured: ${String(error).split('\n').slice(0, 4).join(' ')}`);
  }
}
process.exit(failures === 0 ? 0 : 1);
