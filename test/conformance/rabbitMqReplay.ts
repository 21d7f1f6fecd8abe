import type { AmqpValue } from '../../src/sim/broker/router/exchanges';
import { ensure } from '../../src/base/assert';
import type { Channel, Fetched } from '../../src/sim/broker/products/rabbitMq/channel';
import type { Connection } from '../../src/sim/broker/products/rabbitMq/connection';
import { deathsOf } from '../../src/sim/broker/products/rabbitMq/deaths';
import type { ChannelEvent, Delivery, Properties } from '../../src/sim/broker/products/rabbitMq/message';
import { RabbitMqServer } from '../../src/sim/broker/products/rabbitMq/server';
import type { RabbitMqEvent, RabbitMqMessage, RabbitMqProperties, RabbitMqRecording, RabbitMqStep } from './recordings/format';

/** A channel of a script: its deliveries by body, its publishes by delivery tag. */
interface Line {
  readonly channel: Channel;
  readonly deliveries: Map<string, Delivery>;
  readonly published: Map<number, string>;
}

/** Plays a recorded script on the simulated server; the answer has the form of `observed` in the recording. */
export function replay({ script, settleMs }: Pick<RabbitMqRecording, 'script' | 'settleMs'>): readonly (readonly RabbitMqEvent[])[] {
  const player = new Player();
  return script.map((step) => {
    player.play(step);
    return player.settle(settleMs);
  });
}

class Player {
  readonly #server = new RabbitMqServer({ version: '3.10', nodes: 1 });
  readonly #connections = new Map<string, { readonly connection: Connection; readonly told: { cut: boolean } }>();
  readonly #lines = new Map<string, Line>();
  #seen: RabbitMqEvent[] = [];

  settle(ms: number): readonly RabbitMqEvent[] {
    this.#server.clock.advanceBy(ms * 1000);
    const seen = this.#seen;
    this.#seen = [];
    return seen.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  }

  play(step: RabbitMqStep): void {
    switch (step.do) {
      case 'connect':
        return this.#connect(step.connection);
      case 'closeConnection':
        return this.#closeConnection(step.connection, step.abrupt === true);
      case 'openChannel':
        return this.#openChannel(step);
      case 'depth':
        return this.#depth(step.queue);
      case 'restart':
        return this.#restart();
      case 'wait':
        return this.#server.clock.advanceBy(step.ms * 1000);
      default:
        return this.#onChannel(step, ensure(this.#lines.get(step.channel), step.channel));
    }
  }

