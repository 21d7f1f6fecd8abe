import { assert } from '../../src/base/assert';
import { ProductClock } from '../../src/sim/broker/clock';
import { type ApiError, isJsMessage, type JsMessage, type Received } from '../../src/sim/broker/products/natsJetStream/api';
import type { ConsumerSettings, DeliverPolicy } from '../../src/sim/broker/products/natsJetStream/consumerConfig';
import { JetStreamServer } from '../../src/sim/broker/products/natsJetStream/jetStreamServer';
import type { StreamConfig } from '../../src/sim/broker/products/natsJetStream/streamConfig';
import type { NatsConfig, NatsEvent, NatsRecording, NatsStep } from './recordings/format';

/** Runs the script of a recording on the simulated server and returns what was seen after each step, in the recording's form. */
export function replayNats({ script, settleMs }: Pick<NatsRecording, 'script' | 'settleMs'>): readonly (readonly NatsEvent[])[] {
  const replay = new Replay();
  return script.map((step) => {
    replay.startedAtUs.push(replay.clock.nowUs);
    replay.run(step);
    replay.clock.advanceBy(settleMs * 1000);
    return replay.seen();
  });
}

const usOf = (ns: unknown): number => Number(ns) / 1000;
const isError = (answer: unknown): answer is ApiError => typeof answer === 'object' && answer !== null && 'errCode' in answer;

class Replay {
  readonly clock = new ProductClock();
  readonly startedAtUs: number[] = [];
  readonly #server = new JetStreamServer(this.clock, { version: '2.9' });
  readonly #deliveries: JsMessage[] = [];
  readonly #leave = new Map<string, () => void>();
  #events: NatsEvent[] = [];

  constructor() {
    const events = { MAX_DELIVERIES: 'maxDeliveries', MSG_TERMINATED: 'terminated', MSG_NAKED: 'naked' } as const;
    this.#server.subscribe('$JS.EVENT.ADVISORY.CONSUMER.>', ({ subject, payload }) => {
      const event = events[(subject.split('.')[4] ?? '') as keyof typeof events];
      const { stream, consumer, stream_seq, deliveries } = JSON.parse(payload) as Record<string, string & number>;
      this.#events.push({
        on: 'advisory',
        event,
        stream: stream ?? '',
        consumer: consumer ?? '',
        streamSeq: stream_seq ?? 0,
        deliveries: deliveries ?? 0,
      });
    });
  }

  seen(): readonly NatsEvent[] {
    const events = this.#events;
    this.#events = [];
    return events.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  }

  #refused(answer: unknown): boolean {
    if (!isError(answer)) return false;
    this.#events.push({ on: 'api', event: 'refused', code: answer.code, errCode: answer.errCode, text: answer.description });
    return true;
  }

  #arrived(on: string, message: Received): void {
    const { subject, payload: body } = message;
    if (!isJsMessage(message)) {
      this.#events.push({ on, event: 'message', body, subject });
      return;
    }
    this.#deliveries.push(message);
    const { streamSeq, consumerSeq, deliveries, pending } = message;
    this.#events.push({ on, event: 'delivered', body, subject, streamSeq, consumerSeq, deliveries, pending });
  }

  run(step: NatsStep): void {
    switch (step.do) {
      case 'addStream':
        this.#refused(this.#server.addStream({ storage: 'memory', ...streamSettings(step.config), name: step.stream }));
        return;
      case 'updateStream':
        this.#refused(this.#server.updateStream(step.stream, streamSettings(step.config)));
        return;
      case 'purgeStream': {
        const { filter, keep, seq: beforeSeq } = step;
        const which = { ...(filter !== undefined && { filter }), ...(keep !== undefined && { keep }), ...(beforeSeq && { beforeSeq }) };
        this.#refused(this.#server.purgeStream(step.stream, which));
        return;
      }
      case 'addConsumer': {
        const timeUs = this.startedAtUs[step.startAtStep ?? -1];
        this.#refused(this.#server.addConsumer(step.stream, { ...consumerSettings(step.config, timeUs), durableName: step.consumer }));
        return;
      }
      case 'deleteConsumer':
        this.#server.deleteConsumer(step.stream, step.consumer);
        return;
      case 'deleteMessage':
        this.#refused(this.#server.deleteMessage(step.stream, step.seq));
        return;
      case 'wait':
        this.clock.advanceBy(step.ms * 1000);
        return;
      default:
        this.#runMessaging(step);
    }
  }

  #runMessaging(step: NatsStep): void {
    switch (step.do) {
      case 'publish':
        for (const body of step.messages) this.#publish(step.subject, body, step.headers ?? {});
        return;
      case 'corePublish':
        for (const body of step.messages) this.#server.corePublish(step.subject, body);
        return;
      case 'subscribe': {
        const arrived = (message: Received): void => this.#arrived(step.subscriber, message);
        this.#leave.set(step.subscriber, this.#server.subscribe(step.subject, arrived, step.queue));
        return;
      }
      case 'unsubscribe':
        this.#leave.get(step.subscriber)?.();
        return;
      case 'pull':
        this.#pull(step);
        return;
      case 'ack':
      case 'nak':
      case 'term':
      case 'inProgress':
        this.#answer(step);
        return;
      default:
        this.#look(step);
    }
  }

  #publish(subject: string, body: string, headers: Readonly<Record<string, string>>): void {
    const result = this.#server.publish(subject, body, { headers });
    switch (result.kind) {
      case 'pubAck':
        this.#events.push({ on: 'publisher', event: 'pubAck', body, stream: result.stream, seq: result.seq, duplicate: result.duplicate });
        return;
      case 'error': {
        const { code, errCode, description: text } = result;
        this.#events.push({ on: 'publisher', event: 'pubError', body, code, errCode, text });
        return;
      }
      case 'noResponders':
        this.#events.push({ on: 'publisher', event: 'noResponders', body });
        return;
      case 'timeout':
        throw new Error(`no answer to ${body}`);
    }
  }

  #pull({ stream, consumer, puller: on, batch, expiresMs, noWait, maxBytes }: Extract<NatsStep, { do: 'pull' }>): void {
    const request = {
      batch,
      ...(expiresMs !== undefined && { expiresUs: expiresMs * 1000 }),
      ...(noWait !== undefined && { noWait }),
      ...(maxBytes !== undefined && { maxBytes }),
    };
    this.#server.pull(stream, consumer, request, {
      message: (message) => this.#arrived(on, message),
      status: ({ code, description: text }) => this.#events.push({ on, event: 'status', code, text }),
    });
  }

  #answer(step: Extract<NatsStep, { do: 'ack' | 'nak' | 'term' | 'inProgress' }>): void {
    const { message: body, delivery } = step;
    const all = this.#deliveries.filter(({ payload }) => payload === body);
    const chosen = delivery === undefined ? all.at(-1) : all.find(({ deliveries }) => deliveries === delivery);
    assert(chosen !== undefined, `${body} was delivered`);
    if (step.do === 'nak' && step.delayMs !== undefined) chosen.nakWithDelay(step.delayMs * 1000);
    else chosen[step.do]();
  }

  #look(step: NatsStep): void {
    if (step.do === 'streamInfo') {
      const info = this.#server.streamInfo(step.stream);
      if (this.#refused(info) || isError(info)) return;
      const { messages, firstSeq, lastSeq, consumers } = info;
      this.#events.push({ on: 'api', event: 'streamInfo', messages, firstSeq, lastSeq, consumers });
    } else if (step.do === 'consumerInfo') {
      const info = this.#server.consumerInfo(step.stream, step.consumer);
      if (this.#refused(info) || isError(info)) return;
      this.#events.push({
        on: 'api',
        event: 'consumerInfo',
        deliveredConsumerSeq: info.delivered.consumerSeq,
        deliveredStreamSeq: info.delivered.streamSeq,
        ackFloorConsumerSeq: info.ackFloor.consumerSeq,
        ackFloorStreamSeq: info.ackFloor.streamSeq,
        ackPending: info.numAckPending,
        redelivered: info.numRedelivered,
        waiting: info.numWaiting,
        pending: info.numPending,
      });
    } else if (step.do === 'getMessage') {
      const which = step.seq === undefined ? { lastBySubject: step.lastBySubject ?? '' } : { seq: step.seq };
      const found = this.#server.getMessage(step.stream, which);
      if (this.#refused(found) || isError(found)) return;
      this.#events.push({ on: 'api', event: 'stored', seq: found.seq, subject: found.subject, body: found.payload });
    } else throw new Error(`unknown step ${step.do}`);
  }
}

