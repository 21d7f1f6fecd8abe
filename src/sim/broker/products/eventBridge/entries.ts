import type { PlainData } from '../../../../base/plainData';
import { brokenRule } from '../brokenRule';
import { utf8Bytes } from '../sqs/messageSize';
import type { PutEventsEntry, PutEventsResultEntry } from './api';

/** Entries of one PutEvents call, and the size that they stay under together (EVB-002). */
const entriesMax = 10;
const bytesBelow = 262_144;

/** A time takes part in the size of an entry with this many bytes. */
const timeBytes = 14;

/** What is wrong with the call as a whole; null = nothing. */
export function problemOfCall(entries: readonly PutEventsEntry[]): string | null {
  return brokenRule([
    [entries.length >= 1, 'Member must have length greater than or equal to 1'],
    [entries.length <= entriesMax, `Member must have length less than or equal to ${entriesMax}`],
    [
      entries.reduce((sum, entry) => sum + entryBytes(entry), 0) < bytesBelow,
      'Total size of the entries in the request is over the limit.',
    ],
  ]);
}

function entryBytes({ Source = '', DetailType = '', Detail = '', Resources = [], TimeUs }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + utf8Bytes(text), TimeUs === undefined ? 0 : timeBytes);
}

/** What is wrong with one entry: it fails alone, the others of its call do not. */
export function problemOfEntry({ Source = '', DetailType = '', Detail = '' }: PutEventsEntry): PutEventsResultEntry | null {
  if (Source.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const missing = brokenRule([
    [Source !== '', 'Parameter Source is not valid. Reason: Source is a required argument.'],
    [DetailType !== '', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.'],
    [Detail !== '', 'Parameter Detail is not valid. Reason: Detail is a required argument.'],
  ]);
  if (missing !== null) return failed('InvalidArgument', missing);
  return parsedDetail(Detail) === null ? failed('MalformedDetail', 'Detail is malformed.') : null;
}

/** What is the same in every event of the model. */
export const origin = { version: '0', account: '123456789012', region: 'us-east-1' } as const;

/** The detail as data; null when it is no JSON object. */
export function parsedDetail(text: string): PlainData | null {
  try {
    const data = JSON.parse(text) as PlainData;
    return typeof data === 'object' && !Array.isArray(data) ? data : null;
  } catch {
    return null;
  }
}

export const failed = (ErrorCode: string, ErrorMessage: string): PutEventsResultEntry => ({ ErrorCode, ErrorMessage });
