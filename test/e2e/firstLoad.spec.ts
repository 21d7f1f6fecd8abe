import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, openApp, test } from './fixtures';

/** Hard limit on what the first screen and its worker load, gzipped; the aim is 280 kB. */
const firstLoadBytesMax = 350_000;

// E01 of the acceptance list: the first screen, cold. How long it takes is measured by the bench (P12): no test asserts a time.
test('the first screen can be used at once, asks nothing and plays nothing', async ({ page }) => {
  await openApp(page);
  const send = page.getByRole('button', { name: 'Place an order', exact: true });
  await expect(send).toBeVisible();
  await expect(send).toBeEnabled();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await page.evaluate(() => window.__eventarium?.playhead())).toBe(0);
});

for (const path of ['/', '/some/sub/path/', '/eventarium/', '/eventarium/index.html']) {
  test(`the built site works from ${path} and after a reload`, async ({ page }) => {
    await openApp(page, '', path);
    await expect(page.getByRole('button', { name: 'Place an order', exact: true })).toBeEnabled();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Place an order', exact: true })).toBeEnabled();
  });
}

test('after a first visit the page works with the network off', async ({ page, context }) => {
  await page.goto('./');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null || performance.now() > 500);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Place an order', exact: true })).toBeEnabled();
});

test('what the first screen loads stays small, its worker included', async ({ page, context }) => {
  const paths = new Set<string>();
  context.on('request', (request) => paths.add(new URL(request.url()).pathname.replace('/eventarium/', '') || 'index.html'));
  await openApp(page);
  await page.waitForFunction(() => window.__eventarium?.runCode() !== '');
  const files = [...paths];
  expect(files.filter((file) => file.includes('worker'))).toHaveLength(1);
  const bytes = files.map((file) => gzipSync(readFileSync(join(process.env['E2E_DIST'] ?? 'dist', file))).length);
  expect(
    bytes.reduce((sum, size) => sum + size, 0),
    files.join(', '),
  ).toBeLessThan(firstLoadBytesMax);
});
