import type { Locator, Page } from '@playwright/test';
import { createPlayback } from '../../src/playback/index';
import { defaultSpec, simulate } from '../../src/sim/index';
import { bundledScenario } from '../support/scenarios';
import {
  bars,
  choose,
  factsBefore,
  metrics,
  open,
  openMenu,
  option,
  picture,
  place,
  placeOrder,
  playhead,
  runCode,
  runToEnd,
  scrubber,
  seek,
  settled,
  spec,
} from './app';
import { expect, test } from './fixtures';

const long = '/?v=1&sc=retail&opt=choreography&s=42&w=file';

/** Where an instant stands on the scrubber. */
async function at(page: Page, seconds: number): Promise<{ readonly x: number; readonly y: number }> {
  const box = await scrubber(page).boundingBox();
  const span = Number(await scrubber(page).getAttribute('aria-valuemax')) / 1000;
  if (box === null) throw new Error('no scrubber');
  return { x: box.x + (box.width * seconds) / span, y: box.y + box.height / 2 };
}

async function drag(page: Page, seconds: readonly number[]): Promise<void> {
  const [from = 0, ...others] = seconds;
  const start = await at(page, from);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  for (const one of others) {
    const point = await at(page, one);
    await page.mouse.move(point.x, point.y, { steps: 5 });
  }
  await page.mouse.up();
}

test('E09 three events forth and three back lead to the same state', async ({ page }) => {
  await open(page, `${long}&t=5000`);
  await scrubber(page).focus();
  await page.keyboard.press('.');
  await page.keyboard.press(',');
  const before = { picture: await picture(page), time: await playhead(page) };
  for (let n = 0; n < 3; n++) await page.keyboard.press('.');
  expect(await playhead(page)).toBeGreaterThan(before.time);
  expect(await picture(page)).not.toBe(before.picture);
  for (let n = 0; n < 3; n++) await page.keyboard.press(',');
  expect({ picture: await picture(page), time: await playhead(page) }).toEqual(before);
});

test('E10 scrubbing forth and back changes neither state nor run code', async ({ page }) => {
  await open(page, `${long}&f=crash:payment@2s%2B4s`);
  const code = await runCode(page);
  await drag(page, [0.5, 8]);
  const before = { picture: await picture(page), time: await playhead(page) };
  expect(before.time / 1_000_000).toBeCloseTo(8, 1);
  await drag(page, [8, 3]);
  await expect(place(page, 'Payment')).toHaveAccessibleName(/down/);
  expect(await picture(page)).not.toBe(before.picture);
  await drag(page, [3, 8]);
  expect({ picture: await picture(page), time: await playhead(page) }).toEqual(before);
  expect(await runCode(page)).toBe(code);
});

test('E10 an act in the past keeps every fact before it; the old future stays as a ghost; undo brings the run back', async ({ page }) => {
  await open(page, long);
  const before = { code: await runCode(page), facts: await factsBefore(page), past: await factsBefore(page, 3) };
  await seek(page, 3);
  expect(await playhead(page)).toBe(3_000_000);
  await openMenu(page, 'Payment');
  await choose(page, 'Crash');
  expect(await playhead(page)).toBe(3_000_000);
  expect(await runCode(page)).not.toBe(before.code);
  expect(await factsBefore(page, 3)).toBe(before.past);
  expect(await factsBefore(page)).not.toBe(before.facts);
  await expect(page.getByTestId('ghost')).toBeAttached();
  await scrubber(page).focus();
  await page.keyboard.press('Control+z');
  await settled(page);
  expect(await runCode(page)).toBe(before.code);
  expect(await factsBefore(page)).toBe(before.facts);
  await page.keyboard.press('Control+Shift+z');
  await settled(page);
  await expect(bars(page)).toHaveCount(1);
});

/** The only fault among the interventions, in seconds. */
async function fault(page: Page): Promise<{ readonly at: number; readonly for: number | null }> {
  const one = (await spec(page)).interventions.find((each) => each.kind === 'fault');
  if (one?.kind !== 'fault') throw new Error('no fault');
  return { at: one.at / 1_000_000, for: one.for === null ? null : one.for / 1_000_000 };
}

