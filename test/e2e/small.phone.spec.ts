import type { Page } from '@playwright/test';
import { caption, open, placeOrder, runCode, runToEnd, sendButton, settled } from './app';
import { expect, test } from './fixtures';

/** Controls that a finger would miss. */
const small = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, select, [role=radio], [role=slider], input:not([type=file])')]
      .filter(
        (one) =>
          one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
          one.closest('.visually-hidden, [inert], .react-flow') === null,
      )
      .map((one) => ({ one, box: (one.closest('label') ?? one).getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 43.5 || box.height < 43.5))
      .map(
        ({ one, box }) =>
          `${one.getAttribute('aria-label') ?? one.textContent.slice(0, 30)} ${Math.round(box.width)}×${Math.round(box.height)}`,
      ),
  );

const width = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth, window.innerWidth]);

test('E33 the first order by tap; nothing scrolls sideways; every target has 44 px', async ({ page }) => {
  await open(page);
  expect(await small(page)).toEqual([]);
  await sendButton(page).tap();
  await runToEnd(page);
  await expect(caption(page)).toHaveText(/confirmed$/);
  const code = await runCode(page);
  expect(await small(page)).toEqual([]);
  const [root, body, screen] = await width(page);
  expect(root).toBeLessThanOrEqual(screen ?? 0);
  expect(body).toBeLessThanOrEqual(screen ?? 0);
  await page.getByRole('radio', { name: 'Calls', exact: true }).tap();
  await settled(page);
  expect(await runCode(page)).not.toBe(code);
});

test('E33 turning the phone keeps the time', async ({ page }) => {
  await open(page, '/?v=1&sc=retail&opt=choreography&s=42&f=send@0s&t=200');
  await page.setViewportSize({ width: 844, height: 390 });
  await expect(page.getByTestId('canvas')).toBeVisible();
  expect(await page.evaluate(() => window.__eventarium?.playhead())).toBe(200_000);
  await expect(sendButton(page)).toBeVisible();
});

test('a tap on a service opens its menu, whose entries are large enough', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  await runToEnd(page);
  await page
    .getByRole('application', { name: 'Event flow' })
    .getByRole('button', { name: /^Payment, / })
    .tap();
  const items = page.getByRole('menuitem');
  await expect(items.first()).toBeInViewport();
  for (const box of await Promise.all((await items.all()).map((one) => one.boundingBox())))
    expect(box?.height).toBeGreaterThanOrEqual(43.5);
  await page.getByRole('menuitem', { name: 'Crash', exact: true }).tap();
  await settled(page);
  await expect(page.getByTestId('fault-bar')).toHaveCount(1);
});

test('E34 at 320 px nothing overflows and the first order works', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await open(page);
  await sendButton(page).tap();
  await runToEnd(page);
  await expect(caption(page)).toHaveText(/confirmed$/);
  const [root, body] = await width(page);
  expect(root).toBeLessThanOrEqual(320);
  expect(body).toBeLessThanOrEqual(320);
  await page.getByRole('button', { name: 'More' }).tap();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  const box = await dialog.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(320);
});
