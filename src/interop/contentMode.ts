import type { PlainData } from '../base/plainData';
import { err, ok, type Result } from '../base/result';
import {
  type AttributeValue,
  attributeNameProblem,
  type CloudEvent,
  type EnvelopeProblem,
  type EventDraft,
  isDataMember,
  validateCloudEvent,
} from '../sim';

/** What all protocol bindings of CloudEvents share: the content modes, and data as a body with a media type. */

export const jsonFormat = 'application/cloudevents+json; charset=UTF-8';
export const jsonBatchFormat = 'application/cloudevents-batch+json; charset=UTF-8';

/** Text, bytes as Base64, or no body at all. */
export type Body = string | { readonly base64: string } | null;

/** The mode of a message by its media type: structured only when the event format itself is one of CloudEvents. */
export function contentModeOf(contentType: string | undefined): 'binary' | 'structured' | 'batched' {
  if (/^application\/cloudevents-batch\b/i.test(contentType ?? '')) return 'batched';
  return /^application\/cloudevents(?:\+|\s*;|\s*$)/i.test(contentType ?? '') ? 'structured' : 'binary';
}

/** JSON is any media type with the subtype json or the suffix +json, and what is implied when nothing is said. */
const isJson = (contentType: string): boolean => /^[^/]+\/(?:[^;]*\+)?json\s*(?:;|$)/i.test(contentType);
const impliedType = 'application/json';

export interface BinaryContent {
  readonly contentType: string | undefined;
  readonly body: Body;
}

/** The data of an event as a body of its own. The media type is `datacontenttype`; JSON that was only implied is said. */
export function contentOf({ data, data_base64: base64, datacontenttype }: CloudEvent): BinaryContent {
  if (base64 !== undefined) return { contentType: datacontenttype, body: { base64 } };
  if (data === undefined) return { contentType: datacontenttype, body: null };
  const contentType = datacontenttype ?? impliedType;
  return { contentType, body: typeof data === 'string' && !isJson(contentType) ? data : JSON.stringify(data) };
}

/** Puts an event in binary mode together again. An attribute named like the payload is refused here: beside it, it would take its place. */
export function eventOf(
  attributes: readonly (readonly [string, AttributeValue])[],
  content: BinaryContent,
): Result<CloudEvent, readonly EnvelopeProblem[]> {
  const misnamed = attributes.flatMap(([name]) => (isDataMember(name) ? (attributeNameProblem(name) ?? []) : []));
  if (misnamed.length > 0) return err(misnamed);
  const members = membersOf(content);
  return members.ok ? validateCloudEvent({ ...Object.fromEntries(attributes), ...members.value }) : members;
}

/** Members of the event that a body and its media type stand for. */
function membersOf({ contentType, body }: BinaryContent): Result<EventDraft, readonly EnvelopeProblem[]> {
  const type: EventDraft = contentType === undefined ? {} : { datacontenttype: contentType };
  if (body === null) return ok(type);
  if (typeof body !== 'string') return ok({ ...type, data_base64: body.base64 });
  if (!isJson(contentType ?? impliedType)) return ok({ ...type, data: body });
  const data = parsedJson(body);
  return data.ok ? ok({ ...type, data: data.value }) : err(data.error);
}

export function parsedJson(text: string): Result<PlainData, readonly EnvelopeProblem[]> {
  try {
    return ok(JSON.parse(text) as PlainData);
  } catch {
    return err([unreadable('data', 'this is no JSON text')]);
  }
}

export const unreadable = (attribute: string, message: string): EnvelopeProblem => ({
  code: 'InvalidValue',
  severity: 'error',
  attribute,
  message,
});
