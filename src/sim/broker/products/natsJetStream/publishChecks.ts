import { type ApiError, apiError, type CoreMessage, type Headers } from './api';
import { headerBytes, type MessageStore } from './messageStore';
import type { StreamConfig } from './streamConfig';

/** What a stream knows when a message arrives. */
export interface StreamView {
  readonly config: StreamConfig;
  readonly store: MessageStore;
  /** `Nats-Msg-Id` of the last message; empty when it had none. */
  readonly lastMsgId: string;
}

export const wrongStream = ({ config }: StreamView, headers: Headers): ApiError | null => {
  const expected = headers['Nats-Expected-Stream'] ?? '';
  return expected === '' || expected === config.name ? null : apiError(400, 10060, 'expected stream does not match');
};

/** Why a stream does not take a message that is no duplicate; null = it takes it. In the server's order. */
export function refusal(stream: StreamView, message: CoreMessage): ApiError | null {
  return (
    wrongSubjectSequence(stream, message) ??
    wrongSequence(stream, message.headers) ??
    wrongMsgId(stream, message.headers) ??
    wrongRollup(stream, message.headers) ??
    tooLarge(stream, message) ??
    stream.store.refuses(message)
  );
}

const wrongLast = (sequence: number): ApiError => apiError(400, 10071, `wrong last sequence: ${sequence}`);

/** Optimistic concurrency per subject (NAT-013); 0 = the subject must be new. */
function wrongSubjectSequence({ store }: StreamView, { subject, headers }: CoreMessage): ApiError | null {
  const expected = headers['Nats-Expected-Last-Subject-Sequence'];
  if (expected === undefined) return null;
  const last = store.lastOf(subject)?.seq ?? 0;
  return Number(expected) === last ? null : wrongLast(last);
}

function wrongSequence({ store }: StreamView, headers: Headers): ApiError | null {
  const expected = headers['Nats-Expected-Last-Sequence'];
  return expected === undefined || Number(expected) === store.lastSeq ? null : wrongLast(store.lastSeq);
}

function wrongMsgId({ lastMsgId }: StreamView, headers: Headers): ApiError | null {
  const expected = headers['Nats-Expected-Last-Msg-Id'] ?? '';
  return expected === '' || expected === lastMsgId ? null : apiError(400, 10070, `wrong last msg ID: ${lastMsgId}`);
}

function wrongRollup({ config }: StreamView, headers: Headers): ApiError | null {
  const rollup = headers['Nats-Rollup'] ?? '';
  if (rollup === '') return null;
  if (!config.allowRollup || config.denyPurge) return apiError(500, 10111, 'rollup not permitted');
  return rollup === 'sub' || rollup === 'all' ? null : apiError(500, 10111, `rollup value invalid: "${rollup}"`);
}

function tooLarge({ config }: StreamView, { headers, payload }: CoreMessage): ApiError | null {
  const fits = config.maxMsgSize < 0 || headerBytes(headers) + payload.length <= config.maxMsgSize;
  return fits ? null : apiError(400, 10054, 'message size exceeds maximum allowed');
}
