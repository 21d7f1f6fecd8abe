import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { caption, digest, follow, metrics, open, place, placeOrder, runCode, runToEnd, sendButton, settled, shareLink, spec } from './app';
import { expect, openApp, test } from './fixtures';

const retail = readFileSync(new URL('../../src/scenarios/retail.flow.yaml', import.meta.url), 'utf8');
const own = retail.replace('id: retail', 'id: bakery').replace('title: Online retail', 'title: A bakery');

async function openDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Scenario: / }).click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Scenario and run' })).toBeVisible();
}

async function paste(page: Page, text: string): Promise<void> {
  await openDialog(page);
  await page.getByLabel('Paste a scenario').fill(text);
  await page.getByRole('button', { name: 'Use this text' }).click();
}

async function openFile(page: Page, name: string, text: string): Promise<void> {
  await openDialog(page);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/yaml', buffer: Buffer.from(text) });
}

const opened = async (page: Page, id: string): Promise<void> => {
  await expect.poll(() => page.evaluate(() => window.__eventarium?.trace()?.header.scenario.id)).toBe(id);
  await settled(page);
};

/** Whatever a hostile file tries, nothing of it runs: the policy has nothing to report and no script has left a mark. */
async function watchPolicy(page: Page): Promise<() => Promise<unknown>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { policySeen: seen });
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.violatedDirective));
  });
  return () =>
    page.evaluate(() => ({
      violations: (window as unknown as { policySeen: string[] }).policySeen,
      pwned: 'pwned' in window || 'polluted' in {},
      images: document.images.length,
    }));
}

const untouched = { violations: [], pwned: false, images: 0 };

test('a scenario is pasted, opened as a file and dropped, and runs each time', async ({ page }) => {
  await open(page);
  await paste(page, own);
  await opened(page, 'bakery');
  await expect(caption(page)).toContainText('A bakery');
  await openFile(page, 'second.flow.yaml', own.replace('id: bakery', 'id: second'));
  await opened(page, 'second');
  await page.evaluate(
    (text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'third.flow.yaml', { type: 'text/yaml' }));
      document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
    },
    own.replace('id: bakery', 'id: third'),
  );
  await opened(page, 'third');
  await placeOrder(page);
  await runToEnd(page);
  expect(await metrics(page)).toMatchObject({ started: 1, succeeded: 1 });
});

test('the link of an own scenario carries the file: the same run code in a fresh context', async ({ page, browser }) => {
  await open(page);
  await paste(page, own);
  await opened(page, 'bakery');
  await placeOrder(page);
  await runToEnd(page);
  const [code, link] = [await runCode(page), await shareLink(page)];
  const context = await browser.newContext();
  const other = await context.newPage();
  await open(other, link.hash.slice(1));
  expect(await runCode(other)).toBe(code);
  await context.close();
});

test('a typing mistake is shown with line, column and the word that was meant; the scenario before it stays', async ({ page }) => {
  await open(page);
  const before = await digest(page);
  const wrong = retail.replace('    policies:', '    polices:');
  const line = wrong.split('\n').findIndex((one) => one.startsWith('    polices:')) + 1;
  await openFile(page, 'mine.flow.yaml', wrong);
  const dialog = page.getByRole('dialog', { name: 'mine.flow.yaml cannot be used yet' });
  await expect(dialog).toContainText('polices');
  await expect(dialog).toContainText(`Line ${line}, column 5`);
  await expect(dialog).toContainText('policies');
  await expect(dialog).toContainText('The scenario before it stays open.');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(sendButton(page)).toBeEnabled();
  expect(await digest(page)).toBe(before);
});

const bomb = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'.split('').map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[n]}`).join(',')}]`),
].join('\n');

const hostile: readonly (readonly [string, string])[] = [
  ['a file with __proto__', own.replace('messages:', '__proto__: { polluted: true }\nmessages:')],
  ['JSON with __proto__', '{"eventflow":1,"__proto__":{"polluted":true},"info":{"id":"x","title":"x"}}'],
  ['a YAML bomb', bomb],
  ['a YAML tag', 'eventflow: !!js/function "function(){ window.pwned = 1 }"'],
  ['endless depth', '['.repeat(50_000)],
  ['something else altogether', '%PDF-1.7\n\u0000\u0001'],
  ['an expression that is a program', own.replace('"state.stock >= msg.qty"', '"constructor.constructor(\'window.pwned=1\')()"')],
];

for (const [what, text] of hostile) {
  test(`${what} is refused and nothing of it runs`, async ({ page }) => {
    await open(page);
    const seen = await watchPolicy(page);
    const before = await digest(page);
    await openFile(page, 'hostile.flow.yaml', text);
    await expect(page.getByRole('dialog', { name: 'hostile.flow.yaml cannot be used yet' })).toBeVisible();
    await page.keyboard.press('Escape');
    expect(await digest(page)).toBe(before);
    expect(await seen()).toEqual(untouched);
    await placeOrder(page);
    await runToEnd(page);
    expect(await metrics(page)).toMatchObject({ succeeded: 1 });
  });
}

