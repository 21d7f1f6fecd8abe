import type { JsMessage, StoredMessage } from './api';
import { headerBytes } from './messageStore';

/** One delivery, as its answer names it. */
export interface Delivery {
  readonly streamSeq: number;
  readonly consumerSeq: number;
  /** How often the message has been delivered, this time included. */
  readonly deliveries: number;
}

/** Who delivers. */
export interface Origin {
  readonly stream: string;
  readonly consumer: string;
  readonly pending: number;
}

export interface Answers {
  /** Whether the server answered. */
  readonly ack: (delivery: Delivery) => boolean;
  readonly nak: (delivery: Delivery, delayUs: number) => void;
  readonly term: (delivery: Delivery) => void;
  readonly inProgress: (delivery: Delivery) => void;
}

export function jsMessage(stored: StoredMessage, delivery: Delivery, origin: Origin, answers: Answers): JsMessage {
  const { subject, payload, headers, storedAtUs } = stored;
  return {
    subject,
    payload,
    headers,
    storedAtUs,
    ...origin,
    ...delivery,
    ack: () => void answers.ack(delivery),
    ackAck: () => answers.ack(delivery),
    nak: () => answers.nak(delivery, 0),
    nakWithDelay: (delayUs) => answers.nak(delivery, delayUs),
    term: () => answers.term(delivery),
    inProgress: () => answers.inProgress(delivery),
  };
}

/** Digits of the time of storing, in nanoseconds, in a reply subject. */
const timestampDigits = 19;

/** Bytes of a delivery as a pull request counts them: subject, reply subject, headers and payload. */
export function deliveryBytes({ seq, subject, headers, payload }: StoredMessage, { stream, consumer, pending }: Origin): number {
  const reply = `$JS.ACK.${stream}.${consumer}.1.${seq}.${seq}..${pending}`.length + timestampDigits;
  return reply + subject.length + headerBytes(headers) + payload.length;
}
