import type { PlainData } from '../../base/plainData';
import { isTimestamp } from '../../base/timestamp';
import { parseTraceparent } from './traceparent';
import { parseTracestate } from './tracestate';

/** What is wrong with an event, by the words of the specification: an error breaks a MUST, a warning a SHOULD. */
export interface EnvelopeProblem {
  readonly code: 'MissingAttribute' | 'EmptyAttribute' | 'UnsupportedVersion' | 'InvalidName' | 'LongName' | 'InvalidValue';
  readonly severity: 'error' | 'warning';
  readonly attribute: string;
  readonly message: string;
}

export const requiredAttributes = ['id', 'source', 'specversion', 'type'] as const;
/** Attribute names SHOULD NOT be longer. */
export const attributeNameCharactersMax = 20;

/** Says what is wrong with a name of an attribute: lower-case letters and digits only, never `data` (CEV-003). */
export function nameProblem(name: string): EnvelopeProblem | null {
  if (name === 'data') return error(name, 'InvalidName', 'data is the payload of an event and no attribute of it');
  if (!/^[a-z0-9]+$/.test(name)) return error(name, 'InvalidName', `"${name}" has other characters than a-z and 0-9`);
  if (name.length <= attributeNameCharactersMax) return null;
  const message = `"${name}" is longer than ${attributeNameCharactersMax} characters`;
  return { code: 'LongName', severity: 'warning', attribute: name, message };
}

/** Says what is wrong with the value of an attribute; its name is judged by `nameProblem`. */
export function valueProblem(name: string, value: PlainData): EnvelopeProblem | null {
  if (name === 'specversion') return versionProblem(value);
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (form !== undefined) return formProblem(name, form, value);
  return isAttributeValue(value) ? null : error(name, 'InvalidValue', `${name} is not a text, a whole number of 32 bits or true or false`);
}

function formProblem(name: string, { what, fits, severity = 'error' }: Form, value: PlainData): EnvelopeProblem | null {
  if (value === '') return error(name, 'EmptyAttribute', `${name} is empty`);
  if (typeof value !== 'string' || !isPrintable(value)) return error(name, 'InvalidValue', `${name} is not ${what}`);
  return fits(value) ? null : { ...error(name, 'InvalidValue', `${name} is not ${what}`), severity };
}

export const error = (attribute: string, code: EnvelopeProblem['code'], message: string): EnvelopeProblem => ({
  code,
  severity: 'error',
  attribute,
  message,
});

function versionProblem(value: PlainData): EnvelopeProblem | null {
  if (value === '1.0') return null;
  if (value === '') return error('specversion', 'EmptyAttribute', 'specversion is empty');
  return error('specversion', 'UnsupportedVersion', 'specversion is not "1.0"');
}

interface Form {
  readonly what: string;
  readonly fits: (text: string) => boolean;
  readonly severity?: EnvelopeProblem['severity'];
}

const anyText: Form = { what: 'a text', fits: () => true };
const uriCharacters = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+$/;
const uri: Form = { what: 'an absolute URI', fits: (text) => uriCharacters.test(text) && /^[A-Za-z][A-Za-z0-9+.-]*:./.test(text) };
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:\s*;\s*[\w!#$&^.+-]+=(?:[\w!#$&^.+-]+|"[^"]*"))*$/;

/**
 * Attributes of the specification and of its documented extensions (correlation, sequence, partitioning, distributed tracing): each is a
 * non-empty text of a form. A trace that cannot be read does not spoil the event: its receivers ignore it (TRC-002).
 */
const forms: Readonly<Record<string, Form>> = {
  id: anyText,
  source: { what: 'a URI reference', fits: (text) => uriCharacters.test(text) },
  type: anyText,
  datacontenttype: { what: 'a media type', fits: (text) => mediaType.test(text) },
  dataschema: uri,
  subject: anyText,
  time: { what: 'a timestamp of RFC 3339', fits: isTimestamp },
  correlationid: anyText,
  causationid: anyText,
  sequence: anyText,
  sequencetype: anyText,
  partitionkey: anyText,
  traceparent: { what: 'a traceparent of W3C trace context', fits: (text) => parseTraceparent(text) !== null, severity: 'warning' },
  tracestate: { what: 'a tracestate of W3C trace context', fits: (text) => parseTracestate(text) !== null, severity: 'warning' },
};

function isAttributeValue(value: PlainData): boolean {
  switch (typeof value) {
    case 'boolean':
      return true;
    case 'number':
      return Number.isInteger(value) && value >= -2_147_483_648 && value <= 2_147_483_647;
    case 'string':
      return isPrintable(value);
    default:
      return false;
  }
}

/** Texts hold no control characters, no noncharacters and no half of a surrogate pair. */
const isPrintable = (text: string): boolean => /^[^\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]*$/u.test(text);
