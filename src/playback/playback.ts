import type { Trace } from '../sim';
import { rowsUntil } from './columns';
import { foldAt, newCursor } from './cursor';
import type { Frame } from './frame';
import { buildFrame, newFrameBuilder } from './frames/frameBuilder';
import { prepareTimeline, timelineOf } from './timeline';

/** Pictures of one trace. Exact at any time, forward and backward. */
export interface Playback {
  readonly trace: Trace;
  /** The picture at `time`; parts that did not change are the same objects as in the frame before. */
  frameAt(time: number): Frame;
  /** Learns up to `rowsBudget` facts more ahead of time, so that later jumps are short; true when nothing is left to learn. */
  prepare(rowsBudget: number): boolean;
  /** Share of the trace that is learned, 0 … 1. */
  readonly prepared: number;
}

export function createPlayback(trace: Trace): Playback {
  const timeline = timelineOf(trace);
  const cursor = newCursor(timeline);
  const builder = newFrameBuilder();
  return {
    trace,
    frameAt: (time) => buildFrame(builder, foldAt(cursor, rowsUntil(trace, time)), time),
    prepare: (rowsBudget) => prepareTimeline(timeline, rowsBudget),
    get prepared() {
      return trace.rows === 0 ? 1 : timeline.ahead.rows / trace.rows;
    },
  };
}