async function pull(page: Page, handle: Locator, seconds: number): Promise<void> {
  const box = await handle.boundingBox();
  if (box === null) throw new Error('nothing to pull');
  const [from, to] = [await at(page, 0), await at(page, seconds)];
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + (to.x - from.x), middle.y, { steps: 8 });
  await page.mouse.up();
  await settled(page);
}

test('a fault bar is dragged, resized at both ends and removed, each undone by one key', async ({ page }) => {
  await open(page, `${long}&f=crash:payment@2s%2B2s`);
  const code = await runCode(page);
  await pull(page, bars(page), 1);
  const moved = await fault(page);
  expect(moved.at).toBeCloseTo(3, 1);
  expect(moved.for).toBe(2);
  expect(await playhead(page)).toBe(2_000_000);
  await pull(page, bars(page).locator('[data-grip=end]'), 1.5);
  const longer = await fault(page);
  expect(longer.at).toBe(moved.at);
  expect(longer.for).toBeCloseTo(3.5, 1);
  await pull(page, bars(page).locator('[data-grip=start]'), 1);
  const shorter = await fault(page);
  expect(shorter.at).toBeCloseTo(moved.at + 1, 1);
  expect(shorter.at + (shorter.for ?? 0)).toBeCloseTo(longer.at + (longer.for ?? 0), 3);
  await bars(page).focus();
  await page.keyboard.press('Delete');
  await settled(page);
  await expect(bars(page)).toHaveCount(0);
  await scrubber(page).focus();
  for (let n = 0; n < 4; n++) {
    await page.keyboard.press('Control+z');
    await settled(page);
  }
  expect(await fault(page)).toEqual({ at: 2, for: 2 });
  expect(await runCode(page)).toBe(code);
});

test('a fault bar moves and grows by keys and by numbers', async ({ page }) => {
  await open(page, `${long}&f=crash:payment@2s%2B2s`);
  await bars(page).focus();
  await page.keyboard.press('ArrowRight');
  await settled(page);
  expect(await fault(page)).toEqual({ at: 2.1, for: 2 });
  await expect(bars(page)).toBeFocused();
  await page.keyboard.press('Shift+ArrowRight');
  await settled(page);
  await page.keyboard.press('ArrowLeft');
  await settled(page);
  expect(await fault(page)).toEqual({ at: 3, for: 2 });
  await page.keyboard.press('Alt+ArrowRight');
  await settled(page);
  await page.keyboard.press('Alt+Shift+ArrowRight');
  await settled(page);
  expect(await fault(page)).toEqual({ at: 3, for: 3.1 });
  await page.keyboard.press('Enter');
  const fields = page.getByTestId('fault-fields');
  await fields.getByLabel('Starts at').fill('1.5');
  await page.keyboard.press('Enter');
  await settled(page);
  await fields.getByLabel('Lasts').fill('4');
  await page.keyboard.press('Enter');
  await settled(page);
  expect(await fault(page)).toEqual({ at: 1.5, for: 4 });
  await fields.getByRole('button', { name: 'Remove' }).click();
  await settled(page);
  expect((await spec(page)).interventions).toEqual([]);
});

test('undo and redo go through options, orders and faults in order', async ({ page }) => {
  await open(page);
  const codes = [await runCode(page)];
  const act = async (what: () => Promise<void>): Promise<void> => {
    await what();
    await settled(page);
    codes.push(await runCode(page));
  };
  await act(() => placeOrder(page));
  await runToEnd(page);
  await act(() => option(page, 'Hybrid').click());
  await act(async () => {
    await openMenu(page, 'Inventory');
    await choose(page, 'Slow');
  });
  expect(new Set(codes).size).toBe(4);
  const seen = [codes.at(-1)];
  for (let n = 0; n < 3; n++) {
    await page.getByRole('button', { name: 'Undo' }).click();
    await settled(page);
    seen.push(await runCode(page));
  }
  expect(seen).toEqual(codes.toReversed());
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await scrubber(page).focus();
  for (let n = 0; n < 3; n++) await page.keyboard.press('Control+Shift+z');
  await settled(page);
  expect(await runCode(page)).toBe(codes.at(-1));
});

