import { execSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import { Observer } from './observer.mjs';

const settleMs = 250;

/** Runs one script on the RabbitMQ at `url`. Queues and exchanges of the script are deleted before and after it. */
export async function record(url, { experiment, about, script }, { restart }) {
  const session = new Session(url, restart);
  await session.clean(script);
  const observed = [];
  for (const step of script) {
    try {
      await session[step.do](step);
    } catch (error) {
      throw new Error(`${experiment}: ${JSON.stringify(step)} after ${JSON.stringify(observed)}`, { cause: error });
    }
    observed.push(await session.observer.settle(settleMs));
  }
  const version = await session.end();
  await session.clean(script);
  return { broker: 'rabbitmq', version, experiment, about, settleMs, script, observed };
}

class Session {
  observer = new Observer();
  #connections = new Map();
  #channels = new Map();
  #version = '';

  constructor(url, restart) {
    this.url = url;
    this.restartCommand = restart;
  }

  async #aside(work) {
    const connection = await connect(this.url);
    this.#version = connection.connection.serverProperties.version;
    const channel = await connection.createChannel();
    channel.on('error', () => {});
    try {
      return await work(channel);
    } finally {
      await connection.close();
    }
  }

  async clean(script) {
    await this.#aside(async (channel) => {
      for (const { queue } of script.filter((step) => step.do === 'declareQueue')) await channel.deleteQueue(queue);
      for (const { exchange } of script.filter((step) => step.do === 'declareExchange')) await channel.deleteExchange(exchange);
    });
  }

  async end() {
    for (const { connection } of this.#connections.values()) await connection.close().catch(() => {});
    return this.#version;
  }

  #channel(name) {
    const found = this.#channels.get(name);
    if (found === undefined) throw new Error(`no channel ${name}`);
    return found;
  }

  #remember(channel, message) {
    const body = message.content.toString();
    this.#channel(channel).deliveries.set(body, message);
    return body;
  }

  async connect({ connection: name }) {
    const connection = await connect(this.url);
    const state = { connection, cut: false };
    connection.on('error', () => {});
    connection.on('close', () => {
      if (!state.cut) this.observer.add({ on: name, event: 'connectionClosed' });
    });
    this.#connections.set(name, state);
  }

  async closeConnection({ connection: name, abrupt }) {
    const state = this.#connections.get(name);
    state.cut = true;
    this.#connections.delete(name);
    if (abrupt === true) state.connection.connection.stream.destroy();
    else await state.connection.close();
  }

  async openChannel({ connection, channel: name, confirms }) {
    const { connection: owner } = this.#connections.get(connection);
    const channel = confirms === true ? await owner.createConfirmChannel() : await owner.createChannel();
    this.#channels.set(name, { channel, confirms: confirms === true, deliveries: new Map() });
    channel.on('error', (error) => {
      const text = /"(.*)"/s.exec(error.message)?.[1] ?? error.message;
      this.observer.add({ on: name, event: 'channelClosed', code: error.code, text });
    });
    channel.on('return', ({ fields, content }) => {
      this.observer.add({ on: name, event: 'returned', code: fields.replyCode, text: fields.replyText, body: content.toString() });
    });
  }

  async closeChannel({ channel }) {
    await this.#channel(channel).channel.close();
  }

  /** The channel's error event tells why; the rejected promise would only repeat it. */
  async #tolerantly(promise) {
    await promise.catch((error) => {
      if (error.code === undefined) throw error;
    });
  }

  async declareExchange({ channel, exchange, type, arguments: given }) {
    await this.#tolerantly(this.#channel(channel).channel.assertExchange(exchange, type, { durable: true, arguments: given }));
  }

  async deleteExchange({ channel, exchange }) {
    await this.#tolerantly(this.#channel(channel).channel.deleteExchange(exchange));
  }

  async declareQueue({ channel, queue, durable = true, arguments: given }) {
    await this.#tolerantly(this.#channel(channel).channel.assertQueue(queue, { durable, arguments: given }));
  }

  async deleteQueue({ channel, queue }) {
    await this.#tolerantly(this.#channel(channel).channel.deleteQueue(queue));
  }

  async bind({ channel, queue, exchange, routingKey, arguments: given }) {
    await this.#tolerantly(this.#channel(channel).channel.bindQueue(queue, exchange, routingKey, given));
  }

  async publish({ channel: name, exchange, routingKey, messages, mandatory, properties }) {
    const { channel, confirms } = this.#channel(name);
    for (const body of messages) {
      const options = { persistent: true, ...properties, mandatory };
      const answered = (error) => this.observer.add({ on: name, event: error === null ? 'confirmed' : 'refused', body });
      if (confirms) channel.publish(exchange, routingKey, Buffer.from(body), options, answered);
      else channel.publish(exchange, routingKey, Buffer.from(body), options);
    }
  }

  async prefetch({ channel, count, global }) {
    await this.#tolerantly(this.#channel(channel).channel.prefetch(count, global));
  }

  async consume({ channel: name, queue, consumer, noAck, exclusive, priority }) {
    const delivered = (message) => {
      if (message === null) return this.observer.add({ on: consumer, event: 'consumerCancelled' });
      this.#remember(name, message);
      return this.observer.add({ on: consumer, event: 'delivered', ...described(message) });
    };
    await this.#tolerantly(this.#channel(name).channel.consume(queue, delivered, { consumerTag: consumer, noAck, exclusive, priority }));
  }

  async cancel({ channel, consumer }) {
    await this.#channel(channel).channel.cancel(consumer);
  }

  async get({ channel: name, queue, noAck }) {
    let message;
    await this.#tolerantly(
      this.#channel(name)
        .channel.get(queue, { noAck })
        .then((answer) => (message = answer)),
    );
    if (message === undefined) return undefined;
    if (message === false) return this.observer.add({ on: name, event: 'empty' });
    this.#remember(name, message);
    return this.observer.add({ on: name, event: 'got', left: message.fields.messageCount, ...described(message) });
  }

  #delivery(channel, body) {
    const message = this.#channel(channel).deliveries.get(body);
    if (message === undefined) throw new Error(`${body} was not delivered on ${channel}`);
    return message;
  }

  async ack({ channel, message, multiple }) {
    this.#channel(channel).channel.ack(this.#delivery(channel, message), multiple);
  }

  async ackAll({ channel }) {
    this.#channel(channel).channel.ackAll();
  }

  async nack({ channel, message, requeue, multiple }) {
    this.#channel(channel).channel.nack(this.#delivery(channel, message), multiple, requeue);
  }

  async reject({ channel, message, requeue }) {
    this.#channel(channel).channel.reject(this.#delivery(channel, message), requeue);
  }

  async purge({ channel, queue }) {
    await this.#channel(channel).channel.purgeQueue(queue);
  }

  async depth({ queue }) {
    await this.#aside(async (channel) => {
      const { messageCount } = await channel.checkQueue(queue);
      this.observer.add({ on: queue, event: 'depth', ready: messageCount });
    });
  }

  async restart() {
    if (this.restartCommand === undefined) throw new Error('this experiment needs --restart "command that restarts the broker"');
    for (const state of this.#connections.values()) state.cut = true;
    execSync(this.restartCommand, { stdio: 'ignore' });
    this.#connections.clear();
    this.#channels.clear();
  }

  async wait({ ms }) {
    await sleep(ms);
  }
}

function described({ content, fields, properties }) {
  const { headers = {}, expiration, priority } = properties;
  const first = headers['x-first-death-queue'];
  return defined({
    body: content.toString(),
    redelivered: fields.redelivered,
    exchange: fields.exchange,
    routingKey: fields.routingKey,
    deliveryCount: headers['x-delivery-count'],
    deaths: headers['x-death']?.map(death),
    firstDeath:
      first === undefined
        ? undefined
        : { queue: first, reason: headers['x-first-death-reason'], exchange: headers['x-first-death-exchange'] },
    expiration,
    priority,
  });
}

const death = (entry) =>
  defined({
    queue: entry.queue,
    reason: entry.reason,
    count: entry.count,
    exchange: entry.exchange,
    routingKeys: entry['routing-keys'],
    originalExpiration: entry['original-expiration'],
  });

const defined = (all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
