/** Error codes of the EventBridge APIs that the model answers with; the last one is the client library's own. */
export type EventBridgeErrorCode =
  | 'IllegalStatusException'
  | 'InvalidEventPatternException'
  | 'LimitExceededException'
  | 'ResourceAlreadyExistsException'
  | 'ResourceNotFoundException'
  | 'ValidationException'
  | 'EndpointConnectionError';

/** A refused call, as the client library reports it. */
export interface EventBridgeError {
  readonly kind: 'error';
  readonly code: EventBridgeErrorCode;
  readonly message: string;
}

export type EventBridgeResult<T> = ({ readonly kind: 'ok' } & T) | EventBridgeError;

export function eventBridgeError(code: EventBridgeErrorCode, message: string): EventBridgeError {
  return { kind: 'error', code, message };
}

export const notFound = (what: string): EventBridgeError => eventBridgeError('ResourceNotFoundException', `${what} does not exist.`);
export const unreachable = eventBridgeError('EndpointConnectionError', 'Could not connect to the endpoint URL');
export const done = { kind: 'ok' } as const;
