import { chunkMask, chunkShift, FactKind } from '../../sim';
import { timeOf } from '../columns';
import { aAt, type Fold, kindAt } from '../fold/fold';
import { isEndRow } from '../fold/processes';
import type { ProcessFrame } from '../frame';

const shown = 200;

/** Running instances first of all (the oldest, when there are too many), then those that ended last; oldest first. */
export function processFramesOf(fold: Fold): readonly ProcessFrame[] {
  const { base, last, running } = fold.processes;
  let endedLeft = Math.max(0, shown - running);
  let runningToSkip = Math.max(0, running - shown);
  const frames: ProcessFrame[] = [];
  for (let i = last.length - 1; i >= 0 && frames.length < shown; i--) {
    const ended = isEndRow(fold, last.at(i));
    if (ended && endedLeft-- <= 0) continue;
    if (!ended && runningToSkip-- > 0) continue;
    frames.push(processFrameOf(fold, base + i, last.at(i)));
  }
  return frames.toReversed();
}

function processFrameOf(fold: Fold, ordinal: number, row: number): ProcessFrame {
  const { trace, learned } = fold;
  const startedAt = learned.instanceRows.at(ordinal);
  const chunk = trace.facts[startedAt >>> chunkShift]!;
  const place = chunk.place[startedAt & chunkMask]!;
  const process = Math.max(
    0,
    trace.header.processes.findIndex((info) => info.place === place),
  );
  const ended = endOf(fold, row);
  return {
    place,
    process,
    message: chunk.message[startedAt & chunkMask]!,
    state: ended === null || ended === 'lost' ? aAt(trace, row) : finalState(fold, process, ended),
    since: timeOf(trace, row),
    ended,
  };
}

function endOf(fold: Fold, row: number): ProcessFrame['ended'] {
  const kind = kindAt(fold.trace, row);
  if (kind === FactKind.processLost) return 'lost';
  if (kind !== FactKind.processEnded) return null;
  return aAt(fold.trace, row) === 1 ? 'done' : 'failed';
}

function finalState(fold: Fold, process: number, ended: 'done' | 'failed'): number {
  const states = fold.trace.header.processes[process]?.states ?? [];
  return Math.max(
    0,
    states.findIndex((state) => state.kind === ended),
  );
}
