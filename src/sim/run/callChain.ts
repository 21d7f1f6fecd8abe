import type { Work } from '../services/work';
import type { Instance } from './instances';

/** One flow of calls: the process, and the worker of the caller that waits for it. */
export interface Chain {
  readonly instance: Instance;
  readonly work: Work;
  /** The caller's life; an answer to an earlier life finds nobody. */
  readonly epoch: number;
  /** Last command of the process; its answer frees the caller. */
  final: number;
  over: boolean;
  /** The pause before the next try is under way. */
  pausing: boolean;
  /** The step may not be tried again: the caller's retry budget is spent. */
  spent: boolean;
  /** The last call of the step at hand. */
  current: Call | null;
}

/** One request of a chain. */
export interface Call {
  readonly chain: Chain;
  readonly command: number;
  readonly callee: number;
  /** Which try of its step it is: each has a handler time and a chance of its own. */
  readonly attempt: number;
  /** Set once answered or failed. */
  done: boolean;
}
