import type { Locator, Page } from '@playwright/test';
import type { RunSpec } from '../../src/sim/index';
import { expect, openApp } from './fixtures';

/** The page as a person has it before them: things by role and name, the probe for what cannot be seen. */

export const sendButton = (page: Page): Locator => page.getByRole('button', { name: 'Place an order', exact: true });
export const caption = (page: Page): Locator => page.getByTestId('caption');
export const bars = (page: Page): Locator => page.getByTestId('fault-bar');
export const options = (page: Page): Locator => page.getByRole('radiogroup', { name: 'Who decides what happens next' });
export const option = (page: Page, name: string): Locator => options(page).getByRole('radio', { name, exact: true });
export const scrubber = (page: Page): Locator => page.getByTestId('scrubber');
export const chip = (page: Page, name: string): Locator =>
  page.getByRole('group', { name: 'What next' }).getByRole('button', { name, exact: true });

/** A place on the map; the list beside it holds the same names. */
export const place = (page: Page, title: string): Locator =>
  page.getByRole('application', { name: 'Event flow' }).getByRole('button', { name: new RegExp(`^${title}, `) });

export const inbox = (page: Page, title: string): Locator => page.getByRole('group', { name: `Inbox of ${title}`, exact: true });
export const menu = (page: Page, title: string): Locator => page.getByRole('menu', { name: `Actions for ${title}`, exact: true });

/** Until the worker has answered everything that was asked of it. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => (window.__eventarium?.runCode() ?? '') !== '' && document.querySelector('[data-testid=run-code][data-stale]') === null,
  );
}

export async function open(page: Page, hash = ''): Promise<void> {
  await openApp(page, hash);
  await settled(page);
}

/** Another link in the page that is already open. */
export async function follow(page: Page, hash: string): Promise<void> {
  const before = await page.evaluate(() => window.__eventarium?.trace()?.digest);
  await page.evaluate((text) => {
    window.location.hash = text;
  }, hash);
  await page.waitForFunction((old) => window.__eventarium?.trace()?.digest !== old, before);
  await settled(page);
}

export async function placeOrder(page: Page): Promise<void> {
  await sendButton(page).click();
  await settled(page);
}

export async function runToEnd(page: Page): Promise<void> {
  await settled(page);
  await page.evaluate(() => window.__eventarium?.runToEnd());
}

export async function advance(page: Page, ms: number): Promise<void> {
  await page.evaluate((wallMs) => window.__eventarium?.advance(wallMs), ms);
}

/** Puts the playhead at an instant the way a keyboard does: the slider moves by seconds and tenths. */
export async function seek(page: Page, seconds: number): Promise<void> {
  const slider = scrubber(page);
  await slider.focus();
  await page.keyboard.press('Home');
  const tenths = Math.round(seconds * 10);
  for (let n = 0; n < Math.floor(tenths / 10); n++) await slider.press('PageUp');
  for (let n = 0; n < tenths % 10; n++) await slider.press('ArrowRight');
}

export const runCode = (page: Page): Promise<string> => page.evaluate(() => window.__eventarium?.runCode() ?? '');
export const digest = (page: Page): Promise<string> => page.evaluate(() => window.__eventarium?.trace()?.digest ?? '');
export const playhead = (page: Page): Promise<number> => page.evaluate(() => window.__eventarium?.playhead() ?? -1);
export const metrics = (page: Page) => page.evaluate(() => window.__eventarium?.metrics());
export const exposure = (page: Page) => page.evaluate(() => window.__eventarium?.exposure() ?? []);

export async function spec(page: Page): Promise<Omit<RunSpec, 'scenario'>> {
  const found = await page.evaluate(() => {
    const value = window.__eventarium?.spec();
    return value === null || value === undefined ? undefined : { ...value, scenario: undefined };
  });
  if (found === undefined) throw new Error('no run yet');
  return found;
}

/** The picture of the playhead as text: everything of a frame, messages in flight included. */
export function picture(page: Page): Promise<string> {
  return page.evaluate(() => {
    const frame = window.__eventarium?.state() ?? null;
    const count = frame?.flights.count ?? 0;
    return JSON.stringify(frame, (_, value: unknown) =>
      ArrayBuffer.isView(value) ? Array.from((value as Uint32Array).subarray(0, count)) : value,
    );
  });
}

/** Every fact before an instant, one line each: bit for bit what the trace holds. */
export function factsBefore(page: Page, seconds = Infinity): Promise<string> {
  return page.evaluate((until) => {
    const lines: string[] = [];
    for (const c of window.__eventarium?.trace()?.facts ?? []) {
      for (let i = 0; i < c.rows && (c.time[i] ?? 0) < until; i++) {
        lines.push([c.time[i], c.kind[i], c.place[i], c.message[i], c.attempt[i], c.a[i], c.b[i]].join(' '));
      }
    }
    return lines.join('\n');
  }, seconds * 1_000_000);
}

/** How often a message of one type was delivered (or, for a direct command, received). */
export function deliveries(page: Page, typeName: string): Promise<number> {
  return page.evaluate((name) => {
    const trace = window.__eventarium?.trace();
    const type = trace?.header.messageTypes.findIndex((one) => one.name === name);
    let count = 0;
    for (const c of trace?.facts ?? []) {
      for (let i = 0; i < c.rows; i++) {
        const id = c.message[i] ?? 0;
        const received = c.kind[i] === 5;
        if (received && id > 0 && trace?.messages[id >>> 16]?.type[id & 0xffff] === type) count++;
      }
    }
    return count;
  }, typeName);
}

/** The address that the Share dialog offers. */
export async function shareLink(page: Page): Promise<URL> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const field = page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/#\//);
  const value = await field.inputValue();
  await page.keyboard.press('Escape');
  return new URL(value);
}

/** Menu of a place, by mouse. */
export async function openMenu(page: Page, title: string): Promise<Locator> {
  await place(page, title).click({ position: { x: 16, y: 16 } });
  const opened = menu(page, title);
  await expect(opened).toBeVisible();
  return opened;
}

/** Chooses an entry of the open menu, or of a menu inside it. */
export async function choose(page: Page, ...path: readonly string[]): Promise<void> {
  let from: Page | Locator = page;
  for (const [depth, entry] of path.entries()) {
    const item = from.getByRole('menuitem', { name: entry, exact: true });
    if (depth > 0) await glide(page, item);
    await item.click();
    if (depth === path.length - 1) break;
    from = page.getByRole('menu', { name: entry, exact: true });
    // A menu is measured outside the page before it is put in its place.
    await expect(from).toBeInViewport();
  }
  await expect(page.getByRole('menu')).toHaveCount(0);
  await settled(page);
}

/** Moves the mouse as a hand does: a menu inside a menu stays open while the pointer is on its way to it. */
async function glide(page: Page, to: Locator): Promise<void> {
  const box = await to.boundingBox();
  if (box !== null) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 20 });
}
