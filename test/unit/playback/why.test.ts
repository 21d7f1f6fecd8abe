import { describe, expect, it } from 'vitest';
import { whyAt } from '../../../src/playback';
import type { Question } from '../../../src/playback/why/question';
import { defaultSpec, type Intervention, type RunSpec, simulate, type Trace } from '../../../src/sim';
import { factsOf, fault, only, select, send } from '../../support/engine';
import { bundledScenario } from '../../support/scenarios';

const retail = bundledScenario('retail');
const run = (interventions: readonly Intervention[], spec: Partial<RunSpec> = {}): Trace =>
  simulate({ ...defaultSpec(retail), workload: 'none', seed: 7, ...spec, interventions });
const placeNamed = (trace: Trace, id: string): number => trace.header.places.findIndex((place) => place.id === id);
const why = (trace: Trace, ms: number, question: Question): readonly string[] =>
  whyAt(trace, ms * 1000, question).because.map(({ text }) => text);
const absence = (trace: Trace, ms: number, place: string): readonly string[] =>
  why(trace, ms, { kind: 'absence', place: placeNamed(trace, place), key: 1 });

describe('why has a place not reacted?', () => {
  it('follows the missing message back to its sender, to the broker and to the fault', () => {
    const down = run([send(0), fault('broker-down', 'broker', { at: 60, for: 4000 })]);
    const texts = absence(down, 2000, 'shipping');
    expect(texts[0]).toMatch(/^Shipping has nothing to react to for #1 yet\.$/);
    expect(texts.some((text) => /waits in the outbox of Inventory|waits in the queue of/.test(text))).toBe(true);
    expect(texts.some((text) => text.startsWith('The broker is down since 0.06 s'))).toBe(true);
    expect(texts.at(-1)).toMatch(/^The injected fault ".*" began at 0\.06 s\.$/);
  });

  it('names the crashed place that holds things up', () => {
    const crashed = run([send(0), fault('crash', 'payment', { at: 20, for: 5000 })]);
    const texts = absence(crashed, 3000, 'shipping');
    expect(texts).toContain('Payment is down since 0.02 s.');
    expect(texts.at(-1)).toMatch(/^The injected fault ".*" began at 0\.02 s\.$/);
  });

  it('says what was answered instead', () => {
    const failing = Array.from({ length: 60 }, (_, seed) => run([send(0)], { seed })).find((trace) =>
      factsOf(trace).some(({ kind, type }) => kind === 'accepted' && type === 'PaymentFailed'),
    );
    if (failing === undefined) throw new Error('one of 60 seeds declines a payment');
    expect(absence(failing, 20_000, 'shipping').at(-1)).toMatch(/Payment handled ProcessPayment #1 and emitted PaymentFailed #1\.$/);
  });

  it('says that it has reacted when it has', () => {
    const fine = run([send(0)], { seed: 3 });
    expect(absence(fine, 20_000, 'inventory').join(' ')).toMatch(/Inventory (handled|is done with)/);
  });
});

describe('why is a message where it is?', () => {
  it('a dead letter has its last failure, its poison and the fault behind it', () => {
    const trace = run([send(0), fault('poison', 'payment', { at: 0, for: 1000 }, { p: 1, count: 1 })]);
    const dead = only(factsOf(trace), 'deadLettered');
    const texts = why(trace, dead.ms + 1, { kind: 'message', message: dead.message, place: placeNamed(trace, 'payment') });
    expect(texts[0]).toMatch(/is among the dead letters of Payment/);
    expect(texts).toContain('Try 4 failed: cannot read the message.');
    expect(texts.at(-1)).toMatch(/^The injected fault "Poison into Payment" struck it\.$/);
  });

  it('a message in the outbox waits for the broker', () => {
    const trace = run([send(0), fault('broker-down', 'broker', { at: 5, for: 4000 })]);
    const kept = select(factsOf(trace), 'outboxStored')[0];
    const texts = why(trace, 1000, { kind: 'message', message: kept?.message ?? 0, place: -1 });
    expect(texts[0]).toMatch(/waits in the outbox of Order Management/);
    expect(texts[1]).toMatch(/^The broker is down since/);
  });

  it('a message in the outbox of a service that is cut off waits for the network', () => {
    const trace = run([send(0), fault('partition', 'order', { at: 5, for: 4000 })]);
    const kept = select(factsOf(trace), 'outboxStored')[0];
    const texts = why(trace, 1000, { kind: 'message', message: kept?.message ?? 0, place: -1 });
    expect(texts[0]).toMatch(/waits in the outbox of Order Management/);
    expect(texts[1]).toBe('Order Management is cut off from the broker.');
    expect(texts[2]).toMatch(/^The injected fault "Order Management cut off from the broker" began at/);
  });

  it('before it exists there is nothing to say about it', () => {
    const trace = run([send(1000)]);
    expect(why(trace, 10, { kind: 'message', message: 1, place: -1 })[0]).toMatch(/does not exist yet/);
  });
});

describe('why is a rule broken?', () => {
  it('charged twice: the count, the second delivery, the fault and the missing inbox', () => {
    const trace = run([send(0), fault('duplicate', 'payment', { at: 0, for: 5000 }, { p: 1, count: 5 })], {
      settings: { 'payment.dedupe': false },
    });
    const facts = factsOf(trace);
    const rows = facts.flatMap(({ kind }, row) => (kind === 'ruleBroken' ? [row] : []));
    const row = rows.find((one) => trace.header.invariants[facts[one]?.a ?? 0]?.id === 'charged-at-most-once') ?? -1;
    const texts = why(trace, 20_000, { kind: 'rule', row });
    expect(texts[0]).toMatch(/does not hold for #1/);
    expect(texts.some((text) => text.startsWith('PaymentConfirmed happened 2 times: at '))).toBe(true);
    expect(texts).toContain('Payment has no inbox: it handles what it has seen before.');
    expect(texts.join(' ')).toMatch(/The injected fault ".*" struck it\./);
  });

  it('an order that did not settle: what has not happened, back to the fault', () => {
    const trace = run([send(0), fault('broker-down', 'broker', { at: 5, for: null })], { settings: { '*.outbox': false } });
    const facts = factsOf(trace);
    const row = facts.findIndex(({ kind, a }) => kind === 'ruleBroken' && trace.header.invariants[a]?.id === 'every-order-settles');
    const texts = why(trace, 60_000, { kind: 'rule', row });
    expect(texts).toContain('OrderConfirmed has not happened for #1.');
    expect(texts.join(' ')).toMatch(/could not publish OrderPlaced #1/);
  });
});

it('a place says what keeps it', () => {
  const trace = run([send(0), fault('crash', 'payment', { at: 20, for: 5000 })]);
  const payment = placeNamed(trace, 'payment');
  expect(why(trace, 1000, { kind: 'place', place: payment })[0]).toBe('Payment is down since 0.02 s.');
  expect(why(trace, 1, { kind: 'place', place: payment })[0]).toBe('Payment is well and has nothing to do.');
});

it('every answer is about a moment that has passed, and never empty', () => {
  const trace = run([send(0), send(10), fault('crash', 'inventory', { at: 40, for: 3000 })]);
  for (let ms = 0; ms < 6000; ms += 97) {
    for (const place of trace.header.places.keys()) {
      const { because } = whyAt(trace, ms * 1000, { kind: 'absence', place, key: 1 });
      expect(because.length).toBeGreaterThan(0);
      expect(because.filter(({ time }) => time > ms * 1000)).toEqual([]);
    }
  }
});
