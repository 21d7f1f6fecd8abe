import type { Frame } from '../../playback';
import type { Trace } from '../../sim';
import { captionOf } from '../store/caption';
import type { WallClock } from './clock';

/** A sentence that nobody can read to its end is noise. */
const shownMsMin = 1500;

/** While playing, a caption stays for at least a second and a half of wall time; then the newest one takes its place. */
export function createCaptionHold(clock: WallClock): (trace: Trace, time: number, frame: Frame) => string {
  let shown = '';
  let since = -shownMsMin;
  return (trace, time, frame) => {
    const next = captionOf(trace, time, frame);
    if (next === shown) return shown;
    const now = clock.now();
    if (now - since < shownMsMin && shown !== '') return shown;
    shown = next;
    since = now;
    return shown;
  };
}
