import type { Result } from '../base/result';
import { attributesOf, type AttributeValue, type CloudEvent, type EnvelopeProblem, traceHeaders, type TraceContext } from '../sim';
import { fromJson, toJson } from './cloudEventsJson';
import { type Body, contentModeOf, contentOf, eventOf, jsonFormat, unreadable } from './contentMode';

/** The AMQP binding of CloudEvents: attributes are application properties `cloudEvents:…` (headers in AMQP 0-9-1), data is the body. */

const prefix = 'cloudEvents:';
/** `cloudEvents_` is what senders write whose names may not hold a colon (JMS). */
const readPrefix = /^cloudEvents[:_]/;

export interface AmqpMessage {
  readonly contentType?: string;
  readonly applicationProperties: Readonly<Record<string, AttributeValue>>;
  readonly body: Body;
}

export interface AmqpSending {
  readonly mode?: 'binary' | 'structured';
  /** The context of this hop; the event's own trace is another matter (CEV-008). */
  readonly trace?: TraceContext;
}

/** Writes an event. Numbers and truth values keep their type, everything else is text. */
export function toAmqp(event: CloudEvent, { mode = 'binary', trace }: AmqpSending = {}): AmqpMessage {
  const hop = trace === undefined ? {} : Object.fromEntries(traceHeaders(trace));
  if (mode === 'structured') return { contentType: jsonFormat, applicationProperties: hop, body: toJson(event) };
  const attributes = attributesOf(event).filter(([name]) => name !== 'datacontenttype');
  const named = attributes.map(([name, value]): [string, AttributeValue] => [`${prefix}${name}`, value]);
  const { contentType, body } = contentOf(event);
  const message = { applicationProperties: { ...Object.fromEntries(named), ...hop }, body };
  return contentType === undefined ? message : { contentType, ...message };
}

export function fromAmqp({ contentType, applicationProperties, body }: AmqpMessage): Result<CloudEvent, readonly EnvelopeProblem[]> {
  if (contentModeOf(contentType) !== 'binary') {
    return typeof body === 'string' ? fromJson(body) : { ok: false, error: [unreadable('data', 'a structured event is a JSON text')] };
  }
  const attributes = Object.entries(applicationProperties).flatMap(([name, value]): [string, AttributeValue][] =>
    readPrefix.test(name) ? [[name.replace(readPrefix, ''), value]] : [],
  );
  return eventOf(attributes, { contentType, body });
}
