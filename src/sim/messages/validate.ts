import type { PlainData } from '../../base/plainData';
import { err, ok, type Result } from '../../base/result';
import { type EnvelopeProblem, error, nameProblem, requiredAttributes, valueProblem } from './attributeRules';
import { type CloudEvent, type EventDraft, isDataMember } from './cloudEvent';

/** Everything that CloudEvents 1.0 has against an event; empty when there is nothing, warnings included. */
export function problemsOf(draft: EventDraft): readonly EnvelopeProblem[] {
  const attributes = setAttributes(draft);
  return [...missing(draft), ...attributes.flatMap(([name, value]) => judged(name, value)), ...dataProblems(draft)];
}

/**
 * Checks an event before it is published or after it arrived: the event, or every reason against it. `id`, `source`, `specversion` and `type`
 * are required and non-empty (CEV-001). Attributes that are null count as not set, as the JSON format says; warnings do not refuse an event.
 */
export function validateCloudEvent(draft: EventDraft): Result<CloudEvent, readonly EnvelopeProblem[]> {
  const errors = problemsOf(draft).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return err(errors);
  const data = Object.entries(draft).filter(([name, value]) => isDataMember(name) && value !== undefined);
  return ok(Object.fromEntries([...setAttributes(draft), ...data]) as CloudEvent);
}

function setAttributes(draft: EventDraft): readonly (readonly [string, PlainData])[] {
  return Object.entries(draft).flatMap(([name, value]) =>
    isDataMember(name) || value === null || value === undefined ? [] : [[name, value] as const],
  );
}

function missing(draft: EventDraft): readonly EnvelopeProblem[] {
  const isSet = (name: string): boolean => (draft[name] ?? null) !== null;
  const absent = requiredAttributes.filter((name) => !isSet(name));
  // The distributed tracing extension: a tracestate means nothing without its traceparent.
  const needed = isSet('tracestate') && !isSet('traceparent') ? [...absent, 'traceparent'] : absent;
  return needed.map((name) => error(name, 'MissingAttribute', `${name} is missing`));
}

const judged = (name: string, value: PlainData): readonly EnvelopeProblem[] =>
  [nameProblem(name), valueProblem(name, value)].filter((problem) => problem !== null);

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function dataProblems({ data, data_base64: binary }: EventDraft): readonly EnvelopeProblem[] {
  if (binary === undefined || binary === null) return [];
  if (data !== undefined) return [error('data_base64', 'InvalidValue', 'data and data_base64 exclude each other')];
  const isBase64 = typeof binary === 'string' && base64.test(binary);
  return isBase64 ? [] : [error('data_base64', 'InvalidValue', 'data_base64 is not a Base64 text')];
}
