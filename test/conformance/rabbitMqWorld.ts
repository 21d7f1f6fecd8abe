import { ensure } from '../../src/base/assert';
import type { Channel, PublishOptions } from '../../src/sim/broker/products/rabbitMq/channel';
import type { ConsumeOptions } from '../../src/sim/broker/products/rabbitMq/channelConsumers';
import type { Connection } from '../../src/sim/broker/products/rabbitMq/connection';
import { type Death, deathsOf } from '../../src/sim/broker/products/rabbitMq/deaths';
import type { ChannelEvent, Delivery, Message } from '../../src/sim/broker/products/rabbitMq/message';
import type { Outcome } from '../../src/sim/broker/products/rabbitMq/outcome';
import type { QueueView } from '../../src/sim/broker/products/rabbitMq/server';
import { RabbitMqServer } from '../../src/sim/broker/products/rabbitMq/server';
import type { RabbitMqOptions } from '../../src/sim/broker/products/rabbitMq/serverState';
import type { AmqpTable } from '../../src/sim/broker/router/exchanges';

export const secondUs = 1_000_000;

/** A client with one connection and one channel, and everything that it was told. */
export interface Client {
  readonly connection: Connection;
  readonly channel: Channel;
  readonly events: ChannelEvent[];
  readonly deliveries: Delivery[];
}

/** A server with shorthands for what every test does. */
export class RabbitWorld {
  readonly server: RabbitMqServer;

  constructor(options: Partial<RabbitMqOptions> = {}) {
    this.server = new RabbitMqServer(options);
  }

  client(): Client {
    const connection = this.server.connect();
    const events: ChannelEvent[] = [];
    return { connection, events, channel: connection.createChannel((event) => events.push(event)), deliveries: [] };
  }

  /** A publisher with confirms. */
  publisher(): Client {
    const client = this.client();
    client.channel.confirmSelect();
    return client;
  }

  /** A consumer of that queue with its own connection, in manual acknowledgement unless it says otherwise. */
  consumer(
    queue: string,
    options: ConsumeOptions & { readonly prefetch?: number; readonly handle?: (delivery: Delivery, client: Client) => void } = {},
  ): Client {
    const client = this.client();
    const { prefetch, handle, ...others } = options;
    if (prefetch !== undefined) client.channel.qos(prefetch);
    const deliver = (delivery: Delivery): void => {
      client.deliveries.push(delivery);
      handle?.(delivery, client);
    };
    worked(client.channel.consume(queue, deliver, others));
    return client;
  }

  /** Declares a durable queue. */
  queue(name: string, given: AmqpTable = {}): void {
    const aside = this.client();
    worked(aside.channel.declareQueue(name, { arguments: given }));
    aside.connection.close();
  }

  quorum(name: string, given: AmqpTable = {}): void {
    this.queue(name, { 'x-queue-type': 'quorum', ...given });
  }

  /** Messages straight into a queue, persistent unless told otherwise. */
  fill(queue: string, bodies: readonly string[], options: PublishOptions = {}): void {
    const { channel, connection } = this.client();
    for (const body of bodies) worked(channel.publish('', queue, body, { deliveryMode: 2, ...options }));
    connection.close();
  }

  look(queue: string): QueueView {
    return ensure(this.server.queue(queue), `queue ${queue}`);
  }

  waiting(queue: string): readonly string[] {
    return this.look(queue).messages.map(({ body }) => body);
  }

  /** Lets what is under way at this instant happen. */
  now(): void {
    this.server.clock.advanceBy(0);
  }

  until(seconds: number): void {
    this.server.clock.advanceToS(seconds);
  }

  after(seconds: number): void {
    this.server.clock.advanceBy(Math.round(seconds * secondUs));
  }
}

export function worked<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'error') throw new Error(`${outcome.code} ${outcome.name}: ${outcome.message}`);
  return outcome.value;
}

export const bodies = (of: readonly (Delivery | Message)[]): readonly string[] => of.map(({ body }) => body);
export const numbered = (count: number, from = 1): readonly string[] => Array.from({ length: count }, (_, i) => `m${from + i}`);
export const deathsIn = ({ properties }: Delivery | Message): readonly Death[] => deathsOf(properties.headers);
export const countIn = ({ properties }: Delivery): unknown => properties.headers?.['x-delivery-count'];
export const last = <T>(of: readonly T[]): T => ensure(of.at(-1), 'a last one');
