/**
 * Long runs and tables that are too much for `npm test`: `npm run soak -- queueing [ids…]`, `npm run soak -- metastability [lambdas…] [seeds=12]`,
 * `npm run soak -- limits`. Bundled with the project's own Vite, because Node cannot run TypeScript; prints a table and ends with 1 when a
 * value lies outside its interval.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../engine/bundle.mjs';

const parts = { queueing: 'queueing.ts', metastability: 'metastability.ts', limits: 'limits.ts' };
const [part = '', ...words] = process.argv.slice(2);
const file = parts[part];
if (file === undefined) {
  console.log(`usage: npm run soak -- ${Object.keys(parts).join(' | ')} [which …]`);
  process.exit(2);
}
const { soak } = await import(pathToFileURL(await bundle(join(import.meta.dirname, file), `soak-${part}`)).href);
process.exit(soak(words, (line) => console.log(line)) ? 0 : 1);
