/** Error codes of the Amazon SNS API that the model answers with; the last one is the client library's own. */
export type SnsErrorCode =
  | 'BatchEntryIdsNotDistinct'
  | 'BatchRequestTooLong'
  | 'EmptyBatchRequest'
  | 'FilterPolicyLimitExceeded'
  | 'InvalidBatchEntryId'
  | 'InvalidParameter'
  | 'NotFound'
  | 'Throttled'
  | 'TooManyEntriesInBatchRequest'
  | 'EndpointConnectionError';

/** A refused call, as the client library reports it. */
export interface SnsError {
  readonly kind: 'error';
  readonly code: SnsErrorCode;
  readonly message: string;
}

export type SnsResult<T> = ({ readonly kind: 'ok' } & T) | SnsError;

export function snsError(code: SnsErrorCode, message: string): SnsError {
  return { kind: 'error', code, message };
}

export const invalid = (message: string): SnsError => snsError('InvalidParameter', `Invalid parameter: ${message}`);
export const done = { kind: 'ok' } as const;
