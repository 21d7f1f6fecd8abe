import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/sim/broker/products/rabbitMq/message';
import type { RabbitMqVersion } from '../../src/sim/broker/products/rabbitMq/version';
import type { AmqpTable } from '../../src/sim/broker/router/exchanges';
import { statement } from './statement';
import { bodies, type Client, countIn, deathsIn, last, numbered, RabbitWorld } from './rabbitMqWorld';

type Failing = 'crash' | 'nack' | 'reject';

/** Lets a consumer fail on the first waiting message in that way, again and again; returns what was delivered. */
function failing(world: RabbitWorld, how: Failing, times: number): readonly Delivery[] {
  const seen: Delivery[] = [];
  for (let i = 0; i < times; i++) {
    const { connection, channel, deliveries } = world.consumer('q', { prefetch: 1 });
    world.now();
    seen.push(...deliveries);
    const tag = deliveries[0]?.deliveryTag ?? 0;
    if (tag > 0 && how === 'nack') channel.nack(tag);
    if (tag > 0 && how === 'reject') channel.reject(tag);
    // A consumer that has answered is left before it gets its next delivery.
    connection.crash();
    world.now();
  }
  return seen;
}

/** One consumer that always answers in that way, for so many answers. */
function answering(world: RabbitWorld, how: 'nack' | 'reject', times: number): readonly Delivery[] {
  let left = times;
  const handle = ({ deliveryTag }: Delivery, { channel }: Client): void => {
    if (left-- > 0) void (how === 'nack' ? channel.nack(deliveryTag) : channel.reject(deliveryTag));
  };
  const { deliveries } = world.consumer('q', { prefetch: 1, handle });
  world.after(1);
  return deliveries;
}

