import {
  bars,
  caption,
  choose,
  exposure,
  follow,
  menu,
  metrics,
  open,
  openMenu,
  place,
  runCode,
  runToEnd,
  seek,
  settled,
  shareLink,
  spec,
} from './app';
import { expect, test } from './fixtures';

const long = '/?v=1&sc=retail&opt=choreography&s=42&w=file';

/** Everything of a link but one key. */
function without(link: URL, key: string): readonly string[] {
  const pairs = link.hash.slice(link.hash.indexOf('?') + 1).split('&');
  return pairs.filter((pair) => !pair.startsWith(`${key}=`));
}

test('E12 the broker is down for four seconds: with the outbox every order settles, without it some never do', async ({ page }) => {
  await open(page, long);
  await runToEnd(page);
  await seek(page, 3);
  await openMenu(page, 'Broker');
  await choose(page, 'Down');
  expect((await spec(page)).interventions).toMatchObject([
    { kind: 'fault', at: 3_000_000, for: 4_000_000, fault: { kind: 'broker-down' } },
  ]);
  await expect(place(page, 'Broker')).toHaveAccessibleName(/down/);
  await runToEnd(page);
  const safe = await shareLink(page);
  expect(await metrics(page)).toMatchObject({ started: 50, unsettled: 0 });
  await place(page, 'Order Management').focus();
  await page.keyboard.press('Enter');
  await choose(page, 'Inspect');
  await page.getByTestId('inspector').getByRole('switch', { name: 'Outbox' }).click();
  await settled(page);
  await runToEnd(page);
  expect((await metrics(page))?.unsettled).toBeGreaterThan(0);
  await expect(caption(page)).toHaveText(/\d+ pending/);
  const unsafe = await shareLink(page);
  expect(unsafe.hash).toContain('set=order.outbox=false');
  expect(without(unsafe, 'set')).toEqual(without(safe, 'set'));
});

test('E13 messages into Inventory are reordered on their line, and the fault says how often it struck', async ({ page }) => {
  await open(page, `${long}&bk=sns-sqs`);
  await expect(place(page, 'Broker')).toContainText('SQS');
  await runToEnd(page);
  await seek(page, 0);
  const before = await runCode(page);
  await page.getByRole('button', { name: 'Lines into Inventory', exact: true }).click({ button: 'right' });
  await choose(page, 'Reorder messages…', 'window 4');
  await expect(bars(page)).toHaveCount(1);
  expect((await spec(page)).interventions).toMatchObject([{ kind: 'fault', fault: { kind: 'reorder', target: 'inventory' } }]);
  await runToEnd(page);
  const [struck] = await exposure(page);
  expect(struck?.label).toMatch(/Inventory/);
  expect(struck?.struck).toBeGreaterThan(0);
  expect(await runCode(page)).not.toBe(before);
});

test('a right click on the line itself opens the same menu', async ({ page }) => {
  await open(page);
  const point = await page.evaluate(() => {
    const index = window.__eventarium?.trace()?.header.places.findIndex((one) => one.id === 'inventory');
    const path = document.querySelector<SVGPathElement>(`[id="line-in:${String(index)}"]`);
    const matrix = path?.getScreenCTM();
    const middle = path?.getPointAtLength(path.getTotalLength() * 0.75);
    return matrix == null || middle === undefined ? null : { x: middle.x * matrix.a + matrix.e, y: middle.y * matrix.d + matrix.f };
  });
  expect(point).not.toBeNull();
  await page.mouse.click(point?.x ?? 0, point?.y ?? 0, { button: 'right' });
  await expect(menu(page, 'into Inventory')).toBeVisible();
});

const points = [
  ['before the effect', 'before-effect'],
  ['after commit, before publish', 'before-publish'],
  ['after publish, before ack', 'before-ack'],
] as const;

for (const [title, point] of points) {
  test(`Payment crashes ${title}, and the run tells it`, async ({ page }) => {
    await open(page, `${long}&set=workload.count=10`);
    await runToEnd(page);
    await seek(page, 0.5);
    await openMenu(page, 'Payment');
    await choose(page, 'Crash…', title);
    const [crash] = (await spec(page)).interventions;
    expect(crash).toMatchObject({ kind: 'fault', fault: { kind: 'crash', target: 'payment', params: { point } } });
    await runToEnd(page);
    expect((await exposure(page))[0]?.struck).toBeGreaterThan(0);
    expect(await metrics(page)).toMatchObject({ started: 10, unsettled: 0 });
    const crashes = await page.evaluate(() => {
      const trace = window.__eventarium?.trace();
      return (trace?.facts ?? []).flatMap((c) =>
        [...c.kind].flatMap((kind, i) => (i < c.rows && kind === 26 ? [trace?.strings[c.a[i] ?? 0]] : [])),
      );
    });
    expect(crashes).toEqual([point]);
  });
}

