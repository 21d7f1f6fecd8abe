import type { Page } from '@playwright/test';
import { digest, open, runToEnd } from './app';
import { axeViolations, expect, test } from './fixtures';

/** Payment has no inbox and gets copies: charged twice. */
const doubled = '/?v=1&sc=retail&opt=choreography&s=42&set=payment.dedupe=false&f=dup:payment,p=1,count=5@0s%2B60s;order@0s';

async function openLedger(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Ledger', exact: true });
  if (!(await button.isVisible())) await page.getByRole('button', { name: 'More', exact: true }).click();
  await button.click();
  await expect(page.getByTestId('ledger')).toBeVisible();
}

const widerThanPage = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

for (const theme of ['light', 'dark'] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });
    test('the ledger shows what was charged twice, says why, and leads there', async ({ page }) => {
      await open(page, doubled);
      await runToEnd(page);
      const before = await digest(page);
      await openLedger(page);
      const ledger = page.getByTestId('ledger');
      await expect(ledger.getByRole('row', { name: /^charged-at-most-once/ })).toContainText('broken for 1');
      expect(await axeViolations(page)).toEqual([]);
      expect(await widerThanPage(page)).toBe(false);
      await ledger.getByRole('button', { name: 'Why? charged-at-most-once' }).click();
      const why = page.getByTestId('why');
      await expect(why).toContainText('PaymentConfirmed happened 2 times');
      await why.getByRole('list').getByRole('button').last().click();
      expect(await axeViolations(page)).toEqual([]);
      expect(await widerThanPage(page)).toBe(false);
      await page.keyboard.press('Escape');
      await expect(ledger).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(ledger).toBeHidden();
      // Looking changes nothing.
      expect(await digest(page)).toBe(before);
    });
  });
}
