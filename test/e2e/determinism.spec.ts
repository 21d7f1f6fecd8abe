import type { Page } from '@playwright/test';
import { type Intervention, coordinations, defaultSpec, simulate } from '../../src/sim/index';
import { bundledScenario } from '../support/scenarios';
import { digest, factsBefore, follow, open, place, placeOrder, runCode, runToEnd } from './app';
import { expect, openApp, test } from './fixtures';

const broken = '/?v=1&sc=retail&opt=choreography&s=42&w=file&f=crash:payment@2s%2B2s;dup:payment,p=0.1@0s';

/** One link in a context of its own, with one order more. */
async function runOf(page: Page): Promise<{ readonly code: string; readonly digest: string; readonly facts: string }> {
  await open(page, broken);
  await placeOrder(page);
  await runToEnd(page);
  return { code: await runCode(page), digest: await digest(page), facts: await factsBefore(page) };
}

test('E08 E26 one link, two fresh contexts, full and reduced motion: the same run code and the same facts', async ({ browser }) => {
  const runs = [];
  for (const reducedMotion of ['no-preference', 'reduce'] as const) {
    const context = await browser.newContext({ reducedMotion });
    runs.push(await runOf(await context.newPage()));
    await context.close();
  }
  expect(runs[0]?.code).toMatch(/^[A-Z2-7]{6}$/);
  expect(runs[0]?.facts.split('\n').length).toBeGreaterThan(1000);
  expect(runs[1]).toEqual(runs[0]);
});

test('E08 the run code stands on the page as soon as the run is there', async ({ page }) => {
  await openApp(page, '/?v=1&sc=retail&opt=choreography&s=42&f=crash:payment@2s%2B2s');
  const before = page.getByTestId('run-code');
  await expect(before).toHaveText(/^[A-Z2-7]{6}$/);
  const first = await before.innerText();
  await page.getByRole('button', { name: 'Place an order' }).click();
  await page.evaluate(() => window.__eventarium?.runToEnd());
  expect(await before.innerText()).toMatch(/^[A-Z2-7]{6}$/);
  expect(await before.innerText()).not.toBe(first);
  expect(await before.innerText()).toBe(await runCode(page));
});

const seconds = 1_000_000;
const interventions: readonly Intervention[] = [
  { kind: 'send', at: 0 },
  { kind: 'fault', at: 2 * seconds, for: 2 * seconds, fault: { kind: 'crash', target: 'payment', params: {} } },
];
const acts = 'send@0s;crash:payment@2s%2B2s';

/** Digests of the same runs: in the page's worker, and here in Node. */
async function compare(page: Page, id: string, product: string | null, acted: boolean): Promise<void> {
  for (const coordination of coordinations) {
    const hash = `/?v=1&sc=${id}&opt=${coordination}&s=7&w=file${product === null ? '' : `&bk=${product}`}${acted ? `&f=${acts}` : ''}`;
    await follow(page, hash);
    const spec = defaultSpec(bundledScenario(id), {
      coordination,
      product,
      seed: 7,
      workload: 'file',
      interventions: acted ? interventions : [],
    });
    expect(await digest(page), `${id}, ${coordination}, ${String(product)}`).toBe(simulate(spec).digest);
  }
}

for (const product of ['rabbitmq-quorum', 'kafka', 'sns-sqs']) {
  test(`the digests of retail on ${product} are those of Node, under all four options`, async ({ page }) => {
    await open(page);
    await compare(page, 'retail', product, true);
  });
}

for (const id of ['transfer', 'ride']) {
  test(`the digests of ${id} are those of Node, under all four options`, async ({ page }) => {
    await open(page);
    await compare(page, id, null, false);
  });
}

test('E44 another product is another run of the same arrivals, and the bar names it', async ({ page }) => {
  const arrivals = () =>
    page.evaluate(() => {
      const trace = window.__eventarium?.trace();
      const starts = trace?.header.flow.starts;
      return (trace?.messages ?? []).flatMap((c) => [...c.createdAt].filter((_, i) => i > 0 && i < c.rows && c.type[i] === starts));
    });
  await open(page, '/?v=1&sc=retail&opt=choreography&s=42&w=file');
  const before = { code: await runCode(page), arrivals: await arrivals() };
  expect(before.arrivals).toHaveLength(50);
  await expect(place(page, 'Broker')).toContainText(/RabbitMQ quorum \d/);
  const codes = new Set([before.code]);
  for (const [product, named] of [
    ['rabbitmq-classic', /RabbitMQ classic \d/],
    ['kafka', /Kafka \d/],
    ['kafka-share', /Kafka share group \d/],
    ['sqs', /SQS standard \d{4}/],
    ['sqs-fifo', /SQS FIFO \d{4}/],
    ['sns-sqs', /SNS.*SQS.*\d{4}/],
    ['sns', /SNS.*\d{4}/],
    ['sns-fifo', /SNS FIFO.*\d{4}/],
    ['eventbridge', /EventBridge Classic \d{4}/],
    ['eventbridge-bus', /EventBridge Custom Bus \d{4}/],
    ['nats-jetstream', /NATS JetStream \d/],
  ] as const) {
    await follow(page, `/?v=1&sc=retail&opt=choreography&s=42&w=file&bk=${product}`);
    await expect(place(page, 'Broker')).toContainText(named);
    expect(await arrivals()).toEqual(before.arrivals);
    codes.add(await runCode(page));
  }
  expect(codes.size).toBe(12);
});
