import type { Page } from '@playwright/test';
import { digest, follow, open, place, playhead, runCode, settled, spec } from './app';
import { axeViolations, expect, test } from './fixtures';

test.use({ motion: 'reduce' });

const run = 'v=1&sc=retail&opt=choreography&s=42&f=order@0s';
const fidelity = (page: Page) => page.getByRole('dialog', { name: /^Fidelity/ });

async function inspectBroker(page: Page): Promise<void> {
  await place(page, 'Broker').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Inspect' }).click();
  await expect(page.getByTestId('inspector')).toBeVisible();
}

/** Neither the window nor what scrolls in the dialog goes beyond the right edge. */
const tooWide = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('dialog, dialog *')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0 && getComputedStyle(one).overflowX !== 'visible')
      .map((one) => `${one.tagName} ${one.className}`),
  );

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the Fidelity page has nothing to complain about, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, `/fidelity/kafka?${run}`);
    await expect(fidelity(page).getByRole('heading', { name: /^Kafka \d/ })).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    expect(await tooWide(page)).toEqual([]);
    await fidelity(page).getByRole('button', { name: 'Patterns and theory' }).click();
    await expect(fidelity(page).getByRole('heading', { name: 'Queueing theory' })).toBeVisible();
    expect(await axeViolations(page)).toEqual([]);
    expect(await tooWide(page)).toEqual([]);
  });
}

test('the Fidelity page is reached from the broker’s card; Escape and Back return to the run untouched', async ({ page }) => {
  await open(page, `/?${run}&t=120`);
  const before = { code: await runCode(page), at: await playhead(page), hash: await page.evaluate(() => window.location.hash) };
  const now = async () => ({ code: await runCode(page), at: await playhead(page), hash: await page.evaluate(() => window.location.hash) });
  await inspectBroker(page);
  const opener = page.getByTestId('inspector').getByRole('button', { name: /How faithful is it/ });
  await opener.click();
  await expect(fidelity(page)).toBeVisible();
  expect((await now()).hash).toContain('#/fidelity/rabbitmq-quorum?');
  await page.keyboard.press('Escape');
  await expect(fidelity(page)).toHaveCount(0);
  await expect.poll(now).toEqual(before);
  await expect(opener).toBeFocused();
  await opener.click();
  await expect(fidelity(page)).toBeVisible();
  await page.goBack();
  await expect(fidelity(page)).toHaveCount(0);
  expect(await now()).toEqual(before);
});

test('searching by words, product and basis leaves what fits', async ({ page }) => {
  await open(page, '/fidelity');
  await page.getByRole('searchbox').fill('dlq');
  await page.getByRole('combobox', { name: 'Product' }).selectOption({ label: 'SQS standard' });
  await expect(fidelity(page).getByRole('status')).toContainText(/^\d+ of \d+ rules$/);
  const ids = await fidelity(page).getByRole('heading', { level: 5 }).allTextContents();
  expect(ids.length).toBeGreaterThan(0);
  expect(ids.filter((text) => !text.startsWith('SQS-'))).toEqual([]);
  await expect(
    fidelity(page)
      .getByText(/test\/conformance\/sqs\w*\.test\.ts › SQS-/)
      .first(),
  ).toBeVisible();
});

test('all twelve products stand in the menu, inside the window and legible; the keyboard chooses', async ({ page }) => {
  await open(page, `/?${run}`);
  await inspectBroker(page);
  await page.getByRole('button', { name: /change the product$/ }).focus();
  await page.keyboard.press('Enter');
  const items = page.getByRole('menuitemradio');
  await expect(items).toHaveCount(12);
  expect(await axeViolations(page)).toEqual([]);
  const box = await page.getByRole('menu', { name: 'Products' }).boundingBox();
  const size = page.viewportSize();
  expect(box !== null && size !== null && box.x >= 0 && box.x + box.width <= size.width && box.y + box.height <= size.height).toBe(true);
  for (let n = 0; n < 12; n++) {
    await expect(items.nth(n)).toContainText(/ \d+[.-]\d+/);
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await settled(page);
  expect((await spec(page)).product).toBe('kafka');
  await expect(place(page, 'Broker')).toContainText('Kafka 4.1');
});

test('a setting that the product cannot have is refused at its field and changes nothing', async ({ page }) => {
  await open(page, `/?${run}&bk=kafka`);
  await inspectBroker(page);
  const before = await digest(page);
  const field = page.getByTestId('inspector').getByRole('textbox', { name: 'Partitions' });
  await field.fill('0');
  await field.press('Enter');
  const said = page.getByTestId('inspector').getByRole('alert').filter({ hasText: 'Not applied.' });
  await expect(said).toContainText('expected a whole number from 1 to 256');
  await expect(said).toBeInViewport();
  expect(await axeViolations(page)).toEqual([]);
  expect(await digest(page)).toBe(before);
  await field.fill('2');
  await field.press('Enter');
  await settled(page);
  await expect(said).toHaveCount(0);
  expect((await spec(page)).settings).toEqual({ 'broker.partitions': 2 });
});

test('the variants of the shop are one click apart', async ({ page }) => {
  await open(page, `/?${run}`);
  await inspectBroker(page);
  for (const [variant, product] of [
    ['Kafka', /Kafka \d/],
    ['SNS + SQS', /SNS \+ SQS standard \d/],
    ['RabbitMQ', /RabbitMQ quorum \d/],
  ] as const) {
    await page.getByTestId('inspector').getByRole('button', { name: variant, exact: true }).click();
    await expect(place(page, 'Broker')).toContainText(product);
    await settled(page);
    expect((await spec(page)).interventions).toHaveLength(1);
  }
  await follow(page, `/?v=1&sc=retail-kafka&s=42`);
  await expect(place(page, 'Broker')).toContainText(/Kafka \d/);
});
