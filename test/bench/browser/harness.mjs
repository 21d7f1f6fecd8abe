import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { findBrowser, launchArgs } from '../../e2e/findBrowser.mjs';
import { serve } from '../../e2e/server.mjs';

export const dist = process.env.E2E_DIST ?? 'dist';

/** The built site in a real browser. `open` gives a fresh context each time, without the service worker and its cache. */
export async function startStage() {
  if (!existsSync(join(dist, 'index.html'))) await build({ logLevel: 'error' });
  const server = await serve({ port: 0, dist });
  const served = new Set();
  server.on('request', (request) => served.add(new URL(request.url, 'http://localhost').pathname));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const found = findBrowser();
  if (!found) throw new Error('No Chromium. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program.');
  const browser = await chromium.launch({ args: launchArgs, ...(found.executablePath ? { executablePath: found.executablePath } : {}) });
  return {
    browser,
    origin,
    /** Paths asked for so far, by pages and by their workers. */
    served,
    /** A page of stage size; `prepare` runs before the first address is opened. */
    async open(path, prepare) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, serviceWorkers: 'block' });
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      const errors = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      await prepare?.(page);
      await page.goto(`${origin}${path}`);
      return { page, context, errors };
    },
    async stop() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Value below which the share `p` of the samples lies. */
export function quantile(samples, p) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

/** Main-thread work so far, in milliseconds of processor time (`threadTicks`), so that a busy machine does not count as work. */
export async function mainThreadMs(client) {
  const { metrics } = await client.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

/** Starts to record the spans between animation frames and the tasks over 50 ms; the returned function ends it and gives them. */
export async function recordFrames(page) {
  await page.evaluate(() => {
    const record = { stop: false, intervals: [], long: [] };
    globalThis.benchRecord = record;
    record.observer = new PerformanceObserver((list) => record.long.push(...list.getEntries().map((entry) => entry.duration)));
    record.observer.observe({ type: 'longtask' });
    let last = 0;
    const tick = (now) => {
      if (last > 0) record.intervals.push(now - last);
      last = now;
      if (!record.stop) requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  return () =>
    page.evaluate(() => {
      const record = globalThis.benchRecord;
      record.stop = true;
      record.observer.disconnect();
      return { intervals: record.intervals, long: record.long };
    });
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));
export const round = (value, digits = 1) => Number(value.toFixed(digits));