type Translation = Readonly<Record<string, readonly [name: string, translate?: (value: unknown) => unknown]>>;

const streamWords: Translation = {
  subjects: ['subjects'],
  retention: ['retention'],
  discard: ['discard'],
  discard_new_per_subject: ['discardNewPerSubject'],
  duplicate_window: ['duplicateWindowUs', usOf],
  max_age: ['maxAgeUs', usOf],
  max_msgs: ['maxMsgs'],
  max_bytes: ['maxBytes'],
  max_msg_size: ['maxMsgSize'],
  max_msgs_per_subject: ['maxMsgsPerSubject'],
};

const consumerWords: Translation = {
  ack_policy: ['ackPolicy'],
  ack_wait: ['ackWaitUs', usOf],
  backoff: ['backoffUs', (list) => (list as readonly number[]).map(usOf)],
  deliver_subject: ['deliverSubject'],
  deliver_group: ['deliverGroup'],
  filter_subject: ['filterSubjects', (subject) => [subject]],
  max_ack_pending: ['maxAckPending'],
  max_batch: ['maxBatch'],
  max_deliver: ['maxDeliver'],
  max_expires: ['maxExpiresUs', usOf],
  max_waiting: ['maxWaiting'],
  replay_policy: ['replayPolicy'],
};

/** The server's words and nanoseconds in the simulated server's. A word without a translation fails. */
function translated(config: NatsConfig, words: Translation): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(config).map(([word, value]) => {
      const entry = words[word];
      assert(entry !== undefined, `${word} is translated`);
      const [name, translate = (same: unknown) => same] = entry;
      return [name, translate(value)];
    }),
  );
}

const streamSettings = (config: NatsConfig): Partial<StreamConfig> => translated(config, streamWords) as Partial<StreamConfig>;

function consumerSettings({ deliver_policy, opt_start_seq, ...config }: NatsConfig, timeUs = 0): ConsumerSettings {
  const policies: Readonly<Record<string, DeliverPolicy>> = {
    all: { kind: 'all' },
    last: { kind: 'last' },
    new: { kind: 'new' },
    last_per_subject: { kind: 'lastPerSubject' },
    by_start_sequence: { kind: 'byStartSequence', seq: Number(opt_start_seq) },
    by_start_time: { kind: 'byStartTime', timeUs },
  };
  const deliverPolicy = policies[String(deliver_policy ?? 'all')];
  assert(deliverPolicy !== undefined, `deliver policy ${String(deliver_policy)} is known`);
  return { ...translated(config, consumerWords), deliverPolicy };
}
