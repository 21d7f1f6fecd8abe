export interface CallOutcome {
  readonly failed: boolean;
  readonly slow: boolean;
}

/** How far a window reaches back: over so many calls, or over so many whole seconds, the current one included. */
export interface WindowReach {
  readonly kind: 'calls' | 'seconds';
  readonly size: number;
}

/** Calls that are counted together: one call, or all of one second. */
interface Cell {
  readonly second: number;
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

/** The last calls, oldest first, and how many of them failed or were slow. Never more cells than the window's size. */
export interface CallWindow {
  readonly cells: readonly Cell[];
  readonly calls: number;
  readonly failed: number;
  readonly slow: number;
}

export const emptyWindow: CallWindow = { cells: [], calls: 0, failed: 0, slow: 0 };

/** The window with one more call, without what it no longer reaches. */
export function recorded(window: CallWindow, outcome: CallOutcome, reach: WindowReach, nowUs: number): CallWindow {
  const second = Math.floor(nowUs / 1_000_000);
  const one: Cell = { second, calls: 1, failed: Number(outcome.failed), slow: Number(outcome.slow) };
  if (reach.kind === 'calls') return totalled([...window.cells, one].slice(-reach.size));
  const kept = window.cells.filter((cell) => cell.second > second - reach.size);
  const last = kept.at(-1);
  return totalled(last?.second === second ? [...kept.slice(0, -1), together(last, one)] : [...kept, one]);
}

/** Share of the calls in the window, in percent; 0 without calls. */
export function shareOf(window: CallWindow, what: 'failed' | 'slow'): number {
  return window.calls === 0 ? 0 : (window[what] * 100) / window.calls;
}

function together(a: Cell, b: Cell): Cell {
  return { second: a.second, calls: a.calls + b.calls, failed: a.failed + b.failed, slow: a.slow + b.slow };
}

function totalled(cells: readonly Cell[]): CallWindow {
  let [calls, failed, slow] = [0, 0, 0];
  for (const cell of cells) {
    calls += cell.calls;
    failed += cell.failed;
    slow += cell.slow;
  }
  return { cells, calls, failed, slow };
}
