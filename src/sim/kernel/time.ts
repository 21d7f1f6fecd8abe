import type { Brand } from '../../base/brand';

/** Virtual time in whole microseconds since the start of the run. */
export type SimTime = Brand<number, 'SimTime'>;
/** A span of virtual time in whole microseconds. */
export type DurationUs = Brand<number, 'DurationUs'>;

export const microsecondsPerMs = 1000;
export const microsecondsPerS = 1_000_000;

export const simTime = (us: number): SimTime => us as SimTime;
export const durationUs = (us: number): DurationUs => us as DurationUs;
export const fromMs = (ms: number): DurationUs => Math.round(ms * microsecondsPerMs) as DurationUs;
export const toMs = (us: number): number => us / microsecondsPerMs;
