import type { PlainData } from '../../base/plainData';
import type { FactChunk, MessageChunk, Trace } from './trace';

/** 2^-32 */
const high = 1 / 4_294_967_296;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Characters of the run code that people compare aloud. */
export const runCodeLength = 6;
const digestLength = 26;

/** Odd, so that multiplication is a bijection of 32 bits. */
const factorW = 0x9e3779b1;
const factorX = 0x85ebca77;
const factorY = 0xc2b2ae3d;
const factorZ = 0x27d4eb2f;

const blockRows = 1024;

const bits = new DataView(new ArrayBuffer(8));

/**
 * A 128-bit digest, not for secrets: four lanes of 32-bit integer arithmetic. It reads numbers, never memory, and takes doubles
 * apart with a stated byte order, so the host's byte order does not matter. For a given state every step is a bijection of
 * each absorbed word and of the state, so one changed word always changes the digest.
 */
export class Digest {
  private w = 0x243f6a88;
  private x = 0x85a308d3 | 0;
  private y = 0x13198a2e;
  private z = 0x03707344;

  /** Absorbs four 32-bit words. */
  words(p: number, q: number, r: number, s: number): void {
    const w = Math.imul(this.w ^ p, factorW);
    const x = Math.imul(this.x ^ q, factorX);
    const y = Math.imul(this.y ^ r, factorY);
    const z = Math.imul(this.z ^ s, factorZ);
    this.w = (((w << 15) | (w >>> 17)) + x) | 0;
    this.x = (((x << 13) | (x >>> 19)) + y) | 0;
    this.y = (((y << 16) | (y >>> 16)) + z) | 0;
    this.z = (((z << 11) | (z >>> 21)) + this.w) | 0;
  }

  /** Absorbs a number by its 64 bits; every NaN counts as the same one. */
  number(value: number, tag = 0): void {
    if (Number.isNaN(value)) {
      this.words(0, 0x7ff80000, tag, 0);
      return;
    }
    bits.setFloat64(0, value, true);
    this.words(bits.getInt32(0, true), bits.getInt32(4, true), tag, 0);
  }

  /** Absorbs a text by its length and UTF-16 code units. */
  text(value: string): void {
    const length = value.length;
    this.words(length, 1, 0, 0);
    for (let i = 0; i < length; i += 8) {
      this.words(unitPair(value, i), unitPair(value, i + 2), unitPair(value, i + 4), unitPair(value, i + 6));
    }
  }

  /** Absorbs plain data; the order of an object's keys does not count. */
  data(value: PlainData): void {
    if (typeof value === 'number') this.number(value, 2);
    else if (typeof value === 'string') this.text(value);
    else if (typeof value === 'boolean') this.words(value ? 1 : 0, 3, 0, 0);
    else if (value === null) this.words(0, 4, 0, 0);
    else if (Array.isArray(value)) this.list(value as readonly PlainData[]);
    else this.fields(value as { readonly [key: string]: PlainData });
  }

  /**
   * Absorbs the facts of a chunk: only its `rows`, never the slack behind them. Returns the time of the last fact, or -1 when time goes back
   * on the way or lies before `from`.
   */
  facts(chunk: FactChunk, from: number): number {
    let last = from;
    for (let row = 0; row < chunk.rows; row += blockRows) {
      const time = this.factBlock(chunk, row, last);
      last = last < 0 ? last : time;
    }
    return last;
  }

  /** Absorbs the messages of a chunk from row `from` on. */
  messages(chunk: MessageChunk, from: number): void {
    const { rows, type, key, correlation, causation, sender, payload, createdAt } = chunk;
    for (let i = from; i < rows; i++) {
      const t = createdAt[i]!;
      this.words(t | 0, (t * high) | 0, key[i]!, correlation[i]!);
      this.words(type[i]! | (sender[i]! << 16), causation[i]!, payload[i]!, 0);
    }
  }

  /** Absorbs the state of another digest. */
  digest(other: Digest): void {
    this.words(other.w, other.x, other.y, other.z);
  }

  /** Ends the digest: 26 characters A-Z2-7, each lane spread over all of them. */
  toText(): string {
    for (let round = 0; round < 8; round++) this.words(round, round, round, round);
    const lanes = [spread(this.w), spread(this.x), spread(this.y), spread(this.z)];
    return base32(lanes);
  }

