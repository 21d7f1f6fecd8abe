import type { PlainData } from '../base/plainData';
import { err, ok, type Result } from '../base/result';
import { type CloudEvent, type EnvelopeProblem, type EventDraft, validateCloudEvent } from '../sim';
import { parsedJson, unreadable } from './contentMode';

/** The JSON event format of CloudEvents: one event, a batch, or one event per line. */

type Read<T> = Result<T, readonly EnvelopeProblem[]>;

export const toJson = (event: CloudEvent): string => JSON.stringify(event);

export function fromJson(text: string): Read<CloudEvent> {
  const parsed = parsedJson(text);
  return parsed.ok ? eventFrom(parsed.value) : parsed;
}

export const toJsonBatch = (events: readonly CloudEvent[]): string => JSON.stringify(events);

/** Reads a batch, which may be empty; one bad event refuses it whole. */
export function fromJsonBatch(text: string): Read<readonly CloudEvent[]> {
  const parsed = parsedJson(text);
  if (!parsed.ok) return parsed;
  if (!Array.isArray(parsed.value)) return err([unreadable('data', 'a batch is a list of events')]);
  return allOf((parsed.value as readonly PlainData[]).map(eventFrom));
}

/** Events as lines of text: what a run is exported as. */
export const toJsonLines = (events: readonly CloudEvent[]): string => events.map((event) => `${toJson(event)}\n`).join('');

export const fromJsonLines = (text: string): Read<readonly CloudEvent[]> =>
  allOf(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(fromJson),
  );

function eventFrom(data: PlainData): Read<CloudEvent> {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) return err([unreadable('data', 'an event is a JSON object')]);
  return validateCloudEvent(data as EventDraft);
}

function allOf(read: readonly Read<CloudEvent>[]): Read<readonly CloudEvent[]> {
  const problems = read.flatMap((one) => (one.ok ? [] : one.error));
  return problems.length > 0 ? err(problems) : ok(read.flatMap((one) => (one.ok ? [one.value] : [])));
}
