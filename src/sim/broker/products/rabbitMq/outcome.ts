/** What an operation came to. An error closes the channel or the whole connection, as in AMQP 0-9-1. */
export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | AmqpError;

export interface AmqpError {
  readonly kind: 'error';
  readonly code: number;
  readonly name: string;
  readonly message: string;
  readonly closes: 'channel' | 'connection' | 'nothing';
}

export const done: Outcome<void> = { kind: 'ok', value: undefined };

export function value<T>(of: T): Outcome<T> {
  return { kind: 'ok', value: of };
}

const channelError =
  (code: number, name: string) =>
  (message: string): AmqpError => ({ kind: 'error', code, name, message, closes: 'channel' });

export const preconditionFailed = channelError(406, 'PRECONDITION_FAILED');
export const notFound = channelError(404, 'NOT_FOUND');
export const accessRefused = channelError(403, 'ACCESS_REFUSED');
export const resourceLocked = channelError(405, 'RESOURCE_LOCKED');

export function notImplemented(message: string): AmqpError {
  return { kind: 'error', code: 540, name: 'NOT_IMPLEMENTED', message, closes: 'connection' };
}

export function notAllowed(message: string): AmqpError {
  return { kind: 'error', code: 530, name: 'NOT_ALLOWED', message, closes: 'connection' };
}

/** The client library refuses: there is no channel to send on. */
export function alreadyClosed(what: 'channel' | 'connection'): AmqpError {
  return { kind: 'error', code: 504, name: 'CHANNEL_ERROR', message: `the ${what} is closed`, closes: 'nothing' };
}

/** A queue whose server (or whose majority of members) is out of reach does not answer. */
export function unavailable(queue: string): AmqpError {
  return {
    kind: 'error',
    code: 541,
    name: 'INTERNAL_ERROR',
    message: `queue '${queue}' is unavailable: no majority of its members is up`,
    closes: 'nothing',
  };
}
