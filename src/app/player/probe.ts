import type { Frame } from '../../playback';
import { type RunSpec, type Trace, timeAt } from '../../sim';
import type { AppStore } from '../store/context';
import type { ManualClock } from './clock';

/** What tests and benches may read of the page (`window.__eventarium`). It changes nothing but the playhead. */
export interface Probe {
  spec(): RunSpec | null;
  trace(): Trace | null;
  /** The picture as of the last fact up to the playhead, so that two visits to one state compare equal. */
  state(): Frame | null;
  runCode(): string;
  metrics(): Metrics | null;
  /** How often each fault has struck in the whole run. */
  exposure(): readonly { readonly label: string; readonly struck: number }[];
  /** Waits for a simulation that is under way, then moves the playhead to the end of the run. */
  runToEnd(): Promise<void>;
  /** Simulated microseconds. */
  playhead(): number;
  /** `?test=1` only: lets wall time pass. */
  advance(ms: number): void;
}

export interface Metrics {
  readonly started: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Started and never ended. */
  readonly unsettled: number;
  readonly refused: number;
  readonly deadLetters: number;
  readonly broken: number;
  readonly messages: number;
  readonly facts: number;
  readonly endTime: number;
}

export function createProbe({ api, actions }: AppStore, clock: ManualClock | null): Probe {
  const endFrame = (): Frame | null => {
    const { playback, trace } = api.getState().run;
    return playback === null || trace === null ? null : playback.frameAt(trace.endTime);
  };
  const lastFactTime = (): number => {
    const { frame, run } = api.getState();
    const row = (frame?.rows ?? 0) - 1;
    return row < 0 || run.trace === null ? 0 : timeAt(run.trace, row);
  };
  return {
    spec: () => api.getState().spec,
    trace: () => api.getState().run.trace,
    state: () => api.getState().run.playback?.frameAt(lastFactTime()) ?? null,
    runCode: () => api.getState().run.trace?.runCode ?? '',
    metrics() {
      const { trace } = api.getState().run;
      const frame = endFrame();
      return trace === null || frame === null ? null : metricsOf(trace, frame);
    },
    exposure() {
      const frame = endFrame();
      return (api.getState().run.trace?.header.faults ?? []).map((fault, ordinal) => ({
        label: fault.label,
        struck: frame?.exposure[ordinal] ?? 0,
      }));
    },
    async runToEnd() {
      await simulated(api);
      actions.runToEnd();
    },
    playhead: () => api.getState().playhead,
    advance: (ms) => clock?.advance(ms),
  };
}

function simulated(api: AppStore['api']): Promise<void> {
  return new Promise((resolve) => {
    if (api.getState().run.status !== 'simulating') {
      resolve();
      return;
    }
    const stop = api.subscribe(({ run }) => {
      if (run.status === 'simulating') return;
      stop();
      resolve();
    });
  });
}

function metricsOf(trace: Trace, { flow, places, broken }: Frame): Metrics {
  return {
    started: flow.started,
    succeeded: flow.succeeded,
    failed: flow.failed,
    unsettled: flow.open,
    refused: flow.refused,
    deadLetters: places.reduce((sum, place) => sum + (place?.deadLetters.length ?? 0), 0),
    broken: broken.length,
    messages: trace.messageCount,
    facts: trace.rows,
    endTime: trace.endTime,
  };
}
