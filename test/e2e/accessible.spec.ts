import type { Page } from '@playwright/test';
import {
  advance,
  caption,
  choose,
  open,
  openMenu,
  option,
  place,
  placeOrder,
  runCode,
  runToEnd,
  scrubber,
  sendButton,
  settled,
  spec,
} from './app';
import { expect, test } from './fixtures';

const long = '/?v=1&sc=retail&opt=choreography&s=42&w=file';

/** Animations of style sheets and scripts that run for longer than a blink. */
const running = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    document
      .getAnimations()
      .filter((one) => one.playState === 'running' && Number(one.effect?.getComputedTiming().activeDuration ?? 0) > 100)
      .map(
        (one) =>
          `${one instanceof CSSAnimation ? one.animationName : one.constructor.name} ${(one.effect as KeyframeEffect | null)?.target?.className ?? ''}`,
      ),
  );

test.describe('E26 with reduced motion', () => {
  test.use({ motion: 'reduce' });
  test('nothing moves for more than a tenth of a second, during a run, a change of option and in menus', async ({ page }) => {
    await open(page);
    expect(await running(page)).toEqual([]);
    await placeOrder(page);
    for (let n = 0; n < 12; n++) {
      await advance(page, 700);
      expect(await running(page)).toEqual([]);
    }
    await runToEnd(page);
    expect(await running(page)).toEqual([]);
    await option(page, 'Orchestration').click();
    await settled(page);
    expect(await running(page)).toEqual([]);
    await openMenu(page, 'Payment');
    expect(await running(page)).toEqual([]);
    await choose(page, 'Crash');
    expect(await running(page)).toEqual([]);
  });
});

/** What has the focus, by its accessible name and role as far as a page can tell. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const one = document.activeElement;
    if (one === null || one === document.body) return '';
    const text = one.querySelector('[id^="place-"]')?.textContent ?? one.getAttribute('aria-label') ?? one.textContent;
    return text.trim();
  });

test('E30 Tab goes from the top bar to the map and on to the transport; arrows walk through the map in causal order', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  await runToEnd(page);
  await page.getByRole('button', { name: /^Scenario: / }).focus();
  const order: string[] = [];
  for (let n = 0; n < 22; n++) {
    order.push(await focused(page));
    await page.keyboard.press('Tab');
  }
  const at = (start: string): number => order.findIndex((one) => one.startsWith(start));
  const stops = ['Scenario: ', 'Choreography', 'Place an order', 'Customer, ', 'Play', 'Playhead'].map(at);
  expect(stops, order.join(' | ')).not.toContain(-1);
  expect(stops).toEqual(stops.toSorted((a, b) => a - b));
  await place(page, 'Customer').focus();
  const walked: string[] = [];
  for (let n = 0; n < 10; n++) {
    walked.push((await focused(page)).split(',')[0] ?? '');
    await page.keyboard.press('ArrowRight');
  }
  expect(walked.slice(0, 6)).toEqual(['Customer', 'Order Management', 'Broker', 'Inventory', 'Payment', 'Shipping']);
  expect(walked.slice(6, 8)).toEqual(['Notification', 'Analytics']);
});

interface Ring {
  readonly name: string;
  readonly px: number;
  readonly covered: number;
}

/** Width of the focus ring, and at how many of its sides it leaves the window or something else lies over the thing. */
const ring = (page: Page): Promise<Ring | null> =>
  page.evaluate(() => {
    const one = document.activeElement;
    if (!(one instanceof HTMLElement) || one === document.body) return null;
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const px = style.outlineStyle === 'none' ? 0 : Number.parseFloat(style.outlineWidth);
    const sides = [
      [box.left + box.width / 2, box.top + 1, box.top],
      [box.left + box.width / 2, box.bottom - 1, window.innerHeight - box.bottom],
      [box.left + 1, box.top + box.height / 2, box.left],
      [box.right - 1, box.top + box.height / 2, window.innerWidth - box.right],
    ] as const;
    // On the map an inbox belongs to its card and a button to its sender: they are beside it, not over it.
    const free = sides.filter(([x, y, room]) => {
      const there = document.elementFromPoint(x, y);
      const mine = one.contains(there) || (one.closest('.react-flow') !== null && there?.closest('.react-flow') != null);
      return mine && room >= Math.min(3, Number.parseFloat(style.outlineOffset) + px);
    });
    return { name: one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 30), px, covered: sides.length - free.length };
  });

