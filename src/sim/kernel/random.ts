import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const range = 4_294_967_296;

/** Seed of the stream `name` within a run: unsigned 32-bit. Streams of different names have nothing to do with each other. */
export function streamSeed(seed: number, name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = threefry(seed, hash, name.charCodeAt(i), i);
  return threefry(seed, hash, name.length, 0x5eed) >>> 0;
}

/**
 * A sequential stream: draws depend on how many were made before. For what happens one after the other by nature, such as
 * arrivals. Whatever must stay the same when something else is switched takes the keyed draws below.
 */
export class RandomStream {
  private readonly generator: RandomGenerator;

  constructor(seed: number, name: string) {
    const key = streamSeed(seed, name);
    const word = (index: number): number => threefry(key, 0x57a7e, index, 0);
    this.generator = xoroshiro128plusFromState([word(0), word(1), word(2), word(3) | 1]);
  }

  /** Draws an unsigned 32-bit number. */
  u32(): number {
    return this.generator.next() >>> 0;
  }

  /** Draws from the open interval (0, 1). */
  unit(): number {
    return (this.u32() + 0.5) / range;
  }

  /** Draws a whole number, both ends included; see `drawInteger` for its exactness. */
  integer(from: number, to: number): number {
    return scaled(this.u32(), from, to);
  }
}

/**
 * Draws an unsigned 32-bit number that depends on its three arguments alone (*common random numbers*: order 7 takes equally long in
 * Payment whatever else is switched). `stream` comes from `streamSeed`, `key` names the thing, `ordinal` counts its draws.
 */
export function drawU32(stream: number, key: number, ordinal: number): number {
  return threefry(stream, 0, key, ordinal) >>> 0;
}

/** Draws from the open interval (0, 1): never 0, never 1. */
export function drawUnit(stream: number, key: number, ordinal: number): number {
  return ((threefry(stream, 0, key, ordinal) >>> 0) + 0.5) / range;
}

/**
 * Draws a whole number, both ends included. The probability of each value is off by at most 2^-32, which nobody can
 * observe for the ranges that scenarios use.
 */
// oxlint-disable-next-line max-params -- three coordinates of the draw and two ends
export function drawInteger(stream: number, key: number, ordinal: number, from: number, to: number): number {
  return scaled(threefry(stream, 0, key, ordinal) >>> 0, from, to);
}

function scaled(u32: number, from: number, to: number): number {
  return from + Math.floor((u32 * (to - from + 1)) / range);
}

const rotation = 32;
/** Parity constant of the key schedule. */
const parity = 0x1bd11bda;

/**
 * Threefry-2x32 with 13 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011): a counter-based
 * generator of 32-bit additions, rotations and exclusive ors only. 13 rounds pass BigCrush. Unrolled, because it is drawn once per event.
 */
function threefry(key0: number, key1: number, counter0: number, counter1: number): number {
  const key2 = parity ^ key0 ^ key1;
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> (rotation - 13))) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> (rotation - 15))) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> (rotation - 26))) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> (rotation - 6))) ^ x;
  x = (x + key1) | 0;
  y = (y + key2 + 1) | 0;
  x = (x + y) | 0;
  y = ((y << 17) | (y >>> (rotation - 17))) ^ x;
  x = (x + y) | 0;
  y = ((y << 29) | (y >>> (rotation - 29))) ^ x;
  x = (x + y) | 0;
  y = ((y << 16) | (y >>> (rotation - 16))) ^ x;
  x = (x + y) | 0;
  y = ((y << 24) | (y >>> (rotation - 24))) ^ x;
  x = (x + key2) | 0;
  y = (y + key0 + 2) | 0;
  x = (x + y) | 0;
  y = ((y << 13) | (y >>> (rotation - 13))) ^ x;
  x = (x + y) | 0;
  y = ((y << 15) | (y >>> (rotation - 15))) ^ x;
  x = (x + y) | 0;
  y = ((y << 26) | (y >>> (rotation - 26))) ^ x;
  x = (x + y) | 0;
  y = ((y << 6) | (y >>> (rotation - 6))) ^ x;
  x = (x + key0) | 0;
  y = (y + key1 + 3) | 0;
  return (x + y) | 0;
}