  #connect(name: string): void {
    const told = { cut: false };
    const connection = this.#server.connect((event) => {
      if (event.kind === 'close' && !told.cut) this.#seen.push({ on: name, event: 'connectionClosed' });
    });
    this.#connections.set(name, { connection, told });
  }

  #closeConnection(name: string, abrupt: boolean): void {
    const { connection, told } = ensure(this.#connections.get(name), name);
    told.cut = true;
    if (abrupt) connection.crash();
    else connection.close();
  }

  #openChannel({ connection, channel: name, confirms }: Extract<RabbitMqStep, { do: 'openChannel' }>): void {
    const published = new Map<number, string>();
    const channel = ensure(this.#connections.get(connection), connection).connection.createChannel((event) => {
      const seen = seenOf(name, event, published);
      if (seen !== null) this.#seen.push(seen);
    });
    if (confirms === true) channel.confirmSelect();
    this.#lines.set(name, { channel, deliveries: new Map(), published });
  }

  #depth(queue: string): void {
    const aside = this.#server.connect();
    const counts = aside.createChannel().checkQueue(queue);
    aside.close();
    if (counts.kind === 'error') throw new Error(counts.message);
    this.#seen.push({ on: queue, event: 'depth', ready: counts.value.messageCount });
  }

  #restart(): void {
    for (const { told } of this.#connections.values()) told.cut = true;
    this.#server.stop();
    this.#server.start();
    this.#connections.clear();
    this.#lines.clear();
  }

  #onChannel(
    step: Exclude<RabbitMqStep, { do: 'connect' | 'closeConnection' | 'openChannel' | 'depth' | 'restart' | 'wait' }>,
    line: Line,
  ): void {
    const { channel } = line;
    const tagOf = (body: string): number => ensure(line.deliveries.get(body), body).deliveryTag;
    switch (step.do) {
      case 'closeChannel':
        return channel.close();
      case 'declareExchange':
        return void channel.declareExchange(step.exchange, step.type, { arguments: step.arguments ?? {} });
      case 'deleteExchange':
        return void channel.deleteExchange(step.exchange);
      case 'declareQueue':
        return void channel.declareQueue(step.queue, { durable: step.durable ?? true, arguments: step.arguments ?? {} });
      case 'deleteQueue':
        return void channel.deleteQueue(step.queue);
      case 'bind':
        return void channel.bindQueue(step.queue, step.exchange, step.routingKey, step.arguments ?? {});
      case 'publish':
        return this.#publish(step, line);
      case 'prefetch':
        return void channel.qos(step.count, step.global);
      case 'consume':
        return this.#consume(step, line);
      case 'cancel':
        return void channel.cancel(step.consumer);
      case 'get':
        return this.#get(step, line);
      case 'ack':
        return void channel.ack(tagOf(step.message), step.multiple);
      case 'ackAll':
        return void channel.ack(0, true);
      case 'nack':
        return void channel.nack(tagOf(step.message), { requeue: step.requeue, multiple: step.multiple ?? false });
      case 'reject':
        return void channel.reject(tagOf(step.message), step.requeue);
      case 'purge':
        return void channel.purgeQueue(step.queue);
      default:
        throw new Error(`unknown step ${JSON.stringify(step satisfies never)}`);
    }
  }

  #publish(step: Extract<RabbitMqStep, { do: 'publish' }>, { channel, published }: Line): void {
    for (const body of step.messages) {
      const outcome = channel.publish(step.exchange, step.routingKey, body, {
        ...propertiesOf(step.properties),
        mandatory: step.mandatory ?? false,
      });
      if (outcome.kind === 'ok' && outcome.value !== null) published.set(outcome.value, body);
    }
  }

  #consume(step: Extract<RabbitMqStep, { do: 'consume' }>, { channel, deliveries }: Line): void {
    const { queue, consumer, noAck = false, exclusive = false, priority = 0 } = step;
    const deliver = (delivery: Delivery): void => {
      deliveries.set(delivery.body, delivery);
      this.#seen.push({ on: consumer, event: 'delivered', ...described(delivery) });
    };
    channel.consume(queue, deliver, { consumerTag: consumer, noAck, exclusive, priority });
  }

  #get({ queue, noAck = false, channel: name }: Extract<RabbitMqStep, { do: 'get' }>, { channel, deliveries }: Line): void {
    const fetched = channel.get(queue, { noAck });
    if (fetched.kind === 'error') return;
    if (fetched.value === null) this.#seen.push({ on: name, event: 'empty' });
    else {
      deliveries.set(fetched.value.body, fetched.value);
      this.#seen.push(got(name, fetched.value));
    }
  }
}

const got = (on: string, fetched: Fetched): RabbitMqEvent => ({ on, event: 'got', left: fetched.messageCount, ...described(fetched) });

function seenOf(on: string, event: ChannelEvent, published: Map<number, string>): RabbitMqEvent | null {
  switch (event.kind) {
    case 'return':
      return { on, event: 'returned', code: event.replyCode, text: event.replyText, body: event.body };
    case 'ack':
      return { on, event: 'confirmed', body: published.get(event.deliveryTag) ?? '' };
    case 'nack':
      return { on, event: 'refused', body: published.get(event.deliveryTag) ?? '' };
    case 'cancel':
      return { on: event.consumerTag, event: 'consumerCancelled' };
    default:
      return { on, event: 'channelClosed', code: event.code, text: `${event.name} - ${event.message}` };
  }
}

/** `persistent` is the client library's word for delivery mode 2; the recorder's messages are persistent unless the script says otherwise. */
function propertiesOf({ persistent = true, ...others }: RabbitMqProperties = {}): Properties {
  return { ...others, deliveryMode: persistent ? 2 : 1 };
}

function described({ body, redelivered, exchange, routingKey, properties }: Delivery): RabbitMqMessage {
  const { headers = {}, expiration, priority } = properties;
  const deaths = deathsOf(headers);
  return {
    body,
    redelivered,
    exchange,
    routingKey,
    ...(headers['x-delivery-count'] === undefined ? {} : { deliveryCount: Number(headers['x-delivery-count']) }),
    ...(deaths.length === 0
      ? {}
      : {
          deaths: deaths.map((death) => ({
            queue: death.queue,
            reason: death.reason,
            count: death.count,
            exchange: death.exchange,
            routingKeys: death['routing-keys'],
            ...(death['original-expiration'] === undefined ? {} : { originalExpiration: death['original-expiration'] }),
          })),
        }),
    ...(headers['x-first-death-queue'] === undefined
      ? {}
      : {
          firstDeath: {
            queue: wordOf(headers['x-first-death-queue']),
            reason: wordOf(headers['x-first-death-reason']),
            exchange: wordOf(headers['x-first-death-exchange']),
          },
        }),
    ...(expiration === undefined ? {} : { expiration }),
    ...(priority === undefined ? {} : { priority }),
  };
}

const wordOf = (value: AmqpValue | undefined): string => (typeof value === 'string' ? value : '');