test('E30 the focus ring is 3 px wide everywhere and nothing lies over it', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  await runToEnd(page);
  const rings: (Ring | null)[] = [];
  await page.getByRole('button', { name: /^Scenario: / }).focus();
  for (let n = 0; n < 22; n++) {
    await page.keyboard.press('Tab');
    rings.push(await ring(page));
  }
  await place(page, 'Customer').focus();
  for (let n = 0; n < 10; n++) {
    await page.keyboard.press('ArrowRight');
    rings.push(await ring(page));
  }
  const seen = rings.filter((one) => one !== null);
  expect(seen.length).toBeGreaterThan(25);
  expect(seen.filter(({ px, covered }) => px < 3 || covered > 0)).toEqual([]);
});

/** Plays the rest of the run at the highest speed; how often the log changed in each second of wall time. */
async function spokenPerSecond(page: Page): Promise<readonly number[]> {
  await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'max' });
  await page.evaluate(() => {
    const counter = { changes: 0 };
    Object.assign(window, { logCounter: counter });
    const log = document.querySelector('[role=log]');
    if (log !== null)
      new MutationObserver((all) => (counter.changes += all.some((one) => one.addedNodes.length > 0) ? 1 : 0)).observe(log, {
        childList: true,
      });
  });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const perSecond: number[] = [];
  for (let second = 0; second < 8; second++) {
    for (let part = 0; part < 5; part++) await advance(page, 200);
    perSecond.push(
      await page.evaluate(() => {
        const { logCounter } = window as unknown as { logCounter: { changes: number } };
        const { changes } = logCounter;
        logCounter.changes = 0;
        return changes;
      }),
    );
  }
  return perSecond;
}

