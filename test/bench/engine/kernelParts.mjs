import { inNode, startChromium } from './processes.mjs';
import { median, ratios } from './rounds.mjs';

const orders = 200_000;
const rounds = 5;
/** Mean sojourn of an M/M/1 station in microseconds: 1 / (1 / 7,000 - 1 / 10,000). */
const theoryUs = 1 / (1 / 7000 - 1 / 10_000);
const million = (perSecond) => (perSecond / 1e6).toFixed(1);
const percent = (share) => `${(share * 100).toFixed(0)} %`;

/** What a variant computed must agree with queueing theory, or its speed means nothing. */
function checked({ events, sojournUs }, variant) {
  const worst = Math.max(...sojournUs.map((us) => Math.abs(us / theoryUs - 1)));
  if (events !== 5 * orders) throw new Error(`${variant} ran ${events} events`);
  if (worst > 0.05) throw new Error(`${variant} is ${percent(worst)} off theory`);
  return worst;
}

async function compare(where, measure, targets) {
  for (const timers of [0, 10_000]) {
    const variants = ['kernel', 'kernelRich'];
    const { samples, bounds, noisy } = await ratios((variant) => measure(variant, { orders, timers }, 7), variants, rounds);
    const load = timers === 0 ? '' : `, ${timers.toLocaleString('en')} pending timers`;
    if (bounds.length === 0) throw new Error(`${where}: no quiet round${load}`);
    const target = timers === 0 ? `   (target ${targets})` : '';
    for (const [variant, list] of Object.entries(samples)) {
      if (list.length === 0) continue;
      const { result } = list[0];
      const off = checked(result, variant);
      const shares = list.map(({ share }) => share);
      console.log(
        `P1a  ${where}${load}: ${variant === 'kernel' ? '1 fact per event' : '2.4 facts per event'} ${percent(median(shares))} of the bound ` +
          `(${percent(Math.min(...shares))} – ${percent(Math.max(...shares))} in ${list.length} rounds), ` +
          `${million(median(list.map(({ speed }) => speed)))} against ${million(median(bounds))} million events/s, means within ${percent(off)} of theory` +
          (variant === 'kernel' ? target : ''),
      );
    }
    if (noisy > 0) console.log(`     ${noisy} noisy rounds thrown away`);
  }
}

async function boundShare({ tandem }) {
  await compare('Node', async (...task) => inNode(tandem, ...task), '45 %');
  const chromium = await startChromium(tandem);
  if (chromium === undefined) throw new Error('no Chromium');
  await compare(`Chromium ${chromium.version} worker`, chromium.measure, '55 %');
  await chromium.stop();
}

async function bytesPerFact({ tandem }) {
  const { facts, bytes } = inNode(tandem, 'kernelRich', { orders, timers: 0 }, 1);
  console.log(
    `P3   ${(bytes / facts).toFixed(1)} bytes per fact with its share of the messages (25 per fact alone), ` +
      `${(((bytes / facts) * 1e6) / 2 ** 20).toFixed(0)} MiB of columns per 1,000,000 facts   (target 32 bytes; 80 MB with texts and keyframes)`,
  );
}

export const kernelParts = { P1a: boundShare, P3: bytesPerFact };
