export interface CallOutcome {
  readonly failed: boolean;
  readonly slow: boolean;
}

/** The last calls, oldest first, and how many of them failed or were slow. */
export interface CallWindow {
  readonly outcomes: readonly CallOutcome[];
  readonly failed: number;
  readonly slow: number;
}

export const emptyWindow: CallWindow = { outcomes: [], failed: 0, slow: 0 };

/** The window with one more call, without the oldest when it held `size` already. */
export function recorded(window: CallWindow, outcome: CallOutcome, size: number): CallWindow {
  const full = window.outcomes.length >= size;
  const gone = full ? window.outcomes[0] : undefined;
  return {
    outcomes: [...(full ? window.outcomes.slice(1) : window.outcomes), outcome],
    failed: window.failed + Number(outcome.failed) - Number(gone?.failed ?? false),
    slow: window.slow + Number(outcome.slow) - Number(gone?.slow ?? false),
  };
}

/** Share of the calls in the window, in percent; 0 without calls. */
export function shareOf(window: CallWindow, what: 'failed' | 'slow'): number {
  return window.outcomes.length === 0 ? 0 : (window[what] * 100) / window.outcomes.length;
}
