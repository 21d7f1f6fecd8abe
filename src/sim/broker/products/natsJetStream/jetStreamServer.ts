import type { ProductClock } from '../../clock';
import { CopyTable } from '../../copies';
import {
  type ApiError,
  apiError,
  type ConsumerInfo,
  type CoreMessage,
  type PublishOptions,
  type PublishResult,
  type Puller,
  type PullRequest,
  type Received,
  type StoredMessage,
  type StreamInfo,
} from './api';
import type { Consumer } from './consumer';
import type { ConsumerSettings, JetStreamVersion } from './consumerConfig';
import { CoreSubscriptions } from './coreSubscriptions';
import { Stream, type StreamHost } from './stream';
import { completeStream, streamChangeProblem, type StreamConfig, streamProblem, type StreamSettings } from './streamConfig';
import { collide, covers } from './subjects';

export interface JetStreamOptions {
  readonly version?: JetStreamVersion;
  /** Servers of the cluster; a stream with R replicas lives on the first R of them. */
  readonly nodes?: number;
}

const streamNotFound = apiError(404, 10059, 'stream not found');
const consumerNotFound = apiError(404, 10014, 'consumer not found');
const messageNotFound = apiError(404, 10037, 'no message found');

/** A NATS server (or cluster) with JetStream, driven by its clients' operations in virtual time. */
export class JetStreamServer {
  readonly #nodes: number;
  readonly #down = new Set<number>();
  readonly #streams = new Map<string, Stream>();
  readonly #subscriptions = new CoreSubscriptions();
  readonly #host: StreamHost;