test('a file of 5 MB is refused before it is read', async ({ page }) => {
  await open(page);
  const before = await digest(page);
  await openFile(page, 'huge.flow.yaml', `${own}\n# ${'x'.repeat(5_000_000)}`);
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('larger than 1 MB');
  expect(await digest(page)).toBe(before);
});

test('script tags in titles are words, nothing more', async ({ page }) => {
  await open(page);
  const seen = await watchPolicy(page);
  const markup = '<img src=x onerror=window.pwned=1><script>window.pwned=1</script>';
  await paste(
    page,
    own
      .replace('title: Payment', `title: "${markup}"`)
      .replace('title: A bakery', `title: "${markup} A bakery"`)
      .replace(/ — customer places an order/, ''),
  );
  await opened(page, 'bakery');
  await placeOrder(page);
  await runToEnd(page);
  await expect(page.getByTestId('canvas')).toContainText(markup);
  expect(await seen()).toEqual(untouched);
});

const notices = (page: Page) => page.getByRole('region', { name: 'Notices' });

test('E38 a damaged storage gives defaults and a notice that offers what was there', async ({ page }) => {
  await open(page);
  await page.evaluate(() => localStorage.setItem('eventarium', '{"version":1,"preferences":{"theme":"<script>"}}'));
  await page.reload();
  await settled(page);
  await expect(notices(page)).toContainText('What this browser remembered was damaged.');
  const download = page.waitForEvent('download');
  await notices(page).getByRole('button', { name: 'Download what was there' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8')).toContain('<script>');
  await notices(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(notices(page)).toHaveCount(0);
  await placeOrder(page);
  await runToEnd(page);
  await expect(caption(page)).toHaveText(/confirmed$/);
});

const badLinks: readonly (readonly [string, string, RegExp])[] = [
  ['a damaged scenario', '/?v=1&x=AAAAnothing', /The scenario inside this link cannot be read/],
  ['a newer format', '/?v=9&sc=ride&opt=calls', /needs a newer Eventarium/],
  ['unknown keys', '/?v=1&sc=retail&zzz=1', /“zzz”, which means nothing here/],
  ['an unknown scenario', '/?v=1&sc=nothing', /nothing/],
  ['acts that cannot be read', '/?v=1&sc=retail&f=crash@@@;send@0s', /cannot be read/],
  ['an option that does not exist', '/?v=1&sc=retail&opt=telepathy', /cannot be read/],
  ['a seed that is no number', '/?v=1&sc=retail&s=-1e99', /cannot be read/],
  ['a hostile name', '/?v=1&sc=__proto__&set=__proto__.polluted%3Dtrue', /__proto__/],
  ['rubbish', '/%E0%A4%A?%%%=&&&=', /means nothing|cannot be read/],
];

for (const [what, hash, says] of badLinks) {
  test(`E38 a link with ${what} gives a notice and a page that works`, async ({ page }) => {
    await openApp(page, hash);
    await settled(page);
    await expect(notices(page)).toContainText(says);
    await expect(sendButton(page)).toBeEnabled();
    expect((await spec(page)).coordination).toBe('choreography');
    await placeOrder(page);
    await runToEnd(page);
    expect((await metrics(page))?.succeeded).toBeGreaterThan(0);
    expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
  });
}

test('a link brings everything back: scenario, option, product, seed, settings, acts and the moment', async ({ page }) => {
  const hash = '/?v=1&sc=retail&opt=hybrid&bk=kafka&s=7&f=send@0s;crash:payment@0.1s%2B1s&set=payment.dedupe%3Dfalse&t=1500';
  await open(page, hash);
  expect(await spec(page)).toMatchObject({
    coordination: 'hybrid',
    product: 'kafka',
    seed: 7,
    settings: { 'payment.dedupe': false },
    interventions: [
      { kind: 'send', at: 0 },
      { kind: 'fault', at: 100_000, for: 1_000_000 },
    ],
  });
  expect(await page.evaluate(() => window.__eventarium?.playhead())).toBe(1_500_000);
  const code = await runCode(page);
  const link = await shareLink(page);
  await follow(page, '/?v=1&sc=retail&opt=choreography&s=42');
  await follow(page, link.hash.slice(1));
  expect(await runCode(page)).toBe(code);
  await expect(place(page, 'Broker')).toContainText('Kafka');
});

test('the address carries the run: a reload brings it back', async ({ page }) => {
  await open(page);
  await placeOrder(page);
  await runToEnd(page);
  const code = await runCode(page);
  await expect.poll(() => page.evaluate(() => window.location.hash)).toContain('f=send@0s');
  await page.reload();
  await settled(page);
  expect(await runCode(page)).toBe(code);
});

for (const path of ['/', '/some/sub/path/']) {
  test(`one run code from ${path} and from the usual place`, async ({ page }) => {
    const hash = '/?v=1&sc=retail&opt=choreography&s=42&f=send@0s';
    await open(page, hash);
    const code = await runCode(page);
    await openApp(page, hash, path);
    await settled(page);
    expect(await runCode(page)).toBe(code);
  });
}
