import { inNode } from './processes.mjs';
import { median, speed } from './rounds.mjs';

const rounds = 3;
const count = (value) => Math.round(value).toLocaleString('en');
const warm = ({ ms }) => Math.min(...ms.slice(1));
const choreography = (orders) => ({ orders, coordination: 'choreography', faults: false });

/** P1b: facts per second of retail with everything on, and its share of the bound in events per second. */
async function retailSpeed({ tandem, engine }) {
  const rates = [];
  const shares = [];
  for (let round = 0; round < rounds; round++) {
    const bound = speed(inNode(tandem, 'bound', { orders: 200_000, timers: 0 }, 7));
    const run = inNode(engine, 'retail', choreography(10_000), 4);
    rates.push((run.facts / warm(run)) * 1000);
    shares.push(rates.at(-1) / bound);
  }
  console.log(
    `P1b  retail, 10,000 orders, choreography, full trace: ${count(median(rates))} facts/s, ${(median(shares) * 100).toFixed(1)} % of the bound's events/s   (target 1,000,000 and 15 %)`,
  );
}

/** P2: the four stations as an ordinary scenario beside simjs. */
async function besideSimjs({ tandem, engine }) {
  const orders = 20_000;
  const samples = [];
  for (let round = 0; round < rounds; round++) {
    const peer = inNode(tandem, 'simjs', { orders, timers: 0 }, 4);
    const ours = inNode(engine, 'tandem', choreography(orders), 4);
    const kernel = inNode(tandem, 'kernelRich', { orders, timers: 0 }, 4);
    const rate = (run) => (orders / warm(run)) * 1000;
    samples.push({ simjs: rate(peer), ours: rate(ours), kernel: rate(kernel), facts: ours.facts });
  }
  const of = (name) => median(samples.map((sample) => sample[name]));
  console.log(
    `P2   four stations, ${count(orders)} orders: engine ${count(of('ours'))} orders/s with broker, safeguards and ${(samples[0].facts / orders).toFixed(0)} facts per order; ` +
      `simjs ${count(of('simjs'))} without (ratio ${median(samples.map(({ ours, simjs }) => ours / simjs)).toFixed(2)}); kernel with trace alone ${count(of('kernel'))}   (target: ahead)`,
  );
}

/** The processor's account moves in ticks of some milliseconds: of short runs only the sum means something. */
const mean = (ms) => ms.reduce((sum, each) => sum + each, 0) / ms.length;

/** P9: how many short runs a search gets through, here with their traces. */
async function searchSpeed({ engine }) {
  for (const faults of [false, true]) {
    const run = inNode(engine, 'retail', { orders: 50, coordination: 'choreography', faults }, 400);
    const ms = mean(run.ms.slice(100));
    console.log(
      `P9   retail, 50 orders, ${faults ? 'faults of the file' : 'no faults'}: ${count(1000 / ms)} runs/s with trace, ${count(run.facts)} facts each   (target 300)`,
    );
  }
}

/** P10: the cost of a fact must not grow with the length of the run. */
async function flatCost({ engine }) {
  const costs = [10, 100, 1000, 10_000, 20_000].map((orders) => {
    const run = inNode(engine, 'retail', choreography(orders), orders < 1000 ? 200 : 5);
    const ms = mean(run.ms.slice(run.ms.length >> 1));
    return { facts: run.facts, ns: (ms * 1e6) / run.facts };
  });
  const all = costs.map(({ ns }) => ns);
  console.log(
    `P10  cost per fact: ${costs.map(({ facts, ns }) => `${count(facts)} facts ${count(ns)} ns`).join(', ')}; ` +
      `largest / smallest ${(Math.max(...all) / Math.min(...all)).toFixed(2)}   (target 1.5)`,
  );
}

export const engineParts = { P1b: retailSpeed, P2: besideSimjs, P9: searchSpeed, P10: flatCost };
