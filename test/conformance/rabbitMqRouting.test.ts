import { describe, expect, it } from 'vitest';
import { statement } from './statement';
import { RabbitWorld, worked } from './rabbitMqWorld';

/** Queues that a topic exchange sends each key to, for one pattern. */
function matched(pattern: string, keys: readonly string[]): readonly string[] {
  const world = new RabbitWorld();
  world.queue('q');
  const { channel } = world.client();
  worked(channel.bindQueue('q', 'amq.topic', pattern));
  for (const key of keys) channel.publish('amq.topic', key, key);
  world.now();
  return world.waiting('q');
}

describe('RabbitMQ routing', () => {
  statement('RMQ-020', () => {
    expect(matched('regions.na.cities.*', ['regions.na.cities.toronto', 'regions.na.cities'])).toEqual(['regions.na.cities.toronto']);
  });

  statement('RMQ-021', () => {
    const keys = ['audit.events', 'audit.events.users.signup', 'audit.users'];
    expect(matched('audit.events.#', keys)).toEqual(['audit.events', 'audit.events.users.signup']);
  });

  it.each([
    ['#', ['', 'a', 'a.b.c'], ['', 'a', 'a.b.c']],
    ['*', ['', 'a', 'a.b'], ['a']],
    ['*.b.*', ['a.b.c', 'b.c', 'a.b', 'a.x.c', 'a.b.c.d'], ['a.b.c']],
    ['#.b', ['b', 'a.b', 'a.a.b', 'b.a'], ['b', 'a.b', 'a.a.b']],
    ['a.#.z', ['a.z', 'a.m.z', 'a.m.n.z', 'a', 'a.z.y'], ['a.z', 'a.m.z', 'a.m.n.z']],
    ['#.#', ['', 'a.b'], ['', 'a.b']],
    ['*.#', ['', 'a', 'a.b'], ['a', 'a.b']],
    ['a..b', ['a..b', 'a.b'], ['a..b']],
  ] as const)('pattern %s', (pattern, keys, wanted) => {
    expect(matched(pattern, keys)).toEqual(wanted);
  });

  statement('RMQ-022', () => {
    const world = new RabbitWorld();
    const { channel } = world.client();
    worked(channel.declareExchange('news', 'fanout'));
    for (const queue of ['a', 'b', 'c']) {
      world.queue(queue);
      worked(channel.bindQueue(queue, 'news', `ignored.${queue}`));
    }
    channel.publish('news', 'whatever', 'm1');
    world.now();
    expect(['a', 'b', 'c'].map((queue) => world.waiting(queue))).toEqual([['m1'], ['m1'], ['m1']]);
  });

  statement('RMQ-024', () => {
    const world = new RabbitWorld();
    for (const queue of ['invoices', 'receipts']) world.queue(queue);
    world.client().channel.publish('', 'receipts', 'm1');
    world.now();
    expect([world.waiting('invoices'), world.waiting('receipts')]).toEqual([[], ['m1']]);
  });

  statement('RMQ-025', () => {
    const world = new RabbitWorld();
    world.queue('q');
    const { channel } = world.client();
    for (const pattern of ['order.#', '*.placed', 'order.placed']) worked(channel.bindQueue('q', 'amq.topic', pattern));
    channel.publish('amq.topic', 'order.placed', 'm1');
    world.now();
    expect(world.waiting('q')).toEqual(['m1']);
  });

  it('a direct exchange wants the very key; a headers exchange all or any of the headers', () => {
    const world = new RabbitWorld();
    for (const queue of ['direct', 'all', 'any']) world.queue(queue);
    const { channel } = world.client();
    worked(channel.bindQueue('direct', 'amq.direct', 'k'));
    worked(channel.bindQueue('all', 'amq.headers', '', { 'x-match': 'all', format: 'pdf', pages: 2 }));
    worked(channel.bindQueue('any', 'amq.headers', '', { 'x-match': 'any', format: 'pdf', pages: 2 }));
    for (const key of ['k', 'k.more']) channel.publish('amq.direct', key, key);
    channel.publish('amq.headers', '', 'both', { headers: { format: 'pdf', pages: 2, extra: true } });
    channel.publish('amq.headers', '', 'one', { headers: { format: 'pdf', pages: 3 } });
    channel.publish('amq.headers', '', 'none', { headers: { format: 'txt' } });
    world.now();
    expect([world.waiting('direct'), world.waiting('all'), world.waiting('any')]).toEqual([['k'], ['both'], ['both', 'one']]);
  });

  it('exchanges can be bound to exchanges, even in a ring', () => {
    const world = new RabbitWorld();
    world.queue('q');
    const { channel } = world.client();
    for (const name of ['a', 'b']) worked(channel.declareExchange(name, 'fanout'));
    worked(channel.bindExchange('b', 'a', ''));
    worked(channel.bindExchange('a', 'b', ''));
    worked(channel.bindQueue('q', 'b', ''));
    channel.publish('a', '', 'm1');
    world.now();
    expect(world.waiting('q')).toEqual(['m1']);
  });

  it('an unbound queue gets nothing any more; a deleted exchange takes its bindings with it', () => {
    const world = new RabbitWorld();
    world.queue('q');
    const { channel } = world.client();
    worked(channel.declareExchange('x', 'direct'));
    for (const key of ['k1', 'k2']) worked(channel.bindQueue('q', 'x', key));
    worked(channel.unbindQueue('q', 'x', 'k1'));
    for (const key of ['k1', 'k2']) channel.publish('x', key, key);
    world.now();
    expect(world.waiting('q')).toEqual(['k2']);
    worked(channel.deleteExchange('x'));
    worked(channel.declareExchange('x', 'direct'));
    channel.publish('x', 'k2', 'again');
    world.now();
    expect(world.waiting('q')).toEqual(['k2']);
  });
});
