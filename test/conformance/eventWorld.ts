import { type CloudEvent, type EnvelopeProblem, type EventDraft, validateCloudEvent } from '../../src/sim/index';

/** The least that is an event. */
export const least: EventDraft = { specversion: '1.0', id: 'e-1', source: '/desk', type: 'desk.ThingStarted' };

/** A valid event; fails when it is none. */
export function event(more: EventDraft = {}): CloudEvent {
  const checked = validateCloudEvent({ ...least, ...more });
  if (!checked.ok) throw new Error(checked.error.map(({ message }) => message).join('\n'));
  return checked.value;
}

/** What is wrong with an event, as "code attribute". */
export function wrong(draft: EventDraft): readonly string[] {
  const checked = validateCloudEvent(draft);
  return checked.ok ? [] : named(checked.error);
}

export const named = (problems: readonly EnvelopeProblem[]): readonly string[] =>
  problems.map(({ code, attribute }) => `${code} ${attribute}`);
