import { chunkMask, chunkShift, FactKind, type Trace } from '../../sim';
import { emptyFact, readFact, rowsUntil } from '../columns';
import { messageTellers } from './tellMessages';
import { learnUntil, type Sentence, type Story, storyOf, type Teller, type Telling, textOf } from './telling';
import { runTellers } from './tellRun';
import { troubleTellers } from './tellTroubles';

const families = [messageTellers, troubleTellers, runTellers];
const tellers: readonly (Teller | undefined)[] = Array.from(
  { length: 256 },
  (_, kind) => families.find((family) => family[kind] !== undefined)?.[kind],
);

/** Kinds without a teller, and kinds told twice. */
export function kindsUntold(): readonly number[] {
  return Object.values(FactKind).filter((kind) => families.filter((family) => family[kind] !== undefined).length !== 1);
}

/** What a person would say about one fact; null when there is nothing to say. */
export function sentenceAt(trace: Trace, row: number): Sentence | null {
  if (row < 0 || row >= trace.rows) return null;
  const story = storyOf(trace);
  learnUntil(story, row);
  const fact = readFact(trace, row, emptyFact());
  const telling = tellers[fact.kind]?.(story, fact) ?? null;
  return telling === null ? null : { text: textOf(story, fact, telling), severity: telling.severity, row, time: fact.time };
}

/** These kinds are never more than details: most facts are decided by this list alone. */
const alwaysDetail = new Set<number>([
  FactKind.received,
  FactKind.started,
  FactKind.stateSet,
  FactKind.acknowledged,
  FactKind.returned,
  FactKind.replied,
  FactKind.answerIgnored,
  FactKind.buffered,
  FactKind.unbuffered,
  FactKind.faultStruck,
  FactKind.processStarted,
  FactKind.processMoved,
  FactKind.readAgain,
  FactKind.processEnded,
  FactKind.processResumed,
  FactKind.rebalanceEnded,
  FactKind.projected,
  FactKind.poisoned,
  FactKind.ended,
]);

/** True for milestones and problems. */
export function isNotable(trace: Trace, row: number): boolean {
  const kind = trace.facts[row >>> chunkShift]?.kind[row & chunkMask] ?? 0;
  if (alwaysDetail.has(kind)) return false;
  const telling = tellingAt(storyOf(trace), row);
  return telling !== null && telling.severity !== 'detail';
}

export function tellingAt(story: Story, row: number): Telling | null {
  learnUntil(story, row);
  const fact = readFact(story.trace, row, emptyFact());
  return tellers[fact.kind]?.(story, fact) ?? null;
}

/** Facts looked at behind the playhead: a caption older than this many facts is no longer about what is seen. */
const captionRows = 100_000;

/** The last notable sentence up to `time`; null while nothing notable has happened. */
export function captionSentenceAt(trace: Trace, time: number): Sentence | null {
  const last = rowsUntil(trace, time) - 1;
  for (let row = last; row >= Math.max(0, last - captionRows); row--) {
    if (isNotable(trace, row)) return sentenceAt(trace, row);
  }
  return null;
}

/** Text of the last notable sentence. */
export function captionAt(trace: Trace, time: number): string | null {
  return captionSentenceAt(trace, time)?.text ?? null;
}
