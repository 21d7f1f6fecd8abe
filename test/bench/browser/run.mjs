/** The built site measured in a real browser: `npm run bench -- browser`, or `… browser P6` for one part. Run `npm run build` first to measure your changes. */
import { cold } from './cold.mjs';
import { flight } from './flight.mjs';
import { startStage } from './harness.mjs';
import { intervention } from './intervention.mjs';
import { paused } from './paused.mjs';
import { seek } from './seek.mjs';
import { size } from './size.mjs';

const parts = { P4: seek, P5: intervention, P6: flight, P7: paused, P11: size, P12: cold };
const wanted = process.argv.slice(2);

let failures = 0;
let named = false;
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  // A fresh browser for each part: what one leaves behind does not weigh on the next.
  const stage = await startStage();
  if (!named) console.log(`Chromium ${stage.browser.version()}, headless, no GPU, 1280 × 720`);
  named = true;
  try {
    await measure(stage);
  } catch (error) {
    failures += 1;
    console.log(`${name.padEnd(4)} could not be measured: ${String(error).split('\n').slice(0, 4).join(' ').slice(0, 400)}`);
  } finally {
    await stage.stop();
  }
}
process.exit(failures === 0 ? 0 : 1);
