import retail from '../../../src/scenarios/retail.flow.yaml?raw';
import { createPlayback } from '../../../src/playback';
import { parseScenario, simulate } from '../../../src/sim';

const factsMin = 1_000_000;
const seeks = 2000;

/** Builds a run of a million facts and times full frames at instants spread over it. Called in the browser. */
export async function measureSeek() {
  const parsed = await parseScenario(retail, 'retail');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const run = (count: number) =>
    simulate({
      scenario: parsed.value,
      coordination: 'choreography',
      product: null,
      seed: 42,
      workload: 'file',
      settings: { 'workload.count': count },
      interventions: [],
    });
  const perOrder = run(1000).rows / 1000;
  const trace = run(Math.ceil((1.02 * factsMin) / perOrder));
  const start = performance.now();
  const playback = createPlayback(trace);
  while (!playback.prepare(65_536));
  const prepareMs = performance.now() - start;
  const times: number[] = [];
  let state = 1;
  for (let i = 0; i < seeks; i += 1) {
    // A small generator: instants in no order, the same in every run of the bench.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const at = Math.floor((state / 2 ** 32) * trace.endTime);
    const before = performance.now();
    playback.frameAt(at);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  return { facts: trace.rows, seeks, prepareMs, p50: times[seeks / 2], p95: times[Math.floor(seeks * 0.95)], max: times.at(-1) };
}
