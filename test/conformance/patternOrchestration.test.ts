import { describe, expect, it } from 'vitest';
import type { Intervention, RunSpec, Scenario, Trace } from '../../src/sim/index';
import { sentenceAt } from '../../src/playback';
import { count, deadLetter, emissions, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { brokenRules, finalState, first, retail, type RetailOptions, sketch } from './patternWorld';
import { statement } from './statement';

const orchestrated = (options: RetailOptions, changes: Partial<RunSpec> = {}): Trace =>
  run(retail(options), { coordination: 'orchestration', interventions: [send()], ...changes });
const idsOf = (facts: readonly Fact[]): readonly number[] => [...new Set(facts.map(({ message }) => message))];

describe('after the pivot', () => {
  const fails = (place: string) => fault('flaky', place, { at: 0, for: null }, { p: 1, count: 4 });

  statement('SGO-001', () => {
    const trace = orchestrated({}, { settings: { 'shipping.attempts': 10 }, interventions: [send(), fails('shipping')] });
    const facts = factsOf(trace);
    expect(count(facts, 'failed', { place: 'shipping' })).toBe(4);
    expect(select(facts, 'started', { place: 'shipping' }).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    expect(count(facts, 'compensating')).toBe(0);
    expect(emissions(trace)).toMatchObject({ PaymentConfirmed: 1, ShipmentCreated: 1, OrderConfirmed: 1 });
    expect(emissions(trace)['PaymentRefunded']).toBeUndefined();
  });

  statement(
    'SGO-001',
    () => {
      // Away for longer than the process would ever try: it waits, and is done when Shipping is back.
      const away = (place: string): Trace => orchestrated({}, { interventions: [send(), fault('crash', place, { at: 0, for: 120_000 })] });
      expect(select(factsOf(away('shipping')), 'stepTimedOut').length).toBeGreaterThanOrEqual(5);
      expect(count(factsOf(away('shipping')), 'compensating')).toBe(0);
      expect(emissions(away('shipping'))).toMatchObject({ ShipmentCreated: 1, OrderConfirmed: 1 });
      // The same before the pivot is done is given up and undone.
      expect(count(factsOf(away('payment')), 'compensating')).toBeGreaterThan(0);
      expect(emissions(away('payment'))).toMatchObject({ StockReleased: 1, OrderCancelled: 1 });
      expect(emissions(away('payment'))['ShipmentCreated']).toBeUndefined();
    },
    'a step that times out',
  );
});

describe('a pivot that fails', () => {
  const trip = (refuses: 'Hotel' | 'Car' | 'Card' | 'nobody'): Scenario => {
    const books = (what: string): string =>
      `Book${what}: { time: 0s, undo: Drop${what}, outcomes: [ { if: "msg.refuses == '${what}'", emit: ${what}Refused }, { emit: ${what}Booked } ] }, Drop${what}: { time: 0s, emit: ${what}Dropped }`;
    return sketch(`flow: { starts: PlanTrip, key: tripId, succeeds: TripBooked, fails: TripCancelled }
services:
  desk: { handles: { PlanTrip: { time: 0s, emit: TripPlanned }, FinishTrip: { time: 0s, emit: TripBooked }, CancelTrip: { time: 0s, emit: TripCancelled } } }
  hotel: { handles: { ${books('Hotel')} } }
  car: { handles: { ${books('Car')} } }
  card: { handles: { ChargeCard: { time: 0s, outcomes: [ { if: "msg.refuses == 'Card'", emit: CardRefused }, { emit: CardCharged } ] } } }
coordination:
  orchestration:
    process:
      id: trip
      starts: TripPlanned
      steps:
        - { do: BookHotel, ok: HotelBooked, fail: HotelRefused, undo: DropHotel, timeout: 5s }
        - { do: BookCar, ok: CarBooked, fail: CarRefused, undo: DropCar, timeout: 5s }
        - { do: ChargeCard, ok: CardCharged, fail: CardRefused, timeout: 5s }
      done: FinishTrip
      failed: CancelTrip
workload: { send: PlanTrip, to: desk, every: 1s, count: 0, payload: { refuses: "${refuses}" } }`);
  };
  const done = (refuses: Parameters<typeof trip>[0]): readonly string[] =>
    select(factsOf(run(trip(refuses), { interventions: [send()] })), 'committed').map(({ type }) => type);

  statement('SGO-002', () => {
    expect(done('Card')).toEqual(['PlanTrip', 'BookHotel', 'BookCar', 'ChargeCard', 'DropCar', 'DropHotel', 'CancelTrip']);
    // Only what was completed is undone.
    expect(done('Car')).toEqual(['PlanTrip', 'BookHotel', 'BookCar', 'DropHotel', 'CancelTrip']);
    expect(done('Hotel')).toEqual(['PlanTrip', 'BookHotel', 'CancelTrip']);
    expect(done('nobody')).toEqual(['PlanTrip', 'BookHotel', 'BookCar', 'ChargeCard', 'FinishTrip']);
  });

  const broken = (times: number, from = 0, until: number | null = null): Intervention =>
    fault('flaky', 'inventory', { at: from, for: until }, { p: 1, count: times, type: 'ReleaseStock' });
  const statesOf = (trace: Trace): readonly string[] =>
    select(factsOf(trace), 'processMoved').map(({ a }) => trace.header.processes[0]?.states[a]?.name ?? '');

  statement('SGO-006', () => {
    const passing = orchestrated({ declines: true }, { interventions: [send(), broken(2)] });
    expect(count(factsOf(passing), 'failed', { place: 'inventory', type: 'ReleaseStock' })).toBe(2);
    expect(emissions(passing)).toMatchObject({ StockReleased: 1, OrderCancelled: 1 });
    expect(finalState(passing, 'inventory')).toEqual({ stock: 10 });
    expect(count(factsOf(passing), 'compensationFailed')).toBe(0);
    // Asked to release twice, it releases once.
    const twice = fault('duplicate', 'inventory', { at: 0, for: null }, { p: 1, type: 'ReleaseStock' });
    const doubled = orchestrated({ declines: true }, { interventions: [send(), twice] });
    expect(count(factsOf(doubled), 'ignored', { place: 'inventory', type: 'ReleaseStock' })).toBe(1);
    expect(finalState(doubled, 'inventory')).toEqual({ stock: 10 });

    const failing = orchestrated({ declines: true }, { interventions: [send(), broken(1000)] });
    const facts = factsOf(failing);
    expect(count(facts, 'deadLettered', { place: 'inventory', type: 'ReleaseStock' })).toBe(3);
    expect(only(facts, 'compensationFailed')).toMatchObject({ place: 'coordinator', key: 1, attempt: 3 });
    expect(statesOf(failing).at(-1)).toMatch(/compensationFailed$/);
    expect([count(facts, 'processEnded'), count(facts, 'settled'), count(facts, 'deadlinePassed')]).toEqual([0, 0, 1]);
    expect(brokenRules(failing)).toContain('every-order-settles');
  });

  it('goes on when a person has brought the compensation through (SGO-006)', () => {
    const mended = orchestrated(
      { declines: true },
      { interventions: [send(), broken(1000, 0, 60_000), deadLetter(70_000, 'redrive', 'inventory')] },
    );
    const facts = factsOf(mended);
    expect(only(facts, 'compensationFailed').ms).toBeLessThan(70_000);
    expect(only(facts, 'processEnded')).toMatchObject({ a: 0 });
    expect(emissions(mended)).toMatchObject({ StockReleased: 1, OrderCancelled: 1 });
    expect(finalState(mended, 'inventory')).toEqual({ stock: 10 });
    const row = facts.findIndex(({ kind }) => kind === 'compensationFailed');
    expect(sentenceAt(mended, row)?.text).toBe('The coordinator cannot release stock for #1 — a person has to see to it.');
  });
});

describe('a coordinator that dies after it has sent a command', () => {
  const calm = factsOf(orchestrated({}));
  const charged = first(calm, 'sent', { type: 'ProcessPayment' }).ms;
  const crashed = (settings: RunSpec['settings']): Trace =>
    orchestrated({}, { settings, interventions: [send(), fault('crash', 'coordinator', { at: charged + 20, for: 20_000 })] });

  statement('SGO-003', () => {
    const facts = factsOf(crashed({}));
    const back = only(facts, 'restarted', { place: 'coordinator' }).ms;
    expect(count(facts, 'processResumed')).toBe(1);
    const commands = select(facts, 'sent', { type: 'ProcessPayment' });
    expect(commands.map(({ ms }) => ms)).toEqual([charged, back]);
    expect(idsOf(commands)).toHaveLength(1);
    expect(only(facts, 'ignored', { place: 'payment' }).type).toBe('ProcessPayment');
    expect(emissions(crashed({}))).toMatchObject({ PaymentConfirmed: 1, OrderConfirmed: 1 });
    expect(finalState(crashed({}), 'payment')).toEqual({ taken: 50 });

    // Without the key at the receiver it charges twice; without persisted state nothing goes on.
    expect(finalState(crashed({ 'payment.dedupe': false }), 'payment')).toEqual({ taken: 100 });
    const volatile = factsOf(crashed({ 'coordinator.durable': false }));
    expect([count(volatile, 'processLost'), count(volatile, 'processResumed'), count(volatile, 'settled')]).toEqual([1, 0, 0]);
  });
});

describe('a reply that is lost', () => {
  const lostReply = fault('drop', 'coordinator', { at: 0, for: null }, { p: 1, count: 1, type: 'PaymentConfirmed' });
  const waited = (paymentTimeout: string | null): Trace => orchestrated({ paymentTimeout }, { interventions: [send(), lostReply] });

  statement('SGO-005', () => {
    const stuck = factsOf(waited(null));
    expect(only(stuck, 'dropped').type).toBe('PaymentConfirmed');
    expect([count(stuck, 'processEnded'), count(stuck, 'settled'), count(stuck, 'deadlinePassed')]).toEqual([0, 0, 1]);
    expect(select(stuck, 'sent', { type: 'ProcessPayment' })).toHaveLength(1);

    const facts = factsOf(waited('30s'));
    const [asked, again] = select(facts, 'sent', { type: 'ProcessPayment' });
    expect((again?.ms ?? 0) - (asked?.ms ?? 0)).toBe(30_000);
    expect(again?.message).toBe(asked?.message);
    expect(only(facts, 'ignored', { place: 'payment' }).type).toBe('ProcessPayment');
    expect(idsOf(select(facts, 'sent', { type: 'PaymentConfirmed' }))).toHaveLength(1);
    expect(emissions(waited('30s'))).toMatchObject({ PaymentConfirmed: 1, OrderConfirmed: 1 });
  });
});

describe('a row that two processes want', () => {
  /** A process raises the amount of one row by 5, fails to collect it and takes the raise back. */
  const raise = (lock: boolean): Scenario =>
    sketch(`flow: { starts: RaiseAmount, key: raiseId, succeeds: RaiseKept, fails: [RaiseRefused, RaiseTakenBack] }
services:
  row:
    state: { amount: 10, pending: false, basis: 0 }
    handles:
      RaiseAmount:
        time: 0s
        outcomes:
          ${lock ? '- { if: "state.pending", emit: RaiseRefused }' : ''}
          - { if: "true", set: { pending: true, basis: "state.amount", amount: "state.amount + 5" }, emit: AmountRaised }
          - { emit: RaiseRefused }
      KeepRaise: { time: 0s, set: { pending: false }, emit: RaiseKept }
      TakeRaiseBack: { time: 0s, set: { pending: false, amount: "state.amount - 5" }, emit: RaiseTakenBack }
  payment: { handles: { CollectRaise: { time: 1s, outcomes: [ { if: "msg.raiseId != ''", emit: RaiseNotCollected }, { emit: RaiseCollected } ] } } }
coordination:
  orchestration:
    process: { id: raise, starts: AmountRaised, steps: [ { do: CollectRaise, ok: RaiseCollected, fail: RaiseNotCollected, timeout: 9s } ], done: KeepRaise, failed: TakeRaiseBack }
workload: { send: RaiseAmount, to: row, every: 1s, count: 0 }`);
  const raised = (lock: boolean): Trace => run(raise(lock), { interventions: [send(0), send(500), send(10_000)] });
  const bases = (trace: Trace): readonly number[] =>
    select(factsOf(trace), 'stateSet', { says: 'basis' }).map(({ b }) => trace.values[b] ?? -1);

  statement('SGO-007', () => {
    expect(bases(raised(true))).toEqual([10, 10]);
    expect(select(factsOf(raised(true)), 'settled').map(({ type, key }) => [type, key])).toEqual([
      ['RaiseRefused', 2],
      ['RaiseTakenBack', 1],
      ['RaiseTakenBack', 3],
    ]);
    // The second one builds on 15, which was never kept.
    expect(bases(raised(false))).toEqual([10, 15, 10]);
    expect(emissions(raised(false))['RaiseKept']).toBeUndefined();
    for (const lock of [true, false]) expect(finalState(raised(lock), 'row')).toMatchObject({ amount: 10, pending: false });
  });
});

describe('the last unit, seen by two processes', () => {
  const shop = (conditional: boolean): Scenario =>
    sketch(`flow: { starts: PlaceOrder, key: orderId, succeeds: OrderConfirmed, fails: OrderCancelled }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced }, ConfirmOrder: { time: 0s, emit: OrderConfirmed }, CancelOrder: { time: 0s, emit: OrderCancelled } } }
  inventory:
    state: { stock: 1 }
    handles:
      CheckStock: { time: 0s, outcomes: [ { if: "state.stock >= 1", emit: StockSeen }, { emit: StockMissed } ] }
      ReserveStock: { time: 0s, outcomes: [ ${conditional ? '{ if: "state.stock < 1", emit: StockGone }, ' : '{ if: "state.stock < -99", emit: StockGone }, '}{ set: { stock: "state.stock - 1" }, emit: StockReserved } ] }
coordination:
  orchestration:
    process:
      id: ordering
      starts: OrderPlaced
      steps: [ { do: CheckStock, ok: StockSeen, fail: StockMissed, timeout: 5s }, { do: ReserveStock, ok: StockReserved, fail: StockGone, timeout: 5s } ]
      done: ConfirmOrder
      failed: CancelOrder
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`);
  const ordered = (conditional: boolean, secondAt = 0): Trace => run(shop(conditional), { interventions: [send(0), send(secondAt)] });

  statement('SGO-008', () => {
    for (const conditional of [true, false]) expect(emissions(ordered(conditional))['StockSeen']).toBe(2);
    expect(finalState(ordered(false), 'inventory')).toEqual({ stock: -1 });
    expect(emissions(ordered(false))).toMatchObject({ StockReserved: 2, OrderConfirmed: 2 });
    expect(finalState(ordered(true), 'inventory')).toEqual({ stock: 0 });
    expect(emissions(ordered(true))).toMatchObject({ StockReserved: 1, StockGone: 1, OrderConfirmed: 1, OrderCancelled: 1 });
  });

  it('is no trouble one after the other', () => {
    expect(emissions(ordered(false, 5000))).toMatchObject({ StockReserved: 1, StockMissed: 1 });
  });
});

describe('a coordinator that is away for five minutes', () => {
  const [rate, outageMs, sagas] = [20, 300_000, 6400];
  const scenario = sketch(`flow: { starts: PlaceOrder, key: orderId, succeeds: OrderConfirmed, fails: OrderCancelled, deadline: 20m }
services:
  order: { handles: { PlaceOrder: { time: 1ms, emit: OrderPlaced }, ConfirmOrder: { time: 1ms, emit: OrderConfirmed }, CancelOrder: { time: 1ms, emit: OrderCancelled } } }
  inventory: { handles: { ReserveStock: { time: 40ms, emit: StockReserved, undo: ReleaseStock }, ReleaseStock: { time: 1ms, emit: StockReleased } } }
  payment: { handles: { ProcessPayment: { time: 40ms, emit: PaymentConfirmed } } }
coordination:
  orchestration:
    process:
      id: ordering
      starts: OrderPlaced
      steps: [ { do: ReserveStock, ok: StockReserved, undo: ReleaseStock }, { do: ProcessPayment, ok: PaymentConfirmed } ]
      done: ConfirmOrder
      failed: CancelOrder
workload: { send: PlaceOrder, to: order, rate: ${rate}/s, count: ${sagas} }`);
  const facts = factsOf(run(scenario, { workload: 'file', interventions: [fault('crash', 'coordinator', { at: 5005, for: outageMs })] }));
  const [died, back] = [only(facts, 'crashed').ms, only(facts, 'restarted').ms];
  const during = (kind: 'enqueued' | 'committed', place: string): readonly Fact[] =>
    select(facts, kind, { place }).filter(({ ms }) => ms > died && ms < back);

  statement('SGO-010', () => {
    expect(during('enqueued', 'coordinator').filter(({ type }) => type === 'OrderPlaced')).toHaveLength(6000);
    const commanded = new Set(
      select(facts, 'sent', { type: 'ReserveStock' })
        .filter(({ ms }) => ms < died)
        .map(({ key }) => key),
    );
    const finished = during('committed', 'inventory').map(({ key }) => key);
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.every((key) => commanded.has(key))).toBe(true);
    expect(during('committed', 'inventory').every(({ ms }) => ms < died + 200)).toBe(true);
    expect(count(facts, 'processEnded')).toBe(sagas);
    expect(select(facts, 'settled').filter(({ a }) => a === 1)).toHaveLength(sagas);
  });
});

describe('a process that has ended', () => {
  const twice = fault('duplicate', 'coordinator', { at: 0, for: null }, { p: 1, type: 'EmailSent' });
  const ended = (dedupe: boolean): readonly Fact[] =>
    factsOf(orchestrated({}, { settings: { 'coordinator.dedupe': dedupe }, interventions: [send(), twice] }));

  statement('PRM-002', () => {
    const facts = ended(false);
    const late = only(facts, 'answerIgnored');
    expect(late).toMatchObject({ place: 'coordinator', type: 'EmailSent', says: 'not waited for' });
    expect(late.ms).toBeGreaterThanOrEqual(only(facts, 'processEnded').ms);
    expect(select(facts, 'processMoved').filter(({ ms }) => ms > late.ms)).toEqual([]);
    expect(select(facts, 'sent', { type: 'ConfirmOrder' })).toHaveLength(1);
    expect(count(facts, 'processStarted')).toBe(1);
    // With an inbox it does not even get that far.
    expect([count(ended(true), 'answerIgnored'), count(ended(true), 'ignored', { place: 'coordinator' })]).toEqual([0, 1]);
  });
});

describe('an answer to a process that nobody knows', () => {
  const calm = factsOf(orchestrated({}));
  const charged = first(calm, 'sent', { type: 'ProcessPayment' }).ms;
  const crash = fault('crash', 'coordinator', { at: charged + 20, for: 200 });
  const forgot = (settings: RunSpec['settings'], ...more: Intervention[]): readonly Fact[] =>
    factsOf(orchestrated({}, { settings: { 'coordinator.durable': false, ...settings }, interventions: [send(), crash, ...more] }));

  statement('PRM-001', () => {
    const facts = forgot({});
    expect([count(facts, 'processLost'), count(facts, 'processStarted')]).toEqual([1, 1]);
    expect(only(facts, 'deadLettered', { place: 'coordinator' })).toMatchObject({ type: 'PaymentConfirmed', says: 'no such process' });
    expect(select(facts, 'failed', { place: 'coordinator' }).map(({ type, attempt }) => [type, attempt])).toEqual(
      [1, 2, 3, 4].map((attempt) => ['PaymentConfirmed', attempt]),
    );
    expect(count(facts, 'sent', { type: 'ArrangeShipment' })).toBe(0);

    // Brought back by a person it still finds nobody; without a place for dead letters it is given up, and begins nothing either.
    const again = forgot({}, deadLetter(30_000, 'redrive', 'coordinator'));
    expect([count(again, 'redriven'), count(again, 'deadLettered', { place: 'coordinator' }), count(again, 'processStarted')]).toEqual([
      1, 2, 1,
    ]);
    const none = forgot({ 'coordinator.dlq': false });
    expect([only(none, 'dropped').type, count(none, 'processStarted')]).toEqual(['PaymentConfirmed', 1]);
  });

  it('is no trouble when the process is remembered', () => {
    expect(count(forgot({ 'coordinator.durable': true }), 'failed')).toBe(0);
  });
});

describe('two answers that two workers of the coordinator look at together', () => {
  const workers = { 'coordinator.concurrency': 2, 'coordinator.dedupe': false };
  /** The car answers when it has just been given up: together with the news that the room is dropped. */
  const trip = sketch(`flow: { starts: PlanTrip, key: tripId, succeeds: TripBooked, fails: TripCancelled }
services:
  desk: { handles: { PlanTrip: { time: 0s, emit: TripPlanned }, FinishTrip: { time: 0s, emit: TripBooked }, CancelTrip: { time: 0s, emit: TripCancelled } } }
  hotel: { handles: { BookRoom: { time: 0s, undo: DropRoom, emit: RoomBooked }, DropRoom: { time: 0s, emit: RoomDropped } } }
  car: { handles: { BookCar: { time: 5s, undo: DropCar, emit: CarBooked }, DropCar: { time: 0s, emit: CarDropped } } }
coordination:
  orchestration:
    process:
      id: trip
      starts: TripPlanned
      steps: [ { do: BookRoom, ok: RoomBooked, undo: DropRoom, timeout: 9s }, { do: BookCar, ok: CarBooked, undo: DropCar, timeout: 5s } ]
      done: FinishTrip
      failed: CancelTrip
workload: { send: PlanTrip, to: desk, every: 1s, count: 0 }`);

  statement('PRM-003', () => {
    const trace = run(trip, { settings: workers, interventions: [send()] });
    const facts = factsOf(trace);
    const together = select(facts, 'started', { place: 'coordinator' }).filter(({ type }) => ['RoomDropped', 'CarBooked'].includes(type));
    expect(new Set(together.map(({ ms }) => ms)).size).toBe(1);
    const again = only(facts, 'readAgain', { place: 'coordinator' });
    expect(again.b).toBe(again.a + 1);
    // Neither of the two is lost: the car is undone as well, and the trip ends.
    expect(emissions(trace)).toMatchObject({ RoomDropped: 1, CarDropped: 1, TripCancelled: 1 });
    expect([count(facts, 'processEnded'), count(facts, 'failed')]).toEqual([1, 0]);
    // Only that the car was dropped is nothing the process waits for.
    expect(only(facts, 'answerIgnored').type).toBe('CarDropped');
  });

  it('counts an answer once that came twice, and begins one process for two starts (PRM-003)', () => {
    for (const type of ['PaymentConfirmed', 'OrderPlaced']) {
      const twice = fault('duplicate', 'coordinator', { at: 0, for: null }, { p: 1, type });
      const trace = orchestrated({}, { settings: workers, interventions: [send(), twice] });
      const facts = factsOf(trace);
      expect(count(facts, 'readAgain')).toBe(1);
      expect([only(facts, 'answerIgnored').type, count(facts, 'processStarted')]).toEqual([type, 1]);
      expect(emissions(trace)).toMatchObject({ StockReserved: 1, ShipmentCreated: 1, OrderConfirmed: 1 });
      for (const command of ['ReserveStock', 'ProcessPayment', 'ArrangeShipment'])
        expect(count(facts, 'sent', { type: command })).toBeLessThanOrEqual(1);
    }
  });

  it('is no matter for one worker', () => {
    expect(count(factsOf(run(trip, { interventions: [send()] })), 'readAgain')).toBe(0);
  });
});
