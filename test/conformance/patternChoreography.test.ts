import { describe, expect, it } from 'vitest';
import { messageAt, type RunSpec, type Scenario, type Trace } from '../../src/sim/index';
import { lint } from '../../src/sim/scenario/resolve';
import { count, emissions, factsOf, fault, only, run, select, send } from '../support/engine';
import { brokenRules, finalState, retail, type RetailOptions, sketch } from './patternWorld';
import { statement } from './statement';

const choreographed = (options: RetailOptions, changes: Partial<RunSpec> = {}): Trace =>
  run(retail(options), { coordination: 'choreography', interventions: [send()], ...changes });

/** Events in the order in which they became durable; the e-mail stands beside the flow. */
const story = (trace: Trace): readonly string[] =>
  select(factsOf(trace), 'committed')
    .map(({ b }) => trace.header.messageTypes[b]?.name ?? '')
    .filter((name) => name !== 'EmailSent');

describe('an order that goes well, is declined, or finds nothing', () => {
  statement('SGC-001', () => {
    const trace = choreographed({ stock: 10, qty: 2 });
    expect(story(trace)).toEqual(['OrderPlaced', 'StockReserved', 'PaymentConfirmed', 'ShipmentCreated', 'OrderConfirmed']);
    expect(finalState(trace, 'inventory')).toEqual({ stock: 8 });
    expect(finalState(trace, 'payment')).toEqual({ taken: 50 });
    expect(only(factsOf(trace), 'settled')).toMatchObject({ type: 'OrderConfirmed', a: 1 });
  });

  statement('SGC-002', () => {
    const trace = choreographed({ stock: 10, qty: 2, declines: true });
    expect(story(trace).slice(0, 3)).toEqual(['OrderPlaced', 'StockReserved', 'PaymentFailed']);
    expect(new Set(story(trace).slice(3))).toEqual(new Set(['StockReleased', 'OrderCancelled']));
    expect(finalState(trace, 'inventory')).toEqual({ stock: 10 });
    expect(finalState(trace, 'payment')).toEqual({});
    expect(only(factsOf(trace), 'settled')).toMatchObject({ type: 'OrderCancelled', a: 0 });
    expect(brokenRules(trace)).toEqual([]);
  });

  statement('SGC-003', () => {
    const trace = choreographed({ stock: 0 });
    expect(story(trace)).toEqual(['OrderPlaced', 'StockNotAvailable', 'OrderCancelled']);
    expect(count(factsOf(trace), 'received', { place: 'payment' })).toBe(0);
    expect(finalState(trace, 'inventory')).toEqual({});
  });

  it('the last units go to one order', () => {
    const trace = choreographed({ stock: 3, qty: 2 }, { interventions: [send(), send(2000)] });
    expect(emissions(trace)).toMatchObject({ OrderConfirmed: 1, OrderCancelled: 1, StockReserved: 1 });
    expect(finalState(trace, 'inventory')).toEqual({ stock: 1 });
  });
});

describe('an announcement that is lost between two services', () => {
  const lost = (outbox: boolean): Trace =>
    choreographed(
      { stock: 10, qty: 2 },
      {
        settings: { 'payment.outbox': outbox },
        interventions: [send(), fault('crash', 'payment', { at: 0, for: 1000 }, { point: 'before-publish' }), send(40_000)],
      },
    );

  statement('SGC-005', () => {
    const facts = factsOf(lost(false));
    expect(only(facts, 'publishFailed')).toMatchObject({ type: 'PaymentConfirmed', key: 1 });
    expect(count(facts, 'restarted', { place: 'payment' })).toBe(1);
    expect(select(facts, 'settled').map(({ key }) => key)).toEqual([2]);
    expect(only(facts, 'deadlinePassed').key).toBe(1);
    expect(brokenRules(lost(false))).toEqual(['every-order-settles']);
    // Charged, held, and nobody will ever let go: two orders hold two units each, one of them was shipped.
    expect(finalState(lost(false), 'inventory')).toEqual({ stock: 6 });
    expect(emissions(lost(false))).toMatchObject({ PaymentConfirmed: 2, ShipmentCreated: 1 });
    expect(emissions(lost(false))['StockReleased']).toBeUndefined();

    expect(brokenRules(lost(true))).toEqual([]);
    expect(emissions(lost(true))).toMatchObject({ OrderConfirmed: 2, ShipmentCreated: 2 });
  });
});