test('duplicates into Payment charge twice without dedupe, and the broken rule is shown; with dedupe they do not', async ({ page }) => {
  await open(page, `${long}&set=workload.count=20&f=dup:payment,p=0.5@0s`);
  await runToEnd(page);
  expect((await exposure(page))[0]?.struck).toBeGreaterThan(0);
  expect(await metrics(page)).toMatchObject({ broken: 0, unsettled: 0 });
  await expect(page.getByTestId('violation')).toHaveCount(0);
  await openMenu(page, 'Payment');
  await choose(page, 'Inspect');
  await page.getByTestId('inspector').getByRole('switch', { name: 'Ignore duplicates' }).click();
  await settled(page);
  expect((await spec(page)).settings).toMatchObject({ 'payment.dedupe': false });
  await runToEnd(page);
  expect((await metrics(page))?.broken).toBeGreaterThan(0);
  await expect(page.getByTestId('violation').first()).toBeAttached();
  await expect(page.getByTestId('violation').first()).toContainText('charged-at-most-once');
  const first = await page.evaluate(() => window.__eventarium?.state()?.broken[0]?.time ?? 0);
  await page.getByRole('button', { name: 'Back to the start' }).click();
  for (let n = 0; n < 60 && (await page.evaluate(() => window.__eventarium?.playhead() ?? 0)) < first; n++) {
    await page.getByRole('button', { name: 'Next notable event' }).click();
  }
  await expect(caption(page)).toHaveText(/second time|Rule broken/);
});

test('what a product cannot show is offered with the reason and cannot be chosen', async ({ page }) => {
  await open(page, `${long}&bk=sns-sqs`);
  await openMenu(page, 'Broker');
  const refused = page.getByRole('menuitem', { name: /Kill one node/ });
  await expect(refused).toBeDisabled();
  expect((await refused.innerText()).length).toBeGreaterThan('Kill one node'.length + 10);
  await page.keyboard.press('Escape');
  await follow(page, `${long}&opt=calls`.replace('opt=choreography&', ''));
  await openMenu(page, 'Broker');
  await expect(page.getByRole('menuitem', { name: /^Down/ })).toBeDisabled();
});

test('a service that is down starts again at once when it is told to', async ({ page }) => {
  await open(page, `${long}&f=crash:payment@1s%2B9s`);
  await runToEnd(page);
  await seek(page, 3);
  await expect(place(page, 'Payment')).toHaveAccessibleName(/down/);
  await openMenu(page, 'Payment');
  await choose(page, 'Restart now');
  await page.getByRole('button', { name: 'Next event', exact: true }).click();
  await expect(place(page, 'Payment')).not.toHaveAccessibleName(/down/);
});

test('a setting changes from now on: what was before stays, and the mark stands on the timeline', async ({ page }) => {
  await open(page, long);
  await runToEnd(page);
  await seek(page, 2);
  await openMenu(page, 'Inventory');
  await choose(page, 'Inspect');
  await page.getByTestId('inspector').getByRole('radio', { name: 'from now on' }).check();
  await page.getByTestId('inspector').getByRole('switch', { name: 'Outbox' }).click();
  await settled(page);
  expect((await spec(page)).interventions).toEqual([{ kind: 'set', at: 2_000_000, path: 'inventory.outbox', value: false }]);
  await expect(page.getByTestId('intervention-mark')).toHaveCount(1);
});

test('the palette names every fault, where it strikes and how often it has struck', async ({ page }) => {
  await open(page, `${long}&f=dup:payment,p=0.5@0s`);
  await runToEnd(page);
  await page.getByRole('button', { name: 'Faults', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveCount(17);
  await expect(dialog.getByText(/struck \d+ ×/)).toHaveCount(1);
  await dialog.getByRole('combobox', { name: 'Where: Slow' }).selectOption({ label: 'Shipping' });
  await dialog.getByRole('button', { name: 'Add Slow' }).click();
  await settled(page);
  expect((await spec(page)).interventions.at(-1)).toMatchObject({ fault: { kind: 'slow', target: 'shipping' } });
});
