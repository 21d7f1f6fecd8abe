import type { Trace } from '../sim';
import { emptyFact, type Fact } from './columns';
import { advance } from './fold/advance';
import { copyFold, type Fold, foldBytes, newFold } from './fold/fold';
import { sweepHops } from './fold/hops';
import { learn, type Learned, newLearned } from './fold/learned';

export interface KeyframePlan {
  /** Facts between keyframes at first; doubles whenever the keyframes outgrow their budget. */
  readonly spacing: number;
  readonly bytesMax: number;
}

const usualPlan: KeyframePlan = { spacing: 8192, bytesMax: 32_000_000 };

/**
 * What all readers of one trace share: the pass that learns it and the keyframes that the pass leaves behind. A keyframe is a
 * fold that nobody advances.
 */
export interface Timeline {
  readonly trace: Trace;
  readonly learned: Learned;
  readonly keyframes: Fold[];
  keyframeBytes: number;
  spacing: number;
  readonly bytesMax: number;
  /** The fold of the pass; it stands at `learned.rows`. */
  readonly ahead: Fold;
  readonly fact: Fact;
}

const timelines = new WeakMap<Trace, Timeline>();

/** The timeline of a trace; made once, because a trace never changes. */
export function timelineOf(trace: Trace): Timeline {
  const known = timelines.get(trace);
  if (known !== undefined) return known;
  const made = newTimeline(trace, usualPlan);
  timelines.set(trace, made);
  return made;
}

export function newTimeline(trace: Trace, { spacing, bytesMax }: KeyframePlan): Timeline {
  const learned = newLearned(trace);
  const ahead = newFold(trace, learned);
  return { trace, learned, keyframes: [copyFold(ahead)], keyframeBytes: 0, spacing, bytesMax, ahead, fact: emptyFact() };
}

/** Goes up to `rows` facts further and leaves keyframes; true when the whole trace is known. */
export function prepareTimeline(timeline: Timeline, rows: number): boolean {
  const { learned, ahead, fact, trace } = timeline;
  const until = Math.min(trace.rows, ahead.rows + rows);
  while (ahead.rows < until) {
    const next = Math.min(until, nextKeyframe(timeline));
    learn(learned, next - learned.rows);
    advance(ahead, next, fact);
    if (next === nextKeyframe(timeline)) keep(timeline);
  }
  return ahead.rows === trace.rows;
}

function nextKeyframe(timeline: Timeline): number {
  return (timeline.keyframes.at(-1)?.rows ?? 0) + timeline.spacing;
}

function keep(timeline: Timeline): void {
  sweepHops(timeline.ahead, timeline.fact.time);
  const keyframe = copyFold(timeline.ahead);
  timeline.keyframes.push(keyframe);
  timeline.keyframeBytes += foldBytes(keyframe);
  if (timeline.keyframeBytes > timeline.bytesMax) thin(timeline);
}

/** Drops every second keyframe and doubles the distance of the coming ones. */
function thin(timeline: Timeline): void {
  timeline.spacing *= 2;
  const kept = timeline.keyframes.filter((keyframe, index) => index === 0 || keyframe.rows % timeline.spacing === 0);
  timeline.keyframes.splice(0, timeline.keyframes.length, ...kept);
  timeline.keyframeBytes = kept.reduce((sum, keyframe) => sum + foldBytes(keyframe), 0);
}

/** The last keyframe with at most `rows` facts. */
export function keyframeBefore(timeline: Timeline, rows: number): Fold {
  const { keyframes } = timeline;
  let from = 0;
  let to = keyframes.length - 1;
  while (from < to) {
    const middle = (from + to + 1) >>> 1;
    if (keyframes[middle]!.rows <= rows) from = middle;
    else to = middle - 1;
  }
  return keyframes[from]!;
}