  /**
   * Two rounds of `words` per fact, written out with the lanes in local variables: this is the one loop that runs over everything. Called in
   * blocks, because engines compile a function that is called often better than one long loop.
   */
  private factBlock(chunk: FactChunk, first: number, from: number): number {
    const { time, kind, place, message, attempt, a, b } = chunk;
    const end = Math.min(chunk.rows, first + blockRows);
    let { w, x, y, z } = this;
    let last = from;
    let inOrder = true;
    for (let i = first; i < end; i++) {
      const t = time[i]!;
      if (t < last) inOrder = false;
      last = t;
      w = Math.imul(w ^ t, factorW);
      x = Math.imul(x ^ message[i]!, factorX);
      y = Math.imul(y ^ a[i]!, factorY);
      z = Math.imul(z ^ b[i]!, factorZ);
      w = (((w << 15) | (w >>> 17)) + x) | 0;
      x = (((x << 13) | (x >>> 19)) + y) | 0;
      y = (((y << 16) | (y >>> 16)) + z) | 0;
      z = (((z << 11) | (z >>> 21)) + w) | 0;
      // Time stays below 2^53, so its upper part leaves the top byte free for the kind.
      w = Math.imul(w ^ ((t * high) | (kind[i]! << 24)), factorW);
      x = Math.imul(x ^ (place[i]! | (attempt[i]! << 16)), factorX);
      w = (((w << 15) | (w >>> 17)) + x) | 0;
      x = (((x << 13) | (x >>> 19)) + y) | 0;
    }
    this.w = w;
    this.x = x;
    this.y = y;
    this.z = z;
    return inOrder ? last : -1;
  }

  private list(values: readonly PlainData[]): void {
    this.words(values.length, 5, 0, 0);
    for (const value of values) this.data(value);
  }

  private fields(record: { readonly [key: string]: PlainData }): void {
    const names = Object.keys(record).sort();
    this.words(names.length, 6, 0, 0);
    for (const name of names) {
      this.text(name);
      this.data(record[name] ?? null);
    }
  }
}

/** Digest of a whole trace and the text of the spec that made it; `TraceWriter` computes the same one while it writes. */
export function digestOfTrace(trace: Omit<Trace, 'digest' | 'runCode' | 'header' | 'endTime'>, specText: string): string {
  const facts = new Digest();
  for (const chunk of trace.facts) facts.facts(chunk, 0);
  const messages = new Digest();
  trace.messages.forEach((chunk, index) => messages.messages(chunk, index === 0 ? 1 : 0));
  const payloads = new Digest();
  for (const payload of trace.payloads) payloads.data(payload);
  return combinedDigest({ ...trace, specText, factDigest: facts, messageDigest: messages, payloadDigest: payloads });
}

export interface DigestParts {
  readonly specText: string;
  readonly rows: number;
  readonly messageCount: number;
  readonly strings: readonly string[];
  readonly values: Float64Array;
  readonly payloads: readonly unknown[];
  readonly factDigest: Digest;
  readonly messageDigest: Digest;
  readonly payloadDigest: Digest;
}

/** Joins the digests of a run's parts; the counts keep neighbouring parts apart. */
export function combinedDigest(parts: DigestParts): string {
  const all = new Digest();
  all.text(parts.specText);
  all.words(parts.rows, parts.messageCount, parts.strings.length, parts.values.length);
  all.words(parts.payloads.length, 0, 0, 0);
  for (const text of parts.strings) all.text(text);
  for (const value of parts.values) all.number(value);
  all.digest(parts.payloadDigest);
  all.digest(parts.messageDigest);
  all.digest(parts.factDigest);
  return all.toText();
}

/** The part of a digest that people read aloud. */
export const runCodeOf = (digest: string): string => digest.slice(0, runCodeLength);

/** Two code units as one word; a missing one counts 0, which the length before it keeps apart from a real U+0000. */
function unitPair(text: string, at: number): number {
  const first = at < text.length ? text.charCodeAt(at) : 0;
  const second = at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
  return first | (second << 16);
}

/** A bijection that lets every bit reach every other one (finaliser of MurmurHash3). */
function spread(lane: number): number {
  let h = lane ^ (lane >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function base32(lanes: readonly number[]): string {
  let text = '';
  let buffer = 0;
  let count = 0;
  for (const lane of lanes) {
    for (let shift = 24; shift >= 0; shift -= 8) {
      buffer = ((buffer << 8) | ((lane >>> shift) & 0xff)) & 0xffff;
      count += 8;
      while (count >= 5) {
        count -= 5;
        text += alphabet[(buffer >>> count) & 31]!;
      }
    }
  }
  text += alphabet[(buffer << (5 - count)) & 31]!;
  return text.slice(0, digestLength);
}
