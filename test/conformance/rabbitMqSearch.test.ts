import * as fc from 'fast-check';
import { it } from 'vitest';
import { assert } from '../../src/base/assert';
import { search } from '../property/arbitraries';
import { type Client, RabbitWorld } from './rabbitMqWorld';

type Step =
  | { readonly do: 'publish'; readonly queue: number; readonly expiration: number; readonly persistent: boolean }
  | { readonly do: 'consume'; readonly queue: number; readonly prefetch: number; readonly noAck: boolean }
  | { readonly do: 'ack' | 'nack' | 'reject' | 'drop'; readonly client: number; readonly delivery: number; readonly multiple: boolean }
  | { readonly do: 'crash' | 'vanish' | 'close'; readonly client: number }
  | { readonly do: 'stop' | 'crashServer' }
  | { readonly do: 'wait'; readonly ms: number };

const index = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('publish'), queue: index, expiration: fc.nat(4000), persistent: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('consume'), queue: index, prefetch: fc.nat(3), noAck: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('ack', 'nack', 'reject', 'drop'), client: index, delivery: index, multiple: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('crash', 'vanish', 'close'), client: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop', 'crashServer') }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.oneof(fc.nat(500), fc.nat(90_000)) }) },
) as fc.Arbitrary<Step>;

const lengthMax = 4;

/** Two classic queues and a quorum queue that bury their dead in each other. */
class Search {
  readonly #world = new RabbitWorld({ version: '4.3', networkUs: 500 });
  readonly #queues = ['bounded', 'quorum', 'priority'];
  readonly #clients: Client[] = [];

  constructor() {
    const to = (queue: string) => ({ 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': queue });
    this.#world.queue('bounded', { 'x-max-length': lengthMax, 'x-message-ttl': 5000, ...to('quorum') });
    this.#world.quorum('quorum', { 'x-delivery-limit': 2, 'x-delayed-retry-type': 'all', 'x-delayed-retry-min': 700, ...to('priority') });
    this.#world.queue('priority', { 'x-max-priority': 3, ...to('bounded') });
  }

  take(what: Step): void {
    const { server } = this.#world;
    switch (what.do) {
      case 'publish': {
        const { channel } = this.#world.publisher();
        const life = what.expiration < 2000 ? {} : { expiration: String(what.expiration - 2000) };
        const deliveryMode = what.persistent ? 2 : 1;
        return void channel.publish('', this.#queue(what.queue), 'm', { deliveryMode, priority: what.queue, ...life });
      }
      case 'consume':
        return void this.#clients.push(this.#world.consumer(this.#queue(what.queue), { prefetch: what.prefetch, noAck: what.noAck }));
      case 'crash':
      case 'vanish':
      case 'close':
        return this.#client(what.client)?.connection[what.do]();
      case 'stop':
      case 'crashServer':
        if (what.do === 'stop') server.stop();
        else server.crash();
        this.#world.after(1);
        return server.start();
      case 'wait':
        return this.#world.after(what.ms / 1000);
      default:
        return this.#settle(what);
    }
  }

  #settle(what: Extract<Step, { client: number; multiple: boolean }>): void {
    const client = this.#client(what.client);
    const delivery = client?.deliveries.at(-1 - what.delivery);
    if (client === undefined || delivery === undefined) return;
    const { deliveryTag } = delivery;
    const { multiple } = what;
    if (what.do === 'ack') client.channel.ack(deliveryTag, multiple);
    else if (what.do === 'reject') client.channel.reject(deliveryTag);
    else client.channel.nack(deliveryTag, { multiple, requeue: what.do === 'nack' });
  }

  /** Counted from the newest. */
  #client(number: number): Client | undefined {
    return this.#clients.at(-1 - (number % Math.max(1, this.#clients.length)));
  }

  #queue(number: number): string {
    return this.#queues[number % this.#queues.length] ?? '';
  }

  check(): void {
    const counts = this.#world.server.conservation();
    const views = this.#queues.map((queue) => this.#world.look(queue));
    const out = views.reduce((sum, { unacknowledged }) => sum + unacknowledged, 0);
    const ready = views.reduce((sum, view) => sum + view.ready, 0);
    assert(counts.delivered === out, 'deliveries are exactly the copies that are out');
    assert(counts.queued === ready, 'queues hold exactly the copies that wait');
    assert((views[0]?.ready ?? 0) <= lengthMax, 'a bounded queue keeps its bound');
    const held = this.#clients.reduce((sum, { channel }) => sum + channel.unsettled, 0);
    assert(held === out, 'channels hold exactly the deliveries that are out');
  }
}

it('whatever clients and server do: every copy is in one place, no bound is broken, nothing runs in circles', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 80 }), (steps) => {
      const searched = new Search();
      for (const one of steps) {
        searched.take(one);
        searched.check();
      }
    }),
    search(150),
  );
});
