import { ensure } from '../base/assert';
import { timestampOf } from '../base/timestamp';
import {
  chunkMask,
  chunkShift,
  type CloudEvent,
  drawnTraceIds,
  type EventDraft,
  messageAt,
  sequenceText,
  type Trace,
  validateCloudEvent,
  withStartingTrace,
} from '../sim';

/** The messages of a run as CloudEvents: what an inspector shows and an export writes. */

/** Virtual time 0, unless somebody chooses otherwise: 2026-01-01T00:00:00Z. */
export const epochUs = 1_767_225_600_000_000;

/** Room for every message id: a run numbers its messages with 32 bits. */
const sequenceDigits = 10;

export interface EnvelopeOptions {
  /** What virtual time 0 is on the calendar, in microseconds since 1970. */
  readonly epochUs?: number;
}

/**
 * The envelope of a message, a pure function of the trace. Its source names the run, so that an id never stands for two events; its sequence
 * counts the messages of its sender; it carries the trace of its flow, in which it has a parent id of its own.
 */
export function envelopeOf(trace: Trace, message: number, options: EnvelopeOptions = {}): CloudEvent {
  const { header, runCode } = trace;
  const { type, key, correlation, causation, sender, payload, createdAt } = messageAt(trace, message);
  const { name, version } = ensure(header.messageTypes[type], 'a message type of this trace');
  const place = ensure(header.places[sender], 'a place of this trace').id;
  const draft: EventDraft = {
    specversion: '1.0',
    id: idOf(message),
    source: `/${[header.scenario.id, runCode, place].map(encodeURIComponent).join('/')}`,
    type: `${header.scenario.id}.${name}`,
    datacontenttype: 'application/json',
    dataschema: `urn:eventarium:schema:${[header.scenario.id, name, version].map(encodeURIComponent).join(':')}`,
    ...(key === 0 ? {} : keyed(`${header.noun.replaceAll(/\s+/g, '-')}-${key}`)),
    time: timestampOf((options.epochUs ?? epochUs) + createdAt),
    correlationid: idOf(correlation),
    ...(causation === 0 ? {} : { causationid: idOf(causation) }),
    sequence: sequenceText(ordinalsOf(trace)[message] ?? 0, sequenceDigits),
    data: trace.payloads[payload] ?? {},
  };
  return checked(withStartingTrace(draft, { ...idsOf(trace, correlation, message), sampled: true, state: [] }));
}

const idOf = (message: number): string => `m-${message}`;

/** The business key is what an event is about, and what keeps events about the same thing in one partition. */
const keyed = (subject: string): EventDraft => ({ subject, partitionkey: subject });

function checked(draft: EventDraft): CloudEvent {
  const event = validateCloudEvent(draft);
  return ensure(event.ok ? event.value : null, 'a valid envelope');
}

/** Ids of the W3C form that nobody can confuse within a run: they end with the numbers of the first message of the flow and of this message. */
function idsOf(trace: Trace, correlation: number, message: number): { readonly traceId: string; readonly parentId: string } {
  const ids = drawnTraceIds(trace.header.seed, trace.digest);
  const ending = (id: string, number: number): string => id.slice(0, -8) + number.toString(16).padStart(8, '0');
  return { traceId: ending(ids.traceId(), correlation), parentId: ending(ids.parentId(), message) };
}

const ordinalsByTrace = new WeakMap<Trace, Uint32Array>();

/** The place of every message among those of its sender, from 1; counted once per trace. */
function ordinalsOf(trace: Trace): Uint32Array {
  const known = ordinalsByTrace.get(trace);
  if (known !== undefined) return known;
  const ordinals = new Uint32Array(trace.messageCount + 1);
  const counts = new Uint32Array(trace.header.places.length);
  for (let id = 1; id <= trace.messageCount; id++) {
    const sender = trace.messages[id >>> chunkShift]?.sender[id & chunkMask] ?? 0;
    ordinals[id] = ++counts[sender]!;
  }
  ordinalsByTrace.set(trace, ordinals);
  return ordinals;
}
