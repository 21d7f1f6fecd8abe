import type { AmqpTable } from '../../router/exchanges';

/** Properties of a message that change what the broker does with it. */
export interface Properties {
  /** 1 = transient (the default), 2 = persistent. */
  readonly deliveryMode?: 1 | 2;
  /** Milliseconds as text, as the protocol has it: `'5000'`. */
  readonly expiration?: string;
  readonly headers?: AmqpTable;
  readonly priority?: number;
  readonly messageId?: string;
  readonly correlationId?: string;
}

/** A message as it lies in a queue. */
export interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: Properties;
  readonly body: string;
}

/** A message together with when it entered its queue; only what has had time to be stored survives a crash. */
export interface StoredMessage {
  readonly message: Message;
  readonly enteredUs: number;
}

/** One attempt to hand a message to a consumer (or to a `basic.get`). */
export interface Delivery {
  /** Empty for `basic.get`. */
  readonly consumerTag: string;
  readonly deliveryTag: number;
  readonly redelivered: boolean;
  readonly exchange: string;
  readonly routingKey: string;
  readonly properties: Properties;
  readonly body: string;
}

/** What the server tells a channel without being asked at that moment. */
export type ChannelEvent =
  | {
      readonly kind: 'return';
      readonly replyCode: 312;
      readonly replyText: 'NO_ROUTE';
      readonly exchange: string;
      readonly routingKey: string;
      readonly properties: Properties;
      readonly body: string;
    }
  /** Publisher confirm. */
  | { readonly kind: 'ack' | 'nack'; readonly deliveryTag: number }
  /** The server ends a consumer: its queue is gone or it held a delivery for too long. */
  | { readonly kind: 'cancel'; readonly consumerTag: string }
  | { readonly kind: 'close'; readonly code: number; readonly name: string; readonly message: string };

export const isPersistent = (message: Message): boolean => message.properties.deliveryMode === 2;

/** Length limits count bodies, not properties (`x-max-length-bytes`). */
export const bytesOf = (message: Message): number => message.body.length;
