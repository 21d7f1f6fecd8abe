import type { RunSpec, Trace } from '../../sim';
import type { Problem, ScenarioOutline } from '../store/state';

/**
 * Reads scenario files and runs them, away from the page. Only the latest request of each kind is answered: an older answer
 * that is still under way is dropped. Answers may come at once (in tests) or later (from a worker).
 */
export interface Runner {
  parse(file: ScenarioFile, done: (reply: ParseReply) => void): void;
  /** `onProgress` hears how many facts there are so far, while a simulation takes long. */
  simulate(spec: RunSpec, done: (reply: SimulateReply) => void, onProgress?: (facts: number) => void): void;
  /** Stops a simulation under way; its `done` is never called. */
  cancel(): void;
}

export interface ScenarioFile {
  readonly name: string;
  readonly text: string;
}

export type ParseReply =
  | { readonly kind: 'parsed'; readonly scenario: RunSpec['scenario']; readonly outline: ScenarioOutline }
  | { readonly kind: 'rejected'; readonly problems: readonly Problem[] };

export type SimulateReply = { readonly kind: 'simulated'; readonly trace: Trace } | { readonly kind: 'failed'; readonly message: string };
