import { type Frame, captionSentenceAt, standingSentence, summaryAt } from '../../playback';
import type { Trace } from '../../sim';
import { words } from './words';

/** After this much quiet the caption says how things stand instead of what happened last. */
const quietUs = 200_000;

/** The sentence for an instant: what the scenario is, what happened last, how things stand, or how it ended. */
export function captionOf(trace: Trace, playhead: number, frame: Frame): string {
  if (trace.rows <= 1 || frame.flow.started === 0) return captionBefore(trace, playhead);
  if (playhead >= trace.endTime) return endingOf(trace);
  const last = captionSentenceAt(trace, playhead);
  const standing = last === null || playhead - last.time > quietUs ? standingSentence(frame, trace.header) : null;
  return standing ?? last?.text ?? words.atRest(trace.header);
}

function captionBefore(trace: Trace, playhead: number): string {
  return captionSentenceAt(trace, playhead)?.text ?? words.atRest(trace.header);
}

const endings = new WeakMap<Trace, string>();

function endingOf(trace: Trace): string {
  const known = endings.get(trace);
  if (known !== undefined) return known;
  const { text, outcome } = summaryAt(trace, trace.endTime);
  const ending = [`${words.ended} ${text}`, outcome].filter((part) => part !== '').join(' · ');
  endings.set(trace, ending);
  return ending;
}