function worldWith(version: RabbitMqVersion, given: AmqpTable = {}): RabbitWorld {
  const world = new RabbitWorld({ version });
  world.queue('dead');
  world.quorum('q', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead', ...given });
  return world;
}

describe('RabbitMQ quorum queue poison handling', () => {
  statement('RMQ-050', () => {
    const world = worldWith('4.0');
    world.fill('q', ['m1']);
    const seen = failing(world, 'crash', 20);
    expect(world.look('q').ready).toBe(1);
    expect(world.look('dead').ready).toBe(0);
    const holder = world.consumer('q');
    world.now();
    expect([...seen, ...holder.deliveries].map(countIn)).toEqual([undefined, ...Array.from({ length: 20 }, (_, i) => i + 1)]);
    holder.connection.crash();
    world.now();
    // Nobody consumes now: the move does not wait for the next delivery.
    expect(world.look('q')).toMatchObject({ ready: 0, unacknowledged: 0 });
    expect(world.look('dead').messages.map((message) => deathsIn(message)[0])).toMatchObject([
      { queue: 'q', reason: 'delivery_limit', count: 1 },
    ]);
  });

  statement('RMQ-051', () => {
    const world = worldWith('4.3', { 'x-delivery-limit': 1 });
    world.fill('q', ['m1']);
    expect(failing(world, 'crash', 5)).toHaveLength(2);
    expect(world.waiting('dead')).toEqual(['m1']);
  });

  it.each([0, 3, 7])(
    'a limit of %i allows one delivery more, then the message is dropped when there is no dead-letter exchange',
    (limit) => {
      const world = new RabbitWorld();
      world.quorum('q', { 'x-delivery-limit': limit });
      world.fill('q', ['m1']);
      expect(failing(world, 'crash', limit + 5)).toHaveLength(limit + 1);
      expect(world.server.conservation()).toMatchObject({ dropped: 1, queued: 0, deadLettered: 0 });
    },
  );

  statement('RMQ-052', () => {
    const world = worldWith('4.3');
    world.fill('q', ['m1']);
    expect(answering(world, 'nack', 100)).toHaveLength(101);
    expect(world.waiting('dead')).toEqual([]);
  });

  statement(
    'RMQ-052',
    () => {
      for (const how of ['reject', 'crash'] as const) {
        const world = worldWith('4.3');
        world.fill('q', ['m1']);
        expect(how === 'crash' ? failing(world, how, 30) : answering(world, how, 30)).toHaveLength(21);
        expect(world.waiting('dead')).toEqual(['m1']);
      }
    },
    'reject and crash count',
  );

  statement(
    'RMQ-052',
    () => {
      const world = new RabbitWorld({ version: '4.3', consumerTimeoutUs: 60_000_000 });
      world.quorum('q', { 'x-delivery-limit': 1 });
      world.fill('q', ['m1']);
      const seen: Delivery[] = [];
      for (let i = 0; i < 10; i++) {
        const { deliveries } = world.consumer('q');
        world.after(61);
        seen.push(...deliveries);
      }
      expect(seen).toHaveLength(10);
      expect(seen.map(countIn)).toEqual(Array.from({ length: 10 }, () => undefined));
      expect(world.look('q').ready).toBe(1);
    },
    'the consumer timeout does not',
  );

  it('4.3 tells counted and uncounted returns apart in two headers', () => {
    const world = worldWith('4.3');
    world.fill('q', ['m1']);
    const { channel, deliveries } = world.consumer('q', { prefetch: 1 });
    world.now();
    channel.nack(1);
    world.now();
    channel.reject(2);
    world.now();
    expect(deliveries.map(({ redelivered, properties }) => [redelivered, properties.headers])).toEqual([
      [false, undefined],
      [true, { 'x-acquired-count': 1 }],
      [true, { 'x-delivery-count': 1, 'x-acquired-count': 2 }],
    ]);
  });

  statement('RMQ-053', () => {
    const world = worldWith('4.0');
    world.fill('q', ['m1']);
    expect(answering(world, 'nack', 20)).toHaveLength(21);
    expect(world.waiting('dead')).toEqual([]);
    const again = worldWith('4.0');
    again.fill('q', ['m1']);
    expect(answering(again, 'nack', 25)).toHaveLength(21);
    expect(again.waiting('dead')).toEqual(['m1']);
  });

  it('before 4.0 there is no limit unless one is set', () => {
    const world = worldWith('3.10');
    world.fill('q', ['m1']);
    const seen = failing(world, 'crash', 60);
    expect(seen).toHaveLength(60);
    expect(countIn(last(seen))).toBe(59);
    const limited = worldWith('3.10', { 'x-delivery-limit': 4 });
    limited.fill('q', ['m1']);
    expect(failing(limited, 'crash', 60)).toHaveLength(5);
  });

  it('a limit of -1 takes the limit away', () => {
    const world = worldWith('4.3', { 'x-delivery-limit': -1 });
    world.fill('q', ['m1']);
    expect(failing(world, 'crash', 50)).toHaveLength(50);
  });

  statement('RMQ-055', () => {
    const world = worldWith('4.3');
    world.fill('q', numbered(60));
    for (let i = 0; i < 21; i++) {
      const { connection } = world.consumer('q', { prefetch: 50 });
      world.now();
      connection.crash();
      world.now();
    }
    expect(world.waiting('dead')).toEqual(numbered(50));
    expect(world.waiting('q')).toEqual(numbered(10, 51));
  });

  statement('RMQ-056', () => {
    const world = new RabbitWorld({ version: '4.3' });
    const settings = { 'x-delayed-retry-type': 'all', 'x-delayed-retry-min': 1000, 'x-delayed-retry-max': 30_000 };
    world.quorum('q', { ...settings, 'x-delivery-limit': 100 });
    world.fill('q', ['m1']);
    const at: number[] = [];
    const handle = ({ deliveryTag }: Delivery, { channel }: Client): void => {
      at.push(world.server.clock.nowUs / 1000);
      channel.reject(deliveryTag);
    };
    world.consumer('q', { handle });
    world.until(3600);
    const delays = at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
    expect([delays[0], delays[1], delays[2], delays[39]]).toEqual([1000, 2000, 3000, 30_000]);
    expect(delays[28]).toBe(29_000);
  });

  it('a delayed message lets the others pass; the type says which returns wait', () => {
    const delaysOf = (type: string, how: 'nack' | 'reject'): readonly number[] => {
      const world = new RabbitWorld({ version: '4.3' });
      world.quorum('q', { 'x-delayed-retry-type': type, 'x-delayed-retry-min': 500, 'x-delayed-retry-max': 900 });
      world.fill('q', ['m1', 'm2']);
      const at: number[] = [];
      const handle = ({ deliveryTag, body }: Delivery, { channel }: Client): void => {
        if (body === 'm2') return;
        at.push(world.server.clock.nowUs / 1000);
        if (at.length < 4) void (how === 'nack' ? channel.nack(deliveryTag) : channel.reject(deliveryTag));
      };
      const { deliveries } = world.consumer('q', { prefetch: 2, handle });
      world.after(10);
      expect(bodies(deliveries).slice(0, 2)).toEqual(['m1', 'm2']);
      return at.slice(1).map((ms, i) => ms - (at[i] ?? 0));
    };
    expect(delaysOf('failed', 'reject')).toEqual([500, 900, 900]);
    expect(delaysOf('failed', 'nack')).toEqual([0, 0, 0]);
    expect(delaysOf('returned', 'nack')).toEqual([500, 900, 900]);
    expect(delaysOf('returned', 'reject')).toEqual([0, 0, 0]);
    expect(delaysOf('disabled', 'reject')).toEqual([0, 0, 0]);
  });

  it('before 4.3 nobody knows delayed retry', () => {
    const world = new RabbitWorld({ version: '4.0' });
    world.quorum('q', { 'x-delayed-retry-type': 'all', 'x-delayed-retry-min': 1000 });
    world.fill('q', ['m1']);
    expect(answering(world, 'nack', 5)).toHaveLength(6);
  });
});
