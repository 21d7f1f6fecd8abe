import type { ProductClock, TimerHandle } from '../../clock';
import type { CopyTable } from '../../copies';
import { DedupWindow } from '../../dedupWindow';
import { type ApiError, apiError, type CoreMessage, type PublishResult, type Received, type StoredMessage, type StreamInfo } from './api';
import { Consumer } from './consumer';
import {
  completeConsumer,
  consumerChangeProblem,
  type ConsumerConfig,
  consumerProblem,
  type ConsumerSettings,
  type JetStreamVersion,
  wants,
  workQueueProblem,
} from './consumerConfig';
import type { AdvisoryKind, ConsumerHost } from './consumerHost';
import { MessageStore } from './messageStore';
import { refusal, wrongStream } from './publishChecks';
import type { StreamConfig } from './streamConfig';

/** What a stream needs from its server. */
export interface StreamHost {
  readonly clock: ProductClock;
  readonly copies: CopyTable;
  readonly version: JetStreamVersion;
  /** Enough replicas of the stream are up. */
  readonly available: (config: StreamConfig) => boolean;
  readonly hasInterest: (subject: string, group: string | null) => boolean;
  readonly send: (subject: string, message: Received) => void;
  readonly advise: (kind: AdvisoryKind, stream: string, fields: Readonly<Record<string, string | number>>) => void;
}

/** A stream: messages of its subjects in one sequence, with bounds, a window that knows repetitions, and consumers. */
export class Stream {
  config: StreamConfig;
  readonly store: MessageStore;
  readonly consumers = new Map<string, Consumer>();
  readonly #host: StreamHost;
  #dedup: DedupWindow<number>;
  #lastMsgId = '';
  #ageTimer: TimerHandle = 0;
  /** Consumers are told once, not of every message. */
  #purging = false;
  #ephemerals = 0;

  constructor(config: StreamConfig, host: StreamHost) {
    this.config = config;
    this.#host = host;
    this.store = new MessageStore(
      () => this.config,
      (message) => this.#lost(message),
    );
    this.#dedup = new DedupWindow(config.duplicateWindowUs);
  }

  update(config: StreamConfig): void {
    if (config.duplicateWindowUs !== this.config.duplicateWindowUs) this.#dedup = new DedupWindow(config.duplicateWindowUs);
    this.config = config;
    this.store.enforce();
    this.#expire();
  }

  /** Stores a message, or says why not. An answer means that it is stored (NAT-001). */
  publish(message: CoreMessage): PublishResult {
    const { config, store } = this;
    if (!this.#host.available(config)) return { kind: 'timeout' };
    const view = { config, store, lastMsgId: this.#lastMsgId };
    const elsewhere = wrongStream(view, message.headers);
    if (elsewhere !== null) return elsewhere;
    const msgId = message.headers['Nats-Msg-Id'] ?? '';
    const before = msgId === '' ? undefined : this.#dedup.find(msgId, this.#host.clock.nowUs);
    if (before !== undefined) return this.#answer(before, true);
    const refused = refusal(view, message);
    if (refused !== null) return refused;
    const seq = this.#store(message);
    this.#lastMsgId = msgId;
    if (msgId !== '') this.#dedup.remember(msgId, this.#host.clock.nowUs, seq);
    return this.#answer(seq, false);
  }

  #answer(seq: number, duplicate: boolean): PublishResult {
    if (this.config.noAck) return { kind: 'timeout' };
    return { kind: 'pubAck', stream: this.config.name, seq, duplicate };
  }

  #store(message: CoreMessage): number {
    if (this.config.retention === 'interest' && !this.#wanted(message.subject)) return this.store.skip();
    const stored = this.store.append(message, this.#host.clock.nowUs);
    // Every consumer knows of the message before anybody acts on it.
    const interested = [...this.consumers.values()].filter((consumer) => consumer.join(stored));
    this.store.enforce(stored.subject);
    const rollup = message.headers['Nats-Rollup'];
    if (rollup !== undefined) this.purge(rollup === 'sub' ? { filter: message.subject, keep: 1 } : { keep: 1 });
    this.#watchAge();
    for (const consumer of interested) consumer.pump();
    return stored.seq;
  }

  #wanted(subject: string): boolean {
    return [...this.consumers.values()].some(({ config }) => wants(config, subject));
  }

  /** Makes a consumer, or changes the one of that name. */
  addConsumer(settings: ConsumerSettings): Consumer | ApiError {
    const config = completeConsumer(settings);
    const { version } = this.#host;
    const problem = consumerProblem(config, this.config, version);
    if (problem !== null) return problem;
    const existing = this.consumers.get(config.durableName);
    if (existing !== undefined) {
      const unchangeable = consumerChangeProblem(existing.config, config, version);
      if (unchangeable === null) existing.update(config);
      return unchangeable ?? existing;
    }
    return this.#newConsumer(config);
  }

  #newConsumer(config: ConsumerConfig): Consumer | ApiError {
    if (this.config.maxConsumers >= 0 && this.consumers.size >= this.config.maxConsumers) {
      return apiError(400, 10026, 'maximum consumers limit reached');
    }
    const others = [...this.consumers.values()].map((consumer) => consumer.config);
    const problem = this.config.retention === 'workqueue' ? workQueueProblem(config, others) : null;
    if (problem !== null) return problem;
    const name = config.durableName === '' ? `ephemeral-${++this.#ephemerals}` : config.durableName;
    const consumer = new Consumer(name, config, this.#consumerHost(name));
    this.consumers.set(name, consumer);
    consumer.pump();
    return consumer;
  }

  #consumerHost(name: string): ConsumerHost {
    const { clock, copies, hasInterest, send } = this.#host;
    return {
      clock,
      copies,
      stream: this.config.name,
      store: this.store,
      available: () => this.#host.available(this.config),
      hasInterest,
      send,
      settled: (seq) => this.#settled(seq),
      advise: (kind, fields) => this.#host.advise(kind, this.config.name, fields),
      inactive: () => void this.deleteConsumer(name),
    };
  }

