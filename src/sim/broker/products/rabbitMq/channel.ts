import type { AmqpTable, ExchangeType } from '../../router/exchanges';
import { ChannelConsumers, type ConsumeOptions } from './channelConsumers';
import { Confirms } from './confirms';
import { deliveryOf } from './deliveryOf';
import type { ChannelEvent, Delivery, Properties } from './message';
import {
  alreadyClosed,
  type AmqpError,
  done,
  notFound,
  notImplemented,
  type Outcome,
  preconditionFailed,
  resourceLocked,
  value,
} from './outcome';
import { refusalOf, takeIn } from './publication';
import type { RabbitQueue } from './rabbitQueue';
import { exchangeExists, type ServerState } from './serverState';
import { TimeoutWatch } from './timeoutWatch';
import * as topology from './topology';
import { type Settling, type Unsettled, UnsettledDeliveries } from './unsettled';

export interface PublishOptions extends Properties {
  /** Returned when it is routed to no queue (RMQ-006). */
  readonly mandatory?: boolean;
}

export type Fetched = Delivery & { readonly messageCount: number };

/** What a channel needs from its connection. */
export interface ChannelHost {
  readonly state: ServerState;
  readonly asking: topology.Asking;
  /** The client writes to its socket; `then` happens when the server reads it. */
  readonly toServer: (then: () => void) => void;
  /** What the client has written so far is read now. */
  readonly flush: () => void;
  /** The server writes; `then` happens when the client reads it, if it lives. */
  readonly toClient: (then: () => void) => void;
  readonly fail: (error: AmqpError) => void;
}

/** A channel of AMQP 0-9-1: what a client library offers, under the protocol's names. */
export class Channel {
  readonly #host: ChannelHost;
  readonly #listen: (event: ChannelEvent) => void;
  readonly #unsettled = new UnsettledDeliveries();
  readonly #consumers: ChannelConsumers;
  readonly #confirms: Confirms;
  readonly #watch: TimeoutWatch;
  #confirming = false;
  #open = true;
  #deliveryTags = 0;
  #consumerTags = 0;

