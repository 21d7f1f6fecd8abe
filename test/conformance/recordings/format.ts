/** What a recording of a real broker holds. The script is data: the recorder ran it on the real broker, a replayer runs it on the simulated one. */
export interface Recording<Step, Event> {
  readonly broker: 'rabbitmq' | 'nats';
  readonly version: string;
  readonly experiment: string;
  /** What is tried, in one sentence. */
  readonly about: string;
  /** After each step the recorder waited this long for whatever follows by itself; the replayer lets as much virtual time pass. */
  readonly settleMs: number;
  readonly script: readonly Step[];
  /** One list per step: what was seen after it, sorted by `on` (who saw it), in the order of arrival within one `on`. */
  readonly observed: readonly (readonly Event[])[];
}

export type RabbitMqRecording = Recording<RabbitMqStep, RabbitMqEvent>;
export type NatsRecording = Recording<NatsStep, NatsEvent>;

/** Queue and exchange arguments, under their own names: `x-queue-type`, `x-message-ttl`. */
export type Arguments = Readonly<Record<string, string | number | boolean>>;

export interface RabbitMqProperties {
  /** Per-message TTL in milliseconds, a text as in AMQP. */
  readonly expiration?: string;
  readonly priority?: number;
  readonly persistent?: boolean;
  readonly headers?: Arguments;
}

/** `message` always names a delivery by its body: the latest delivery of that body on that channel. */
export type RabbitMqStep =
  | { readonly do: 'connect'; readonly connection: string }
  /** `abrupt`: the socket is cut without a closing handshake. */
  | { readonly do: 'closeConnection'; readonly connection: string; readonly abrupt?: boolean }
  | { readonly do: 'openChannel'; readonly connection: string; readonly channel: string; readonly confirms?: boolean }
  | { readonly do: 'closeChannel'; readonly channel: string }
  | {
      readonly do: 'declareExchange';
      readonly channel: string;
      readonly exchange: string;
      readonly type: 'direct' | 'fanout' | 'topic' | 'headers';
      readonly arguments?: Arguments;
    }
  | { readonly do: 'deleteExchange'; readonly channel: string; readonly exchange: string }
  | {
      readonly do: 'declareQueue';
      readonly channel: string;
      readonly queue: string;
      readonly durable?: boolean;
      readonly arguments?: Arguments;
    }
  | { readonly do: 'deleteQueue'; readonly channel: string; readonly queue: string }
  | {
      readonly do: 'bind';
      readonly channel: string;
      readonly queue: string;
      readonly exchange: string;
      readonly routingKey: string;
      readonly arguments?: Arguments;
    }
  /** Publishes the messages one after the other; `exchange: ''` is the default exchange. */
  | {
      readonly do: 'publish';
      readonly channel: string;
      readonly exchange: string;
      readonly routingKey: string;
      readonly messages: readonly string[];
      readonly mandatory?: boolean;
      readonly properties?: RabbitMqProperties;
    }
  | { readonly do: 'prefetch'; readonly channel: string; readonly count: number; readonly global?: boolean }
  | {
      readonly do: 'consume';
      readonly channel: string;
      readonly queue: string;
      readonly consumer: string;
      readonly noAck?: boolean;
      readonly exclusive?: boolean;
      readonly priority?: number;
    }
  | { readonly do: 'cancel'; readonly channel: string; readonly consumer: string }
  | { readonly do: 'get'; readonly channel: string; readonly queue: string; readonly noAck?: boolean }
  | { readonly do: 'ack'; readonly channel: string; readonly message: string; readonly multiple?: boolean }
  /** Everything that is unsettled on the channel (delivery tag 0, multiple). */
  | { readonly do: 'ackAll'; readonly channel: string }
  | { readonly do: 'nack'; readonly channel: string; readonly message: string; readonly requeue: boolean; readonly multiple?: boolean }
  | { readonly do: 'reject'; readonly channel: string; readonly message: string; readonly requeue: boolean }
  | { readonly do: 'purge'; readonly channel: string; readonly queue: string }
  /** Asks by a passive declare on a connection of its own how many messages wait. */
  | { readonly do: 'depth'; readonly queue: string }
  /** The broker is stopped and started again; every connection of the script is gone. */
  | { readonly do: 'restart' }
  | { readonly do: 'wait'; readonly ms: number };

/** One entry of `x-death`, newest first in the header; times are left out. */
export interface RabbitMqDeath {
  readonly queue: string;
  readonly reason: string;
  readonly count: number;
  readonly exchange: string;
  readonly routingKeys: readonly string[];
  readonly originalExpiration?: string;
}

export interface RabbitMqMessage {
  readonly body: string;
  readonly redelivered: boolean;
  readonly exchange: string;
  readonly routingKey: string;
  /** `x-delivery-count`, where the header is there. */
  readonly deliveryCount?: number;
  readonly deaths?: readonly RabbitMqDeath[];
  readonly firstDeath?: { readonly queue: string; readonly reason: string; readonly exchange: string };
  readonly expiration?: string;
  readonly priority?: number;
}

