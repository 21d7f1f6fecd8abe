import { quantile, round, wait } from './harness.mjs';

const rounds = 7;

/**
 * P5: a person acts in the middle of a run of about 100,000 facts; how long until the new future can be played. From the press of the button to the
 * new run code on the page: worker, simulation, transfer, first frame.
 */
export async function intervention(stage) {
  const { page, context } = await stage.open('/eventarium/#/?v=1&sc=retail&w=file&set=workload.count%3D1500&t=150000');
  const code = page.getByTestId('run-code');
  await page.waitForFunction(() => globalThis.__eventarium?.trace?.() != null);
  const facts = await page.evaluate(() => globalThis.__eventarium.trace().rows);
  const send = page.getByRole('button', { name: 'Place an order', exact: true });
  const times = [];
  for (let i = 0; i < rounds; i += 1) {
    await wait(1500);
    await page.evaluate(() => {
      const shown = document.querySelector('[data-testid="run-code"]');
      const before = globalThis.__eventarium.runCode();
      globalThis.benchAnswer = new Promise((done) => {
        addEventListener(
          'click',
          () => {
            const start = performance.now();
            new MutationObserver((_, observer) => {
              const now = globalThis.__eventarium.runCode();
              if (now === null || now === before) return;
              observer.disconnect();
              done(performance.now() - start);
            }).observe(shown ?? document.body, { childList: true, subtree: true, characterData: true });
          },
          { capture: true, once: true },
        );
      });
    });
    await send.click();
    times.push(await page.evaluate(() => globalThis.benchAnswer));
    const pause = page.getByRole('button', { name: /^pause/i });
    if (await pause.isVisible()) await pause.click();
  }
  const last = await code.textContent();
  console.log(
    `P5   new future of a run of ${facts.toLocaleString('en')} facts: median ${round(quantile(times, 0.5))} ms, max ${round(Math.max(...times))} ms (${rounds} times, ends at ${last})   (target 50, stretch 16)`,
  );
  await context.close();
}
