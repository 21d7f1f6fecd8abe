/** A process of a scenario with what its answers are called: the input of the chart. Message types are indexes. */
export interface ProcessPlan {
  readonly id: string;
  readonly steps: readonly ProcessStep[];
  readonly done: number;
  readonly failed: number;
  /** Steps after the last one that can fail or be undone wait for a late answer instead of giving up (durable messages make that safe). */
  readonly waitsAfterPivot: boolean;
  /** Tries of a compensation before it waits for a late answer. */
  readonly undoTries: number;
}

export interface ProcessStep {
  readonly do: number;
  readonly ok: number;
  readonly fail: number | null;
  readonly undo: number | null;
  /** Answer to `undo`; null = none is expected. */
  readonly undone: number | null;
  readonly timeoutUs: number | null;
  readonly retries: number;
}

/** What a transition asks for. Commands and timers are data; the run carries them out. */
export type ProcessEffect =
  | { readonly kind: 'send'; readonly command: number; readonly step: number; readonly undo: boolean }
  | { readonly kind: 'timer'; readonly us: number }
  | { readonly kind: 'end'; readonly done: boolean };

export interface StateInfo {
  readonly name: string;
  /** `compensationFailed`: every try of an undo was in vain; the process goes on when a person has seen to it (SGO-006). */
  readonly kind: 'step' | 'undo' | 'compensationFailed' | 'finishing' | 'done' | 'failed';
  readonly step: number;
  readonly attempt: number;
}
