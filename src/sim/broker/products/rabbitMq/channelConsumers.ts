import { deliveryOf } from './deliveryOf';
import type { QueueConsumer } from './consumers';
import type { Delivery } from './message';
import { accessRefused, type AmqpError, notAllowed, notImplemented, type Outcome, value } from './outcome';
import type { RabbitQueue } from './rabbitQueue';
import type { RabbitMqOptions } from './serverState';
import type { Taken } from './taken';
import type { UnsettledDeliveries } from './unsettled';

export interface ConsumeOptions {
  readonly consumerTag?: string;
  /** Automatic acknowledgement: settled when written to the socket (RMQ-035). */
  readonly noAck?: boolean;
  readonly exclusive?: boolean;
  readonly priority?: number;
}

/** What the consumers of a channel need from it. */
export interface ConsumersHost {
  readonly options: RabbitMqOptions;
  readonly nowUs: () => number;
  readonly unsettled: UnsettledDeliveries;
  readonly nextDeliveryTag: () => number;
  readonly nextConsumerTag: () => string;
  /** A delivery is written to the socket. */
  readonly send: (deliver: (delivery: Delivery) => void, delivery: Delivery) => void;
  readonly cancelled: (consumerTag: string) => void;
  /** Something is unsettled now. */
  readonly holding: () => void;
}

interface Known {
  readonly consumer: QueueConsumer;
  readonly queue: RabbitQueue;
}

/** The consumers of one channel and their prefetch. */
export class ChannelConsumers {
  readonly #host: ConsumersHost;
  readonly #known = new Map<string, Known>();
  /** For consumers that begin from now on; 0 = no limit. */
  #prefetch = 0;
  /** Shared by the consumers of the channel; 0 = no limit. */
  #channelPrefetch = 0;

  constructor(host: ConsumersHost) {
    this.#host = host;
  }

  setPrefetch(count: number, global: boolean): void {
    if (global) this.#channelPrefetch = count;
    else this.#prefetch = count;
    if (global) this.dispatch();
  }

  consume(queue: RabbitQueue, deliver: (delivery: Delivery) => void, options: ConsumeOptions): Outcome<string> {
    const tag = options.consumerTag ?? this.#host.nextConsumerTag();
    if (this.#known.has(tag)) return notAllowed(`attempt to reuse consumer tag '${tag}'`);
    const exclusive = options.exclusive ?? false;
    const refused = refusal(queue, exclusive);
    if (refused !== null) return refused;
    if (queue.settings.type === 'quorum' && this.#channelPrefetch > 0) {
      return notImplemented(`queue '${queue.name}' in vhost '/' does not support global qos`);
    }
    const consumer = this.#consumerOf(queue, { tag, deliver, exclusive, noAck: options.noAck ?? false, priority: options.priority ?? 0 });
    this.#known.set(tag, { consumer, queue });
    queue.consume(consumer);
    return value(tag);
  }

  #consumerOf(queue: RabbitQueue, wanted: Wanted): QueueConsumer {
    const { tag } = wanted;
    const { unsettled, options } = this.#host;
    const unlimited = queue.settings.type === 'quorum' ? options.quorumPrefetchMax : Infinity;
    const most = this.#prefetch === 0 ? unlimited : this.#prefetch;
    return {
      tag,
      priority: wanted.priority,
      exclusive: wanted.exclusive,
      hasRoom: () => wanted.noAck || (unsettled.countOf(tag) < most && this.#channelHasRoom()),
      holds: () => unsettled.countOf(tag),
      deliver: (taken) => this.#deliver(queue, taken, wanted),
      cancelled: () => {
        this.#known.delete(tag);
        this.#host.cancelled(tag);
      },
    };
  }

  #channelHasRoom(): boolean {
    const { unsettled } = this.#host;
    return this.#channelPrefetch === 0 || unsettled.size - unsettled.countOf('') < this.#channelPrefetch;
  }

  #deliver(queue: RabbitQueue, taken: Taken, { tag, deliver, noAck }: Wanted): void {
    const { unsettled, nextDeliveryTag, nowUs, send, holding } = this.#host;
    const deliveryTag = nextDeliveryTag();
    if (noAck) queue.settle(taken.copy);
    else unsettled.add({ deliveryTag, copy: taken.copy, queue, consumerTag: tag, deliveredUs: nowUs() });
    send(deliver, deliveryOf(taken, { consumerTag: tag, deliveryTag }));
    if (!noAck) holding();
  }

  /** The consumer gets nothing more; what it holds stays with the channel. */
  cancel(tag: string): boolean {
    const known = this.#known.get(tag);
    this.#known.delete(tag);
    known?.queue.release(known.consumer);
    return known !== undefined;
  }

  /** The server ends a consumer and says so. */
  end(tag: string): void {
    if (this.cancel(tag)) this.#host.cancelled(tag);
  }

  /** Takes all consumers away and returns their queues, which do not hand out yet. */
  removeAll(): readonly RabbitQueue[] {
    const left = [...this.#known.values()];
    this.#known.clear();
    for (const { queue, consumer } of left) queue.consumers.remove(consumer);
    return left.map(({ queue }) => queue);
  }

  dispatch(): void {
    for (const { queue } of this.#known.values()) queue.dispatch();
  }
}

function refusal({ name, consumers, settings }: RabbitQueue, exclusive: boolean): AmqpError | null {
  const busy = consumers.exclusive || (exclusive && consumers.size > 0);
  if (busy) return accessRefused(`queue '${name}' in vhost '/' in exclusive use`);
  if (!exclusive || !settings.singleActiveConsumer) return null;
  return accessRefused(`queue '${name}' in vhost '/' has single active consumer on: no exclusive consumer`);
}

interface Wanted {
  readonly tag: string;
  readonly deliver: (delivery: Delivery) => void;
  readonly exclusive: boolean;
  readonly noAck: boolean;
  readonly priority: number;
}
