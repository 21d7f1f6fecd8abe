import type { FactKind } from './facts';

/**
 * Where the simulated world writes what happened. The run implements it with columns (TraceWriter); searches may implement it
 * without storing anything. Writing a fact never changes the world.
 */
export interface Journal {
  /** Virtual time of the facts being written. */
  now: number;
  fact(kind: FactKind, place: number, message: number, attempt: number, a: number, b: number): void;
  /** Index of an interned string. */
  string(text: string): number;
  /** Index of a stored number. */
  value(x: number): number;
  /** Makes a message; correlation 0 = itself. Returns its id. */
  message(type: number, key: number, correlation: number, causation: number, sender: number, payload: number): number;
  typeOf(message: number): number;
  keyOf(message: number): number;
  correlationOf(message: number): number;
  /** The message has lost its correlation: it is its own from now on. What it led to before keeps the old one. */
  stripCorrelation(message: number): void;
  /** The message that led to this one; 0 = none. */
  causationOf(message: number): number;
  payloadOf(message: number): number;
  /** Virtual microsecond of its making. */
  createdAtOf(message: number): number;
}
