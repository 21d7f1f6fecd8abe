import type { StoreApi } from 'zustand/vanilla';
import { createPlayback } from '../../playback';
import type { Trace } from '../../sim';
import type { Runner, SimulateReply } from '../workers/runner';
import { captionOf } from './caption';
import type { RunValue, State } from './state';

/** One change of the run value and what it does to the view (experience.md, "what each act does"). */
export interface Change {
  readonly value: RunValue;
  readonly past: readonly RunValue[];
  readonly future: readonly RunValue[];
  /** `stay`, a time in microseconds, or `clamp`: stay, but not behind the end of the new trace. */
  readonly playhead: 'stay' | 'clamp' | number;
  /** Show the previous future from this time on; null = no ghost. */
  readonly ghostFrom: number | null;
  readonly then: 'play' | 'pause' | 'keep';
  /** Said instead of the narrator's sentence when the new run stands. */
  readonly caption?: string | undefined;
}

export interface Simulation {
  /** Puts the new value in force and simulates it. Answers of older values are dropped. */
  change(change: Change): void;
  /** Gives up waiting; the previous trace stays on screen. */
  cancel(): void;
}

export function createSimulation(api: StoreApi<State>, runner: Runner): Simulation {
  /** What an overtaken change still owes: a person who pressed Play twice wants to see it play. */
  let owedPlay = false;
  return {
    change(change) {
      const { run, playhead, ghost } = { ...api.getState(), ghost: ghostOf(api.getState(), change) };
      owedPlay = change.then === 'play' || (owedPlay && change.then === 'keep');
      const moved = typeof change.playhead === 'number' ? change.playhead : playhead;
      api.setState({
        spec: change.value.spec,
        source: change.value.source,
        past: change.past,
        future: change.future,
        playhead: moved,
        atEnd: false,
        menu: null,
        run: { ...run, status: 'simulating', progress: 0, message: null, ...ghost },
        ...(moved === playhead || run.playback === null ? {} : { frame: run.playback.frameAt(moved) }),
        ...(change.then === 'pause' ? { playing: false } : {}),
      });
      runner.simulate(
        change.value.spec,
        (reply) => {
          const play = owedPlay;
          owedPlay = false;
          settle(api, reply, { clamp: change.playhead === 'clamp', play, caption: change.caption });
        },
        (facts) => api.setState((state) => ({ run: { ...state.run, progress: facts } })),
      );
    },
    cancel() {
      runner.cancel();
      owedPlay = false;
      const { run } = api.getState();
      api.setState({ playing: false, run: { ...run, status: run.trace === null ? 'failed' : 'ready', progress: 0 } });
    },
  };
}

function ghostOf(state: State, change: Change): { readonly ghost: Trace | null; readonly ghostFrom: number } {
  return change.ghostFrom === null ? { ghost: null, ghostFrom: 0 } : { ghost: state.run.trace, ghostFrom: change.ghostFrom };
}

interface Settling {
  readonly clamp: boolean;
  readonly play: boolean;
  readonly caption: string | undefined;
}

function settle(api: StoreApi<State>, reply: SimulateReply, how: Settling): void {
  const state = api.getState();
  if (reply.kind === 'failed') {
    api.setState({ playing: false, run: { ...state.run, status: 'failed', message: reply.message } });
    return;
  }
  const { trace } = reply;
  const playback = createPlayback(trace);
  const playhead = how.clamp ? Math.min(state.playhead, trace.endTime) : state.playhead;
  const frame = playback.frameAt(playhead);
  const ghost = state.run.ghost?.digest === trace.digest ? null : state.run.ghost;
  api.setState({
    run: { ...state.run, status: 'ready', trace, playback, progress: trace.rows, message: null, ghost },
    frame,
    caption: how.caption ?? captionOf(trace, playhead, frame),
    playhead,
    playing: how.play || (state.playing && playhead < trace.endTime),
  });
}
