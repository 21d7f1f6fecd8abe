import { chunkMask, chunkShift, type Trace } from '../../sim';
import type { Fact } from '../columns';
import { type Cursor, foldAt, newCursor } from '../cursor';
import type { Fold } from '../fold/fold';
import type { Learned } from '../fold/learned';
import { prepareTimeline, timelineOf } from '../timeline';
import { innerTitleOf, keyText, messageText, shortTitleOf, titleOf } from './names';
import { type Saying, type Template, words } from './words';

export type Severity = 'milestone' | 'detail' | 'problem';

export interface Sentence {
  /** At most 80 characters. */
  readonly text: string;
  readonly severity: Severity;
  readonly row: number;
  readonly time: number;
}

/** What to say about a fact; the words are looked up only when somebody wants the text. */
export interface Telling {
  readonly saying: Saying;
  readonly severity: Severity;
  readonly more?: () => Readonly<Record<string, string | number>>;
}

export type Teller = (story: Story, fact: Fact) => Telling | null;

/** A trace together with what tellers may ask: the state around a row, and what the pass learned. */
export interface Story {
  readonly trace: Trace;
  readonly learned: Learned;
  /** The fold of the first `rows` facts; read at once. */
  before(rows: number): Fold;
}

const stories = new WeakMap<Trace, Story>();

export function storyOf(trace: Trace): Story {
  const known = stories.get(trace);
  if (known !== undefined) return known;
  const timeline = timelineOf(trace);
  let cursor: Cursor | null = null;
  const story: Story = {
    trace,
    learned: timeline.learned,
    before: (rows) => foldAt((cursor ??= newCursor(timeline)), rows),
  };
  stories.set(trace, story);
  return story;
}

/** Makes sure that the pass has come to a row. */
export function learnUntil(story: Story, row: number): void {
  const missing = row + 1 - story.learned.rows;
  if (missing > 0) prepareTimeline(timelineOf(story.trace), missing);
}

/** True when a fact of one of these kinds stands at the same instant, within a few rows. */
export function isSaidBeside(story: Story, fact: Fact, kinds: readonly number[]): boolean {
  const { trace } = story;
  for (let row = Math.max(0, fact.row - 4); row < Math.min(trace.rows, fact.row + 5); row++) {
    const chunk = trace.facts[row >>> chunkShift]!;
    if (chunk.time[row & chunkMask] === fact.time && kinds.includes(chunk.kind[row & chunkMask]!)) return true;
  }
  return false;
}

const most = 80;

/** The text of a telling: the full form, or the short one when names are long, cut as the last resort. */
export function textOf(story: Story, fact: Fact, telling: Telling): string {
  const { trace } = story;
  const { header } = trace;
  const values: Readonly<Record<string, string | number>> = {
    place: titleOf(header, fact.place),
    short: shortTitleOf(header, fact.place),
    inner: innerTitleOf(header, fact.place),
    key: keyText(trace, fact.message),
    message: messageText(trace, fact.message),
    attempt: fact.attempt,
    ...telling.more?.(),
  };
  return fitted(words[telling.saying], values);
}

export function fitted(template: Template, values: Readonly<Record<string, string | number>>): string {
  const full = filled(template.full, values);
  if (full.length <= most) return full;
  const short = filled(template.short, values);
  return short.length <= most ? short : `${short.slice(0, most - 1)}…`;
}

function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
