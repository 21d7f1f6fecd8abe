import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/sim/broker/products/rabbitMq/message';
import { statement } from './statement';
import { bodies, type Client, countIn, last, numbered, RabbitWorld, worked } from './rabbitMqWorld';

const tagOf = (deliveries: readonly Delivery[], body: string): number => last(deliveries.filter((one) => one.body === body)).deliveryTag;
const acknowledge = ({ deliveryTag }: Delivery, { channel }: Client): void => void channel.ack(deliveryTag);

describe('RabbitMQ consume', () => {
  statement('RMQ-030', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', numbered(100));
    const { channel, deliveries } = world.consumer('q', { prefetch: 10 });
    world.after(1);
    expect(bodies(deliveries)).toEqual(numbered(10));
    const other = world.consumer('q', { prefetch: 10 });
    world.after(1);
    expect(bodies(other.deliveries)).toEqual(numbered(10, 11));
    channel.ack(1);
    world.after(1);
    expect([deliveries.length, other.deliveries.length]).toEqual([11, 10]);
    expect(last(deliveries).body).toBe('m21');
  });

  it('a prefetch holds for consumers that begin after it; each consumer of a channel has its own', () => {
    const world = new RabbitWorld();
    for (const queue of ['a', 'b']) world.queue(queue);
    for (const queue of ['a', 'b']) world.fill(queue, numbered(9));
    const { channel } = world.client();
    const got = { a: 0, b: 0 };
    worked(channel.qos(3));
    worked(channel.consume('a', () => got.a++));
    worked(channel.qos(2));
    worked(channel.consume('b', () => got.b++));
    world.after(1);
    expect(got).toEqual({ a: 3, b: 2 });
  });

  it('a prefetch for the channel is shared by its consumers; quorum queues refuse it, and 4.3 refuses it altogether', () => {
    const world = new RabbitWorld({ version: '4.0' });
    for (const queue of ['a', 'b']) world.queue(queue);
    for (const queue of ['a', 'b']) world.fill(queue, numbered(9));
    world.quorum('quorum');
    const { channel } = world.client();
    let got = 0;
    worked(channel.qos(4, true));
    for (const queue of ['a', 'b']) worked(channel.consume(queue, () => got++));
    world.after(1);
    expect(got).toBe(4);
    expect(channel.consume('quorum', () => got++)).toMatchObject({ kind: 'error', code: 540, closes: 'connection' });
    expect(new RabbitWorld({ version: '4.3' }).client().channel.qos(4, true)).toMatchObject({ kind: 'error', code: 540 });
  });

  statement('RMQ-031', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', numbered(100));
    const { deliveries } = world.consumer('q', { prefetch: 0 });
    world.now();
    expect(deliveries).toHaveLength(100);
  });

  statement(
    'RMQ-031',
    () => {
      const world = new RabbitWorld();
      world.quorum('q');
      world.fill('q', numbered(2500));
      const { deliveries, channel } = world.consumer('q', { prefetch: 0 });
      world.now();
      expect(deliveries).toHaveLength(2000);
      channel.ack(100, true);
      world.now();
      expect(deliveries).toHaveLength(2100);
    },
    'quorum queue',
  );

  statement('RMQ-033', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', numbered(5));
    const dying = world.consumer('q', { prefetch: 5 });
    world.now();
    dying.connection.crash();
    expect(world.look('q')).toMatchObject({ ready: 5, unacknowledged: 0 });
    const next = world.consumer('q');
    world.now();
    expect(next.deliveries.map(({ body, redelivered }) => [body, redelivered])).toEqual(numbered(5).map((body) => [body, true]));
  });

  statement('RMQ-034', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', numbered(5));
    const gone = world.consumer('q', { prefetch: 5 });
    const other = world.consumer('q');
    world.now();
    gone.connection.vanish();
    world.until(59);
    expect(world.look('q')).toMatchObject({ ready: 0, unacknowledged: 5 });
    expect(other.deliveries).toEqual([]);
    world.until(61);
    expect(bodies(other.deliveries)).toEqual(numbered(5));
    expect(other.deliveries.every(({ redelivered }) => redelivered)).toBe(true);
  });

  it('until the server notices, a vanished consumer goes on being sent messages; a shorter heartbeat notices sooner', () => {
    const world = new RabbitWorld({ heartbeatUs: 10_000_000 });
    world.queue('q');
    const gone = world.consumer('q', { prefetch: 2 });
    world.until(100);
    gone.connection.vanish();
    world.fill('q', numbered(3));
    world.until(109);
    expect(world.look('q')).toMatchObject({ ready: 1, unacknowledged: 2 });
    expect(gone.deliveries).toEqual([]);
    world.until(111);
    expect(world.look('q')).toMatchObject({ ready: 3, unacknowledged: 0, consumers: 0 });
  });

  statement('RMQ-035', () => {
    const world = new RabbitWorld({ networkUs: 1000 });
    world.queue('q');
    world.fill('q', numbered(50));
    world.until(1);
    const { connection, deliveries } = world.consumer('q', { noAck: true });
    connection.crash();
    world.until(3600);
    expect(deliveries).toEqual([]);
    expect(world.look('q')).toMatchObject({ ready: 0, unacknowledged: 0 });
    expect(world.server.conservation()).toMatchObject({ acknowledged: 50, queued: 0 });
  });

  statement(
    'RMQ-036',
    () => {
      const world = new RabbitWorld({ version: '4.0' });
      world.queue('q');
      world.fill('q', ['m1', 'm2']);
      const holder = world.consumer('q', { prefetch: 2 });
      world.until(1);
      holder.channel.ack(2);
      const other = world.client();
      world.until(1799);
      expect(world.look('q')).toMatchObject({ ready: 0, unacknowledged: 1 });
      world.until(1801 + 60);
      expect(world.look('q')).toMatchObject({ ready: 1, unacknowledged: 0, consumers: 0 });
      expect(holder.events).toMatchObject([{ kind: 'close', code: 406, name: 'PRECONDITION_FAILED' }]);
      expect(worked(other.channel.get('q'))).toMatchObject({ body: 'm1', redelivered: true });
    },
    '4.0, classic queue: the channel is closed',
  );

  statement(
    'RMQ-036',
    () => {
      const world = new RabbitWorld({ version: '4.3' });
      for (const name of ['classic', 'quorum'] as const) {
        world.queue(name, { 'x-queue-type': name });
        world.fill(name, ['m1']);
      }
      const ofClassic = world.consumer('classic');
      const ofQuorum = world.consumer('quorum');
      world.until(1799);
      expect(world.look('quorum')).toMatchObject({ ready: 0, unacknowledged: 1 });
      world.until(1801 + 60);
      expect(world.look('quorum')).toMatchObject({ ready: 1, unacknowledged: 0, consumers: 0 });
      expect(ofQuorum.events).toMatchObject([{ kind: 'cancel' }]);
      expect(ofQuorum.channel.open).toBe(true);
      world.until(7200);
      expect(world.look('classic')).toMatchObject({ ready: 0, unacknowledged: 1, consumers: 1 });
      expect(ofClassic.events).toEqual([]);
    },
    '4.3: the consumer of a quorum queue is cancelled, a classic queue waits',
  );

  it('the timeout is looked at every 60 s of the channel, so it may be late by as much; a late answer does no harm in 4.3', () => {
    const world = new RabbitWorld({ version: '4.3', consumerTimeoutUs: 100_000_000 });
    world.quorum('q');
    const { channel, deliveries, events } = world.consumer('q', { prefetch: 2 });
    world.until(15);
    world.fill('q', ['m1']);
    world.until(30);
    world.fill('q', ['m2']);
    world.until(119);
    expect(world.look('q').unacknowledged).toBe(2);
    world.until(121);
    expect(world.look('q')).toMatchObject({ ready: 1, unacknowledged: 1 });
    expect(events).toMatchObject([{ kind: 'cancel' }]);
    expect(channel.ack(tagOf(deliveries, 'm1')).kind).toBe('ok');
    expect(channel.ack(tagOf(deliveries, 'm2')).kind).toBe('ok');
    expect(channel.ack(tagOf(deliveries, 'm2'))).toMatchObject({ kind: 'error', code: 406 });
  });

  it('a queue may have its own timeout', () => {
    const world = new RabbitWorld({ version: '4.0' });
    world.queue('q', { 'x-consumer-timeout': 120_000 });
    world.fill('q', ['m1']);
    const { events } = world.consumer('q');
    world.until(119);
    expect(events).toEqual([]);
    world.until(121);
    expect(events).toMatchObject([{ kind: 'close', code: 406 }]);
  });

  statement('RMQ-038', () => {
    const world = new RabbitWorld();
    world.quorum('q');
    world.fill('q', numbered(4));
    const { channel, deliveries } = world.consumer('q', { prefetch: 1 });
    world.now();
    channel.nack(tagOf(deliveries, 'm1'));
    world.now();
    channel.ack(tagOf(deliveries, 'm1'));
    world.now();
    expect(bodies(deliveries)).toEqual(['m1', 'm1', 'm2']);
  });

  it('several returned messages are delivered in the order of their return, before everything that was never out', () => {
    const world = new RabbitWorld();
    world.quorum('q');
    world.fill('q', numbered(5));
    const { channel } = world.client();
    for (let i = 0; i < 3; i++) worked(channel.get('q'));
    for (const tag of [3, 1, 2]) channel.nack(tag);
    expect(world.waiting('q')).toEqual(['m3', 'm1', 'm2', 'm4', 'm5']);
  });

  it('a quorum queue without a delivery limit puts nacked messages at its end, and those of a lost consumer in front', () => {
    const world = new RabbitWorld();
    world.quorum('q', { 'x-delivery-limit': -1 });
    world.fill('q', numbered(3));
    const { channel } = world.client();
    worked(channel.get('q'));
    channel.nack(1);
    expect(world.waiting('q')).toEqual(['m2', 'm3', 'm1']);
    worked(channel.get('q'));
    channel.close();
    expect(world.waiting('q')).toEqual(['m2', 'm3', 'm1']);
  });

  statement('RMQ-039', () => {
    const processed: string[] = [];
    const world = new RabbitWorld();
    world.quorum('q');
    world.fill('q', numbered(3));
    const handle = (delivery: Delivery, { channel }: Client): void => {
      if (delivery.body === 'm1' && !delivery.redelivered) return void channel.nack(delivery.deliveryTag);
      processed.push(delivery.body);
      return void channel.ack(delivery.deliveryTag);
    };
    world.consumer('q', { prefetch: 2, handle });
    world.after(1);
    expect(processed.indexOf('m2')).toBeLessThan(processed.indexOf('m1'));
    expect(processed.toSorted()).toEqual(numbered(3));
  });

  statement(
    'RMQ-039',
    () => {
      const processed: string[] = [];
      const world = new RabbitWorld();
      world.quorum('q', { 'x-single-active-consumer': true });
      world.fill('q', numbered(6));
      const handle = (delivery: Delivery, { channel }: Client): void => {
        if (delivery.body === 'm2' && !delivery.redelivered) return void channel.nack(delivery.deliveryTag);
        processed.push(delivery.body);
        return void channel.ack(delivery.deliveryTag);
      };
      for (let i = 0; i < 3; i++) world.consumer('q', { prefetch: 1, handle });
      world.after(1);
      expect(processed).toEqual(numbered(6));
    },
    'a single active consumer that returns in order',
  );

  it('when the single active consumer goes, the one that has waited longest takes over with what it left', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-single-active-consumer': true });
    const clients = [1, 2, 3].map(() => world.consumer('q', { prefetch: 1 }));
    world.fill('q', numbered(2));
    world.now();
    expect(clients.map(({ deliveries }) => bodies(deliveries))).toEqual([['m1'], [], []]);
    clients[0]?.connection.crash();
    world.now();
    expect(clients.map(({ deliveries }) => bodies(deliveries))).toEqual([['m1'], ['m1'], []]);
  });

  it('consumers take turns; an exclusive one has the queue to itself', () => {
    const world = new RabbitWorld();
    world.queue('q');
    const clients = [1, 2, 3].map(() => world.consumer('q'));
    world.fill('q', numbered(7));
    world.now();
    expect(clients.map(({ deliveries }) => bodies(deliveries))).toEqual([
      ['m1', 'm4', 'm7'],
      ['m2', 'm5'],
      ['m3', 'm6'],
    ]);
    const late = world.client().channel.consume('q', () => undefined, { exclusive: true });
    expect(late).toMatchObject({ kind: 'error', code: 403, name: 'ACCESS_REFUSED' });
  });

  statement('RMQ-040', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', ['m1', 'm2']);
    const { channel } = world.consumer('q');
    world.now();
    channel.reject(1, false);
    channel.nack(2, { requeue: false });
    world.after(60);
    expect(world.look('q')).toMatchObject({ ready: 0, unacknowledged: 0 });
    expect(world.server.conservation()).toMatchObject({ dropped: 2, queued: 0, deadLettered: 0 });
  });

  statement('RMQ-041', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', numbered(3));
    const { channel, events } = world.consumer('q');
    world.now();
    channel.ack(1);
    expect(channel.ack(1)).toMatchObject({ kind: 'error', code: 406, name: 'PRECONDITION_FAILED', message: 'unknown delivery tag 1' });
    world.now();
    expect(events).toMatchObject([{ kind: 'close', code: 406 }]);
    expect(channel.open).toBe(false);
    expect(world.waiting('q')).toEqual(['m2', 'm3']);
  });

  statement(
    'RMQ-041',
    () => {
      const world = new RabbitWorld();
      world.queue('q');
      world.fill('q', numbered(2));
      const first = world.consumer('q', { prefetch: 1 });
      world.now();
      const other = first.connection.createChannel();
      expect(other.ack(tagOf(first.deliveries, 'm1'))).toMatchObject({ kind: 'error', code: 406 });
      expect(other.open).toBe(false);
      expect(first.channel.open).toBe(true);
      expect(world.look('q')).toMatchObject({ ready: 1, unacknowledged: 1 });
    },
    'on another channel',
  );

  it('several deliveries are settled at once; 0 means all of them', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', numbered(6));
    const { channel } = world.consumer('q');
    world.now();
    channel.ack(2, true);
    channel.nack(4, { multiple: true, requeue: false });
    expect(world.look('q')).toMatchObject({ ready: 0, unacknowledged: 2 });
    channel.ack(0, true);
    expect(world.look('q').unacknowledged).toBe(0);
    expect(world.server.conservation()).toMatchObject({ acknowledged: 4, dropped: 2 });
  });

  it('recover asks for everything again; a cancelled consumer keeps what it holds', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', numbered(3));
    const { channel, deliveries } = world.consumer('q', { prefetch: 2, consumerTag: 'worker' });
    world.now();
    channel.recover();
    world.now();
    expect(bodies(deliveries)).toEqual(['m1', 'm2', 'm1', 'm2']);
    channel.cancel('worker');
    channel.ack(tagOf(deliveries, 'm1'));
    world.now();
    expect(deliveries).toHaveLength(4);
    expect(world.look('q')).toMatchObject({ ready: 1, unacknowledged: 1, consumers: 0 });
  });

  it('a classic queue hands a returned message out again at once, at its old place: a hot loop', () => {
    const world = new RabbitWorld({ networkUs: 1000 });
    world.queue('q');
    world.fill('q', numbered(2));
    const nack = ({ deliveryTag }: Delivery, { channel }: Client): void => void channel.nack(deliveryTag);
    const { deliveries } = world.consumer('q', { prefetch: 1, handle: nack });
    world.until(1);
    expect(deliveries.length).toBeGreaterThan(900);
    expect(new Set(bodies(deliveries))).toEqual(new Set(['m1']));
    expect(deliveries.filter((one) => countIn(one) !== undefined)).toEqual([]);
  });

  it('a queue that nobody has used for x-expires is gone with its messages', () => {
    const world = new RabbitWorld();
    world.queue('dead');
    world.queue('q', { 'x-expires': 60_000, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' });
    world.fill('q', ['m1']);
    world.until(50);
    worked(world.client().channel.get('q'));
    world.until(109);
    expect(world.server.queue('q')).toBeDefined();
    world.until(111);
    expect(world.server.queue('q')).toBeUndefined();
    expect(world.waiting('dead')).toEqual([]);
  });

  it('an auto-delete queue goes with its last consumer, and not before it had one', () => {
    const world = new RabbitWorld();
    worked(world.client().channel.declareQueue('q', { autoDelete: true }));
    world.after(60);
    const [first, second] = [world.consumer('q', { consumerTag: 'a' }), world.consumer('q')];
    first.channel.cancel('a');
    expect(world.server.queue('q')).toBeDefined();
    second.connection.crash();
    expect(world.server.queue('q')).toBeUndefined();
  });

  it('a deleted queue cancels its consumers', () => {
    const world = new RabbitWorld();
    world.queue('q');
    const { events } = world.consumer('q', { consumerTag: 'worker' });
    worked(world.client().channel.deleteQueue('q'));
    world.now();
    expect(events).toEqual([{ kind: 'cancel', consumerTag: 'worker' }]);
  });

  it('a quorum queue with a single active consumer cannot be fetched from', () => {
    const world = new RabbitWorld();
    world.quorum('q', { 'x-single-active-consumer': true });
    expect(world.client().channel.get('q')).toMatchObject({ kind: 'error', code: 405 });
  });

  it('the server names a queue that has no name', () => {
    const { channel } = new RabbitWorld().client();
    const names = [1, 2].map(() => worked(channel.declareQueue('', { exclusive: true })).queue);
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => name.startsWith('amq.gen-'))).toBe(true);
  });

  it('a queue of its connection goes with it, and others may not touch it', () => {
    const world = new RabbitWorld();
    const owner = world.client();
    worked(owner.channel.declareQueue('own', { exclusive: true }));
    expect(world.client().channel.get('own')).toMatchObject({ kind: 'error', code: 405, name: 'RESOURCE_LOCKED' });
    owner.connection.close();
    expect(world.server.queue('own')).toBeUndefined();
  });

  it.each([
    [{ 'x-message-ttl': -1 }],
    [{ 'x-max-length': 'many' }],
    [{ 'x-expires': 0 }],
    [{ 'x-overflow': 'explode' }],
    [{ 'x-dead-letter-routing-key': 'k' }],
    [{ 'x-queue-type': 'mirrored' }],
    [{ 'x-queue-type': 'classic', 'x-delivery-limit': 3 }],
    [{ 'x-queue-type': 'quorum', 'x-max-priority': 3 }],
  ])('a declaration with %o is refused', (given) => {
    const { channel } = new RabbitWorld().client();
    expect(channel.declareQueue('q', { arguments: given })).toMatchObject({ kind: 'error', code: 406, name: 'PRECONDITION_FAILED' });
    expect(channel.open).toBe(false);
  });

  it('declaring again with other arguments is refused, with the same ones it answers', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-max-length': 5 });
    world.fill('q', ['m1']);
    expect(worked(world.client().channel.declareQueue('q', { arguments: { 'x-max-length': 5 } }))).toMatchObject({ messageCount: 1 });
    expect(world.client().channel.declareQueue('q', { arguments: { 'x-max-length': 6 } })).toMatchObject({ kind: 'error', code: 406 });
    expect(world.client().channel.declareQueue('other', { arguments: { 'x-queue-type': 'quorum' }, durable: false })).toMatchObject({
      code: 406,
    });
  });

  it('every copy is somewhere', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-max-length': 20 });
    world.fill('q', numbered(30));
    const slow = world.consumer('q', { prefetch: 4 });
    world.consumer('q', { prefetch: 2, handle: acknowledge });
    world.after(1);
    slow.channel.nack(1, { requeue: false });
    const { queued, held, delivered, acknowledged, deadLettered, dropped, expired } = world.server.conservation();
    expect(queued + held + delivered + acknowledged + deadLettered + dropped + expired).toBe(30);
    expect([delivered, dropped]).toEqual([3, 11]);
  });
});
