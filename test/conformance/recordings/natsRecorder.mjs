import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createInbox, headers as newHeaders, StringCodec } from 'nats';
import { Observer } from './observer.mjs';

const settleMs = 150;
const text = StringCodec();

/** Runs one script on the NATS server at `url`, over its plain request protocol. Streams of the script are deleted before and after it. */
export async function record(url, { experiment, about, script }) {
  const session = await Session.open(url);
  await session.clean(script);
  const observed = [];
  for (const step of script) {
    session.startedAt.push(new Date());
    try {
      await session[step.do](step);
    } catch (error) {
      throw new Error(`${experiment}: ${JSON.stringify(step)} after ${JSON.stringify(observed)}`, { cause: error });
    }
    observed.push(await session.observer.settle(settleMs));
  }
  await session.clean(script);
  const version = await session.end();
  return { broker: 'nats', version, experiment, about, settleMs, script, observed };
}

const advisories = { MAX_DELIVERIES: 'maxDeliveries', MSG_TERMINATED: 'terminated', MSG_NAKED: 'naked' };

class Session {
  observer = new Observer();
  startedAt = [];
  #connection;
  #subscriptions = new Map();
  #inboxes = new Set();
  /** Reply subjects of the deliveries by payload, oldest first. */
  #deliveries = new Map();

  constructor(connection) {
    this.#connection = connection;
  }

  static async open(url) {
    const connection = await connect({ servers: url });
    const session = new Session(connection);
    session.#listen('$JS.EVENT.ADVISORY.CONSUMER.>', (message) => session.#advisory(message));
    await connection.flush();
    return session;
  }

  async end() {
    const { version } = this.#connection.info;
    await this.#connection.close();
    return version;
  }

  async clean(script) {
    for (const { stream } of script.filter((step) => step.do === 'addStream')) await this.#api(`STREAM.DELETE.${stream}`, '', true);
  }