/** `on` names the consumer, channel, connection or queue that saw the event. */
export type RabbitMqEvent =
  | ({ readonly on: string; readonly event: 'delivered' } & RabbitMqMessage)
  /** Answer to `get`, with the messages left in the queue; `empty` when there was none. */
  | ({ readonly on: string; readonly event: 'got'; readonly left: number } & RabbitMqMessage)
  | { readonly on: string; readonly event: 'empty' }
  | { readonly on: string; readonly event: 'consumerCancelled' }
  | { readonly on: string; readonly event: 'returned'; readonly code: number; readonly text: string; readonly body: string }
  /** The broker's answer on a channel with confirms, by body. */
  | { readonly on: string; readonly event: 'confirmed' | 'refused'; readonly body: string }
  | { readonly on: string; readonly event: 'channelClosed'; readonly code: number; readonly text: string }
  | { readonly on: string; readonly event: 'connectionClosed' }
  | { readonly on: string; readonly event: 'depth'; readonly ready: number };

/** Stream and consumer configurations under the server's own names; durations in nanoseconds, as the server's API has them. */
export type NatsConfig = Readonly<Record<string, string | number | boolean | readonly string[] | readonly number[]>>;

/** A delivery is named by its payload (and, if needed, the number of the delivery): the latest delivery of that payload. */
export type NatsStep =
  | { readonly do: 'addStream'; readonly stream: string; readonly config: NatsConfig }
  | { readonly do: 'updateStream'; readonly stream: string; readonly config: NatsConfig }
  | { readonly do: 'purgeStream'; readonly stream: string; readonly filter?: string; readonly keep?: number; readonly seq?: number }
  /** `startAtStep`: opt_start_time is the instant at which that step (by index) began. */
  | {
      readonly do: 'addConsumer';
      readonly stream: string;
      readonly consumer: string;
      readonly config: NatsConfig;
      readonly startAtStep?: number;
    }
  | { readonly do: 'deleteConsumer'; readonly stream: string; readonly consumer: string }
  /** Publishes with an answer, one after the other. */
  | {
      readonly do: 'publish';
      readonly subject: string;
      readonly messages: readonly string[];
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Publishes as plain NATS: nobody answers. */
  | { readonly do: 'corePublish'; readonly subject: string; readonly messages: readonly string[] }
  /** Listens on a subject (a push consumer's deliver_subject), alone or in a queue group. */
  | { readonly do: 'subscribe'; readonly subscriber: string; readonly subject: string; readonly queue?: string }
  | { readonly do: 'unsubscribe'; readonly subscriber: string }
  /** One pull request; its answers arrive at `puller` over time. */
  | {
      readonly do: 'pull';
      readonly stream: string;
      readonly consumer: string;
      readonly puller: string;
      readonly batch: number;
      readonly expiresMs?: number;
      readonly noWait?: boolean;
      readonly maxBytes?: number;
    }
  | { readonly do: 'ack' | 'nak' | 'term' | 'inProgress'; readonly message: string; readonly delivery?: number; readonly delayMs?: number }
  | { readonly do: 'streamInfo'; readonly stream: string }
  | { readonly do: 'consumerInfo'; readonly stream: string; readonly consumer: string }
  | { readonly do: 'getMessage'; readonly stream: string; readonly seq?: number; readonly lastBySubject?: string }
  | { readonly do: 'deleteMessage'; readonly stream: string; readonly seq: number }
  | { readonly do: 'wait'; readonly ms: number };

export type NatsEvent =
  | {
      readonly on: string;
      readonly event: 'delivered';
      readonly body: string;
      readonly subject: string;
      readonly streamSeq: number;
      readonly consumerSeq: number;
      /** How often this message has been delivered, this time included. */
      readonly deliveries: number;
      /** Messages of the consumer that were not delivered yet. */
      readonly pending: number;
    }
  /** A message without the reply subject of a JetStream delivery. */
  | { readonly on: string; readonly event: 'message'; readonly body: string; readonly subject: string }
  /** The end of a pull request: 404 no messages, 408 timeout, 409 why not. */
  | { readonly on: string; readonly event: 'status'; readonly code: number; readonly text: string }
  | {
      readonly on: 'publisher';
      readonly event: 'pubAck';
      readonly body: string;
      readonly stream: string;
      readonly seq: number;
      readonly duplicate: boolean;
    }
  | {
      readonly on: 'publisher';
      readonly event: 'pubError';
      readonly body: string;
      readonly code: number;
      readonly errCode: number;
      readonly text: string;
    }
  | { readonly on: 'publisher'; readonly event: 'noResponders'; readonly body: string }
  /** An answer of the management API that refuses the step. */
  | { readonly on: 'api'; readonly event: 'refused'; readonly code: number; readonly errCode: number; readonly text: string }
  | {
      readonly on: 'advisory';
      readonly event: 'maxDeliveries' | 'terminated' | 'naked';
      readonly stream: string;
      readonly consumer: string;
      readonly streamSeq: number;
      readonly deliveries: number;
    }
  | {
      readonly on: 'api';
      readonly event: 'streamInfo';
      readonly messages: number;
      readonly firstSeq: number;
      readonly lastSeq: number;
      readonly consumers: number;
    }
  | {
      readonly on: 'api';
      readonly event: 'consumerInfo';
      readonly deliveredConsumerSeq: number;
      readonly deliveredStreamSeq: number;
      readonly ackFloorConsumerSeq: number;
      readonly ackFloorStreamSeq: number;
      readonly ackPending: number;
      readonly redelivered: number;
      readonly waiting: number;
      readonly pending: number;
    }
  | { readonly on: 'api'; readonly event: 'stored'; readonly seq: number; readonly subject: string; readonly body: string };
