import type { Locator, Page } from '@playwright/test';
import { advance, choose, inbox, metrics, open, openMenu, place, placeOrder, runCode, runToEnd, seek, settled, spec } from './app';
import { expect, test } from './fixtures';

/** Three orders while Payment is down: at 1 s three messages stand in its inbox. */
const waiting = '/?v=1&sc=retail&opt=choreography&s=42&f=crash:payment@0s%2B3s;send@0s;send@0.1s;send@0.2s';

const slots = (page: Page): Locator => inbox(page, 'Payment').getByRole('button');

async function threeWait(page: Page): Promise<void> {
  await open(page, waiting);
  await runToEnd(page);
  await seek(page, 1);
  await expect(slots(page)).toHaveCount(3);
  await expect(slots(page)).toHaveText(['1', '2', '3']);
}

/** Order numbers in the sequence in which Payment began to work on them. */
function worked(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => {
    const trace = window.__eventarium?.trace();
    const payment = trace?.header.places.findIndex((one) => one.id === 'payment');
    const keys: number[] = [];
    for (const c of trace?.facts ?? []) {
      for (let i = 0; i < c.rows; i++) {
        const id = c.message[i] ?? 0;
        const key = trace?.messages[id >>> 16]?.key[id & 0xffff] ?? 0;
        if (c.kind[i] === 6 && c.place[i] === payment && !keys.includes(key)) keys.push(key);
      }
    }
    return keys;
  });
}

const ways: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  [
    'dragged',
    async (page) => {
      const [from, to] = [await slots(page).nth(2).boundingBox(), await slots(page).nth(0).boundingBox()];
      if (from === null || to === null) throw new Error('no slots');
      await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
      await page.mouse.down();
      await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 6 });
      await page.mouse.up();
    },
  ],
  [
    'moved with Alt and an arrow',
    async (page) => {
      await place(page, 'Payment').focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect(slots(page).nth(2)).toBeFocused();
      await page.keyboard.press('Alt+ArrowLeft');
      await settled(page);
      await expect(slots(page)).toHaveText(['1', '3', '2']);
      await expect(slots(page).nth(1)).toBeFocused();
      await page.keyboard.press('Alt+ArrowLeft');
    },
  ],
  [
    'moved by its menu',
    async (page) => {
      await slots(page).nth(2).click();
      await choose(page, 'Move to front');
    },
  ],
];

test('E14 the third waiting message, moved to the front in three ways, is handled first: one run code', async ({ page }) => {
  await threeWait(page);
  expect(await worked(page)).toEqual([1, 2, 3]);
  const codes = new Set<string>();
  for (const [how, move] of ways) {
    await move(page);
    await settled(page);
    await expect(slots(page), how).toHaveText(['3', '1', '2']);
    expect(await worked(page), how).toEqual([3, 1, 2]);
    codes.add(await runCode(page));
    while ((await spec(page)).interventions.length > 4) {
      await page.getByRole('button', { name: 'Undo' }).click();
      await settled(page);
    }
    await expect(slots(page)).toHaveText(['1', '2', '3']);
  }
  expect(codes.size).toBe(1);
});

test('a waiting message that is dragged out of the inbox is gone, and its order waits for ever', async ({ page }) => {
  await threeWait(page);
  const box = await slots(page).nth(1).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 8, (box?.y ?? 0) + 8);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + 8, (box?.y ?? 0) + 150, { steps: 6 });
  await page.mouse.up();
  await settled(page);
  await expect(slots(page)).toHaveText(['1', '3']);
  await runToEnd(page);
  expect(await metrics(page)).toMatchObject({ started: 3, unsettled: 1 });
});

test('E15 a poisoned message ends in the dead letters; repaired and sent back it is handled after all', async ({ page }) => {
  await open(page, `${waiting}&set=payment.attempts=3`);
  await runToEnd(page);
  await seek(page, 1);
  await slots(page).nth(2).click();
  await choose(page, 'Poison it');
  await runToEnd(page);
  expect(await metrics(page)).toMatchObject({ started: 3, unsettled: 1, deadLetters: 1 });
  await expect(place(page, 'Payment')).toHaveAccessibleName(/1 dead letter/);
  const tray = inbox(page, 'Payment').getByRole('button', { name: 'Dead letters of Payment, 1' });
  await expect(tray).toBeVisible();
  await openMenu(page, 'Payment');
  await choose(page, 'Inspect');
  await expect(page.getByTestId('inspector')).toContainText('3 tries');
  await page.getByTestId('inspector').getByRole('button', { name: 'Close the inspector' }).click();
  await tray.click();
  await choose(page, 'Repair');
  await tray.click();
  await choose(page, 'Redrive');
  await expect(tray).toHaveCount(0);
  await runToEnd(page);
  expect(await metrics(page)).toMatchObject({ started: 3, unsettled: 0, deadLetters: 0 });
});

for (const [entry, act] of [
  ['Delay it by 2 s', 'delay'],
  ['Drop it', 'drop'],
  ['Duplicate it', 'duplicate'],
] as const) {
  test(`a message on its way is found by F; ${entry}`, async ({ page }) => {
    await open(page);
    await placeOrder(page);
    await advance(page, 300);
    await place(page, 'Customer').focus();
    await page.keyboard.press('f');
    const token = page.getByRole('button', { name: /^PlaceOrder #1, on its way to Order Management/ });
    await expect(token).toBeFocused();
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await page.keyboard.press('Enter');
    await choose(page, entry);
    expect((await spec(page)).interventions).toContainEqual(expect.objectContaining({ kind: 'message', act, place: 'order' }));
    await runToEnd(page);
    expect((await metrics(page))?.succeeded).toBe(act === 'drop' ? 0 : 1);
  });
}

test('a message on its way is met by the mouse too', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  await advance(page, 450);
  await place(page, 'Customer').focus();
  await page.keyboard.press('f');
  const box = await page.getByRole('button', { name: /, on its way to / }).boundingBox();
  await page.keyboard.press('Escape');
  await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
  await expect(page.getByRole('menu', { name: 'Actions for PlaceOrder #1' })).toBeVisible();
});
