import retailText from '../../../src/scenarios/retail.flow.yaml?raw';
import { captionAt, createPace, createPlayback, timelineMarks } from '../../../src/playback';
import { defaultSpec, type Intervention, parseScenario, type RunSpec, simulate, type Trace } from '../../../src/sim';

const factsWanted = 1_000_000;
const seeks = 4000;
/** Facts learned per call of `prepare` on a page. */
const slice = 8192;

export interface SeekResult {
  readonly name: string;
  readonly facts: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly prepareMs: number;
  readonly sliceMaxMs: number;
  readonly playP95: number;
  readonly captionP95: number;
  readonly captionMax: number;
  readonly marksMs: number;
  readonly teachMs: number;
  readonly traceBytes: number;
  readonly playbackBytes: number;
}

const crash: Intervention = { kind: 'fault', at: 1_000_000, for: null, fault: { kind: 'crash', target: 'payment', params: {} } };
const outage: Intervention = {
  kind: 'fault',
  at: 60_000_000,
  for: 3_600_000_000,
  fault: { kind: 'broker-down', target: 'broker', params: {} },
};

/** What is hard for the fold: nothing in particular, a line that grows to thousands, an outbox that does, many processes open. */
export const cases: Readonly<Record<string, Partial<RunSpec>>> = {
  'choreography, calm': { coordination: 'choreography' },
  'orchestration, calm': { coordination: 'orchestration' },
  'choreography, Payment down for good': { coordination: 'choreography', interventions: [crash] },
  'orchestration, broker down for an hour': { coordination: 'orchestration', interventions: [outage] },
};

export async function measure(name: string): Promise<SeekResult> {
  const trace = await traceOf(cases[name] ?? {});
  return { name, facts: trace.rows, ...(await measureTrace(trace)) };
}

async function traceOf(changes: Partial<RunSpec>): Promise<Trace> {
  const parsed = await parseScenario(retailText, 'retail');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const run = (count: number): Trace =>
    simulate(defaultSpec(parsed.value, { workload: 'file', ...changes, settings: { 'workload.count': count } }));
  const perOrder = run(1500).rows / 1500;
  return run(Math.ceil((1.01 * factsWanted) / perOrder));
}

async function measureTrace(trace: Trace): Promise<Omit<SeekResult, 'name' | 'facts'>> {
  const heap = await used();
  const playback = createPlayback(trace);
  const started = performance.now();
  let sliceMaxMs = 0;
  while (playback.prepared < 1)
    sliceMaxMs = Math.max(
      sliceMaxMs,
      timed(() => playback.prepare(slice)),
    );
  const prepareMs = performance.now() - started;
  const playbackBytes = (await used()) - heap;
  const jumps = sorted(seekTimes(trace, (time) => playback.frameAt(time)));
  const from = trace.endTime / 2;
  const plays = sorted(Array.from({ length: 600 }, (_, i) => timed(() => playback.frameAt(from + i * 16_667))));
  const captions = sorted(
    instants(trace)
      .slice(0, 1000)
      .map((time) => timed(() => captionAt(trace, time))),
  );
  const columns = [...trace.facts, ...trace.messages].flatMap((chunk) => Object.values(chunk).filter(ArrayBuffer.isView));
  return {
    p50: at(jumps, 0.5),
    p95: at(jumps, 0.95),
    max: at(jumps, 1),
    prepareMs,
    sliceMaxMs,
    playP95: at(plays, 0.95),
    captionP95: at(captions, 0.95),
    captionMax: at(captions, 1),
    marksMs: timed(() => timelineMarks(trace, 1200)),
    teachMs: timed(() => createPace(trace, 'teach', { hopMs: 600, holdMs: 250 })),
    traceBytes: columns.reduce((sum, column) => sum + column.byteLength, 0),
    playbackBytes,
  };
}

/** Every instant three times, each time from elsewhere; the best counts, because a shared machine takes the processor away at random. */
function seekTimes(trace: Trace, seek: (time: number) => unknown): readonly number[] {
  const times = instants(trace);
  const best = times.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < 3; round++) {
    times.forEach(
      (time, i) =>
        (best[i] = Math.min(
          best[i] ?? 0,
          timed(() => seek(time)),
        )),
    );
  }
  return best;
}

/** Instants in no order, the same in every run. */
function instants(trace: Trace): readonly number[] {
  let state = 1;
  return Array.from({ length: seeks }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * trace.endTime);
  });
}

function timed(act: () => unknown): number {
  const from = performance.now();
  act();
  return performance.now() - from;
}

function sorted(times: readonly number[]): readonly number[] {
  return times.toSorted((x, y) => x - y);
}

function at(times: readonly number[], share: number): number {
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}

/** Buffers are given back some turns after their owners are gone. */
async function used(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
