import type { Page } from '@playwright/test';
import { choose, open, place, runToEnd, sendButton, settled } from './app';
import { axeViolations, expect, test } from './fixtures';

test.use({ motion: 'reduce' });

/** Opens a dialog from the top bar, or from the menu that holds it on a small screen. */
async function openDialog(page: Page, button: RegExp): Promise<void> {
  const direct = page.getByRole('banner').getByRole('button', { name: button });
  if (await direct.isVisible()) await direct.click();
  else {
    await page.getByRole('banner').getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByRole('button', { name: button }).click();
  }
  await expect(page.getByRole('dialog').getByRole('heading').first()).toBeVisible();
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** Menu of Payment by the keyboard, which every size has. */
async function menuOfPayment(page: Page): Promise<void> {
  await place(page, 'Payment').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeInViewport();
}

/** Every screen and dialog of the page, one after the other; `look` sees each. */
async function everyScreen(page: Page, look: (screen: string) => Promise<void>): Promise<void> {
  await open(page);
  await look('first screen');
  await sendButton(page).click();
  await runToEnd(page);
  await look('after the first order');
  for (const [screen, button] of [
    ['faults', /^(Faults|Break something)$/],
    ['share', /^Share/],
    ['help', /^Help$/],
    ['scenario', /^Scenario/],
  ] as const) {
    await openDialog(page, button);
    await look(screen);
    if (screen === 'help') {
      await page.getByRole('dialog').getByRole('button', { name: 'Settings' }).click();
      await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
      await look('settings');
    }
    if (screen === 'scenario') {
      await page.getByLabel('Paste a scenario').fill('eventflow: 1\ninfo: { idd: x }');
      await page.getByRole('button', { name: 'Use this text' }).click();
      await expect(page.getByRole('dialog', { name: /cannot be used yet/ })).toBeVisible();
      await look('rejected file');
    }
    await close(page);
  }
  await menuOfPayment(page);
  await look('menu');
  await choose(page, 'Crash');
  await look('Payment down');
  await sendButton(page).click();
  await settled(page);
  await look('prediction');
  await page.getByTestId('prediction').getByRole('button', { name: 'Skip' }).click();
  await runToEnd(page);
  await look('answer');
  await menuOfPayment(page);
  await choose(page, 'Inspect');
  await expect(page.getByTestId('inspector')).toBeVisible();
  await look('inspector of a service');
  await page.getByTestId('inspector').getByRole('button', { name: 'Close the inspector' }).click();
  await page.getByRole('radio', { name: 'Orchestration', exact: true }).click();
  await settled(page);
  await look('orchestration');
  await page.getByTestId('fault-bar').focus();
  await page.keyboard.press('Enter');
  await look('fault bar');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`E27 axe finds nothing on any screen, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(90_000);
    await page.emulateMedia({ colorScheme });
    const found: string[] = [];
    await everyScreen(page, async (screen) => {
      for (const one of await axeViolations(page)) found.push(`${screen}: ${one}`);
    });
    expect(found).toEqual([]);
  });
}

/** What sticks out of the page to the right, where nobody can reach it. */
function sticksOut(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > window.innerWidth ? [`page is ${document.documentElement.scrollWidth} wide`] : [];
    const clipped = [
      ...document.querySelectorAll<HTMLElement>(
        'header button, header [role=radio], [data-testid=caption], section button, section select, dialog *',
      ),
    ]
      .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, .react-flow') && one.getBoundingClientRect().width > 1)
      .filter((one) => {
        const { left, right } = one.getBoundingClientRect();
        return right > window.innerWidth + 1 || left < -1;
      })
      .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 30)}`);
    return [...wide, ...clipped];
  });
}

test('E34 nothing sticks out of any screen', async ({ page }) => {
  test.setTimeout(60_000);
  const found: string[] = [];
  await everyScreen(page, async (screen) => {
    for (const one of await sticksOut(page)) found.push(`${screen}: ${one}`);
  });
  expect(found).toEqual([]);
});
