import { describe, expect, it } from 'vitest';
import type { Intervention, SettingValue, Trace } from '../../src/sim/index';
import { count, emissions, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { brokenRules, first, finalState, retail, sketch } from './patternWorld';
import { statement } from './statement';

const published = (facts: readonly Fact[], type: string): readonly number[] => select(facts, 'accepted', { type }).map(({ key }) => key);

describe('a service that saves and then sends', () => {
  /** Three orders; Order Management dies between saving the second and announcing it, and is back a second later. */
  const orders = (outbox: boolean): Trace =>
    run(retail(), {
      coordination: 'choreography',
      settings: { 'order.outbox': outbox },
      interventions: [send(0), fault('crash', 'order', { at: 1900, for: 1000 }, { point: 'before-publish' }), send(2000), send(4000)],
    });

  statement('DUW-001', () => {
    const trace = orders(false);
    const facts = factsOf(trace);
    expect(only(facts, 'crashed')).toMatchObject({ place: 'order', says: 'before-publish' });
    expect(count(facts, 'restarted', { place: 'order' })).toBe(1);
    expect(select(facts, 'committed', { type: 'PlaceOrder' }).map(({ key }) => key)).toEqual([1, 2, 3]);
    expect(published(facts, 'OrderPlaced')).toEqual([1, 3]);
    expect((emissions(trace)['OrderPlaced'] ?? 0) - new Set(published(facts, 'OrderPlaced')).size).toBe(1);
    expect(brokenRules(trace)).toEqual(['every-order-settles']);
  });

  statement('OBX-001', () => {
    const trace = orders(true);
    const facts = factsOf(trace);
    const back = only(facts, 'restarted', { place: 'order' }).ms;
    expect(published(facts, 'OrderPlaced')).toEqual([1, 2, 3]);
    expect(first(facts, 'accepted', { type: 'OrderPlaced', key: 2 }).ms).toBeGreaterThan(back);
    expect(first(facts, 'accepted', { type: 'OrderPlaced', key: 2 }).ms).toBeLessThan(back + 50);
    expect(brokenRules(trace)).toEqual([]);
  });
});

describe('a service that sends and then saves', () => {
  /** Order Management dies between the two; the customer's request fails with it. */
  const ghost = (settings: Readonly<Record<string, SettingValue>>, point: string): readonly number[] => {
    const crash = fault('crash', 'order', { at: 0, for: 1000 }, { point });
    const facts = factsOf(run(retail(), { coordination: 'choreography', settings, interventions: [send(), crash] }));
    const reserved = count(facts, 'committed', { place: 'inventory' });
    return [count(facts, 'committed', { type: 'PlaceOrder' }), published(facts, 'OrderPlaced').length, reserved];
  };

  statement('DUW-002', () => {
    expect(ghost({ 'order.outbox': false, 'order.publishOrder': 'before' }, 'before-publish')).toEqual([0, 1, 1]);
    expect(ghost({ 'order.outbox': true, 'order.publishOrder': 'before' }, 'before-publish')).toEqual([1, 1, 1]);
    expect(ghost({ 'order.outbox': true }, 'before-effect')).toEqual([0, 0, 0]);
  });

  it('saves and sends once when it does not die', () => {
    const settings = { 'order.outbox': false, 'order.publishOrder': 'before' };
    const facts = factsOf(run(retail(), { coordination: 'choreography', settings, interventions: [send()] }));
    expect([count(facts, 'committed', { type: 'PlaceOrder' }), published(facts, 'OrderPlaced')]).toEqual([1, [1]]);
  });
});

describe('a broker that is down for ten minutes', () => {
  const rate = 20;
  const seconds = 600;
  const outage = (outbox: boolean, publishErrors = 'swallow'): readonly Fact[] =>
    factsOf(
      run(
        sketch(
          `flow: { starts: PlaceOrder, key: orderId, succeeds: OrderShipped, deadline: 30m }
services:
  order: { handles: { PlaceOrder: { time: 10ms, emit: OrderPlaced } } }
  shipping: { handles: { ShipOrder: { time: 1ms, emit: OrderShipped } } }
coordination: { choreography: { policies: [ { when: OrderPlaced, in: shipping, do: ShipOrder } ] } }
workload: { send: PlaceOrder, to: order, rate: ${rate}/s, count: ${rate * seconds} }`,
          `outbox: ${outbox}, publishErrors: ${publishErrors}`,
        ),
        { workload: 'file', interventions: [fault('broker-down', 'broker', { at: 0, for: seconds * 1000 })] },
      ),
    );

  statement('DUW-003', () => {
    const facts = outage(false);
    expect(count(facts, 'committed', { type: 'PlaceOrder' })).toBe(12_000);
    expect(select(facts, 'publishFailed', { says: 'broker out of reach' }).filter(({ b }) => b === 0).length).toBe(12_000);
    expect([count(facts, 'accepted'), count(facts, 'refused')]).toEqual([0, 0]);

    const failing = outage(false, 'fail');
    expect(count(failing, 'committed', { type: 'PlaceOrder' })).toBe(0);
    expect(count(failing, 'refused', { type: 'PlaceOrder' })).toBe(12_000);
  });

  it('costs nothing with the outbox', () => {
    const facts = outage(true);
    expect(new Set(published(facts, 'OrderPlaced')).size).toBe(12_000);
    expect(count(facts, 'committed', { type: 'ShipOrder' })).toBe(12_000);
  });
});

describe('a relay that dies after it has sent', () => {
  const crash = fault('crash', 'payment', { at: 0, for: 500 }, { point: 'before-ack' });
  const relayed = (dedupe: boolean): Trace =>
    run(retail(), { coordination: 'choreography', settings: { 'shipping.dedupe': dedupe }, interventions: [send(), crash] });

  statement('OBX-002', () => {
    const without = factsOf(relayed(false));
    const copies = select(without, 'accepted', { type: 'PaymentConfirmed' });
    expect(copies).toHaveLength(2);
    expect(new Set(copies.map(({ message }) => message)).size).toBe(1);
    expect(emissions(relayed(false))['ShipmentCreated']).toBe(2);

    const guarded = factsOf(relayed(true));
    expect(select(guarded, 'accepted', { type: 'PaymentConfirmed' })).toHaveLength(2);
    expect(only(guarded, 'ignored', { place: 'shipping' }).type).toBe('PaymentConfirmed');
    expect(emissions(relayed(true))['ShipmentCreated']).toBe(1);
  });

  it('sends once when it does not die', () => {
    const calm = run(retail(), { coordination: 'choreography', interventions: [send()] });
    expect(count(factsOf(calm), 'accepted', { type: 'PaymentConfirmed' })).toBe(1);
  });
});

describe('a transaction that is rolled back', () => {
  /** What is left of the order where it was placed. */
  const left = (...interventions: Intervention[]): readonly number[] => {
    const facts = factsOf(run(retail(), { coordination: 'choreography', interventions: [send(), ...interventions] }));
    return [
      count(facts, 'committed', { type: 'PlaceOrder' }),
      count(facts, 'outboxStored', { type: 'OrderPlaced' }),
      count(facts, 'accepted', { type: 'OrderPlaced' }),
    ];
  };

  statement('OBX-003', () => {
    expect(left()).toEqual([1, 1, 1]);
    expect(left(fault('flaky', 'order', { at: 0, for: 1000 }, { p: 1 }))).toEqual([0, 0, 0]);
    expect(left(fault('crash', 'order', { at: 0, for: 1000 }, { point: 'before-effect' }))).toEqual([0, 0, 0]);
  });

  statement(
    'OBX-003',
    () => {
      // The second decision of one transaction cannot be made when the part is no number: the first is not saved either.
      const sale = (part: string): Trace =>
        run(
          sketch(`flow: { starts: PlaceOrder, key: orderId, succeeds: PartNoted }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced } } }
  shop: { state: { sold: 0, part: 0 }, handles: { SellPart: { time: 0s, set: { sold: "state.sold + 1" }, emit: PartSold }, NotePart: { time: 0s, set: { part: "int(msg.part)" }, emit: PartNoted } } }
coordination: { choreography: { policies: [ { when: OrderPlaced, in: shop, do: SellPart }, { when: OrderPlaced, in: shop, do: NotePart } ] } }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0, payload: { part: "${part}" } }`),
          { interventions: [send()] },
        );
      const rows = (trace: Trace): readonly number[] => [
        count(factsOf(trace), 'outboxStored', { place: 'shop' }),
        count(factsOf(trace), 'accepted', { type: 'PartSold' }),
      ];
      expect(finalState(sale('7'), 'shop')).toEqual({ sold: 1, part: 7 });
      expect(rows(sale('7'))).toEqual([2, 1]);
      expect(count(factsOf(sale('none')), 'failed', { place: 'shop' })).toBe(4);
      expect(finalState(sale('none'), 'shop')).toEqual({});
      expect(rows(sale('none'))).toEqual([0, 0]);
    },
    'two effects in one transaction',
  );
});
