import { describe, expect, it } from 'vitest';
import { statement } from './statement';
import { bodies, deathsIn, last, numbered, RabbitWorld, worked } from './rabbitMqWorld';

const kinds = (events: readonly { readonly kind: string }[]): readonly string[] => events.map(({ kind }) => kind);

describe('RabbitMQ publish', () => {
  statement('RMQ-001', () => {
    const world = new RabbitWorld({ networkUs: 1000 });
    world.queue('q');
    const { channel, events } = world.client();
    expect(worked(channel.publish('', 'q', 'm1', { deliveryMode: 2 }))).toBeNull();
    world.server.crash();
    world.after(1);
    world.server.start();
    world.after(1);
    expect(world.look('q').ready).toBe(0);
    expect(kinds(events).filter((kind) => kind === 'nack' || kind === 'return')).toEqual([]);
  });

  it('a message that has reached a dying broker is lost too while it is not on the disk; with confirms nobody is told that it is safe', () => {
    const world = new RabbitWorld({ persistUs: 150_000 });
    world.queue('q');
    const { channel, events } = world.publisher();
    channel.publish('', 'q', 'early', { deliveryMode: 2 });
    world.after(0.2);
    channel.publish('', 'q', 'late', { deliveryMode: 2 });
    world.after(0.1);
    world.server.crash();
    world.server.start();
    world.after(10);
    expect(world.waiting('q')).toEqual(['early']);
    expect(events.filter(({ kind }) => kind === 'ack')).toEqual([{ kind: 'ack', deliveryTag: 1 }]);
  });

  statement('RMQ-002', () => {
    const world = new RabbitWorld({ persistUs: 300_000 });
    world.queue('q');
    const { channel, events } = world.publisher();
    channel.publish('', 'q', 'm1', { deliveryMode: 2 });
    world.until(0.299);
    expect(world.waiting('q')).toEqual(['m1']);
    expect(events).toEqual([]);
    world.until(0.3);
    expect(events).toEqual([{ kind: 'ack', deliveryTag: 1 }]);
  });

  it('a transient message, or one in a queue that is not durable, has nothing to wait for', () => {
    const world = new RabbitWorld({ version: '4.0', persistUs: 300_000 });
    world.queue('q');
    const { channel, events } = world.publisher();
    worked(channel.declareQueue('memory', { durable: false }));
    channel.publish('', 'q', 'm1', { deliveryMode: 1 });
    channel.publish('', 'memory', 'm2', { deliveryMode: 2 });
    world.now();
    expect(events).toEqual([
      { kind: 'ack', deliveryTag: 1 },
      { kind: 'ack', deliveryTag: 2 },
    ]);
  });

  statement('RMQ-003', () => {
    const world = new RabbitWorld({ nodes: 3 });
    world.quorum('q');
    const { channel, events } = world.publisher();
    world.server.stopNode(3);
    channel.publish('', 'q', 'm1');
    world.after(1);
    expect(events).toEqual([{ kind: 'ack', deliveryTag: 1 }]);
    world.server.stopNode(2);
    channel.publish('', 'q', 'm2');
    world.after(3600);
    expect(events).toHaveLength(1);
    expect(world.client().channel.get('q')).toMatchObject({ kind: 'error', closes: 'nothing' });
  });

  it('a quorum queue of five bears two lost members; with its majority back it confirms what waited', () => {
    const world = new RabbitWorld({ nodes: 5 });
    world.quorum('q', { 'x-quorum-initial-group-size': 5 });
    const { channel, events } = world.publisher();
    for (const node of [2, 4]) world.server.stopNode(node);
    channel.publish('', 'q', 'm1');
    world.after(1);
    expect(kinds(events)).toEqual(['ack']);
    world.server.stopNode(5);
    channel.publish('', 'q', 'm2');
    world.after(1);
    expect(kinds(events)).toEqual(['ack']);
    world.server.startNode(2);
    world.after(1);
    expect(kinds(events)).toEqual(['ack', 'ack']);
    expect(world.waiting('q')).toEqual(['m1', 'm2']);
  });

  statement('RMQ-005', () => {
    const world = new RabbitWorld();
    const { channel, events } = world.publisher();
    worked(channel.declareExchange('orders', 'direct'));
    channel.publish('orders', 'nobody', 'm1', { deliveryMode: 2 });
    world.now();
    expect(events).toEqual([{ kind: 'ack', deliveryTag: 1 }]);
    expect(world.server.conservation()).toMatchObject({ queued: 0, delivered: 0 });
  });

  statement(
    'RMQ-005',
    () => {
      const world = new RabbitWorld();
      world.queue('rest');
      const { channel, events } = world.publisher();
      worked(channel.declareExchange('unrouted', 'fanout'));
      worked(channel.declareExchange('orders', 'direct', { arguments: { 'alternate-exchange': 'unrouted' } }));
      worked(channel.bindQueue('rest', 'unrouted', ''));
      channel.publish('orders', 'nobody', 'm1', { mandatory: true });
      world.after(1);
      expect(world.waiting('rest')).toEqual(['m1']);
      expect(kinds(events)).toEqual(['ack']);
    },
    'alternate exchange',
  );

  statement('RMQ-006', () => {
    const world = new RabbitWorld();
    const { channel, events } = world.publisher();
    worked(channel.declareExchange('orders', 'topic'));
    channel.publish('orders', 'nobody', 'm1', { mandatory: true });
    world.now();
    expect(events).toMatchObject([
      { kind: 'return', replyCode: 312, replyText: 'NO_ROUTE', routingKey: 'nobody', body: 'm1' },
      { kind: 'ack', deliveryTag: 1 },
    ]);
  });

  statement('RMQ-007', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-max-length': 10, 'x-overflow': 'reject-publish' });
    const { channel, events } = world.publisher();
    for (const body of numbered(11)) channel.publish('', 'q', body);
    world.after(1);
    expect(kinds(events)).toEqual([...Array.from({ length: 10 }, () => 'ack'), 'nack']);
    expect(last(events)).toEqual({ kind: 'nack', deliveryTag: 11 });
    expect(world.waiting('q')).toEqual(numbered(10));
  });

  it('a quorum queue notices a full queue one message late, and takes in again when a fifth is gone', () => {
    const world = new RabbitWorld();
    world.quorum('q', { 'x-max-length': 5, 'x-overflow': 'reject-publish' });
    const { channel, events } = world.publisher();
    const publish = (): string => {
      channel.publish('', 'q', 'm');
      world.after(1);
      return last(events).kind;
    };
    expect(Array.from({ length: 8 }, publish)).toEqual(['ack', 'ack', 'ack', 'ack', 'ack', 'ack', 'nack', 'nack']);
    const { channel: reader } = world.client();
    worked(reader.get('q', { noAck: true }));
    expect(publish()).toBe('nack');
    worked(reader.get('q', { noAck: true }));
    expect(publish()).toBe('ack');
  });

  it('one refusing queue among several makes the whole publish a nack', () => {
    const world = new RabbitWorld();
    world.queue('full', { 'x-max-length': 0, 'x-overflow': 'reject-publish' });
    world.queue('open');
    const { channel, events } = world.publisher();
    for (const queue of ['full', 'open']) worked(channel.bindQueue(queue, 'amq.fanout', ''));
    channel.publish('amq.fanout', '', 'm1');
    world.after(1);
    expect(kinds(events)).toEqual(['nack']);
    expect(world.waiting('open')).toEqual(['m1']);
  });

  statement('RMQ-008', () => {
    const world = new RabbitWorld();
    world.queue('dead');
    world.queue('q', { 'x-max-length': 10, 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead' });
    world.fill('q', numbered(13));
    const holder = world.consumer('q', { prefetch: 3 });
    world.after(1);
    // Three dropped on the way to thirteen; three are out now and no longer count.
    expect(bodies(holder.deliveries)).toEqual(['m4', 'm5', 'm6']);
    expect(world.look('q')).toMatchObject({ ready: 7, unacknowledged: 3 });
    world.fill('q', numbered(3, 14));
    world.after(1);
    expect(world.waiting('dead')).toEqual(['m1', 'm2', 'm3']);
    world.fill('q', ['m17']);
    world.after(1);
    expect(world.waiting('dead')).toEqual(['m1', 'm2', 'm3', 'm7']);
    expect(world.look('q')).toMatchObject({ ready: 10, unacknowledged: 3 });
    expect(world.look('dead').messages.map((message) => deathsIn(message)[0]?.reason)).toEqual(Array.from({ length: 4 }, () => 'maxlen'));
  });

  it('without a dead-letter exchange what overflows is dropped; what comes back into a full queue makes it overflow too', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-max-length': 2 });
    world.fill('q', ['m1', 'm2']);
    const holder = world.consumer('q', { prefetch: 1 });
    world.now();
    world.fill('q', ['m3']);
    expect(world.waiting('q')).toEqual(['m2', 'm3']);
    holder.connection.close();
    world.after(1);
    expect(world.waiting('q')).toEqual(['m2', 'm3']);
    expect(world.server.conservation()).toMatchObject({ dropped: 1, deadLettered: 0 });
  });

  it('a queue may be bounded in bytes of bodies', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-max-length-bytes': 10 });
    world.fill('q', ['aaaa', 'bbbb', 'cc', 'ddd']);
    expect(world.waiting('q')).toEqual(['bbbb', 'cc', 'ddd']);
  });

  statement('RMQ-010', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', ['transient'], { deliveryMode: 1 });
    world.fill('q', ['persistent'], { deliveryMode: 2 });
    world.after(1);
    world.server.stop();
    world.after(10);
    world.server.start();
    expect(world.waiting('q')).toEqual(['persistent']);
  });

  it('a quorum queue keeps every message over a restart; a queue that is not durable is gone', () => {
    const world = new RabbitWorld({ version: '4.0' });
    world.quorum('quorum');
    worked(world.client().channel.declareQueue('memory', { durable: false }));
    world.fill('quorum', ['m1'], { deliveryMode: 1 });
    world.fill('memory', ['m1'], { deliveryMode: 2 });
    world.after(1);
    world.server.stop();
    world.server.start();
    expect(world.waiting('quorum')).toEqual(['m1']);
    expect(world.server.queue('memory')).toBeUndefined();
  });

  it('an alarm holds publishers back and lets consumers go on', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', ['before']);
    world.server.setAlarm('memory', true);
    const { channel } = world.client();
    channel.publish('', 'q', 'during');
    const consumer = world.consumer('q', { noAck: true });
    world.after(60);
    expect(bodies(consumer.deliveries)).toEqual(['before']);
    world.server.setAlarm('disk', true);
    world.server.setAlarm('memory', false);
    world.after(1);
    expect(bodies(consumer.deliveries)).toEqual(['before']);
    world.server.setAlarm('disk', false);
    world.after(1);
    expect(bodies(consumer.deliveries)).toEqual(['before', 'during']);
  });

  it('a persistent message that a consumer is done with need not reach the disk: it is confirmed then', () => {
    const world = new RabbitWorld({ persistUs: 200_000 });
    world.queue('q');
    world.consumer('q', { handle: ({ deliveryTag, body }, { channel }) => void (body === 'm1' && channel.ack(deliveryTag)) });
    const { channel, events } = world.publisher();
    for (const body of ['m1', 'm2']) channel.publish('', 'q', body, { deliveryMode: 2 });
    world.until(0.1);
    expect(events).toEqual([{ kind: 'ack', deliveryTag: 1 }]);
    world.until(0.2);
    expect(events).toHaveLength(2);
  });

  it('a publisher that lost its connection before the confirm and publishes again makes a duplicate', () => {
    const world = new RabbitWorld();
    world.queue('q');
    const first = world.publisher();
    first.channel.publish('', 'q', 'm1', { deliveryMode: 2 });
    world.now();
    first.connection.crash();
    world.after(1);
    expect(first.events).toEqual([]);
    world.publisher().channel.publish('', 'q', 'm1', { deliveryMode: 2 });
    world.after(1);
    expect(world.waiting('q')).toEqual(['m1', 'm1']);
  });

  it('closing in order loses nothing that was written before; a host that vanishes takes it along', () => {
    const arrived = (end: 'channel' | 'close' | 'crash' | 'vanish'): readonly string[] => {
      const world = new RabbitWorld({ networkUs: 5000 });
      world.queue('q');
      const { channel, connection } = world.client();
      channel.publish('', 'q', 'm1');
      if (end === 'channel') channel.close();
      else connection[end]();
      world.after(120);
      return world.waiting('q');
    };
    expect([arrived('channel'), arrived('close'), arrived('crash'), arrived('vanish')]).toEqual([['m1'], ['m1'], ['m1'], []]);
  });

  it('a message may be 16 MiB since 4.0, 128 MiB before', () => {
    const size = (version: '3.10' | '4.0', bytes: number): string =>
      new RabbitWorld({ version }).client().channel.publish('', 'q', 'x'.repeat(bytes)).kind;
    expect([size('4.0', 16_777_216), size('4.0', 16_777_217), size('3.10', 16_777_217)]).toEqual(['ok', 'error', 'ok']);
  });

  it('publishing to an exchange that does not exist closes the channel', () => {
    const world = new RabbitWorld();
    const { channel, events } = world.publisher();
    channel.publish('nowhere', 'k', 'm1');
    world.now();
    expect(events).toMatchObject([{ kind: 'close', code: 404, name: 'NOT_FOUND' }]);
    expect(channel.publish('', 'q', 'm2')).toMatchObject({ kind: 'error' });
  });
});
