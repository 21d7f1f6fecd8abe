import type { Page } from '@playwright/test';
import {
  caption,
  chip,
  choose,
  follow,
  metrics,
  open,
  openMenu,
  option,
  options,
  place,
  placeOrder,
  playhead,
  runCode,
  runToEnd,
  seek,
  sendButton,
  settled,
  spec,
} from './app';
import { expect, test } from './fixtures';

/** Services with their places on the screen. */
function standing(page: Page): Promise<readonly unknown[]> {
  return page.evaluate(() => {
    const places = window.__eventarium?.trace()?.header.places ?? [];
    return places.flatMap((one, index) => {
      if (!['customer', 'service', 'external', 'broker'].includes(one.kind)) return [];
      const box = document.querySelector(`.react-flow__node[data-id="${index}"]`)?.getBoundingClientRect();
      return [{ id: one.id, settings: one.settings, x: box?.x, y: box?.y, width: box?.width, height: box?.height }];
    });
  });
}

test('E11 the four options move no service and change no setting; a coordinator appears with its steps', async ({ page }) => {
  await open(page);
  await expect(options(page)).toHaveCount(0);
  await placeOrder(page);
  await runToEnd(page);
  const before = await standing(page);
  const codes = new Set([await runCode(page)]);
  await expect(page.getByTestId('canvas').getByText('whenever').first()).toBeVisible();
  for (const [name, id] of [
    ['Orchestration', 'orchestration'],
    ['Hybrid', 'hybrid'],
    ['Calls', 'calls'],
  ] as const) {
    await option(page, name).click();
    await settled(page);
    expect((await spec(page)).coordination).toBe(id);
    expect((await spec(page)).seed).toBe(42);
    expect(await standing(page)).toEqual(before);
    codes.add(await runCode(page));
  }
  expect(codes.size).toBe(4);
  await option(page, 'Orchestration').click();
  await settled(page);
  const steps = page.getByTestId('canvas').locator('.react-flow__node-coordinator ol > li');
  await expect(steps).toHaveText([/ReserveStock/, /ProcessPayment/, /CreateShipment/, /SendEmail/]);
  await expect(page.getByTestId('ghost')).toBeAttached();
  await option(page, 'Choreography').click();
  await settled(page);
  await expect(steps).toHaveCount(0);
  expect(codes).toContain(await runCode(page));
});

test('now with a conductor: the same order again from the start, led by the coordinator', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  await runToEnd(page);
  await chip(page, 'Now with a conductor').click();
  await settled(page);
  expect(await playhead(page)).toBe(0);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.evaluate(() => window.__eventarium?.advance(60_000));
  await expect(caption(page)).toHaveText(/confirmed$/);
});

test('E43 keys 1 to 4 choose the option, and not before the first order', async ({ page }) => {
  await open(page);
  await place(page, 'Customer').focus();
  await page.keyboard.press('2');
  expect((await spec(page)).coordination).toBe('choreography');
  await placeOrder(page);
  await runToEnd(page);
  await expect(options(page).getByRole('radio')).toHaveCount(4);
  await place(page, 'Customer').focus();
  for (const [key, id] of [
    ['2', 'orchestration'],
    ['3', 'hybrid'],
    ['4', 'calls'],
    ['1', 'choreography'],
  ] as const) {
    await page.keyboard.press(key);
    await settled(page);
    expect((await spec(page)).coordination).toBe(id);
    await expect(place(page, 'Customer')).toBeFocused();
  }
});

test('E43 under calls a Payment that is down is an error for the customer, and the broker is not used', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  await runToEnd(page);
  const before = await standing(page);
  await option(page, 'Calls').click();
  await settled(page);
  await expect(place(page, 'Broker')).toContainText('not used');
  await expect(place(page, 'Broker')).toHaveAccessibleName(/not used/);
  await runToEnd(page);
  await openMenu(page, 'Payment');
  await choose(page, 'Crash');
  await sendButton(page).click();
  await page.getByTestId('prediction').getByRole('button', { name: /^A/ }).click();
  await runToEnd(page);
  await expect(page.getByTestId('prediction')).toContainText('You said A, and A it was');
  await expect(caption(page)).toHaveText(/1 confirmed, 1 (cancelled|failed|refused)/);
  expect(await metrics(page)).toMatchObject({ started: 2, succeeded: 1 });
  expect(await standing(page)).toEqual(before);
});

for (const id of ['retail', 'transfer', 'ride']) {
  test(`${id} runs from the picker under all four options, in its own words`, async ({ page }) => {
    await open(page);
    if (id !== 'retail') {
      await page.getByRole('button', { name: /^Scenario: / }).click();
      await expect(page.getByRole('dialog').getByRole('heading').first()).toBeVisible();
      const titles = await page.getByRole('dialog').getByRole('button').allInnerTexts();
      const chosen = titles.find((title) => title.toLowerCase().includes(id)) ?? id;
      await page.getByRole('dialog').getByRole('button', { name: chosen, exact: true }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect.poll(() => page.evaluate(() => window.__eventarium?.trace()?.header.scenario.id)).toBe(id);
      await settled(page);
    }
    const button = await page.evaluate(() => window.__eventarium?.trace()?.header.button ?? '');
    await page.getByRole('button', { name: button, exact: true }).click();
    await runToEnd(page);
    const noun = await page.evaluate(() => window.__eventarium?.trace()?.header.noun ?? '');
    await expect(caption(page)).toContainText(`1 ${noun}`);
    for (const name of ['Choreography', 'Orchestration', 'Hybrid', 'Calls']) {
      await option(page, name).click();
      await runToEnd(page);
      expect(await metrics(page), name).toMatchObject({ started: 1, unsettled: 0 });
      await expect(caption(page)).toContainText(`1 ${noun}`);
      if (id !== 'retail') await expect(page.locator('body')).not.toContainText(/\b(order|stock|payment)s?\b/i);
    }
  });
}

test('the playhead stays when the option changes, at the end of the new run at most', async ({ page }) => {
  await open(page, '/?v=1&sc=retail&opt=choreography&s=42&w=file');
  await runToEnd(page);
  await seek(page, 4.2);
  await option(page, 'Orchestration').click();
  await settled(page);
  expect(await playhead(page)).toBe(4_200_000);
  await follow(page, '/?v=1&sc=retail&opt=choreography&s=42&f=send@0s');
  await runToEnd(page);
  await option(page, 'Calls').click();
  await settled(page);
  expect(await playhead(page)).toBeLessThanOrEqual((await metrics(page))?.endTime ?? 0);
});