test('E31 fifty orders at the highest speed: one sentence a second at most, a summary at the end, none when switched off', async ({
  page,
}) => {
  await open(page, long);
  const log = page.getByTestId('log');
  expect(Math.max(...(await spokenPerSecond(page)))).toBeLessThanOrEqual(1);
  await expect(log.locator('p').last()).toContainText(/50 orders/);
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel('What is read aloud').selectOption({ label: 'Nothing' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Back to the start' }).click();
  const before = await log.locator('p').count();
  expect(await spokenPerSecond(page)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(await log.locator('p').count()).toBe(before);
});

test('E32 single keys are text while one types, and nothing at all when they are switched off', async ({ page }) => {
  await open(page, `${long}&f=crash:payment@2s%2B2s`);
  const before = JSON.stringify(await spec(page));
  await page.getByTestId('fault-bar').click();
  await page.getByTestId('fault-fields').getByLabel('Starts at').focus();
  for (const key of ['o', 'k', '.', ',', 'r', 's', '?']) await page.keyboard.press(key);
  await settled(page);
  expect(JSON.stringify(await spec(page))).toBe(before);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Settings' }).click();
  await page.getByLabel(/Single-key shortcuts/).uncheck();
  await page.keyboard.press('Escape');
  await scrubber(page).focus();
  for (const key of ['.', 'o', '2', '?', 'r', ' ']) await page.keyboard.press(key === ' ' ? 'Space' : key);
  await settled(page);
  expect(JSON.stringify(await spec(page))).toBe(before);
  expect(await page.evaluate(() => window.__eventarium?.playhead())).toBe(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByTestId('fault-bar').focus();
  await page.keyboard.press('Delete');
  await settled(page);
  await scrubber(page).focus();
  await page.keyboard.press('Control+z');
  await settled(page);
  expect(JSON.stringify(await spec(page))).toBe(before);
});

test('S says how things stand when it is asked', async ({ page }) => {
  await open(page, `${long}&f=crash:payment@2s%2B4s&t=4000`);
  await place(page, 'Customer').focus();
  await page.keyboard.press('s');
  await expect(page.getByRole('status').filter({ hasText: 'Payment down' })).toContainText(/waiting/);
});

test('E42 with forced colours every place, line and message has an outline, and states are words', async ({ page }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await open(page);
  await placeOrder(page);
  await advance(page, 450);
  const faint = await page.evaluate(() => {
    const visible = (colour: string): boolean => colour !== 'none' && !/rgba\(.*, 0\)|transparent/.test(colour);
    const bordered = (one: Element): boolean =>
      [one, ...one.querySelectorAll('*')].some((part) => {
        const style = getComputedStyle(part);
        const stroke = part instanceof SVGElement && Number.parseFloat(style.strokeWidth) > 0 && visible(style.stroke);
        return stroke || (Number.parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== 'none' && visible(style.borderTopColor));
      });
    const things = [...document.querySelectorAll('.react-flow__node[role=button], .react-flow__edge, .react-flow__node-send')];
    return things.filter((one) => !bordered(one)).map((one) => one.getAttribute('data-id'));
  });
  expect(faint).toEqual([]);
  const painted = await page.getByTestId('flights').evaluate((canvas) => {
    const element = canvas as HTMLCanvasElement;
    const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? { data: [] };
    return data.some((value, n) => n % 4 === 3 && value > 200);
  });
  expect(painted).toBe(true);
  await runToEnd(page);
  await openMenu(page, 'Payment');
  await choose(page, 'Crash');
  await expect(place(page, 'Payment').locator('[aria-hidden=true]').getByText('down', { exact: true })).toBeVisible();
});

/** The same story as with the mouse: order, crash, order, prediction, undo of nothing. */
async function byMouse(page: Page): Promise<string> {
  await placeOrder(page);
  await runToEnd(page);
  await openMenu(page, 'Payment');
  await choose(page, 'Crash');
  await sendButton(page).click();
  await page.getByTestId('prediction').getByRole('button', { name: /^B/ }).click();
  await runToEnd(page);
  return runCode(page);
}

async function tabTo(page: Page, name: string): Promise<void> {
  for (let n = 0; n < 40 && !(await focused(page)).startsWith(name); n++) await page.keyboard.press('Tab');
  expect(await focused(page)).toMatch(new RegExp(`^${name}`));
}

test('the whole first minute by keyboard alone: the neighbour with the mouse has the same run code, and no policy is broken', async ({
  page,
}) => {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { policySeen: seen });
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.violatedDirective));
  });
  await open(page);
  await tabTo(page, 'Place an order');
  await page.keyboard.press('Enter');
  await settled(page);
  await page.keyboard.press('End');
  await expect(caption(page)).toHaveText(/confirmed$/);
  await tabTo(page, 'Customer');
  for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toMatch(/^Payment/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Crash', exact: true })).toBeVisible();
  await page.keyboard.press('ArrowDown');
  if ((await focused(page)) !== 'Crash') await page.keyboard.press('Home');
  await expect(page.getByRole('menuitem', { name: 'Crash', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await settled(page);
  await expect(place(page, 'Payment')).toBeFocused();
  await page.keyboard.press('o');
  await expect(page.getByTestId('prediction')).toBeVisible();
  await tabTo(page, 'B ');
  await page.keyboard.press('Enter');
  await settled(page);
  await tabTo(page, 'Playhead');
  await page.keyboard.press('End');
  await expect(page.getByTestId('prediction')).toContainText('You said B, and B it was');
  const code = await runCode(page);
  expect(await page.evaluate(() => (window as unknown as { policySeen: string[] }).policySeen)).toEqual([]);
  await page.evaluate(() => localStorage.clear());
  await page.goto('about:blank');
  await open(page);
  expect(await byMouse(page)).toBe(code);
});
