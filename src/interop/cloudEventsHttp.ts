import { err, ok, type Result } from '../base/result';
import { attributesOf, type CloudEvent, type EnvelopeProblem, type Header, traceHeaders, type TraceContext } from '../sim';
import { fromJson, fromJsonBatch, toJson, toJsonBatch } from './cloudEventsJson';
import { type Body, contentModeOf, contentOf, eventOf, jsonBatchFormat, jsonFormat, unreadable } from './contentMode';

/** The HTTP binding of CloudEvents: attributes are headers `ce-…` in percent-encoding, data is the body. */

const prefix = 'ce-';

export interface HttpMessage {
  readonly headers: readonly Header[];
  readonly body: Body;
}

export interface HttpSending {
  readonly mode?: 'binary' | 'structured';
  /** The context of this hop, in the headers of HTTP; the event's own trace is another matter (CEV-008). */
  readonly trace?: TraceContext;
}

type Read<T> = Result<T, readonly EnvelopeProblem[]>;

export function toHttp(event: CloudEvent, { mode = 'binary', trace }: HttpSending = {}): HttpMessage {
  const hop = trace === undefined ? [] : traceHeaders(trace);
  if (mode === 'structured') return { headers: [['content-type', jsonFormat], ...hop], body: toJson(event) };
  const { contentType, body } = contentOf(event);
  const attributes = attributesOf(event)
    .filter(([name]) => name !== 'datacontenttype')
    .map(([name, value]): Header => [`${prefix}${name}`, encoded(String(value))]);
  const type: readonly Header[] = contentType === undefined ? [] : [['content-type', contentType]];
  return { headers: [...attributes, ...type, ...hop], body };
}

export const toHttpBatch = (events: readonly CloudEvent[]): HttpMessage => ({
  headers: [['content-type', jsonBatchFormat]],
  body: toJsonBatch(events),
});

/** Reads the events of a message: one, or those of a batch. */
export function fromHttp(message: HttpMessage): Read<readonly CloudEvent[]> {
  const headers = message.headers.map(([name, value]): Header => [name.toLowerCase(), value]);
  const contentType = headers.find(([name]) => name === 'content-type')?.[1];
  const mode = contentModeOf(contentType);
  if (mode === 'binary') return single(fromBinary({ headers, body: message.body }, contentType));
  if (typeof message.body !== 'string') return err([unreadable('data', 'a structured event is a JSON text')]);
  return mode === 'batched' ? fromJsonBatch(message.body) : single(fromJson(message.body));
}

const single = (read: Read<CloudEvent>): Read<readonly CloudEvent[]> => (read.ok ? ok([read.value]) : read);

function fromBinary({ headers, body }: HttpMessage, contentType: string | undefined): Read<CloudEvent> {
  const attributes: [string, string][] = [];
  for (const [header, value] of headers.filter(([name]) => name.startsWith(prefix))) {
    const name = header.slice(prefix.length);
    const text = decoded(value);
    if (text === null) return err([unreadable(name, `${header} is no text in percent-encoding`)]);
    attributes.push([name, text]);
  }
  return eventOf(attributes, { contentType, body });
}

/** Blanks, quotes, percent signs and everything outside printable ASCII become bytes of UTF-8. */
const encoded = (text: string): string => text.replaceAll(/[^\x21\x23\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character));

/** Takes away quotes, as older senders write them, then one round of percent-encoding; null for what is no UTF-8. */
function decoded(value: string): string | null {
  const quoted = /^"(.*)"$/s.exec(value)?.[1];
  try {
    return decodeURIComponent(quoted?.replaceAll(/\\(.)/gs, '$1') ?? value);
  } catch {
    return null;
  }
}