  deleteConsumer(name: string): boolean {
    const consumer = this.consumers.get(name);
    if (consumer === undefined) return false;
    this.consumers.delete(name);
    consumer.close();
    if (this.config.retention === 'interest') {
      for (const { seq } of this.store.all()) this.#settled(seq);
    }
    return true;
  }

  /** A consumer is done with a message: a work queue removes it, interest retention when nobody else needs it (NAT-010). */
  #settled(seq: number): void {
    const message = this.store.get(seq);
    if (message === undefined || this.config.retention === 'limits') return;
    const needed = this.config.retention === 'interest' && [...this.consumers.values()].some((consumer) => consumer.needs(message));
    if (!needed) this.store.remove(seq);
  }

  #lost(message: StoredMessage): void {
    for (const consumer of this.consumers.values()) {
      if (this.#purging) consumer.forget(message);
      else consumer.dropped(message);
    }
  }

  purge(which: Parameters<MessageStore['purge']>[0] = {}): number {
    this.#purging = true;
    const purged = this.store.purge(which);
    this.#purging = false;
    if (which.filter === undefined) for (const consumer of this.consumers.values()) consumer.purged(this.store.firstSeq);
    return purged;
  }

  /** Messages older than `maxAgeUs` go at their very instant. */
  #watchAge(): void {
    const { clock } = this.#host;
    const first = this.store.first();
    if (this.config.maxAgeUs === 0 || first === undefined || this.#ageTimer !== 0) return;
    this.#ageTimer = clock.at(first.storedAtUs + this.config.maxAgeUs, () => {
      this.#ageTimer = 0;
      this.#expire();
    });
  }

  #expire(): void {
    const { maxAgeUs } = this.config;
    if (maxAgeUs === 0) return;
    const oldestUs = this.#host.clock.nowUs - maxAgeUs;
    for (let first = this.store.first(); first !== undefined && first.storedAtUs <= oldestUs; first = this.store.first()) {
      this.store.remove(first.seq);
    }
    this.#host.clock.cancel(this.#ageTimer);
    this.#ageTimer = 0;
    this.#watchAge();
  }

  info(): StreamInfo {
    const { lastSeq, size: messages, bytes } = this.store;
    // A stream that never had a message has no first sequence.
    return { messages, bytes, firstSeq: lastSeq === 0 ? 0 : this.store.firstSeq, lastSeq, consumers: this.consumers.size };
  }

  close(): void {
    this.#host.clock.cancel(this.#ageTimer);
    for (const name of this.consumers.keys()) this.deleteConsumer(name);
  }
}
