import { describe, expect, it } from 'vitest';
import { defaultSpec, messageAt, resolve, type RunSpec, type Scenario, simulate, type Trace } from '../../src/sim/index';
import { count, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { createPlayback, readModelRows } from '../../src/playback';
import { ensure } from '../../src/base/assert';
import { defaultBudget } from '../../src/sim/kernel/budget';
import { ReadModelRows } from '../../src/sim/eventStore/readModel';
import { workshop } from '../support/workshop';
import { sketch } from './patternWorld';
import { statement } from './statement';

const endless = 1e12;
const placeOf = (trace: Trace, id: string): number => trace.header.places.findIndex((place) => place.id === id);

/** What the one row of a read model says at a moment; 0 before anything was applied. */
function readAt(trace: Trace, model: string, ms: number): number {
  const [row] = readModelRows(trace, placeOf(trace, model), ms * 1000);
  return row?.value ?? 0;
}

const counted = (models: string, kafka = '', payload = '{}'): Scenario =>
  sketch(
    `flow: { starts: PlaceOrder, key: orderId, succeeds: OrderConfirmed }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced }, ConfirmOrder: { time: 0s, emit: OrderConfirmed } } }
coordination: { choreography: { policies: [ { when: OrderPlaced, in: order, do: ConfirmOrder } ] } }
readModels: { ${models} }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0, payload: ${payload} }`,
    '',
    `product: kafka, kafka: { ${kafka} }`,
  );

describe('a read model that follows 200 ms behind', () => {
  statement('CQR-001', () => {
    const trace = run(counted('placed: { from: [OrderPlaced], lag: 200ms }'), { interventions: [send(), send(2000)] });
    for (const [n, written] of select(factsOf(trace), 'committed', { type: 'PlaceOrder' }).map(({ ms }, i) => [i + 1, ms] as const)) {
      expect(readAt(trace, 'placed', written + 100)).toBe(n - 1);
      expect(readAt(trace, 'placed', written + 300)).toBe(n);
    }
    expect(count(factsOf(trace), 'projected')).toBe(2);
  });

  it('is fresh at once without a lag', () => {
    const trace = run(counted('placed: { from: [OrderPlaced], lag: 0ms }'), { interventions: [send()] });
    const written = only(factsOf(trace), 'committed', { type: 'PlaceOrder' }).ms;
    expect(readAt(trace, 'placed', written + 100)).toBe(1);
  });
});

describe('a counter and its checkpoint', () => {
  /** The projector dies when it has counted and before it has moved its offset. */
  const crashed = (atomic: boolean, point = 'before-ack'): Trace =>
    run(counted('placed: { from: [OrderPlaced], lag: 0ms }'), {
      settings: { 'analytics.dedupe': atomic },
      interventions: [send(), fault('crash', 'analytics', { at: 500, for: 1000 }, { point }), send(1000), send(200_000)],
    });

  statement('CQR-003', () => {
    expect(count(factsOf(crashed(false)), 'restarted')).toBe(1);
    expect(readAt(crashed(false), 'placed', endless)).toBe(4);
    expect(readAt(crashed(true), 'placed', endless)).toBe(3);
    expect(only(factsOf(crashed(true)), 'ignored')).toMatchObject({ place: 'analytics', key: 2 });
  });

  it('is exact when the crash comes before the update', () => {
    for (const atomic of [true, false]) expect(readAt(crashed(atomic, 'before-effect'), 'placed', endless)).toBe(3);
  });
});

describe('an event that a read model does not know', () => {
  const models = 'placed: { from: [OrderPlaced], lag: 0ms }, confirmed: { from: [OrderConfirmed], lag: 0ms }';
  const watched = (changes: Partial<RunSpec> = {}): Trace =>
    run(counted(models), { interventions: [send(0), send(1000), send(2000)], ...changes });
  const taken = (facts: readonly Fact[]): readonly string[] =>
    select(facts, 'acknowledged', { place: 'analytics' }).map(({ type }) => type);

  statement('CQR-008', () => {
    const facts = factsOf(watched());
    expect(taken(facts)).toEqual(['OrderPlaced', 'OrderConfirmed', 'OrderPlaced', 'OrderConfirmed', 'OrderPlaced', 'OrderConfirmed']);
    expect(select(facts, 'projected', { place: 'placed' }).map(({ type, key }) => [type, key])).toEqual([
      ['OrderPlaced', 1],
      ['OrderPlaced', 2],
      ['OrderPlaced', 3],
    ]);
    expect([count(facts, 'failed'), count(facts, 'deadLettered')]).toEqual([0, 0]);
  });

  it('is not the same as one that the projector cannot read: that one blocks', () => {
    const unreadable = fault('poison', 'analytics', { at: 0, for: null }, { p: 1, count: 1, type: 'OrderConfirmed' });
    const facts = factsOf(
      run(counted(models, 'partitions: 1'), {
        settings: { 'analytics.dlq': false },
        interventions: [unreadable, send(0), send(1000)],
      }),
    );
    expect(taken(facts)).toEqual(['OrderPlaced']);
    expect(count(facts, 'failed', { place: 'analytics' })).toBeGreaterThan(100);
  });
});

describe('a read model that has stopped', () => {
  /** An order every 100 ms; the projector dies when it has read 420 of them. */
  const trace = run(counted('placed: { from: [OrderPlaced], lag: 0ms }'), {
    interventions: [...Array.from({ length: 500 }, (_, i) => send(i * 100)), fault('crash', 'analytics', { at: 41_990, for: 60_000 })],
  });
  const written = select(factsOf(trace), 'committed', { type: 'PlaceOrder' }).map(({ ms }) => ms);
  const lagAt = (ms: number) =>
    ensure(createPlayback(trace).frameAt(ms * 1000).places[placeOf(trace, 'placed')]?.readModel, 'a read model');

  statement('CQR-007', () => {
    const now = (written[499] ?? 0) + 7;
    expect(readAt(trace, 'placed', now)).toBe(420);
    expect(lagAt(now)).toMatchObject({ behind: 80, lagUs: Math.round((now - (written[420] ?? 0)) * 1000) });
  });

  it('has caught up some time after it was started again', () => {
    expect(lagAt(200_000)).toMatchObject({ behind: 0, lagUs: 0 });
    expect(readAt(trace, 'placed', 200_000)).toBe(500);
  });
});

describe('events that are read again', () => {
  const dayMs = 24 * 3_600_000;
  /** Forty orders around midnight, in two tables that follow `lag` behind. */
  const sold = (lag: string): { readonly scenario: Scenario; readonly trace: Trace } => {
    const models = `per-day: { key: day, from: [OrderPlaced], lag: ${lag} }, taken: { key: customer, aggregate: sum, field: total, from: [OrderPlaced, OrderConfirmed], lag: ${lag} }`;
    const scenario = counted(models, '', '{ customer: "c{1..3}", total: "{20..200}" }');
    const interventions = Array.from({ length: 40 }, (_, i) => send(dayMs - 2000 + i * 100));
    return { scenario, trace: simulate(defaultSpec(scenario, { interventions }), { ...defaultBudget, timeUs: 3 * dayMs * 1000 }) };
  };
  const shown = (trace: Trace, id: string): Table =>
    Object.fromEntries(readModelRows(trace, placeOf(trace, id), endless * 1000).map(({ key, value }) => [key, value]));

  statement('EVS-015', () => {
    const { scenario, trace } = sold('5s');
    for (const id of ['per-day', 'taken']) {
      expect(Object.keys(shown(trace, id)).length).toBeGreaterThan(1);
      expect(replayed(trace, scenario, id)).toEqual(shown(trace, id));
      expect(replayed(trace, scenario, id)).toEqual(replayed(trace, scenario, id));
    }
    // No clock has a say: read at once or half an hour later, the rows are the same.
    for (const lag of ['0ms', '25m']) {
      for (const id of ['per-day', 'taken']) expect(shown(sold(lag).trace, id)).toEqual(shown(trace, id));
    }
    expect(shown(trace, 'per-day')).toEqual({ 'day 1': 20, 'day 2': 20 });
    expect(sold('5s').trace.digest).toBe(trace.digest);
  });
});

type Table = Readonly<Record<string, number>>;

/** The rows that the events of a run give when they are read from the first one. */
function replayed(trace: Trace, scenario: Scenario, id: string): Table {
  const model = resolve(scenario);
  if (!model.ok) throw new Error('the scenario resolves');
  const rows = new ReadModelRows(
    ensure(
      model.value.readModels.find((each) => each.id === id),
      'a read model',
    ),
  );
  const table: Record<string, number> = {};
  for (const { message } of select(factsOf(trace), 'projected', { place: id })) {
    const { type, payload, createdAt } = messageAt(trace, message);
    const { row, value } = rows.apply(type, trace.payloads[payload] ?? {}, Math.floor(createdAt / 86_400_000_000) + 1);
    table[row] = value;
  }
  return table;
}

it('a read model of the workshop counts what it follows and nothing else', () => {
  const trace = run(workshop(), { interventions: [send()] });
  expect(select(factsOf(trace), 'projected').map(({ type }) => type)).toEqual(['ThingStarted', 'ThingFinished']);
  expect(count(factsOf(trace), 'received', { place: 'analytics' })).toBe(2);
});
