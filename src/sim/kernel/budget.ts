/** Bounds of one run. Reaching one is a fact with a plain message, never a hang. */
export interface Budget {
  /** Events taken from the agenda. */
  readonly steps: number;
  /** Rows of the trace. */
  readonly facts: number;
  readonly messages: number;
  /** Copies queued, delivered or on their way at one moment. */
  readonly copiesInFlight: number;
  /** Virtual end of the run. */
  readonly timeUs: number;
}

export const defaultBudget: Budget = {
  steps: 20_000_000,
  facts: 5_000_000,
  messages: 2_000_000,
  copiesInFlight: 200_000,
  timeUs: 24 * 3_600 * 1_000_000,
};
