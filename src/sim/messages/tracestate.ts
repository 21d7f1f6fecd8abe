import { err, ok, type Result } from '../../base/result';

/** The header `tracestate` of W3C trace context, Level 1: what vendors keep about a trace, the latest first. */

export interface TraceStateMember {
  readonly key: string;
  readonly value: string;
}
export type TraceState = readonly TraceStateMember[];

export const traceStateMembersMax = 32;
/** At least as much has to be passed on. */
export const traceStateCharacters = 512;
/** Longer members are the first to go. */
const longMemberCharacters = 128;

const simpleKey = /^[a-z][a-z0-9_\-*/]{0,255}$/;
const tenantKey = /^[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13}$/;
/** Printable ASCII without comma and equals sign, not ending with a blank. */
const memberValue = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Reads a tracestate (several headers joined by commas); null when it has to be dropped as a whole: a bad member, a key twice, too many members. */
export function parseTracestate(text: string): TraceState | null {
  const members: TraceStateMember[] = [];
  for (const part of text.split(',').map((one) => one.replaceAll(/^[ \t]+|[ \t]+$/g, ''))) {
    if (part === '') continue;
    const member = memberFrom(part);
    if (member === null || members.length >= traceStateMembersMax || members.some(({ key }) => key === member.key)) return null;
    members.push(member);
  }
  return members;
}

function memberFrom(text: string): TraceStateMember | null {
  const at = text.indexOf('=');
  const member = { key: text.slice(0, Math.max(at, 0)), value: text.slice(at + 1) };
  return isMember(member) ? member : null;
}

const isMember = ({ key, value }: TraceStateMember): boolean => (simpleKey.test(key) || tenantKey.test(key)) && memberValue.test(value);

export const formatTracestate = (state: TraceState): string => state.map(({ key, value }) => `${key}=${value}`).join(',');

/**
 * Writes the member of one vendor: it moves to the left, the others keep their order and values; the last one leaves a full list. Keys of
 * others are none of a vendor's business, so there is no other change than this and `withoutMember`.
 */
export function withMember(state: TraceState, member: TraceStateMember): Result<TraceState, 'invalidMember'> {
  if (!isMember(member)) return err('invalidMember');
  return ok([member, ...withoutMember(state, member.key)].slice(0, traceStateMembersMax));
}

export const withoutMember = (state: TraceState, key: string): TraceState => state.filter((member) => member.key !== key);

/** Shortens a state to a size: members of more than 128 characters go first, then those at the end. Members are never cut in pieces. */
export function shortenedState(state: TraceState, charactersMax: number = traceStateCharacters): TraceState {
  const members = [...state];
  const isTooLong = (): boolean => formatTracestate(members).length > charactersMax;
  for (let at = members.length - 1; at >= 0 && isTooLong(); at--) {
    if (formatTracestate(members.slice(at, at + 1)).length > longMemberCharacters) members.splice(at, 1);
  }
  while (isTooLong()) members.pop();
  return members;
}
