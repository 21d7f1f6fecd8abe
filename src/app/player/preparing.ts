import type { AppStore } from '../store/context';
import type { WallClock } from './clock';

/** Facts learned per animation frame: a few milliseconds of work. */
const rowsPerFrame = 40_000;

/** Learns a new trace ahead of time, a slice per frame, so that the first long jump is as quick as any other. Then it rests. */
export function startPreparing({ api }: AppStore, clock: WallClock): () => void {
  let giveUp: (() => void) | null = null;
  const learn = (): void => {
    giveUp = null;
    const { playback } = api.getState().run;
    if (playback !== null && !playback.prepare(rowsPerFrame)) giveUp = clock.onNextFrame(learn);
  };
  const unsubscribe = api.subscribe((state, before) => {
    if (state.run.playback === before.run.playback) return;
    giveUp?.();
    learn();
  });
  return () => {
    unsubscribe();
    giveUp?.();
  };
}
