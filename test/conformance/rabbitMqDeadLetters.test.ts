import { describe, expect, it } from 'vitest';
import type { AmqpTable } from '../../src/sim/broker/router/exchanges';
import { statement } from './statement';
import { bodies, deathsIn, numbered, RabbitWorld, worked } from './rabbitMqWorld';

/** A queue `q` of that kind whose dead letters go through the exchange `dlx` to the queue `dead`, under whatever key. */
function worldWith(given: AmqpTable = {}): RabbitWorld {
  const world = new RabbitWorld();
  const { channel } = world.client();
  worked(channel.declareExchange('dlx', 'topic'));
  world.queue('dead');
  worked(channel.bindQueue('dead', 'dlx', '#'));
  world.queue('q', { 'x-dead-letter-exchange': 'dlx', ...given });
  return world;
}

const reasons = (world: RabbitWorld): readonly unknown[] => world.look('dead').messages.map((message) => deathsIn(message)[0]?.reason);

describe('RabbitMQ DLX', () => {
  statement('RMQ-060', () => {
    const rejected = worldWith();
    rejected.fill('q', ['m1']);
    const { channel } = rejected.consumer('q');
    rejected.now();
    channel.reject(1, false);
    rejected.now();
    expect(reasons(rejected)).toEqual(['rejected']);

    const expired = worldWith({ 'x-message-ttl': 1000 });
    expired.fill('q', ['m1']);
    expired.until(2);
    expect(reasons(expired)).toEqual(['expired']);

    const dropped = worldWith({ 'x-max-length': 1 });
    dropped.fill('q', ['m1', 'm2']);
    dropped.now();
    expect([bodies(dropped.look('dead').messages), reasons(dropped)]).toEqual([['m1'], ['maxlen']]);

    const poison = worldWith({ 'x-queue-type': 'quorum', 'x-delivery-limit': 0 });
    poison.fill('q', ['m1']);
    const dying = poison.consumer('q');
    poison.now();
    dying.connection.crash();
    poison.now();
    expect(reasons(poison)).toEqual(['delivery_limit']);

    const unused = worldWith({ 'x-expires': 1000 });
    unused.fill('q', ['m1']);
    unused.until(2);
    expect(unused.server.queue('q')).toBeUndefined();
    expect(reasons(unused)).toEqual([]);
  });

  it('reject-publish-dlx refuses the newest and keeps it as a dead letter', () => {
    const world = worldWith({ 'x-max-length': 2, 'x-overflow': 'reject-publish-dlx' });
    const { channel, events } = world.publisher();
    for (const body of numbered(3)) channel.publish('', 'q', body);
    world.after(1);
    expect(events.map(({ kind }) => kind)).toEqual(['ack', 'ack', 'nack']);
    expect([world.waiting('q'), world.waiting('dead'), reasons(world)]).toEqual([['m1', 'm2'], ['m3'], ['maxlen']]);
  });

  statement('RMQ-061', () => {
    const world = worldWith();
    const { channel } = world.consumer('q');
    worked(channel.declareExchange('E', 'direct'));
    worked(channel.bindQueue('q', 'E', 'k'));
    world.until(17);
    channel.publish('E', 'k', 'm1');
    world.now();
    channel.nack(1, { requeue: false });
    world.now();
    const [letter] = world.look('dead').messages;
    expect(letter).toMatchObject({ exchange: 'dlx', routingKey: 'k' });
    expect(letter === undefined ? [] : deathsIn(letter)).toEqual([
      { queue: 'q', reason: 'rejected', count: 1, exchange: 'E', 'routing-keys': ['k'], time: 17 },
    ]);
    expect(letter?.properties.headers).toMatchObject({ 'x-first-death-queue': 'q', 'x-first-death-reason': 'rejected' });
  });

  it('a dead-letter routing key replaces the message’s own', () => {
    const world = worldWith({ 'x-dead-letter-routing-key': 'graves.q' });
    world.fill('q', ['m1']);
    const { channel } = world.consumer('q');
    world.now();
    channel.reject(1, false);
    world.now();
    expect(world.look('dead').messages).toMatchObject([{ routingKey: 'graves.q' }]);
    expect(world.look('dead').messages.flatMap((message) => deathsIn(message)[0]?.['routing-keys'])).toEqual(['q']);
  });

  it('the same death again is counted, another one stands in front of it', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'retry' });
    world.queue('retry', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'q', 'x-message-ttl': 5000 });
    world.fill('q', ['m1']);
    const { channel, deliveries } = world.consumer('q');
    for (let round = 1; round <= 3; round++) {
      world.after(6);
      channel.reject(round, false);
    }
    world.after(6);
    expect(deliveries).toHaveLength(4);
    expect(deliveries.map((one) => deathsIn(one).map(({ queue, reason, count }) => [queue, reason, count]))).toEqual([
      [],
      ...[1, 2, 3].map((count) => [
        ['retry', 'expired', count],
        ['q', 'rejected', count],
      ]),
    ]);
  });

  statement('RMQ-063', () => {
    const world = worldWith();
    world.fill('q', ['m1'], { expiration: '5000' });
    world.until(4);
    expect(world.waiting('q')).toEqual(['m1']);
    world.until(6);
    const [letter] = world.look('dead').messages;
    expect(letter?.properties.expiration).toBeUndefined();
    expect(letter === undefined ? [] : deathsIn(letter)).toMatchObject([{ reason: 'expired', 'original-expiration': '5000' }]);
    world.until(7200);
    expect(world.waiting('dead')).toEqual(['m1']);
  });

  statement('RMQ-064', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-dead-letter-exchange': 'nowhere' });
    world.fill('q', ['m1']);
    const { channel, events } = world.consumer('q');
    world.now();
    channel.reject(1, false);
    world.after(60);
    expect(world.look('q')).toMatchObject({ ready: 0, unacknowledged: 0 });
    expect(events).toEqual([]);
    expect(channel.open).toBe(true);
  });

  statement('RMQ-065', () => {
    const world = new RabbitWorld({ nodes: 3 });
    world.quorum('dead');
    world.queue('q', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead', 'x-message-ttl': 1000 });
    for (const node of [1, 2]) world.server.stopNode(node);
    world.fill('q', ['m1']);
    world.until(10);
    for (const node of [1, 2]) world.server.startNode(node);
    world.until(3600);
    expect([world.waiting('q'), world.waiting('dead')]).toEqual([[], []]);
  });

  statement(
    'RMQ-065',
    () => {
      const world = new RabbitWorld();
      const safely = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish', 'x-max-length': 2 };
      world.queue('dead', { 'x-max-length': 1, 'x-overflow': 'reject-publish' });
      world.quorum('q', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'dead', 'x-message-ttl': 1000, ...safely });
      world.fill('q', ['m1', 'm2']);
      world.until(10);
      expect(world.waiting('dead')).toEqual(['m1']);
      const { channel, events } = world.publisher();
      // m2 is kept: it takes one of the two places of its queue.
      for (const body of ['m3', 'm4', 'm5']) channel.publish('', 'q', body);
      world.after(0.5);
      const answers = events.flatMap((event) => ('deliveryTag' in event ? [`${event.deliveryTag} ${event.kind}`] : []));
      expect(answers.toSorted()).toEqual(['1 ack', '2 ack', '3 nack']);
      const { channel: reader } = world.client();
      const arrived = numbered(6).map(() => {
        const letter = worked(reader.get('dead', { noAck: true }));
        world.after(200);
        return letter?.body;
      });
      expect(arrived.filter((body) => body !== undefined).toSorted()).toEqual(['m1', 'm2', 'm3', 'm4']);
    },
    'at-least-once keeps it until confirmed',
  );

  it('at-least-once waits for an exchange that does not exist yet; with drop-head it is at-most-once after all', () => {
    const lettersOf = (overflow: string): readonly string[] => {
      const world = new RabbitWorld();
      world.queue('dead');
      const strategy = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': overflow };
      world.quorum('q', { 'x-dead-letter-exchange': 'later', 'x-message-ttl': 1000, ...strategy });
      world.fill('q', ['m1']);
      world.until(60);
      const { channel } = world.client();
      worked(channel.declareExchange('later', 'fanout'));
      worked(channel.bindQueue('dead', 'later', ''));
      world.until(600);
      return world.waiting('dead');
    };
    expect([lettersOf('reject-publish'), lettersOf('drop-head')]).toEqual([['m1'], []]);
  });

  statement('RMQ-066', () => {
    const world = new RabbitWorld();
    world.queue('q1', { 'x-dead-letter-exchange': 'amq.fanout', 'x-message-ttl': 1000 });
    worked(world.client().channel.bindQueue('q1', 'amq.fanout', ''));
    world.fill('q1', ['m1']);
    world.until(2);
    expect(world.look('q1').ready).toBe(0);
    expect(world.server.conservation()).toMatchObject({ queued: 0, deadLettered: 1 });
  });

  statement(
    'RMQ-066',
    () => {
      const world = new RabbitWorld();
      world.queue('q1', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'wait' });
      world.queue('wait', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'q1', 'x-message-ttl': 10_000 });
      world.fill('q1', ['m1']);
      const { deliveries } = world.consumer('q1', { handle: ({ deliveryTag }, { channel }) => void channel.reject(deliveryTag, false) });
      world.until(95);
      expect(deliveries).toHaveLength(10);
    },
    'a rejection in the cycle',
  );

  it('a cycle over two queues is found where it closes', () => {
    const world = new RabbitWorld();
    world.queue('a', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'b', 'x-message-ttl': 1000 });
    world.queue('b', { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'a', 'x-message-ttl': 1000 });
    world.fill('a', ['m1']);
    world.until(1.5);
    expect(world.waiting('b')).toEqual(['m1']);
    world.until(2.5);
    expect([world.waiting('a'), world.waiting('b')]).toEqual([[], []]);
  });

  statement('RMQ-068', () => {
    const world = new RabbitWorld();
    world.queue('q');
    world.fill('q', ['m1'], { expiration: '60000' });
    world.fill('q', ['m2'], { expiration: '1000' });
    world.until(2);
    expect(world.look('q').ready).toBe(2);
    const { channel } = world.client();
    expect(worked(channel.get('q', { noAck: true }))).toMatchObject({ body: 'm1' });
    expect(worked(channel.get('q'))).toBeNull();
    expect(world.look('q').ready).toBe(0);
    expect(world.server.conservation()).toMatchObject({ expired: 1, acknowledged: 1 });
  });

  statement('RMQ-069', () => {
    const world = worldWith({ 'x-message-ttl': 10_000 });
    world.fill('q', ['m1'], { expiration: '5000' });
    world.fill('q', ['m2'], { expiration: '20000' });
    world.until(4);
    expect(world.waiting('q')).toEqual(['m1', 'm2']);
    world.until(6);
    expect(world.waiting('q')).toEqual(['m2']);
    world.until(9);
    const { channel } = world.client();
    worked(channel.get('q'));
    channel.nack(1);
    expect(world.waiting('q')).toEqual(['m2']);
    world.until(11);
    expect([world.waiting('q'), world.waiting('dead')]).toEqual([[], ['m1', 'm2']]);
  });

  it('what is out does not expire; too old when it comes back, it leaves at once', () => {
    const world = worldWith({ 'x-queue-type': 'quorum', 'x-message-ttl': 3000 });
    world.fill('q', ['m1']);
    const { channel } = world.client();
    worked(channel.get('q'));
    world.until(60);
    expect(world.look('q').unacknowledged).toBe(1);
    channel.nack(1);
    world.now();
    expect([world.look('q').unacknowledged, world.waiting('q'), reasons(world)]).toEqual([0, [], ['expired']]);
  });

  it('a life of 0 is enough for a consumer that is ready, and for nobody else', () => {
    const world = new RabbitWorld();
    world.queue('q', { 'x-message-ttl': 0 });
    world.until(1);
    world.fill('q', ['early']);
    expect(world.look('q').ready).toBe(0);
    const { deliveries } = world.consumer('q', { prefetch: 1 });
    world.fill('q', ['m1', 'm2']);
    world.now();
    expect(bodies(deliveries)).toEqual(['m1']);
    expect(world.server.conservation()).toMatchObject({ expired: 2, delivered: 1, queued: 0 });
  });

  it('time goes on while the server is down', () => {
    const world = worldWith({ 'x-message-ttl': 5000 });
    world.fill('q', ['m1']);
    world.until(1);
    world.server.stop();
    world.until(60);
    world.server.start();
    world.after(1);
    expect([world.waiting('q'), reasons(world)]).toEqual([[], ['expired']]);
  });

  statement('RMQ-070', () => {
    const world = new RabbitWorld();
    for (const type of ['classic', 'quorum']) {
      world.queue(type, { 'x-queue-type': type });
      world.fill(type, numbered(3));
      const { channel, connection } = world.consumer(type);
      world.now();
      channel.ack(3, true);
      connection.close();
      const operator = world.client();
      worked(operator.channel.recover());
      world.after(60);
      expect(worked(operator.channel.get(type))).toBeNull();
      expect(world.look(type)).toMatchObject({ ready: 0, unacknowledged: 0, messages: [] });
    }
  });

  it('an expiration must be a number', () => {
    const { channel } = new RabbitWorld().client();
    expect(channel.publish('', 'q', 'm1', { expiration: '5 s' })).toMatchObject({ kind: 'error', code: 406 });
  });
});
