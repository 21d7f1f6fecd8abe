/** What an endpoint answers to a push, in the words of the wire. */
export type EndpointAnswer =
  | 'ok'
  /** The endpoint's system is not available: a server-side error. */
  | 'serverError'
  | 'timeout'
  | 'throttled'
  /** The request itself is refused. */
  | 'clientError'
  /** The endpoint was deleted. */
  | 'noResource'
  /** The endpoint's policy denies the sender. */
  | 'noPermissions'
  | { readonly httpStatus: number };

/** Why a push failed, and whether the products count it among the errors that another attempt may mend. */
export interface PushFailure {
  readonly kind: Exclude<EndpointAnswer, 'ok' | { readonly httpStatus: number }>;
  readonly retriable: boolean;
  readonly message: string;
}

const retriableKinds: readonly PushFailure['kind'][] = ['serverError', 'timeout', 'throttled'];

/**
 * Sorts an answer: null = delivered. Server errors, throttling and silence are tried again; client-side errors are not
 * (SNS-007, EVB-008, EVB-010: of the HTTP statuses, 5xx and 429 are tried again and the other 4xx are not).
 */
export function failureOf(answer: EndpointAnswer): PushFailure | null {
  if (answer === 'ok') return null;
  if (typeof answer === 'object') return failureOfStatus(answer.httpStatus);
  return { kind: answer, retriable: retriableKinds.includes(answer), message: messages[answer] };
}

function failureOfStatus(status: number): PushFailure | null {
  if (status >= 200 && status < 300) return null;
  const kind = status === 429 ? 'throttled' : status >= 400 && status < 500 ? 'clientError' : 'serverError';
  return { kind, retriable: kind !== 'clientError', message: `HTTP status ${status}` };
}

const messages: Readonly<Record<PushFailure['kind'], string>> = {
  serverError: 'The endpoint is not available.',
  timeout: 'The endpoint did not answer in time.',
  throttled: 'The endpoint throttles.',
  clientError: 'The endpoint refuses the request.',
  noResource: 'The endpoint does not exist.',
  noPermissions: 'The endpoint’s policy denies the sender.',
};
