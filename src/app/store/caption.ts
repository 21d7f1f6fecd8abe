import { captionAt } from '../../playback';
import type { Trace } from '../../sim';
import { words } from './words';

/** The sentence for an instant: the narrator's, or what the scenario is before anything happened. */
export function captionOf(trace: Trace, playhead: number): string {
  if (trace.rows <= 1) return words.atRest(trace.header);
  return captionAt(trace, playhead) ?? words.atRest(trace.header);
}
