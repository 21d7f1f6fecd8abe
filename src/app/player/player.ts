import { type Pace, createPace } from '../../playback';
import type { Trace } from '../../sim';
import type { AppStore } from '../store/context';
import type { PaceMode, State } from '../store/state';
import { movePlayhead } from '../store/viewActions';
import { createCaptionHold } from './captionHold';
import type { WallClock } from './clock';

/** A hidden tab or a long task must not make the story jump. */
const elapsedMsMax = 100;

const firstRunPace = { hopMs: 900, holdMs: 400 };
const laterPace = { hopMs: 600, holdMs: 250 };

/**
 * The only animation loop: moves the playhead with the wall clock and publishes at most one frame per animation frame.
 * While nothing plays it asks for no frames and sets no timers. Returns the way to stop it.
 */
export function startPlayer(store: AppStore, clock: WallClock): () => void {
  const paceOf = createPaceCache();
  const hold = createCaptionHold(clock);
  let giveUp: (() => void) | null = null;
  let last = 0;
  /** Where the playhead was published last and its place in wall time, kept so that slow speeds do not lose fractions. */
  let published = -1;
  let wallMs = 0;

  const tick = (): void => {
    giveUp = null;
    const state = store.api.getState();
    if (!runs(state)) return;
    const pace = paceOf(state.run.trace, state.pace, state.level === 0);
    const now = clock.now();
    if (state.playhead !== published) wallMs = pace.wallAt(state.playhead);
    wallMs += Math.min(now - last, elapsedMsMax) * state.speed;
    last = now;
    advance(store, hold, { state, time: pace.simAt(wallMs), over: wallMs >= pace.totalWallMs });
    published = store.api.getState().playhead;
    wait();
  };

  const wait = (): void => {
    if (giveUp !== null || !runs(store.api.getState())) return;
    giveUp = clock.onNextFrame(tick);
  };

  const unsubscribe = store.api.subscribe((state, before) => {
    if (state.playing && !before.playing) last = clock.now();
    if (!state.playing && giveUp !== null) {
      giveUp();
      giveUp = null;
    }
    if (runs(state)) wait();
  });
  return () => {
    unsubscribe();
    giveUp?.();
  };
}

type Running = State & { readonly run: { readonly trace: Trace } };

/** While a new future is being made, a playhead at the end of the old one waits for it. */
function runs(state: State): state is Running {
  const { run, playing, playhead } = state;
  return playing && run.trace !== null && (run.status !== 'simulating' || playhead < run.trace.endTime);
}

function advance(
  store: AppStore,
  hold: ReturnType<typeof createCaptionHold>,
  { state, time, over }: { readonly state: Running; readonly time: number; readonly over: boolean },
): void {
  const { trace } = state.run;
  const ended = over || time >= trace.endTime;
  if (ended && state.run.status === 'ready') movePlayhead(store.api, trace.endTime, { playing: false, atEnd: true });
  else if (ended) movePlayhead(store.api, trace.endTime, { playing: true });
  else movePlayhead(store.api, time, { playing: true, caption: hold });
}

function createPaceCache(): (trace: Trace, mode: PaceMode, first: boolean) => Pace {
  let key: { trace: Trace; mode: PaceMode; first: boolean } | null = null;
  let pace: Pace | null = null;
  return (trace, mode, first) => {
    if (pace === null || key?.trace !== trace || key.mode !== mode || key.first !== first) {
      key = { trace, mode, first };
      pace = createPace(trace, mode, first ? firstRunPace : laterPace);
    }
    return pace;
  };
}
