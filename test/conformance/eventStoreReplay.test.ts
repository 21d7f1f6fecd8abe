import { describe, expect, it } from 'vitest';
import { followAtOnce } from '../../src/sim/eventStore/catchUp';
import type { EventStore } from '../../src/sim/eventStore/eventStore';
import { type SubscribedHandler, Subscriber, type SubscriberOptions } from '../../src/sim/eventStore/subscriber';
import { changed, many, second, storeWith } from './eventStoreWorld';
import { statement } from './statement';

function subscribe(store: EventStore, options: SubscriberOptions): Subscriber {
  const subscriber = new Subscriber(store, options);
  subscriber.start();
  return subscriber;
}

/** A handler that notes the ids it gets. */
const noting = (name: string, onReplay: SubscribedHandler['onReplay'] = 'run') => {
  const seen: string[] = [];
  return { seen, handler: { name, onReplay, handle: ({ id }) => void seen.push(id) } satisfies SubscribedHandler };
};

describe('a replay from the first event', () => {
  statement(
    'EVS-012',
    () => {
      const { clock, store } = storeWith(20);
      const projection = noting('projection');
      const mail = noting('mail', 'skip');
      const subscriber = subscribe(store, { handlers: [projection.handler, mail.handler] });
      clock.advanceToS(1);
      expect([projection.seen.length, mail.seen.length]).toEqual([20, 20]);

      subscriber.replayFrom(0);
      store.append('s', [changed('meanwhile')], 'any');
      clock.advanceToS(2);
      expect(projection.seen.slice(20)).toEqual([...many(20).map(({ id }) => id), 'meanwhile']);
      // Nothing twice; what happened meanwhile is no replay.
      expect(mail.seen.slice(20)).toEqual(['meanwhile']);
    },
    'replay flag',
  );

  statement(
    'EVS-012',
    () => {
      const { clock, store } = storeWith(20);
      const projection = noting('projection');
      const mail = noting('mail');
      const reading = subscribe(store, { handlers: [projection.handler] });
      const mailing = subscribe(store, { handlers: [mail.handler] });
      clock.advanceToS(1);
      reading.replayFrom(0);
      mailing.stop();
      mailing.start();
      clock.advanceToS(2);
      expect([projection.seen.length, mail.seen.length]).toEqual([40, 20]);
    },
    'separate subscription, checkpoint kept',
  );

  it('runs side effects again when nothing keeps them from it', () => {
    const { clock, store } = storeWith(20);
    const mail = noting('mail');
    const subscriber = subscribe(store, { handlers: [mail.handler] });
    clock.advanceToS(1);
    subscriber.replayFrom(5);
    clock.advanceToS(2);
    expect(mail.seen.length).toBe(35);
  });

  it('a new subscriber may begin at the end', () => {
    const { clock, store } = storeWith(20);
    const mail = noting('mail');
    const mailing = subscribe(store, { handlers: [mail.handler], from: 'end' });
    clock.advanceToS(1);
    store.append('t', [changed('new')], 'any');
    clock.advanceToS(2);
    expect(mail.seen).toEqual(['new']);
    expect([mailing.checkpoint, mailing.live]).toEqual([20, true]);
  });

  it('a subscriber of one stream hears nothing of another', () => {
    const { clock, store } = storeWith(2);
    const some = noting('some');
    const subscriber = subscribe(store, { handlers: [some.handler], source: { kind: 'stream', stream: 't' } });
    store.append('t', many(3, 't'), 'noStream');
    store.append('s', [changed('more')], 'any');
    clock.advanceToS(1);
    expect(some.seen).toEqual(['t0', 't1', 't2']);
    expect(subscriber.checkpoint).toBe(2);
  });

  it('a store that is down is not taken for the end', () => {
    const { clock, store } = storeWith(6);
    const some = noting('some');
    store.crash();
    const subscriber = subscribe(store, { handlers: [some.handler] });
    clock.advanceToS(1);
    expect([some.seen.length, subscriber.live]).toEqual([0, false]);
    store.restart();
    clock.advanceToS(2);
    expect([some.seen.length, subscriber.live]).toEqual([6, true]);
  });
});

describe('a throttled replay', () => {
  /** Reading or writing one event takes the store 1 ms; 200 writes per second come from outside. */
  const replay = (count: number, perS: number | null, live: boolean) => {
    const { clock, store } = storeWith(count, { readTimeUs: 1000, writeTimeUs: 1000 });
    let doneAtUs = 0;
    const done = { name: 'last', onReplay: 'run', handle: () => void (doneAtUs = clock.nowUs) } as const;
    const latencies: number[] = [];
    // Off the beat of the replay, so that it meets the replay at every phase.
    for (let n = 0; n < (live ? 1000 : 0); n++) {
      const atUs = n * 5000 + ((n * 37) % 2000);
      clock.at(atUs, () => void latencies.push(store.takeTurn(1000, () => undefined) - atUs));
    }
    const subscriber = perS === 0 ? null : subscribe(store, { ...followAtOnce, perS, handlers: [done] });
    clock.advanceToS(60);
    const mean = latencies.reduce((sum, each) => sum + each, 0) / Math.max(1, latencies.length);
    return { doneS: doneAtUs / second, meanMs: mean / 1000, maxMs: Math.max(0, ...latencies) / 1000, live: subscriber?.live };
  };

  statement('EVS-013', () => {
    const tickS = 1 / 500;
    for (const live of [false, true]) {
      const { doneS } = replay(10_000, 500, live);
      expect(doneS).toBeGreaterThanOrEqual(20 - tickS);
      expect(doneS).toBeLessThanOrEqual(20 + 2 * tickS);
    }
    // The replay takes half of the store: a live request waits for at most one of its events. Without a limit it waits for pages of them.
    expect(replay(10_000, 0, true).maxMs).toBe(1);
    const throttled = replay(10_000, 500, true);
    expect(throttled.maxMs).toBeLessThanOrEqual(2);
    expect(throttled.meanMs).toBeLessThan(1.5);
    expect(replay(10_000, null, true).meanMs).toBeGreaterThan(50);
  });

  it('takes N / r for other numbers, too, and does not hold up what comes later', () => {
    expect(replay(900, 300, false)).toMatchObject({ doneS: 3.001, live: true });
    const { clock, store } = storeWith(10);
    const seen: number[] = [];
    subscribe(store, { perS: 2, handlers: [{ name: 'h', onReplay: 'run', handle: () => void seen.push(clock.nowUs / second) }] });
    clock.advanceToS(10);
    store.append('s', many(3, 'new'), 'any');
    clock.advanceToS(11);
    expect(seen).toEqual([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 10, 10, 10]);
  });
});
