/** Error codes of the Amazon SQS API (and of Lambda, for event source mappings) that the model answers with. */
export type SqsErrorCode =
  | 'BatchEntryIdsNotDistinct'
  | 'BatchRequestTooLong'
  | 'EmptyBatchRequest'
  | 'InvalidAttributeName'
  | 'InvalidAttributeValue'
  | 'InvalidBatchEntryId'
  | 'InvalidMessageContents'
  | 'InvalidParameterValue'
  | 'InvalidParameterValueException'
  | 'MessageNotInflight'
  | 'MissingParameter'
  | 'OverLimit'
  | 'PurgeQueueInProgress'
  | 'QueueDeletedRecently'
  | 'QueueDoesNotExist'
  | 'QueueNameExists'
  | 'ReceiptHandleIsInvalid'
  | 'ResourceNotFoundException'
  | 'ServiceUnavailable'
  | 'ThrottlingException'
  | 'TooManyEntriesInBatchRequest'
  | 'UnsupportedOperation';

/** A refused call, as the client library reports it. */
export interface SqsError {
  readonly kind: 'error';
  readonly code: SqsErrorCode;
  readonly message: string;
}

export type SqsResult<T> = ({ readonly kind: 'ok' } & T) | SqsError;

export function sqsError(code: SqsErrorCode, message: string): SqsError {
  return { kind: 'error', code, message };
}

/** The usual sentence for a value out of its range. */
export function invalidValue(parameter: string, value: unknown, reason: string): SqsError {
  return sqsError('InvalidParameterValue', `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`);
}

export const done = { kind: 'ok' } as const;
