import { FactKind, type Trace } from '../sim';
import { hopsOf, type Hops } from './paceHops';

export type PaceMode = 'teach' | 'clock';

export interface PaceOptions {
  /** Wall milliseconds of one hop; a message through the broker makes two halves. */
  readonly hopMs: number;
  /** Wall milliseconds of rest after an arrival. */
  readonly holdMs: number;
  /** Clock: wall seconds for one second of simulation (default 2). */
  readonly clockScale?: number;
}

/** A monotone mapping between virtual microseconds and wall milliseconds, both from 0. */
export interface Pace {
  wallAt(simTime: number): number;
  simAt(wallMs: number): number;
  readonly totalWallMs: number;
}

const idleMsMax = 400;
const clockScaleDefault = 2;

/** Facts after which a rest is due although nothing arrived: something broke or came back. */
const turningPoints = new Set<number>([
  FactKind.crashed,
  FactKind.restarted,
  FactKind.brokerDown,
  FactKind.brokerUp,
  FactKind.nodeDown,
  FactKind.nodeUp,
  FactKind.deadLettered,
  FactKind.stepTimedOut,
]);

/**
 * How fast the playhead moves. `clock` is proportional. `teach` gives every hop the same wall time, rests after arrivals and
 * shortens idle stretches; of messages that fly together the longest takes the time of a hop and the others their share of it.
 */
export function createPace(trace: Trace, mode: PaceMode, options: PaceOptions): Pace {
  if (mode === 'clock') return clockPace(trace.endTime, options.clockScale ?? clockScaleDefault);
  return piecewise(teachPoints(trace, options));
}

function clockPace(endTime: number, scale: number): Pace {
  const totalWallMs = (endTime / 1000) * scale;
  return {
    wallAt: (simTime) => (clamp(simTime, endTime) / 1000) * scale,
    simAt: (wallMs) => (clamp(wallMs, totalWallMs) / scale) * 1000,
    totalWallMs,
  };
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

interface Points {
  readonly count: number;
  readonly sim: Float64Array;
  readonly wall: Float64Array;
}

function teachPoints(trace: Trace, options: PaceOptions): Points {
  const hops = hopsOf(trace, options.hopMs);
  const cuts = cutsOf(trace, hops);
  const wall = new Float64Array(cuts.length);
  const stretch: Stretch = { hops, departed: 0, hasArrived: false, inAir: [] };
  for (let i = 1; i < cuts.length; i++) {
    const from = cuts[i - 1]!;
    const us = cuts[i]! - from;
    advanceStretch(stretch, from);
    wall[i] = wall[i - 1]! + (stretch.inAir.length > 0 ? us * rateOf(stretch) : restMs(us, options.holdMs, stretch.hasArrived));
  }
  return { count: cuts.length, sim: cuts, wall };
}

/** Instants at which the speed may change: the ends of hops and the turning points, each once, in order. */
function cutsOf(trace: Trace, hops: Hops): Float64Array {
  const marks: number[] = [];
  for (const { rows, kind, time } of trace.facts) {
    for (let i = 0; i < rows; i++) if (turningPoints.has(kind[i]!)) marks.push(time[i]!);
  }
  const all = new Float64Array(hops.count * 2 + marks.length + 2);
  all.set(hops.departs);
  all.set(hops.arrives, hops.count);
  all.set(marks, hops.count * 2);
  all[all.length - 1] = trace.endTime;
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[kept - 1]) all[kept++] = all[i]!;
  return all.subarray(0, kept);
}

/** A rest is as long as the hold, an idle stretch never longer than its limit, and a short wait keeps its length. */
function restMs(us: number, holdMs: number, afterArrival: boolean): number {
  const naturalMs = us / 1000;
  return Math.max(afterArrival ? holdMs : 0, Math.min(idleMsMax, naturalMs));
}

/** The hops in the air while the cuts are walked in order. */
interface Stretch {
  readonly hops: Hops;
  departed: number;
  hasArrived: boolean;
  readonly inAir: number[];
}

/** Beyond this many hops in the air nobody counts them: the newest decide the speed. */
const inAirMax = 64;

function advanceStretch(stretch: Stretch, time: number): void {
  const { hops, inAir } = stretch;
  while (stretch.departed < hops.count && hops.departs[stretch.departed]! <= time) inAir.push(stretch.departed++);
  let kept = 0;
  for (let i = Math.max(0, inAir.length - inAirMax); i < inAir.length; i++) {
    const hop = inAir[i]!;
    if (hops.arrives[hop]! > time) inAir[kept++] = hop;
    else stretch.hasArrived = true;
  }
  inAir.length = kept;
}

/** A hop that takes very much longer than the shortest one beside it (a delayed message) does not make the others a blink. */
const longestToShortest = 4;

/** Wall milliseconds per microsecond. */
function rateOf({ hops, inAir }: Stretch): number {
  let slowest = Number.POSITIVE_INFINITY;
  let fastest = 0;
  for (const hop of inAir) {
    const rate = hops.wallMs[hop]! / (hops.arrives[hop]! - hops.departs[hop]!);
    slowest = Math.min(slowest, rate);
    fastest = Math.max(fastest, rate);
  }
  return Math.max(slowest, fastest / longestToShortest);
}

function piecewise({ count, sim, wall }: Points): Pace {
  const totalWallMs = wall[count - 1] ?? 0;
  return {
    wallAt: (simTime) => interpolate(sim, wall, simTime),
    simAt: (wallMs) => interpolate(wall, sim, wallMs),
    totalWallMs,
  };
}

function interpolate(from: Float64Array, to: Float64Array, x: number): number {
  const last = from.length - 1;
  if (last < 0 || x <= from[0]!) return to[0] ?? 0;
  if (x >= from[last]!) return to[last]!;
  const right = firstAbove(from, x);
  const x0 = from[right - 1]!;
  const x1 = from[right]!;
  const share = x1 === x0 ? 0 : (x - x0) / (x1 - x0);
  return to[right - 1]! + share * (to[right]! - to[right - 1]!);
}

function firstAbove(sorted: Float64Array, x: number): number {
  let from = 0;
  let to = sorted.length - 1;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! > x) to = middle;
    else from = middle + 1;
  }
  return from;
}
