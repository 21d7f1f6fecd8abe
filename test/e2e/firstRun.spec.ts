import type { Page } from '@playwright/test';
import {
  advance,
  bars,
  caption,
  choose,
  deliveries,
  open,
  openMenu,
  place,
  placeOrder,
  playhead,
  runCode,
  runToEnd,
  sendButton,
  settled,
  spec,
} from './app';
import { expect, test } from './fixtures';

const card = (page: Page) => page.getByTestId('prediction');

/** One order, told to its end. */
async function firstOrder(page: Page): Promise<string> {
  await open(page);
  await placeOrder(page);
  await runToEnd(page);
  return runCode(page);
}

/** One order, then Payment crashes, then the button for a second order is pressed: the question stands. */
async function brokenPayment(page: Page): Promise<void> {
  await firstOrder(page);
  await openMenu(page, 'Payment');
  await choose(page, 'Crash');
  await sendButton(page).click();
  await settled(page);
}

test('E02 nothing plays by itself', async ({ page }) => {
  await open(page);
  const before = { code: await runCode(page), picture: await page.screenshot() };
  await advance(page, 6000);
  expect(await runCode(page)).toBe(before.code);
  expect(await playhead(page)).toBe(0);
  expect((await page.screenshot()).equals(before.picture)).toBe(true);
});

test('E03 the first order, by mouse', async ({ page }) => {
  await firstOrder(page);
  await expect(caption(page)).toHaveText(/confirmed$/);
  await expect(place(page, 'Inventory')).toContainText('stock 39');
  await expect(place(page, 'Order Management')).toContainText('1 confirmed');
  await expect(place(page, 'Shipping')).toContainText('1 shipment');
  expect(await deliveries(page, 'PlaceOrder')).toBe(1);
  expect(await deliveries(page, 'OrderPlaced')).toBeGreaterThanOrEqual(3);
  await expect(page.getByRole('radiogroup').getByRole('radio')).toHaveCount(4);
  await expect(page.getByRole('button', { name: 'Break something' })).toBeVisible();
});

test('E03 the first order plays at a pace that can be read: five captions at least', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  const told = new Set<string>();
  for (let step = 0; step < 40; step++) {
    await advance(page, 600);
    told.add(await caption(page).innerText());
  }
  expect(told.size).toBeGreaterThanOrEqual(5);
  await expect(caption(page)).toHaveText(/confirmed$/);
});

test('E04 the first order by keyboard alone gives the same run code', async ({ page }) => {
  const byMouse = await firstOrder(page);
  await page.goto('about:blank');
  await open(page);
  const focused = () => sendButton(page).evaluate((button) => button === document.activeElement);
  let tabs = 0;
  for (; tabs < 4 && !(await focused()); tabs++) await page.keyboard.press('Tab');
  expect(tabs).toBeLessThanOrEqual(3);
  await page.keyboard.press('Enter');
  await runToEnd(page);
  expect(await runCode(page)).toBe(byMouse);
});

test('E05 Payment crashes through its menu and says so in words, mark and name', async ({ page }) => {
  await firstOrder(page);
  const opened = await openMenu(page, 'Payment');
  for (const entry of ['Crash', 'Slow', 'Poison next', 'Duplicate next', 'Inspect']) {
    await expect(opened.getByRole('menuitem', { name: entry, exact: true })).toBeVisible();
  }
  const at = await playhead(page);
  await choose(page, 'Crash');
  await expect(bars(page)).toHaveCount(1);
  expect((await spec(page)).interventions.at(-1)).toMatchObject({ kind: 'fault', at, fault: { kind: 'crash', target: 'payment' } });
  await expect(place(page, 'Payment')).toHaveAccessibleName(/down/);
  await expect(place(page, 'Payment')).toContainText('down');
  await expect(place(page, 'Payment').locator('svg pattern')).toHaveCount(1);
});

test('E06 the prediction comes before anything moves, is compared with what happened, and is remembered', async ({ page }) => {
  await brokenPayment(page);
  await expect(card(page)).toContainText('Payment is down. You send another order.');
  const { interventions } = await spec(page);
  expect(interventions.filter((one) => one.kind === 'send')).toHaveLength(1);
  const box = await card(page).boundingBox();
  const map = await page.getByTestId('canvas').boundingBox();
  expect(box?.y ?? 0).toBeGreaterThanOrEqual((map?.y ?? 0) + (map?.height ?? 0) - 1);
  await card(page).getByRole('button', { name: /^A/ }).click();
  await runToEnd(page);
  await expect(card(page)).toContainText('You said A. It was B');
  await page.reload();
  await settled(page);
  const kept = await page.evaluate(() => JSON.parse(localStorage.getItem('eventarium') ?? '{}') as unknown);
  expect(kept).toMatchObject({ memory: { asked: true, choice: 'A', outcome: 'B' } });
});

test('E07 without a prediction the run works and is marked as not predicted', async ({ page }) => {
  await brokenPayment(page);
  await card(page).getByRole('button', { name: 'Skip' }).click();
  await runToEnd(page);
  await expect(card(page)).toContainText('Not predicted');
  await expect(place(page, 'Order Management')).toContainText('2 confirmed');
});

test('while Payment is down the shop still takes orders and the message waits', async ({ page }) => {
  await brokenPayment(page);
  await card(page).getByRole('button', { name: /^B/ }).click();
  await settled(page);
  const waits = () => page.locator('#place-payment-name', { hasText: 'waiting' }).count();
  for (let step = 0; step < 60 && (await waits()) === 0; step++) await advance(page, 250);
  await expect(place(page, 'Payment')).toHaveAccessibleName(/Payment, service, down, 1 message waiting/);
  await expect(place(page, 'Order Management')).toContainText('pending');
  await advance(page, 60_000);
  await expect(place(page, 'Order Management')).toContainText('2 confirmed');
  await expect(card(page)).toContainText('You said B, and B it was');
});
