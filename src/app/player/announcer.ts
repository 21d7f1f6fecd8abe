import { announcements } from '../../playback';
import type { AppStore } from '../store/context';
import type { State, Utterance } from '../store/state';
import type { WallClock } from './clock';

const spokenMsMin = 1000;
const alarmMsMin = 5000;
const keptMax = 6;

/**
 * Feeds the live regions from the narrator: one utterance a second at most, problems apart and at most every five seconds.
 * It speaks about what lies between the last spoken instant and the playhead, so a fast run is summed up instead of flooding.
 */
export function startAnnouncer(store: AppStore, clock: WallClock): () => void {
  let from = 0;
  let lastSpoken = -spokenMsMin;
  let lastAlarm = -alarmMsMin;
  let id = 0;
  let ending = false;
  let giveUp: (() => void) | null = null;

  const speak = (state: State): void => {
    const { trace } = state.run;
    if (trace === null || state.playhead <= from) return;
    const now = clock.now();
    const { polite, urgent } = announcements(trace, from, state.playhead, state.preferences.verbosity);
    from = state.playhead;
    const alarming = urgent !== null && now - lastAlarm >= alarmMsMin;
    if (polite === null && !alarming) return;
    lastSpoken = now;
    if (alarming) lastAlarm = now;
    id += 1;
    store.api.setState((old) => ({
      spoken: polite === null ? old.spoken : said(old.spoken, { id, text: polite }),
      alarm: alarming ? { id, text: urgent } : old.alarm,
    }));
  };

  /** The end of a run is told as a summary, whatever was left out before. */
  const conclude = ({ caption, preferences }: State): void => {
    if (preferences.verbosity === 'off' || preferences.verbosity === 'problems') return;
    id += 1;
    store.api.setState((old) => ({ spoken: said(old.spoken, { id, text: caption }) }));
  };

  const due = (): void => {
    giveUp?.();
    giveUp = null;
    const state = store.api.getState();
    if (state.playhead <= from && !ending) return;
    if (clock.now() - lastSpoken < spokenMsMin) {
      // The rest is said when its second has come; only while something is left to say does this ask for frames.
      giveUp = clock.onNextFrame(due);
      return;
    }
    // Saying something changes the store, which calls back at once: what is done must be noted first.
    const concluding = ending;
    ending = false;
    if (!concluding) {
      speak(state);
      return;
    }
    from = state.playhead;
    lastSpoken = clock.now();
    conclude(state);
  };

  const unsubscribe = store.api.subscribe((state, before) => {
    if (state.run.trace !== before.run.trace || state.playhead < before.playhead) from = Math.min(from, before.playhead, state.playhead);
    if (state.playhead < before.playhead) from = state.playhead;
    if (state.atEnd !== before.atEnd) ending = state.atEnd;
    if ((state.playhead > before.playhead || ending) && giveUp === null) due();
  });
  return () => {
    unsubscribe();
    giveUp?.();
  };
}

const said = (spoken: readonly Utterance[], utterance: Utterance): readonly Utterance[] => [...spoken, utterance].slice(-keptMax);
