import { describe, expect, it } from 'vitest';
import type { SettingValue, Trace } from '../../src/sim/index';
import { act, count, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { first, sketch } from './patternWorld';
import { statement } from './statement';

type Settings = Readonly<Record<string, SettingValue>>;

describe('three events of one order, of which the second is lost on its way to the broker', () => {
  const types = ['Counted', 'Packed', 'Weighed'];
  const scenario = sketch(
    `flow: { starts: PlaceOrder, key: orderId, succeeds: Weighed }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced } } }
  store: { handles: { Count: { time: 0s, emit: Counted }, Pack: { time: 0s, emit: Packed }, Weigh: { time: 0s, emit: Weighed } } }
coordination:
  choreography: { policies: [ { when: OrderPlaced, in: store, do: Count }, { when: OrderPlaced, in: store, do: Pack }, { when: OrderPlaced, in: store, do: Weigh } ] }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`,
    'outbox: true',
  );
  const order = (relayOrder: string, isLost: boolean): readonly string[] => {
    const settings = { 'store.relayOrder': relayOrder };
    const calm = factsOf(run(scenario, { settings, interventions: [send()] }));
    const second = first(calm, 'sent', { type: 'Packed', place: 'store' });
    const leaves = select(calm, 'sent', { message: second.message }).at(-1)?.ms ?? 0;
    const lost = isLost ? [act(leaves + 5, { act: 'drop', place: 'broker', message: second.message })] : [];
    const facts = factsOf(run(scenario, { settings, interventions: [send(), ...lost] }));
    return select(facts, 'accepted').flatMap(({ type }) => (types.includes(type) ? [type] : []));
  };

  statement('OBX-006', () => {
    expect(order('skip', true)).toEqual(['Counted', 'Weighed', 'Packed']);
    expect(order('stop', true)).toEqual(['Counted', 'Packed', 'Weighed']);
  });

  it('stay in order when none is lost', () => {
    for (const how of ['skip', 'stop']) expect(order(how, false)).toEqual(types);
  });
});

describe('a relay that polls', () => {
  const orders = (workload: string, settings: Settings): readonly Fact[] =>
    factsOf(
      run(
        sketch(
          `flow: { starts: PlaceOrder, key: orderId, succeeds: OrderPlaced }
services: { order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced } } }, shop: { handles: { Note: { time: 0s, emit: Noted } } } }
coordination: { choreography: { policies: [ { when: OrderPlaced, in: shop, do: Note } ] } }
workload: { send: PlaceOrder, to: order, ${workload} }`,
          'outbox: true',
        ),
        { workload: 'file', settings },
      ),
    );
  const delays = (facts: readonly Fact[]): readonly number[] => {
    const stored = new Map(select(facts, 'outboxStored', { place: 'order' }).map(({ message, ms }) => [message, ms]));
    return select(facts, 'outboxRelayed', { place: 'order' }).map(({ message, ms }) => ms - (stored.get(message) ?? NaN));
  };
  const perSecond = (facts: readonly Fact[]): readonly number[] => {
    const counts = new Map<number, number>();
    for (const { ms } of select(facts, 'outboxRelayed', { place: 'order' })) counts.set(ms, (counts.get(ms) ?? 0) + 1);
    return [...counts.values()];
  };

  statement('OBX-005', () => {
    const polling = { 'order.relayPoll': 1000, 'order.relayBatch': 100 };
    const waited = delays(orders('arrivals: poisson, rate: 10/s, count: 4000', polling));
    expect(waited).toHaveLength(4000);
    const mean = waited.reduce((sum, ms) => sum + ms, 0) / waited.length;
    expect(Math.abs(mean - 500)).toBeLessThan(20);
    for (const part of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      expect(Math.abs(waited.filter((ms) => ms <= part * 1000).length / waited.length - part)).toBeLessThan(0.03);
    }
    expect(Math.max(...waited)).toBeLessThanOrEqual(1000);

    expect(perSecond(orders('arrivals: burst, size: 350, every: 1h, count: 350', polling))).toEqual([100, 100, 100, 50]);
    expect(Math.max(...perSecond(orders('rate: 150/s, count: 1500', polling)))).toBe(100);
  });

  it('adds no delay when it looks at every commit', () => {
    expect(Math.max(...delays(orders('arrivals: poisson, rate: 10/s, count: 100', {})))).toBe(0);
  });

  statement('OBX-008', () => {
    const relayed = (relays: number, relayLock: string): readonly number[] => {
      const facts = orders('rate: 10/s, count: 20', { 'order.relayPoll': 1000, 'order.relays': relays, 'order.relayLock': relayLock });
      return [count(facts, 'committed', { place: 'order' }), count(facts, 'accepted', { type: 'OrderPlaced' })];
    };
    expect(relayed(2, 'none')).toEqual([20, 40]);
    expect(relayed(2, 'lease')).toEqual([20, 20]);
    expect(relayed(1, 'none')).toEqual([20, 20]);
  });
});

describe('two transactions that end in the other order than they began', () => {
  /** The first order takes 300 ms, the second, begun 50 ms later, 100 ms. */
  const scenario = sketch(
    `flow: { starts: PlaceOrder, key: orderId, succeeds: OrderPlaced }
services:
  order: { concurrency: 2, handles: { PlaceOrder: { time: 100ms, emit: OrderPlaced } } }
  shop: { handles: { Note: { time: 0s, emit: Noted } } }
coordination: { choreography: { policies: [ { when: OrderPlaced, in: shop, do: Note } ] } }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`,
    'outbox: true',
  );
  const placed = (settings: Settings): Trace =>
    run(scenario, {
      settings,
      interventions: [send(0), send(50), fault('slow', 'order', { at: 0, for: 20 }, { factor: 3 })],
    });
  const published = (settings: Settings): readonly number[] =>
    select(factsOf(placed(settings)), 'accepted', { type: 'OrderPlaced' }).map(({ key }) => key);

  statement('OBX-007', () => {
    const gap = factsOf(placed({ 'order.relayReads': 'id' }));
    expect(select(gap, 'committed', { place: 'order' }).map(({ key }) => key)).toEqual([2, 1]);
    expect(published({ 'order.relayReads': 'id' })).toEqual([2]);
    expect(only(gap, 'publishFailed')).toMatchObject({ key: 1, says: 'passed over: the relay has read a higher id' });
    expect(published({ 'order.relayReads': 'status' })).toEqual([2, 1]);
    // One look after both commits finds both rows.
    expect(published({ 'order.relayReads': 'id', 'order.relayPoll': 1000 })).toEqual([1, 2]);
  });

  statement('CDC-002', () => {
    const log = { 'order.relay': 'cdc', 'order.relayReads': 'id' };
    expect(published(log)).toEqual([2, 1]);
    expect(count(factsOf(placed(log)), 'publishFailed')).toBe(0);
  });
});
