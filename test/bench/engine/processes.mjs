import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { findBrowser, launchArgs } from '../../e2e/findBrowser.mjs';

/** Measures one variant in a fresh Node process. */
export function inNode(file, variant, size, runs) {
  // One thread for everything: what the collector does is paid for by who makes the garbage.
  const args = ['--single-threaded-gc', join(import.meta.dirname, 'measureOnce.mjs'), file, variant, JSON.stringify(size), String(runs)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const page = '<!doctype html><title>bench</title>';
const worker = `import { measure } from './bundle.mjs';
onmessage = ({ data: [variant, size, runs] }) => measure(variant, size, { runs }).then((result) => postMessage({ result }), (error) => postMessage({ error: String(error) }));`;

/** Chromium with a page that runs each measurement in a worker of its own: a fresh engine instance, as in the product. */
export async function startChromium(file) {
  const found = findBrowser();
  if (!found) return undefined;
  const files = {
    '/': ['text/html', page],
    '/worker.mjs': ['text/javascript', worker],
    '/bundle.mjs': ['text/javascript', readFileSync(file, 'utf8')],
  };
  const server = createServer(({ url = '/' }, response) => {
    const [type, body] = files[url] ?? ['text/plain', ''];
    response.setHeader('content-type', type);
    response.end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const browser = await chromium.launch({ args: launchArgs, ...(found.executablePath ? { executablePath: found.executablePath } : {}) });
  return {
    version: browser.version(),
    async measure(variant, size, runs) {
      const context = await browser.newContext();
      const tab = await context.newPage();
      await tab.goto(`http://127.0.0.1:${server.address().port}/`);
      const answer = await tab.evaluate(
        (task) =>
          new Promise((done, fail) => {
            const thread = new Worker('/worker.mjs', { type: 'module' });
            thread.onmessage = ({ data }) => done(data);
            thread.onerror = (event) => fail(new Error(event.message));
            thread.postMessage(task);
          }),
        [variant, size, runs],
      );
      await context.close();
      if (answer.error) throw new Error(answer.error);
      return answer.result;
    },
    async stop() {
      await browser.close();
      await new Promise((done) => server.close(done));
    },
  };
}
