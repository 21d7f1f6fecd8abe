import { describe, expect, it } from 'vitest';
import type { Scenario, Trace } from '../../src/sim/index';
import { act, count, emissions, factsOf, fault, only, run, select, send } from '../support/engine';
import { brokenRules, finalState, first, retail, sketch } from './patternWorld';
import { statement } from './statement';

describe('an event that comes five times', () => {
  const away = [send(), fault('crash', 'payment', { at: 0, for: 2000 })];
  const waiting = only(factsOf(run(retail(), { coordination: 'choreography', interventions: away })), 'enqueued', { place: 'payment' });
  const fourMore = Array.from({ length: 4 }, (_, i) => act(1000 + i, { act: 'duplicate', place: 'payment', message: waiting.message }));
  const charged = (dedupe: boolean): Trace =>
    run(retail(), {
      coordination: 'choreography',
      settings: { 'payment.dedupe': dedupe },
      interventions: [...away, ...fourMore],
    });

  statement('INB-001', () => {
    expect(waiting.type).toBe('StockReserved');
    const facts = factsOf(charged(true));
    expect(count(facts, 'received', { place: 'payment' })).toBe(5);
    expect(count(facts, 'committed', { place: 'payment' })).toBe(1);
    expect(count(facts, 'ignored', { place: 'payment' })).toBe(4);
    expect(count(facts, 'acknowledged', { place: 'payment' })).toBe(5);
    expect(finalState(charged(true), 'payment')['taken']).toBe(50);
    expect(brokenRules(charged(true))).toEqual([]);

    expect(emissions(charged(false))['PaymentConfirmed']).toBe(5);
    expect(finalState(charged(false), 'payment')['taken']).toBe(250);
    expect(brokenRules(charged(false))).toContain('charged-at-most-once');
  });

  it('takes effect once per subscriber that keeps an inbox of its own', () => {
    const facts = factsOf(run(retail(), { coordination: 'choreography', interventions: [send()] }));
    const listeners = select(facts, 'received', { type: 'OrderPlaced' }).map(({ place }) => place);
    expect([...listeners].sort()).toEqual(['analytics', 'inventory', 'notification']);
    expect(count(facts, 'ignored')).toBe(0);
  });
});

describe('an e-mail, which joins no transaction', () => {
  /** The process asks for the e-mail; it dies when the mail is out, before it has saved that, and is back after the step's time is up. */
  const mailed = (idempotencyKey: boolean): Trace => {
    const scenario = retail();
    const calm = factsOf(run(scenario, { coordination: 'orchestration', interventions: [send()] }));
    const sent = only(calm, 'committed', { place: 'notification' }).ms;
    return run(scenario, {
      coordination: 'orchestration',
      settings: { 'notification.dedupe': idempotencyKey },
      interventions: [send(), fault('crash', 'coordinator', { at: sent + 1, for: 10_000 })],
    });
  };

  statement('INB-008', () => {
    for (const key of [false, true]) {
      const requests = select(factsOf(mailed(key)), 'received', { place: 'notification' });
      expect(requests.map(({ type }) => type)).toEqual(['SendEmail', 'SendEmail']);
      expect(new Set(requests.map(({ message }) => message)).size).toBe(1);
    }
    expect(emissions(mailed(false))['EmailSent']).toBe(2);
    expect(emissions(mailed(true))['EmailSent']).toBe(1);
    expect(only(factsOf(mailed(true)), 'settled').type).toBe('OrderConfirmed');
  });
});

describe('two events in the wrong order, each of them twice', () => {
  /** `StockReserved` (version 2) reaches the order three seconds late, after `PaymentConfirmed` (version 3). */
  const noted = (scenario: Scenario): Trace =>
    run(scenario, {
      interventions: [
        send(),
        fault('delay', 'board', { at: 0, for: null }, { p: 1, type: 'StockReserved', by: 3000 }),
        act(3500, { act: 'duplicate', place: 'board', message: lateCopy(scenario) }),
      ],
    });
  const lateCopy = (scenario: Scenario): number =>
    first(factsOf(run(scenario, { interventions: [send()] })), 'accepted', { type: 'StockReserved' }).message;
  const board = (checksVersion: boolean): Scenario =>
    sketch(
      `flow: { starts: PlaceOrder, key: orderId, succeeds: PaidNoted }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced } } }
  inventory: { handles: { ReserveStock: { time: 0s, emit: StockReserved } } }
  payment: { handles: { ProcessPayment: { time: 0s, emit: PaymentConfirmed } } }
  board:
    state: { status: "new", version: 1 }
    handles:
      NoteReserved: { time: 1s, outcomes: [ ${checksVersion ? '{ if: "state.version >= 2", emit: NoteRefused }, ' : ''}{ set: { status: "'reserved'", version: 2 }, emit: ReservationNoted } ] }
      NotePaid: { time: 1s, set: { status: "'paid'", version: 3 }, emit: PaidNoted }
coordination:
  choreography:
    policies:
      - { when: OrderPlaced, in: inventory, do: ReserveStock }
      - { when: StockReserved, in: payment, do: ProcessPayment }
      - { when: StockReserved, in: board, do: NoteReserved }
      - { when: PaymentConfirmed, in: board, do: NotePaid }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`,
      'dedupe: true',
    );

  statement('INB-010', () => {
    const blind = factsOf(noted(board(false)));
    const handled = select(blind, 'committed', { place: 'board' }).map(({ type }) => type);
    expect(handled).toEqual(['NotePaid', 'NoteReserved']);
    expect(only(blind, 'ignored', { place: 'board' }).type).toBe('StockReserved');
    expect(finalState(noted(board(false)), 'board')).toEqual({ status: 'reserved', version: 2 });

    const checked = noted(board(true));
    expect(emissions(checked)).toMatchObject({ NoteRefused: 1, PaidNoted: 1 });
    expect(finalState(checked, 'board')).toEqual({ status: 'paid', version: 3 });
  });

  it('is no trouble in the right order, with or without the check', () => {
    for (const checksVersion of [true, false]) {
      const trace = run(board(checksVersion), { interventions: [send()] });
      expect(emissions(trace)).toMatchObject({ ReservationNoted: 1, PaidNoted: 1 });
      expect(finalState(trace, 'board')).toEqual({ status: 'paid', version: 3 });
    }
  });
});
