import { mainThreadMs, round, wait } from './harness.mjs';

const watchMs = 3000;

/** P7: animation frames and timers that the page asks for while nothing plays: before the first order, and paused in the middle of one. */
export async function paused(stage) {
  const { page, context } = await stage.open('/eventarium/', (fresh) =>
    fresh.addInitScript(() => {
      const counts = { frames: 0, timers: 0 };
      globalThis.benchCounts = counts;
      const { requestAnimationFrame: frame, setTimeout: timer, setInterval: interval } = globalThis;
      globalThis.requestAnimationFrame = (callback) => ((counts.frames += 1), frame.call(globalThis, callback));
      globalThis.setTimeout = (...args) => ((counts.timers += 1), timer.apply(globalThis, args));
      globalThis.setInterval = (...args) => ((counts.timers += 1), interval.apply(globalThis, args));
    }),
  );
  const client = await context.newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  const send = page.getByRole('button', { name: 'Place an order', exact: true });
  await send.waitFor();
  await wait(1000);
  await report('first screen', page, client);
  await send.click();
  await wait(1500);
  await page.getByRole('button', { name: /^pause/i }).click();
  await wait(1000);
  await report('paused', page, client);
  await context.close();
}

async function report(name, page, client) {
  const before = { ...(await page.evaluate(() => ({ ...globalThis.benchCounts }))), ms: await mainThreadMs(client) };
  await wait(watchMs);
  const ms = await mainThreadMs(client);
  const after = await page.evaluate(() => ({ ...globalThis.benchCounts }));
  const [frames, timers] = [after.frames - before.frames, after.timers - before.timers];
  console.log(
    `P7   ${name}: ${frames} frames, ${timers} timers, ${round(ms - before.ms)} ms main thread in ${watchMs / 1000} s   (target 0, 0)`,
  );
}
