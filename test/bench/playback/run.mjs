/**
 * Playback measured: `npm run bench -- playback`. P4, a full frame at 4,000 random instants of a run of a million facts, and what playing, captions, marks
 * and pace cost on the same run; P3, the memory of keyframes. Each case has a fresh process. The same seek on the page stands in `browser`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from '../engine/bundle.mjs';

const file = pathToFileURL(await bundle(join(import.meta.dirname, 'entry.ts'), 'playback')).href;
const { cases } = await import(file);
const ms = (value) => `${value.toFixed(2)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

let failures = 0;
for (const name of Object.keys(cases)) {
  const code = `const { measure } = await import(${JSON.stringify(file)}); console.log(JSON.stringify(await measure(${JSON.stringify(name)})));`;
  const child = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], { encoding: 'utf8', maxBuffer: 1 << 20 });
  if (child.status !== 0) {
    failures += 1;
    console.log(`${name}: ${child.stderr.split('\n').slice(0, 6).join(' ')}`);
    continue;
  }
  const r = JSON.parse(child.stdout);
  console.log(`${name}: ${r.facts.toLocaleString('en')} facts`);
  console.log(`  P4  seek p50 ${ms(r.p50)}, p95 ${ms(r.p95)}, max ${ms(r.max)}   (target p95 2, max 5)`);
  console.log(`  P3  trace columns ${mb(r.traceBytes)}, keyframes and indexes ${mb(r.playbackBytes)}   (target 80 MB together)`);
  console.log(
    `      prepared in ${ms(r.prepareMs)}, longest slice of 8,192 facts ${ms(r.sliceMaxMs)}; playing p95 ${ms(r.playP95)} per frame`,
  );
  console.log(
    `      caption p95 ${ms(r.captionP95)}, max ${ms(r.captionMax)}; timeline marks ${ms(r.marksMs)}; teach pace ${ms(r.teachMs)}`,
  );
}
process.exit(failures === 0 ? 0 : 1);
