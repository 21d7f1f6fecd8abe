import { quantile, round } from './harness.mjs';

const rounds = 5;

/** P12: a cold load under a processor slowed four times, until the button can be pressed and the first frame after that is drawn. */
export async function cold(stage) {
  const times = [];
  for (let i = 0; i < rounds; i += 1) {
    const { page, context } = await stage.open('/eventarium/none');
    const client = await context.newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await client.send('Network.enable');
    await client.send('Network.setCacheDisabled', { cacheDisabled: true });
    await page.addInitScript(() => {
      const seen = () =>
        [...document.querySelectorAll('button')].some((one) => /Place an order/.test(one.textContent ?? '') && !one.disabled);
      const observer = new MutationObserver(() => {
        if (!seen()) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => (globalThis.benchInteractive = performance.now()), 0));
      });
      observer.observe(document, { childList: true, subtree: true, attributes: true });
    });
    await page.goto(`${stage.origin}/eventarium/`);
    await page.waitForFunction(() => globalThis.benchInteractive !== undefined);
    times.push(await page.evaluate(() => globalThis.benchInteractive));
    await context.close();
  }
  console.log(
    `P12  interactive after ${round(quantile(times, 0.5), 0)} ms (median of ${rounds}, max ${round(Math.max(...times), 0)}), 4× throttle   (target 2000, stretch 1000)`,
  );
}
