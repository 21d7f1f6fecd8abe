import type { ExpectedVersion, NewEvent } from './event';

/** What the rule has to know about a stream. */
export interface StreamView {
  /** Last revision; -1 = there is no stream. */
  readonly current: number;
  readonly idAt: (revision: number) => string | undefined;
  /** Revision in this stream of an event that was appended lately, as far as it is still remembered. */
  readonly remembered: (id: string) => number | undefined;
}

export type AppendVerdict =
  | { readonly kind: 'write' }
  /** All of it stands in the stream already, up to this revision. */
  | { readonly kind: 'repeated'; readonly revision: number }
  | { readonly kind: 'wrong' };

const write: AppendVerdict = { kind: 'write' };
const wrong: AppendVerdict = { kind: 'wrong' };

/**
 * May these events be appended, and have they been appended before? KurrentDB's rules (EVS-001, EVS-002, EVS-005): with an expected revision
 * a repetition is recognised by what stands in the stream right after that revision, always; with `any` and `streamExists` only as far as the
 * ids are still remembered. Events of which a part is a repetition and the rest is not are refused.
 */
export function checkAppend(expected: ExpectedVersion, events: readonly NewEvent[], view: StreamView): AppendVerdict {
  if (expected === 'streamExists' && view.current < 0) return wrong;
  if (expected === 'any' || expected === 'streamExists') return checkRemembered(events, view);
  const revision = expected === 'noStream' ? -1 : expected;
  if (revision === view.current) return write;
  return revision > view.current ? wrong : checkRepetition(revision, events, view);
}

function checkRepetition(expected: number, events: readonly NewEvent[], view: StreamView): AppendVerdict {
  const same = events.length > 0 && events.every(({ id }, index) => view.idAt(expected + 1 + index) === id);
  return same ? { kind: 'repeated', revision: expected + events.length } : wrong;
}

function checkRemembered(events: readonly NewEvent[], view: StreamView): AppendVerdict {
  const revisions = events.map(({ id }) => view.remembered(id));
  const last = revisions.at(-1);
  if (revisions[0] === undefined) return write;
  return last === undefined || revisions.includes(undefined) ? wrong : { kind: 'repeated', revision: last };
}
