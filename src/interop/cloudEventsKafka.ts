import type { Result } from '../base/result';
import { attributesOf, type CloudEvent, type EnvelopeProblem, traceHeaders, type TraceContext } from '../sim';
import { fromJson, toJson } from './cloudEventsJson';
import { type Body, contentModeOf, contentOf, eventOf, jsonFormat, unreadable } from './contentMode';

/** The Kafka binding of CloudEvents: attributes are headers `ce_…`, data is the value; or the whole event is the value. */

const prefix = 'ce_';

export interface KafkaMessage {
  readonly key?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** null: a tombstone where the topic is compacted. */
  readonly value: Body;
}

export interface KafkaSending {
  readonly mode?: 'binary' | 'structured';
  /** The key that the sender gives: used as it is unless a mapper finds another. */
  readonly key?: string;
  /** Opt-in. It reads the event and leaves it as it is: the attribute travels, too (CEV-006). */
  readonly keyMapper?: (event: CloudEvent) => string | null;
  /** The context of this hop; the event's own trace is another matter (CEV-008). */
  readonly trace?: TraceContext;
}

/** The key mapper of the specification: the extension `partitionkey`, if present. */
export const partitionKeyMapper = (event: CloudEvent): string | null => {
  const key = event['partitionkey'];
  return typeof key === 'string' ? key : null;
};

export function toKafka(event: CloudEvent, { mode = 'binary', key: given, keyMapper, trace }: KafkaSending = {}): KafkaMessage {
  const key = keyMapper?.(event) ?? given;
  const hop = trace === undefined ? {} : Object.fromEntries(traceHeaders(trace));
  const message =
    mode === 'structured'
      ? { headers: { 'content-type': jsonFormat, ...hop }, value: toJson(event) }
      : { headers: { ...binaryHeaders(event), ...hop }, value: contentOf(event).body };
  return key === undefined ? message : { key, ...message };
}

function binaryHeaders(event: CloudEvent): Readonly<Record<string, string>> {
  const { contentType } = contentOf(event);
  const attributes = attributesOf(event).filter(([name]) => name !== 'datacontenttype');
  const headers = attributes.map(([name, value]): [string, string] => [`${prefix}${name}`, String(value)]);
  return Object.fromEntries(contentType === undefined ? headers : [...headers, ['content-type', contentType]]);
}

/** Reads an event; the content type tells the mode. Values of headers are texts, whatever the attribute was before. */
export function fromKafka({ headers, value }: KafkaMessage): Result<CloudEvent, readonly EnvelopeProblem[]> {
  const contentType = headers['content-type'];
  if (contentModeOf(contentType) !== 'binary') {
    return typeof value === 'string' ? fromJson(value) : { ok: false, error: [unreadable('data', 'a structured event is a JSON text')] };
  }
  const attributes = Object.entries(headers).flatMap(([name, text]): [string, string][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), text]] : [],
  );
  return eventOf(attributes, { contentType, body: value });
}