/** Orders that give up after a quarter of an hour: a clock answers every order when its time is up, and the order decides what that means. */
const patient = (refunds = true): Scenario =>
  sketch(`flow: { starts: PlaceOrder, key: orderId, succeeds: OrderPaid, fails: OrderCancelled, deadline: 16m }
services:
  order:
    state: { status: "new" }
    handles:
      PlaceOrder: { time: 0s, set: { status: "'pending'" }, emit: OrderPlaced }
      MarkPaid: { time: 0s, outcomes: [ ${refunds ? `{ if: "state.status == 'cancelled'", emit: PaidTooLate }, ` : `{ if: "state.status == 'cancelled'", emit: PaymentNoted }, `}{ set: { status: "'paid'" }, emit: OrderPaid } ] }
      GiveUp: { time: 0s, outcomes: [ { if: "state.status == 'pending'", set: { status: "'cancelled'" }, emit: OrderCancelled }, { emit: ClockIgnored } ] }
  clock: { concurrency: 64, handles: { WaitForPayment: { time: 15m, emit: TimeRanOut } } }
  inventory:
    state: { stock: 10 }
    handles:
      ReserveStock: { time: 0s, set: { stock: "state.stock - 2" }, emit: StockReserved }
      ReleaseStock: { time: 0s, set: { stock: "state.stock + 2" }, emit: StockReleased }
  payment:
    state: { taken: 0 }
    handles:
      ProcessPayment: { time: 0s, set: { taken: "state.taken + 50" }, emit: PaymentConfirmed }
      RefundPayment: { time: 0s, set: { taken: "state.taken - 50" }, emit: PaymentRefunded }
coordination:
  choreography:
    policies:
      - { when: OrderPlaced, in: inventory, do: ReserveStock }
      - { when: StockReserved, in: payment, do: ProcessPayment }
      - { when: PaymentConfirmed, in: order, do: MarkPaid }
      - { when: OrderCancelled, in: inventory, do: ReleaseStock }
      - { when: OrderPlaced, in: clock, do: WaitForPayment }
      - { when: TimeRanOut, in: order, do: GiveUp }
${refunds ? '      - { when: PaidTooLate, in: payment, do: RefundPayment }' : ''}
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`);

describe('an order that waits a quarter of an hour', () => {
  const quarterMs = 15 * 60_000;
  const unpaid = fault('drop', 'payment', { at: 0, for: null }, { p: 1, type: 'StockReserved' });

  statement('SGC-006', () => {
    const trace = run(patient(), { interventions: [send(), unpaid] });
    const facts = factsOf(trace);
    const placed = only(facts, 'committed', { type: 'PlaceOrder' }).ms;
    const [cancelled, released] = [only(facts, 'committed', { type: 'GiveUp' }), only(facts, 'committed', { type: 'ReleaseStock' })];
    for (const { ms } of [cancelled, released]) {
      expect(ms).toBeGreaterThanOrEqual(placed + quarterMs);
      expect(ms).toBeLessThan(placed + quarterMs + 100);
    }
    expect(only(facts, 'settled')).toMatchObject({ type: 'OrderCancelled', a: 0 });
    expect(finalState(trace, 'inventory')).toEqual({ stock: 10 });
    expect(finalState(trace, 'order')).toEqual({ status: 'cancelled' });

    const noClock = fault('drop', 'clock', { at: 0, for: null }, { p: 1 });
    const forEver = run(patient(), { interventions: [send(), unpaid, noClock] });
    expect(finalState(forEver, 'inventory')).toEqual({ stock: 8 });
    expect(finalState(forEver, 'order')).toEqual({ status: 'pending' });
    expect(count(factsOf(forEver), 'deadlinePassed')).toBe(1);
  });

  it('does nothing when it was paid in time', () => {
    const trace = run(patient(), { interventions: [send()] });
    expect(emissions(trace)).toMatchObject({ OrderPaid: 1, ClockIgnored: 1 });
    expect(finalState(trace, 'inventory')).toEqual({ stock: 8 });
  });

  statement('SGC-007', () => {
    const hang = fault('hang', 'payment', { at: 0, for: quarterMs + 5000 });
    const late = run(patient(), { interventions: [send(), hang] });
    const facts = factsOf(late);
    const paid = only(facts, 'committed', { type: 'MarkPaid' }).ms - only(facts, 'committed', { type: 'GiveUp' }).ms;
    expect(paid).toBeGreaterThan(4900);
    expect(paid).toBeLessThan(5100);
    expect(finalState(late, 'order')).toEqual({ status: 'cancelled' });
    expect(emissions(late)).toMatchObject({ PaymentConfirmed: 1, PaymentRefunded: 1, OrderCancelled: 1 });
    expect(emissions(late)['OrderPaid']).toBeUndefined();
    expect(finalState(late, 'payment')).toEqual({ taken: 0 });

    const kept = run(patient(false), { interventions: [send(), hang] });
    expect(finalState(kept, 'order')).toEqual({ status: 'cancelled' });
    expect(finalState(kept, 'payment')).toEqual({ taken: 50 });
  });
});

