import { crowdScenario, linkTo } from './crowd.mjs';
import { mainThreadMs, quantile, recordFrames, round, wait } from './harness.mjs';

const playSeconds = 5;

/** P6: so many messages in flight while the run plays and a person pans, by frame intervals and main-thread work per frame. */
export async function flight(stage) {
  for (const messages of [2000]) {
    // Playhead at 200 s: a few have arrived, the others are spread over all connections.
    const { page, context, errors } = await stage.open(`/eventarium/${linkTo(crowdScenario(Math.ceil(1.06 * messages)), '&t=200000')}`);
    await page.waitForFunction(() => globalThis.__eventarium?.trace?.() != null);
    const inFlight = await page.evaluate(() => globalThis.__eventarium.state()?.flights?.count ?? null);
    const client = await context.newCDPSession(page);
    await client.send('Performance.enable', { timeDomain: 'threadTicks' });
    await page.getByRole('button', { name: /^play/i }).click();
    await wait(500);
    const [finish, before] = [await recordFrames(page), await mainThreadMs(client)];
    await pan(page, playSeconds);
    const { intervals, long } = await finish();
    const perFrame = ((await mainThreadMs(client)) - before) / intervals.length;
    const fps = (1000 * intervals.length) / intervals.reduce((sum, ms) => sum + ms, 0);
    console.log(
      `P6   ${inFlight ?? `about ${messages}`} in flight, playing and panning: ${round(fps)} fps (p95 interval ${round(quantile(intervals, 0.95))} ms), ` +
        `${round(perFrame)} ms main thread per frame, ${long.length} tasks over 50 ms${long.length > 0 ? ` (max ${round(Math.max(...long), 0)})` : ''}   (target 58 fps, 8 ms, 0)`,
    );
    if (errors.length > 0) console.log(`     page errors: ${errors.join(' · ')}`);
    await context.close();
  }
}

async function pan(page, seconds) {
  const box = await page.locator('.react-flow__pane').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height - 30];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const end = Date.now() + seconds * 1000;
  for (let step = 0; Date.now() < end; step += 1) {
    await page.mouse.move(x + 120 * Math.sin(step / 20), y - 40 + 40 * Math.cos(step / 20));
    await wait(12);
  }
  await page.mouse.up();
}
