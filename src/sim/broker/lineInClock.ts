import type { ProductClock } from './clock';
import type { Leaving, Line, LinePort } from './line';

/** Runs a line of a product that is driven by itself: its timers are the clock's. `line` is asked for late, because it is made with this port. */
export function portOnClock(
  clock: ProductClock,
  line: () => Line,
  told: { readonly left: (copy: number, why: Leaving) => void; readonly back: (copy: number, was: 'lease' | 'delay') => void },
): LinePort {
  return {
    get nowUs() {
      return clock.nowUs;
    },
    set: (atUs, copy, code) => clock.at(atUs, () => line().timerRings(copy, code)),
    clear: (timer) => clock.cancel(timer),
    left: told.left,
    back: told.back,
  };
}