describe('a status that two events set', () => {
  const followed = (guard: boolean): Scenario =>
    sketch(`flow: { starts: PlaceOrder, key: orderId, succeeds: PaidNoted }
services:
  order:
    state: { status: "new", version: 1, reserved: 0 }
    handles:
      PlaceOrder: { time: 0s, emit: OrderPlaced }
      NoteReserved: { time: 0s, outcomes: [ ${guard ? '{ if: "2 <= state.version", emit: StaleSkipped }, ' : ''}{ set: { status: "'RESERVED'", version: 2, reserved: "state.reserved + 2" }, emit: ReservedNoted } ] }
      NotePaid: { time: 0s, outcomes: [ ${guard ? '{ if: "3 <= state.version", emit: StaleSkipped }, ' : ''}{ set: { status: "'PAID'", version: 3 }, emit: PaidNoted } ] }
  inventory: { handles: { ReserveStock: { time: 0s, emit: StockReserved } } }
  payment: { handles: { ProcessPayment: { time: 0s, emit: PaymentConfirmed } } }
coordination:
  choreography:
    policies:
      - { when: OrderPlaced, in: inventory, do: ReserveStock }
      - { when: StockReserved, in: payment, do: ProcessPayment }
      - { when: StockReserved, in: order, do: NoteReserved }
      - { when: PaymentConfirmed, in: order, do: NotePaid }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`);
  const late = fault('delay', 'order', { at: 0, for: null }, { p: 1, type: 'StockReserved', by: 500 });
  const noted = (guard: boolean, ...faults: readonly (typeof late)[]) =>
    finalState(run(followed(guard), { interventions: [send(), ...faults] }), 'order');

  statement('SGC-008', () => {
    const order = factsOf(run(followed(false), { interventions: [send(), late] }));
    expect(select(order, 'received', { place: 'order' }).map(({ type }) => type)).toEqual([
      'PlaceOrder',
      'PaymentConfirmed',
      'StockReserved',
    ]);
    expect(noted(false, late)['status']).toBe('RESERVED');
    expect(noted(false)['status']).toBe('PAID');
  });

  statement('SGC-010', () => {
    expect(noted(true, late)).toEqual({ status: 'PAID', version: 3 });
    expect(emissions(run(followed(true), { interventions: [send(), late] }))).toMatchObject({ PaidNoted: 1, StaleSkipped: 1 });
    // What the skipped event would have counted is missing for good.
    expect(noted(true)).toEqual({ status: 'PAID', version: 3, reserved: 2 });
  });
});

/** Types of a message and of what led to it, back to the start. */
function causesOf(trace: Trace, message: number): readonly string[] {
  const types: string[] = [];
  for (let at = message; at !== 0; at = messageAt(trace, at).causation) {
    types.push(trace.header.messageTypes[messageAt(trace, at).type]?.name ?? '');
  }
  return types;
}

