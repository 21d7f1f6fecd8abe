/** The only door of playback: pictures, sentences and marks from a trace. */
export { causesOf, deliveriesOf, type Effect, effectsOf, factsOf } from './causality';
export { causalOrder, placeName, type StructureItem, type StructureLink, structureOf } from './describe';
export * from './frame';
export { type Announcement, announcements, type Verbosity } from './narrator/announcements';
export { captionAt, captionSentenceAt, isNotable, sentenceAt } from './narrator/sentences';
export { standingSentence, stateSentence } from './narrator/stateSentence';
export { type Summary, summaryAt } from './narrator/summary';
export type { Sentence, Severity } from './narrator/telling';
export { countSteps, nextRow, previousRow, type StepBy } from './notable';
export { createPace, type Pace, type PaceMode, type PaceOptions } from './pace';
export { createPlayback, type Playback } from './playback';
export { type ReadModelRow, readModelRows } from './readModelRows';
export { stateLine } from './stateLine';
export {
  type FaultMark,
  type InterventionMark,
  type Tick,
  type TickKind,
  type TimelineMarks,
  timelineMarks,
  type ViolationMark,
} from './ticks';
export type { Because, Explanation, Question } from './why/question';
export { whyAt } from './why/why';
