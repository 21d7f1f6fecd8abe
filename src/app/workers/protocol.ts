import type { RunSpec } from '../../sim';
import type { ParseReply, ScenarioFile, SimulateReply } from './runner';

/** What page and worker say to each other. Every request carries a number; its answer carries the same one. */
export type Request =
  | { readonly kind: 'parse'; readonly id: number; readonly file: ScenarioFile }
  | { readonly kind: 'simulate'; readonly id: number; readonly spec: RunSpec };

export type Reply =
  | { readonly kind: 'parse'; readonly id: number; readonly reply: ParseReply }
  | { readonly kind: 'simulate'; readonly id: number; readonly reply: SimulateReply }
  /** How many facts a long simulation has made so far. */
  | { readonly kind: 'progress'; readonly id: number; readonly facts: number };