describe('policies that set each other off', () => {
  /** Stock and price of an order follow each other; `until` ends it after so many rounds. */
  const circle = (until: number): Scenario =>
    sketch(`flow: { starts: PlaceOrder, key: orderId, succeeds: OrderSettled }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced } } }
  stock: { handles: { AdjustStock: { time: 0s, emit: StockAdjusted } } }
  price: { state: { rounds: 0 }, handles: { AdjustPrice: { time: 0s, outcomes: [ { if: "state.rounds >= ${until}", emit: OrderSettled }, { set: { rounds: "state.rounds + 1" }, emit: PriceAdjusted } ] } } }
coordination:
  choreography:
    policies:
      - { when: OrderPlaced, in: stock, do: AdjustStock }
      - { when: OrderPlaced, in: price, do: AdjustPrice }
      - { when: StockAdjusted, in: price, do: AdjustPrice }
      - { when: PriceAdjusted, in: stock, do: AdjustStock }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`);

  statement('SGC-012', () => {
    const trace = run(circle(1000), { interventions: [send()] });
    const alarms = select(factsOf(trace), 'limitReached');
    // OrderPlaced goes to both, so two chains run round.
    expect(alarms).toHaveLength(2);
    for (const { message, says } of alarms) {
      expect(says).toContain('in a circle');
      const chain = causesOf(trace, message);
      // Events have even depths here: the first one beyond a hundred.
      expect(chain).toHaveLength(102);
      expect(chain.slice(-2)).toEqual(['OrderPlaced', 'PlaceOrder']);
      expect(new Set(chain.slice(0, -2))).toEqual(new Set(['StockAdjusted', 'AdjustStock', 'PriceAdjusted', 'AdjustPrice']));
    }
    // The message is taken from its queue, nobody acts on it, and the run comes to rest.
    for (const { message } of alarms) expect(count(factsOf(trace), 'acknowledged', { message })).toBe(1);
    expect(only(factsOf(trace), 'ended').a).toBe(0);
    expect(count(factsOf(trace), 'deadlinePassed')).toBe(1);
    const warnings = lint(circle(1000)).map(({ message }) => message);
    expect(warnings.filter((text) => text.includes('StockAdjusted, PriceAdjusted can lead back to itself'))).toHaveLength(1);
  });

  it('are no trouble when they end, and a line of policies is no circle', () => {
    const trace = run(circle(5), { interventions: [send()] });
    expect(select(factsOf(trace), 'limitReached')).toEqual([]);
    expect(count(factsOf(trace), 'settled')).toBe(1);
    expect(lint(retail()).filter(({ message }) => message.includes('lead back'))).toEqual([]);
  });
});

describe('a release that overtakes its reservation', () => {
  /** Credit check and reservation begin at the same time; a refusal releases what was reserved. */
  const credit = (remembers: boolean): Scenario =>
    sketch(`flow: { starts: PlaceOrder, key: orderId, succeeds: OrderAccepted, fails: OrderCancelled }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced }, AcceptOrder: { time: 0s, emit: OrderAccepted }, CancelOrder: { time: 0s, emit: OrderCancelled } } }
  credit: { handles: { CheckCredit: { time: 0s, outcomes: [ { if: "msg.total > 100", emit: CreditRefused }, { emit: CreditGranted } ] } } }
  inventory:
    state: { reserved: 0, released: "" }
    handles:
      ReserveStock: { time: 0s, outcomes: [ { if: "state.released == msg.orderId", emit: ReservationRefused }, { set: { reserved: "state.reserved + 2" }, emit: StockReserved } ] }
      ReleaseStock:
        time: 0s
        outcomes:
          - { if: "state.reserved >= 2", set: { reserved: "state.reserved - 2" }, emit: StockReleased }
          - { ${remembers ? 'set: { released: "msg.orderId" }, ' : ''}emit: NothingReleased }
coordination:
  choreography:
    policies:
      - { when: OrderPlaced, in: inventory, do: ReserveStock }
      - { when: OrderPlaced, in: credit, do: CheckCredit }
      - { when: CreditGranted, in: order, do: AcceptOrder }
      - { when: CreditRefused, in: inventory, do: ReleaseStock }
      - { when: CreditRefused, in: order, do: CancelOrder }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0, payload: { total: 500 } }`);
  const delayed = fault('delay', 'inventory', { at: 0, for: null }, { p: 1, type: 'OrderPlaced', by: 2000 });

  statement('SGC-011', () => {
    const ghost = run(credit(false), { interventions: [send(), delayed] });
    expect(select(factsOf(ghost), 'committed', { place: 'inventory' }).map(({ type }) => type)).toEqual(['ReleaseStock', 'ReserveStock']);
    expect(only(factsOf(ghost), 'settled').type).toBe('OrderCancelled');
    expect(finalState(ghost, 'inventory')).toEqual({ reserved: 2 });

    const remembered = run(credit(true), { interventions: [send(), delayed] });
    expect(emissions(remembered)).toMatchObject({ NothingReleased: 1, ReservationRefused: 1 });
    expect(finalState(remembered, 'inventory')).toEqual({ released: 'order-1' });
  });

  it('in the right order leaves nothing behind', () => {
    for (const remembers of [true, false]) {
      const slow = fault('delay', 'credit', { at: 0, for: null }, { p: 1, by: 1000 });
      const trace = run(credit(remembers), { interventions: [send(), slow] });
      expect(finalState(trace, 'inventory')['reserved']).toBe(0);
      expect(emissions(trace)).toMatchObject({ StockReserved: 1, StockReleased: 1 });
    }
  });
});
