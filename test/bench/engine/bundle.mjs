/**
 * Bundles one TypeScript entry of a bench with the project's own Vite into a single module: Node 20 cannot run TypeScript, and the browser half
 * of a bench needs the same file. Minified like the product, so that what is measured is what is shipped.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

export async function bundle(entry, name) {
  const outDir = mkdtempSync(join(tmpdir(), 'eventarium-bench-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      target: 'es2023',
      outDir,
      emptyOutDir: false,
      lib: { entry, formats: ['es'], fileName: () => `${name}.mjs` },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  return join(outDir, `${name}.mjs`);
}