test('playing, pausing, stepping to what matters and skipping what does not', async ({ page }) => {
  await open(page, `${long}&f=crash:payment@2s%2B2s`);
  await page.getByRole('button', { name: 'Next notable event' }).click();
  const first = await playhead(page);
  await page.getByRole('button', { name: 'Next notable event' }).click();
  expect(await playhead(page)).toBeGreaterThan(first);
  await page.getByRole('button', { name: 'Previous notable event' }).click();
  expect(await playhead(page)).toBe(first);
  await scrubber(page).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.evaluate(() => window.__eventarium?.advance(1000));
  const played = await playhead(page);
  expect(played).toBeGreaterThan(first);
  await page.keyboard.press('Escape');
  await page.evaluate(() => window.__eventarium?.advance(1000));
  expect(await playhead(page)).toBe(played);
  await page.getByRole('button', { name: 'Skip to the next thing that happens' }).click();
  expect(await playhead(page)).toBeGreaterThan(played);
  await scrubber(page).focus();
  await page.keyboard.press('Home');
  expect(await playhead(page)).toBe(0);
  await page.keyboard.press('End');
  expect(await playhead(page)).toBe((await metrics(page))?.endTime);
});

interface Jump {
  readonly ms: number;
  readonly time: number;
  readonly picture: string;
}

/** Presses the scrubber at instants of the run, one after the other. */
function jumps(page: Page, times: readonly number[]): Promise<readonly Jump[]> {
  return page.evaluate((all) => {
    const track = document.querySelector<HTMLElement>('[data-testid=scrubber]');
    if (track === null) return [];
    // A press that no pointer made cannot be captured.
    track.setPointerCapture = () => undefined;
    return all.map((us) => {
      const box = track.getBoundingClientRect();
      const span = Number(track.getAttribute('aria-valuemax')) * 1000;
      const start = performance.now();
      track.dispatchEvent(
        new PointerEvent('pointerdown', { bubbles: true, pointerId: 1, clientX: box.left + (us / span) * box.width, clientY: box.top + 4 }),
      );
      const ms = performance.now() - start;
      const state = window.__eventarium?.state() ?? null;
      return {
        ms,
        time: state?.time ?? -1,
        picture: JSON.stringify([state?.rows, state?.places, state?.broker, state?.flow, state?.broken]),
      };
    });
  }, times);
}

test('E46 a hundred random jumps through more than 10,000 facts: each quick, each equal to a fold from the first fact', async ({
  page,
}) => {
  await open(page, `${long}&set=workload.count=200`);
  const trace = simulate(defaultSpec(bundledScenario('retail'), { workload: 'file', settings: { 'workload.count': 200 } }));
  expect(trace.rows).toBeGreaterThan(10_000);
  // A fixed multiplicative sequence: as good as random, the same every time.
  const times = Array.from({ length: 100 }, (_, n) => Math.round((((n + 1) * 0.618_033_988_75) % 1) * trace.endTime));
  const seen = await jumps(page, times);
  expect(seen).toHaveLength(100);
  for (const { time, picture: shown } of seen) {
    // By a playback that has never been anywhere else.
    const { rows, places, broker, flow, broken } = createPlayback(trace).frameAt(time);
    expect(shown).toBe(JSON.stringify([rows, places, broker, flow, broken]));
  }
  // What was slow once is asked again: a busy machine is not the jump's fault, a slow jump is slow every time.
  const slow = times.filter((_, n) => (seen[n]?.ms ?? 0) >= 100);
  const again = [await jumps(page, slow), await jumps(page, slow), await jumps(page, slow)];
  for (const n of slow.keys()) expect(Math.min(...again.map((one) => one[n]?.ms ?? Infinity))).toBeLessThan(100);
});
