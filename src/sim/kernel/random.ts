import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

const range = 4_294_967_296;

/** Seed of the stream `name` within a run: unsigned 32-bit. Streams of different names have nothing to do with each other. */
export function streamSeed(seed: number, name: string): number {
  let hash = seed | 0;
  for (let i = 0; i < name.length; i++) hash = hashed(hash, name.charCodeAt(i), i + 1);
  return hashed(hash, seed, name.length) >>> 0;
}

/**
 * A sequential stream: draws depend on how many were made before. For what happens one after the other by nature, such as
 * arrivals. Whatever must stay the same when something else is switched takes the keyed draws below.
 */
export class RandomStream {
  private readonly generator: RandomGenerator;

  constructor(seed: number, name: string) {
    const key = streamSeed(seed, name);
    const word = (index: number): number => hashed(key, 0x57a7e, index);
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
  return hashed(stream, key, ordinal) >>> 0;
}

/** Draws from the open interval (0, 1): never 0, never 1. */
export function drawUnit(stream: number, key: number, ordinal: number): number {
  return ((hashed(stream, key, ordinal) >>> 0) + 0.5) / range;
}

/**
 * Draws a whole number, both ends included. The probability of each value is off by at most 2^-32, which nobody can
 * observe for the ranges that scenarios use.
 */
// oxlint-disable-next-line max-params -- three coordinates of the draw and two ends
export function drawInteger(stream: number, key: number, ordinal: number, from: number, to: number): number {
  return scaled(hashed(stream, key, ordinal) >>> 0, from, to);
}

function scaled(u32: number, from: number, to: number): number {
  return from + Math.floor((u32 * (to - from + 1)) / range);
}

/**
 * Hashes the three coordinates of a draw. The key enters both halves, so that two keys whose first halves meet still differ afterwards. A handful
 * of operations on purpose: it stands between two events of a run, which wait for each other.
 */
function hashed(stream: number, key: number, ordinal: number): number {
  return mixed((mixed(stream + Math.imul(key, 0x9e3779b1)) + Math.imul(ordinal, 0x85ebca77)) ^ key);
}

/** A bijection of 32 bits in which each bit of the argument flips each bit of the result half of the time (Wellons' "lowbias32"). */
function mixed(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}