  constructor(clock: ProductClock, { version = '2.12', nodes = 1 }: JetStreamOptions = {}) {
    this.#nodes = nodes;
    this.#host = {
      clock,
      copies: new CopyTable(),
      version,
      available: ({ replicas }) => this.#quorum(replicas),
      hasInterest: (subject, group) => this.#subscriptions.hasInterest(subject, group),
      send: (subject, message) => this.#subscriptions.deliver(subject, message),
      advise: (kind, stream, fields) =>
        this.corePublish(
          `$JS.EVENT.ADVISORY.CONSUMER.${kind}.${stream}.${fields['consumer'] ?? ''}`,
          JSON.stringify({ stream, ...fields }),
        ),
    };
  }

  #quorum(replicas: number): boolean {
    let up = 0;
    for (let node = 1; node <= replicas; node++) if (!this.#down.has(node)) up++;
    return up > replicas / 2;
  }

  stopNode(node: number): void {
    this.#down.add(node);
  }

  startNode(node: number): void {
    this.#down.delete(node);
    for (const stream of this.#streams.values()) for (const consumer of stream.consumers.values()) consumer.pump();
  }

  addStream(settings: StreamSettings): StreamInfo | ApiError {
    const config = completeStream(settings);
    const problem = streamProblem(config) ?? this.#conflict(config);
    if (problem !== null) return problem;
    const existing = this.#streams.get(config.name);
    if (existing !== undefined) {
      const same = JSON.stringify(existing.config) === JSON.stringify(config);
      return same ? existing.info() : apiError(400, 10058, 'stream name already in use with a different configuration');
    }
    const stream = new Stream(config, this.#host);
    this.#streams.set(config.name, stream);
    return stream.info();
  }

  #conflict({ name, subjects, replicas }: StreamConfig): ApiError | null {
    if (replicas > this.#nodes) {
      return this.#nodes === 1
        ? apiError(500, 10074, 'replicas > 1 not supported in non-clustered mode')
        : apiError(400, 10005, 'no suitable peers for placement');
    }
    const taken = [...this.#streams.values()].some(
      ({ config }) => config.name !== name && config.subjects.some((one) => subjects.some((other) => collide(one, other))),
    );
    return taken ? apiError(400, 10065, 'subjects overlap with an existing stream') : null;
  }

  updateStream(name: string, changes: Partial<StreamConfig>): StreamInfo | ApiError {
    const stream = this.#streams.get(name);
    if (stream === undefined) return streamNotFound;
    const config = { ...stream.config, ...changes };
    const problem = streamProblem(config) ?? streamChangeProblem(stream.config, config) ?? this.#conflict(config);
    if (problem === null) stream.update(config);
    return problem ?? stream.info();
  }

  deleteStream(name: string): boolean {
    this.#streams.get(name)?.close();
    return this.#streams.delete(name);
  }

  purgeStream(
    name: string,
    which: { readonly filter?: string; readonly keep?: number; readonly beforeSeq?: number } = {},
  ): number | ApiError {
    const stream = this.#streams.get(name);
    if (stream === undefined) return streamNotFound;
    return stream.config.denyPurge ? apiError(500, 10110, 'stream purge not permitted') : stream.purge(which);
  }

  streamInfo(name: string): StreamInfo | ApiError {
    return this.#streams.get(name)?.info() ?? streamNotFound;
  }

  /** A stored message by its sequence, or the newest one of a subject. */
  getMessage(name: string, which: { readonly seq: number } | { readonly lastBySubject: string }): StoredMessage | ApiError {
    const store = this.#streams.get(name)?.store;
    if (store === undefined) return streamNotFound;
    return ('seq' in which ? store.get(which.seq) : store.lastOf(which.lastBySubject)) ?? messageNotFound;
  }

  deleteMessage(name: string, seq: number): true | ApiError {
    const stream = this.#streams.get(name);
    if (stream === undefined) return streamNotFound;
    if (stream.config.denyDelete) return apiError(500, 10057, 'message delete not permitted');
    return stream.store.remove(seq) ? true : apiError(400, 10043, `sequence ${seq} not found`);
  }

  /** Makes a consumer or changes it; the answer is its name and state. */
  addConsumer(stream: string, settings: ConsumerSettings): (ConsumerInfo & { readonly name: string }) | ApiError {
    const found = this.#streams.get(stream);
    if (found === undefined) return streamNotFound;
    const consumer = found.addConsumer(settings);
    return 'kind' in consumer ? consumer : { name: consumer.name, ...consumer.info() };
  }

  deleteConsumer(stream: string, consumer: string): boolean {
    return this.#streams.get(stream)?.deleteConsumer(consumer) ?? false;
  }

  consumerInfo(stream: string, consumer: string): ConsumerInfo | ApiError {
    return this.#consumer(stream, consumer)?.info() ?? consumerNotFound;
  }

  #consumer(stream: string, consumer: string): Consumer | undefined {
    return this.#streams.get(stream)?.consumers.get(consumer);
  }

  /** Sends a pull request; its answers come to `puller` over time. Returns how to take it back (the puller unsubscribes). */
  pull(stream: string, consumer: string, request: PullRequest, puller: Puller): () => void {
    const found = this.#consumer(stream, consumer);
    if (found !== undefined) return found.pull(request, puller);
    puller.status?.({ code: 503, description: 'No Responders' });
    return () => undefined;
  }

  /** A JetStream publish: a request that the stream answers when the message is stored. */
  publish(subject: string, payload: string, { headers = {} }: PublishOptions = {}): PublishResult {
    const heard = this.#subscriptions.hasInterest(subject, null);
    const results = this.#spread({ subject, payload, headers });
    return results.find(({ kind }) => kind !== 'timeout') ?? results[0] ?? { kind: heard ? 'timeout' : 'noResponders' };
  }

  /** A plain publish: streams and subscribers of the subject get the message, nobody answers (NAT-001). */
  corePublish(subject: string, payload: string, { headers = {} }: PublishOptions = {}): void {
    this.#spread({ subject, payload, headers });
  }

  #spread(message: CoreMessage): readonly PublishResult[] {
    this.#subscriptions.deliver(message.subject, message);
    const streams = [...this.#streams.values()].filter(({ config }) => config.subjects.some((subject) => covers(subject, message.subject)));
    return streams.map((stream) => stream.publish(message));
  }

  /** Listens on a subject, alone or as a member of a queue group. Returns how to leave. */
  subscribe(subject: string, receive: (message: Received) => void, queue: string | null = null): () => void {
    const leave = this.#subscriptions.add({ subject, group: queue, receive });
    this.#interestChanged();
    return () => {
      leave();
      this.#interestChanged();
    };
  }

  #interestChanged(): void {
    for (const stream of this.#streams.values()) for (const consumer of stream.consumers.values()) consumer.interestChanged();
  }
}