  #listen(subject, callback, options = {}) {
    return this.#connection.subscribe(subject, { ...options, callback: (error, message) => error === null && callback(message) });
  }

  async #api(path, body, quietly = false) {
    const payload = body === '' ? undefined : text.encode(JSON.stringify(body));
    const answer = JSON.parse(text.decode((await this.#connection.request(`$JS.API.${path}`, payload, { timeout: 3000 })).data));
    if (answer.error === undefined) return answer;
    const { code, err_code: errCode, description } = answer.error;
    if (!quietly) this.observer.add({ on: 'api', event: 'refused', code, errCode, text: description });
    return undefined;
  }

  #advisory({ subject, data }) {
    const event = advisories[subject.split('.')[4]];
    if (event === undefined) return;
    const { stream, consumer, stream_seq: streamSeq, deliveries } = JSON.parse(text.decode(data));
    this.observer.add({ on: 'advisory', event, stream, consumer, streamSeq, deliveries });
  }

  async addStream({ stream, config }) {
    const complete = { storage: 'memory', retention: 'limits', num_replicas: 1, ...config, name: stream };
    await this.#api(`STREAM.CREATE.${stream}`, complete);
  }

  async updateStream({ stream, config }) {
    const { config: old } = await this.#api(`STREAM.INFO.${stream}`, '');
    await this.#api(`STREAM.UPDATE.${stream}`, { ...old, ...config });
  }

  async purgeStream({ stream, filter, keep, seq }) {
    await this.#api(`STREAM.PURGE.${stream}`, { filter, keep, seq });
  }

  async addConsumer({ stream, consumer, config, startAtStep }) {
    const start = startAtStep === undefined ? {} : { opt_start_time: this.startedAt[startAtStep].toISOString() };
    const complete = {
      ack_policy: 'explicit',
      deliver_policy: 'all',
      replay_policy: 'instant',
      ...config,
      ...start,
      durable_name: consumer,
    };
    await this.#api(`CONSUMER.DURABLE.CREATE.${stream}.${consumer}`, { stream_name: stream, config: complete });
  }

  async deleteConsumer({ stream, consumer }) {
    await this.#api(`CONSUMER.DELETE.${stream}.${consumer}`, '');
  }

  async publish({ subject, messages, headers }) {
    for (const body of messages) {
      const options = { timeout: 2000, headers: headers === undefined ? undefined : newHeaders() };
      for (const [key, value] of Object.entries(headers ?? {})) options.headers.set(key, value);
      await this.#publishOne(subject, body, options);
    }
  }

  async #publishOne(subject, body, options) {
    try {
      const answer = JSON.parse(text.decode((await this.#connection.request(subject, text.encode(body), options)).data));
      const { error, stream, seq, duplicate = false } = answer;
      this.observer.add(
        error === undefined
          ? { on: 'publisher', event: 'pubAck', body, stream, seq, duplicate }
          : { on: 'publisher', event: 'pubError', body, code: error.code, errCode: error.err_code, text: error.description },
      );
    } catch (error) {
      if (error.code !== '503') throw error;
      this.observer.add({ on: 'publisher', event: 'noResponders', body });
    }
  }

  async corePublish({ subject, messages }) {
    for (const body of messages) this.#connection.publish(subject, text.encode(body));
    await this.#connection.flush();
  }

  #arrived(on, message) {
    const { subject, reply, data, headers } = message;
    if (headers !== undefined && headers.code >= 100) {
      if (headers.code > 100) this.observer.add({ on, event: 'status', code: headers.code, text: headers.description });
      return;
    }
    const body = text.decode(data);
    if (!reply?.startsWith('$JS.ACK.')) {
      this.observer.add({ on, event: 'message', body, subject });
      return;
    }
    const [deliveries, streamSeq, consumerSeq, , pending] = reply.split('.').slice(4).map(Number);
    this.#deliveries.set(body, [...(this.#deliveries.get(body) ?? []), { reply, deliveries }]);
    this.observer.add({ on, event: 'delivered', body, subject, streamSeq, consumerSeq, deliveries, pending });
  }

  async subscribe({ subscriber, subject, queue }) {
    this.#subscriptions.set(
      subscriber,
      this.#listen(subject, (message) => this.#arrived(subscriber, message), { queue }),
    );
    await this.#connection.flush();
  }

  async unsubscribe({ subscriber }) {
    this.#subscriptions.get(subscriber).unsubscribe();
    await this.#connection.flush();
  }

  async pull({ stream, consumer, puller, batch, expiresMs, noWait, maxBytes }) {
    const inbox = createInbox();
    this.#inboxes.add(this.#listen(inbox, (message) => this.#arrived(puller, message)));
    const request = { batch, expires: expiresMs === undefined ? undefined : expiresMs * 1_000_000, no_wait: noWait, max_bytes: maxBytes };
    this.#connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, text.encode(JSON.stringify(request)), { reply: inbox });
    await this.#connection.flush();
  }

  #answer({ message, delivery }, word) {
    const all = this.#deliveries.get(message) ?? [];
    const chosen = delivery === undefined ? all.at(-1) : all.find(({ deliveries }) => deliveries === delivery);
    if (chosen === undefined) throw new Error(`${message} was not delivered`);
    this.#connection.publish(chosen.reply, text.encode(word));
  }

  async ack(step) {
    this.#answer(step, '+ACK');
  }

  async nak(step) {
    this.#answer(step, step.delayMs === undefined ? '-NAK' : `-NAK {"delay": ${step.delayMs * 1_000_000}}`);
  }

  async term(step) {
    this.#answer(step, '+TERM');
  }

  async inProgress(step) {
    this.#answer(step, '+WPI');
  }

  async streamInfo({ stream }) {
    const info = await this.#api(`STREAM.INFO.${stream}`, '');
    if (info === undefined) return;
    const { messages, first_seq: firstSeq, last_seq: lastSeq, consumer_count: consumers } = info.state;
    this.observer.add({ on: 'api', event: 'streamInfo', messages, firstSeq, lastSeq, consumers });
  }

  async consumerInfo({ stream, consumer }) {
    const info = await this.#api(`CONSUMER.INFO.${stream}.${consumer}`, '');
    if (info === undefined) return;
    this.observer.add({
      on: 'api',
      event: 'consumerInfo',
      deliveredConsumerSeq: info.delivered.consumer_seq,
      deliveredStreamSeq: info.delivered.stream_seq,
      ackFloorConsumerSeq: info.ack_floor.consumer_seq,
      ackFloorStreamSeq: info.ack_floor.stream_seq,
      ackPending: info.num_ack_pending,
      redelivered: info.num_redelivered,
      waiting: info.num_waiting,
      pending: info.num_pending,
    });
  }

  async getMessage({ stream, seq, lastBySubject }) {
    const found = await this.#api(`STREAM.MSG.GET.${stream}`, { seq, last_by_subj: lastBySubject });
    if (found === undefined) return;
    const { message } = found;
    this.observer.add({ on: 'api', event: 'stored', seq: message.seq, subject: message.subject, body: atob(message.data) });
  }

  async deleteMessage({ stream, seq }) {
    await this.#api(`STREAM.MSG.DELETE.${stream}`, { seq });
  }

  async wait({ ms }) {
    await sleep(ms);
  }
}
