import { chunkMask, chunkShift, FactKind, type Trace } from '../../sim';
import { rowsUntil } from '../columns';
import { counted } from './grammar';
import { isNotable, sentenceAt } from './sentences';
import type { Sentence } from './telling';

export type Verbosity = 'all' | 'milestones' | 'problems' | 'off';

export interface Announcement {
  /** For the polite log; null = nothing to say. */
  readonly polite: string | null;
  /** For the alert; null = no problem. */
  readonly urgent: string | null;
}

const silence: Announcement = { polite: null, urgent: null };

/** Sentences said in full before the rest becomes a count. */
const saidInFull = 2;
/** In a stretch with more facts than this, only its end is read for sentences. */
const rowsRead = 2000;

const messageKinds = new Set<number>([FactKind.sent, FactKind.delivered, FactKind.called, FactKind.replied]);
const failureKinds = new Set<number>([
  FactKind.failed,
  FactKind.deadLettered,
  FactKind.dropped,
  FactKind.expired,
  FactKind.callFailed,
  FactKind.refused,
  FactKind.crashed,
  FactKind.brokerDown,
  FactKind.ruleBroken,
]);

/**
 * One utterance for everything that happened after `fromTime` and up to `toTime`: the newest sentences in full, the burst
 * before them as "12 more messages, 1 failure".
 */
export function announcements(trace: Trace, fromTime: number, toTime: number, verbosity: Verbosity): Announcement {
  if (verbosity === 'off') return silence;
  const from = rowsUntil(trace, fromTime);
  const to = rowsUntil(trace, toTime);
  const sentences = sentencesBetween(trace, { from: Math.max(from, to - rowsRead), to }, verbosity);
  const problems = sentences.filter((sentence) => sentence.severity === 'problem');
  const urgent = problems.at(-1)?.text ?? null;
  if (verbosity === 'problems') return { polite: null, urgent };
  const said = sentences.filter((sentence) => sentence.severity !== 'problem').slice(-saidInFull);
  const firstSaid = said[0]?.row ?? to;
  const rest = sentences.length > saidInFull ? burst(trace, from, firstSaid) : '';
  const polite = [rest, ...said.map((sentence) => sentence.text)].filter((text) => text !== '').join(' ');
  return { polite: polite === '' ? null : polite, urgent };
}

function sentencesBetween(trace: Trace, rows: { readonly from: number; readonly to: number }, verbosity: Verbosity): readonly Sentence[] {
  const sentences: Sentence[] = [];
  for (let row = rows.from; row < rows.to; row++) {
    if (verbosity !== 'all' && !isNotable(trace, row)) continue;
    const sentence = sentenceAt(trace, row);
    if (sentence !== null) sentences.push(sentence);
  }
  return sentences;
}

/** "12 more messages, 1 failure." */
function burst(trace: Trace, from: number, to: number): string {
  let messages = 0;
  let failures = 0;
  for (let row = from; row < to; row++) {
    const kind = trace.facts[row >>> chunkShift]!.kind[row & chunkMask]!;
    if (messageKinds.has(kind)) messages++;
    if (failureKinds.has(kind)) failures++;
  }
  const parts = [...(messages > 0 ? [counted(messages, 'more message')] : []), ...(failures > 0 ? [counted(failures, 'failure')] : [])];
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}