  constructor(host: ChannelHost, listen: (event: ChannelEvent) => void) {
    this.#host = host;
    this.#listen = listen;
    this.#watch = new TimeoutWatch(host.state, this.#unsettled, (late) => this.#heldTooLong(late));
    this.#confirms = new Confirms((deliveryTag, accepted) => this.#tell({ kind: accepted ? 'ack' : 'nack', deliveryTag }));
    this.#consumers = new ChannelConsumers({
      options: host.state.options,
      nowUs: () => host.state.clock.nowUs,
      unsettled: this.#unsettled,
      nextDeliveryTag: () => ++this.#deliveryTags,
      nextConsumerTag: () => `ctag-${++this.#consumerTags}`,
      send: (deliver, delivery) => this.#send(() => deliver(delivery)),
      cancelled: (consumerTag) => this.#tell({ kind: 'cancel', consumerTag }),
      holding: () => this.#watch.begin(),
    });
  }

  get open(): boolean {
    return this.#open;
  }

  /** Deliveries that this channel has not settled. */
  get unsettled(): number {
    return this.#unsettled.size;
  }

  /** Publishes that the server has neither confirmed nor refused. */
  get unconfirmed(): number {
    return this.#confirms.unconfirmed;
  }

  #send(then: () => void): void {
    this.#host.toClient(() => {
      if (this.#open) then();
    });
  }

  #tell(event: ChannelEvent): void {
    this.#send(() => this.#listen(event));
  }

  confirmSelect(): Outcome<void> {
    return this.#try(() => {
      this.#confirming = true;
      return done;
    });
  }

  /** Returns the number under which the message will be confirmed; null without confirms: nobody will say anything (RMQ-001). */
  publish(exchange: string, routingKey: string, body: string, options: PublishOptions = {}): Outcome<number | null> {
    if (!this.#open) return alreadyClosed('channel');
    const { mandatory = false, ...properties } = options;
    const refused = refusalOf({ properties, body }, this.#host.state.version);
    if (refused !== null) return this.#close(refused);
    const deliveryTag = this.#confirming ? this.#confirms.next() : 0;
    const message = { exchange, routingKey, properties, body };
    this.#host.toServer(() => {
      const { state } = this.#host;
      if (!this.#open) return;
      if (!exchangeExists(state, exchange)) this.#close(notFound(`no exchange '${exchange}' in vhost '/'`));
      else takeIn(state, { message, mandatory, deliveryTag }, { confirms: this.#confirms, tell: (event) => this.#tell(event) });
    });
    return value(deliveryTag === 0 ? null : deliveryTag);
  }

  /** Limits unsettled deliveries: of each consumer that begins after this, or (`global`) of all consumers of this channel together. */
  qos(prefetchCount: number, global = false): Outcome<void> {
    return this.#try(() => {
      if (global && this.#host.state.version.withdrawn) return notImplemented('basic.qos with global = true was withdrawn');
      this.#consumers.setPrefetch(prefetchCount, global);
      return done;
    });
  }

  consume(queue: string, deliver: (delivery: Delivery) => void, options: ConsumeOptions = {}): Outcome<string> {
    return this.#onQueue(queue, (found) => {
      const begun = this.#consumers.consume(found, deliver, options);
      if (begun.kind === 'ok') found.use();
      return begun;
    });
  }

  cancel(consumerTag: string): Outcome<void> {
    return this.#try(() => {
      this.#consumers.cancel(consumerTag);
      return done;
    });
  }

  /** Fetches one message; null when none waits. */
  get(queue: string, { noAck = false }: { readonly noAck?: boolean } = {}): Outcome<Fetched | null> {
    return this.#onQueue(queue, (found) => {
      found.use();
      if (found.refusesFetching)
        return resourceLocked(`cannot obtain access to locked queue '${queue}' in vhost '/': single active consumer`);
      const taken = found.take();
      if (taken === null) return value(null);
      const deliveryTag = ++this.#deliveryTags;
      const { nowUs } = this.#host.state.clock;
      if (noAck) found.settle(taken.copy);
      else this.#unsettled.add({ deliveryTag, copy: taken.copy, queue: found, consumerTag: '', deliveredUs: nowUs });
      if (!noAck) this.#watch.begin();
      return value({ ...deliveryOf(taken, { consumerTag: '', deliveryTag }), messageCount: found.ready });
    });
  }

  ack(deliveryTag: number, multiple = false): Outcome<void> {
    return this.#settle(deliveryTag, multiple, { kind: 'ack' });
  }

  nack(
    deliveryTag: number,
    { multiple = false, requeue = true }: { readonly multiple?: boolean; readonly requeue?: boolean } = {},
  ): Outcome<void> {
    return this.#settle(deliveryTag, multiple, requeue ? { kind: 'requeue', cause: 'nack' } : { kind: 'reject' });
  }

  reject(deliveryTag: number, requeue = true): Outcome<void> {
    return this.#settle(deliveryTag, false, requeue ? { kind: 'requeue', cause: 'reject' } : { kind: 'reject' });
  }

  #settle(deliveryTag: number, multiple: boolean, how: Settling): Outcome<void> {
    return this.#try(() => {
      const meant = this.#unsettled.meant(deliveryTag, multiple);
      if (meant !== null) this.#unsettled.settle(meant, how);
      else if (!this.#unsettled.isReclaimed(deliveryTag)) return preconditionFailed(`unknown delivery tag ${deliveryTag}`);
      this.#consumers.dispatch();
      return done;
    });
  }

  /** Asks for everything unsettled on this channel to be delivered again. */
  recover(): Outcome<void> {
    return this.#try(() => {
      this.#unsettled.settle(this.#unsettled.all(), { kind: 'requeue', cause: 'nack' });
      return done;
    });
  }

  declareExchange(name: string, type: ExchangeType, options: topology.ExchangeOptions = {}): Outcome<void> {
    return this.#try(() => topology.declareExchange(this.#host.asking, name, type, options));
  }

  deleteExchange(name: string): Outcome<void> {
    return this.#try(() => topology.deleteExchange(this.#host.asking, name));
  }

  declareQueue(name: string, options: topology.QueueOptions = {}): Outcome<topology.QueueCounts> {
    return this.#try(() => topology.declareQueue(this.#host.asking, name, options));
  }

  /** Passive declare: asks without making one. */
  checkQueue(name: string): Outcome<topology.QueueCounts> {
    return this.#onQueue(name, (queue) => value(topology.countsOf(queue)));
  }

  deleteQueue(name: string): Outcome<number> {
    return this.#try(() => topology.deleteQueue(this.#host.asking, name));
  }

  purgeQueue(name: string): Outcome<number> {
    return this.#onQueue(name, (queue) => value(queue.purge()));
  }

  bindQueue(queue: string, exchange: string, routingKey: string, given: AmqpTable = {}): Outcome<void> {
    const binding = { destination: { kind: 'queue', name: queue }, routingKey, arguments: given } as const;
    return this.#try(() => topology.bind(this.#host.asking, exchange, binding));
  }

  unbindQueue(queue: string, exchange: string, routingKey: string, given: AmqpTable = {}): Outcome<void> {
    const binding = { destination: { kind: 'queue', name: queue }, routingKey, arguments: given } as const;
    return this.#try(() => topology.unbind(this.#host.asking, exchange, binding));
  }

  bindExchange(destination: string, source: string, routingKey: string, given: AmqpTable = {}): Outcome<void> {
    const binding = { destination: { kind: 'exchange', name: destination }, routingKey, arguments: given } as const;
    return this.#try(() => topology.bind(this.#host.asking, source, binding));
  }

  /** The client closes the channel: what is unsettled goes back, and counts as lost with its consumer. */
  close(): void {
    this.#host.flush();
    for (const queue of this.end()) queue.dispatch();
  }

  /** The channel ends. Returns the queues that may hand out again once everybody who ends together has ended. */
  end(): ReadonlySet<RabbitQueue> {
    if (!this.#open) return new Set();
    this.#open = false;
    const queues = new Set(this.#consumers.removeAll());
    for (const { queue } of this.#unsettled.all()) queues.add(queue);
    this.#unsettled.takeAllBack();
    for (const queue of queues) queue.use();
    return queues;
  }

  #onQueue<T>(name: string, work: (queue: RabbitQueue) => Outcome<T>): Outcome<T> {
    return this.#try(() => {
      const found = topology.findQueue(this.#host.asking, name);
      return found.kind === 'ok' ? work(found.value) : found;
    });
  }

  /** Does an operation; an error closes the channel or the connection, as AMQP says. */
  #try<T>(work: () => Outcome<T>): Outcome<T> {
    if (!this.#open) return alreadyClosed('channel');
    const outcome = work();
    return outcome.kind === 'error' ? this.#close(outcome) : outcome;
  }

  #close(error: AmqpError): AmqpError {
    if (error.closes === 'connection') this.#host.fail(error);
    if (error.closes !== 'channel' || !this.#open) return error;
    const { code, name, message } = error;
    const queues = this.end();
    this.#host.toClient(() => this.#listen({ kind: 'close', code, name, message }));
    for (const queue of queues) queue.dispatch();
    return error;
  }

  /** Up to 4.2 the channel is closed; from 4.3 the consumer is cancelled, and only what it held for too long goes back, uncounted. */
  #heldTooLong(late: readonly Unsettled[]): void {
    const { options, version } = this.#host.state;
    if (version.consumerTimeout === 'channel') {
      const ms = options.consumerTimeoutUs / 1000;
      this.#close(preconditionFailed(`delivery acknowledgement on channel timed out. Timeout value used: ${ms} ms`));
      return;
    }
    const reclaimed = late.filter(({ queue }) => queue.settings.type === 'quorum');
    for (const { consumerTag } of reclaimed) this.#consumers.end(consumerTag);
    this.#unsettled.reclaim(reclaimed);
  }
}
