import { drawInteger } from '../../../kernel/random';
import type { SqsInjections } from './injections';

export interface Draw {
  readonly stream: number;
  /** Ordinal of the receive call. */
  readonly call: number;
  /** How many messages the call has taken. */
  readonly taken: number;
  /** A short poll. */
  readonly short: boolean;
}

/** True when injections choose what a receive call takes next. */
export function chooses({ reorderWithin = 1, shortPollSampling }: SqsInjections, short: boolean): boolean {
  return reorderWithin > 1 || (short && shortPollSampling !== undefined);
}

/** The visible message that the call takes next; undefined = it finds none, although there may be some. */
export function pick(waiting: readonly number[], { reorderWithin = 1, shortPollSampling }: SqsInjections, draw: Draw): number | undefined {
  const seen = shortPollSampling !== undefined && draw.short ? waiting.filter((copy) => asked(copy, shortPollSampling, draw)) : waiting;
  const last = Math.max(0, Math.min(reorderWithin, seen.length) - 1);
  return seen[drawInteger(draw.stream, draw.call * 16 + draw.taken, 1, 0, last)];
}

type Sampling = NonNullable<SqsInjections['shortPollSampling']>;

/** Each message lives on one server; each call asks some of them, one after the other from where the seed says. */
function asked(copy: number, sampling: Sampling, { call, stream }: Draw): boolean {
  const server = drawInteger(stream, copy, 2, 0, sampling.servers - 1);
  const first = drawInteger(stream, call, 3, 0, sampling.servers - 1);
  return (server - first + sampling.servers) % sampling.servers < sampling.asked;
}
