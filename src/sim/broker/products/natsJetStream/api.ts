/** What the server answers when it refuses: an error of its JSON API (`err_code` as in the server's error list). */
export interface ApiError {
  readonly kind: 'error';
  readonly code: number;
  readonly errCode: number;
  readonly description: string;
}

export const apiError = (code: number, errCode: number, description: string): ApiError => ({ kind: 'error', code, errCode, description });

export type Headers = Readonly<Record<string, string>>;

export interface PublishOptions {
  /** `Nats-Msg-Id`, `Nats-Expected-Stream`, `Nats-Expected-Last-Sequence`, `Nats-Expected-Last-Subject-Sequence`, `Nats-Expected-Last-Msg-Id`, `Nats-Rollup`. */
  readonly headers?: Headers;
}

/** The answer to a publish that asks for one. */
export type PublishResult =
  | { readonly kind: 'pubAck'; readonly stream: string; readonly seq: number; readonly duplicate: boolean }
  | ApiError
  /** Nobody listens on the subject: 503 at once. */
  | { readonly kind: 'noResponders' }
  /** The message reached the server and no answer comes: `no_ack`, or too few replicas are up. */
  | { readonly kind: 'timeout' };

/** A message of plain NATS, as a subscriber sees it. */
export interface CoreMessage {
  readonly subject: string;
  readonly payload: string;
  readonly headers: Headers;
}

/** A message in a stream. */
export interface StoredMessage extends CoreMessage {
  readonly seq: number;
  readonly storedAtUs: number;
  /** As the store counts it against `maxBytes`. */
  readonly bytes: number;
}

/** One delivery of a consumer; the answers count for the message, also from an earlier delivery. */
export interface JsMessage extends CoreMessage {
  readonly stream: string;
  readonly consumer: string;
  readonly streamSeq: number;
  readonly consumerSeq: number;
  /** How often the message has been delivered, this time included (`numDelivered`). */
  readonly deliveries: number;
  /** Messages that the consumer has not been given yet (`numPending`). */
  readonly pending: number;
  readonly storedAtUs: number;
  readonly ack: () => void;
  /** Acknowledges and asks for the server's answer (double ack): false = none came, so the acknowledgement may be lost. */
  readonly ackAck: () => boolean;
  /** Redeliver now. */
  readonly nak: () => void;
  readonly nakWithDelay: (delayUs: number) => void;
  /** Never redeliver. */
  readonly term: () => void;
  /** Work in progress: AckWait starts again. */
  readonly inProgress: () => void;
}

/** What a subscriber of a push consumer's deliver subject, or of any subject, receives. */
export type Received = JsMessage | CoreMessage;

export const isJsMessage = (message: Received): message is JsMessage => 'streamSeq' in message;

/** The end of a pull request: 404 no messages, 408 timeout, 409 why not. */
export interface PullStatus {
  readonly code: number;
  readonly description: string;
}

export interface PullRequest {
  readonly batch?: number;
  /** How long the request may wait; without it (and without `noWait`) until it is served. */
  readonly expiresUs?: number;
  readonly noWait?: boolean;
  readonly maxBytes?: number;
}

export interface Puller {
  readonly message: (message: JsMessage) => void;
  readonly status?: (status: PullStatus) => void;
}

export interface StreamInfo {
  readonly messages: number;
  readonly bytes: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly consumers: number;
}

export interface ConsumerInfo {
  readonly delivered: { readonly consumerSeq: number; readonly streamSeq: number };
  readonly ackFloor: { readonly consumerSeq: number; readonly streamSeq: number };
  readonly numAckPending: number;
  readonly numRedelivered: number;
  readonly numWaiting: number;
  readonly numPending: number;
}
