import { describe, expect, it } from 'vitest';
import type { RunSpec, Scenario, Trace } from '../../src/sim/index';
import { count, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { workshop } from '../support/workshop';
import { sketch } from './patternWorld';
import { statement } from './statement';

/** What the one row of a read model says at a moment; 0 before anything was applied. */
function readAt(trace: Trace, model: string, ms: number): number {
  const applied = select(factsOf(trace), 'projected', { place: model }).filter((fact) => fact.ms <= ms);
  return trace.values[applied.at(-1)?.b ?? -1] ?? 0;
}

const counted = (models: string, kafka = ''): Scenario =>
  sketch(
    `flow: { starts: PlaceOrder, key: orderId, succeeds: OrderConfirmed }
services:
  order: { handles: { PlaceOrder: { time: 0s, emit: OrderPlaced }, ConfirmOrder: { time: 0s, emit: OrderConfirmed } } }
coordination: { choreography: { policies: [ { when: OrderPlaced, in: order, do: ConfirmOrder } ] } }
readModels: { ${models} }
workload: { send: PlaceOrder, to: order, every: 1s, count: 0 }`,
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
    expect(readAt(crashed(false), 'placed', Number.MAX_SAFE_INTEGER)).toBe(4);
    expect(readAt(crashed(true), 'placed', Number.MAX_SAFE_INTEGER)).toBe(3);
    expect(only(factsOf(crashed(true)), 'ignored')).toMatchObject({ place: 'analytics', key: 2 });
  });

  it('is exact when the crash comes before the update', () => {
    for (const atomic of [true, false]) expect(readAt(crashed(atomic, 'before-effect'), 'placed', Number.MAX_SAFE_INTEGER)).toBe(3);
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

it('a read model of the workshop counts what it follows and nothing else', () => {
  const trace = run(workshop(), { interventions: [send()] });
  expect(select(factsOf(trace), 'projected').map(({ type }) => type)).toEqual(['ThingStarted', 'ThingFinished']);
  expect(count(factsOf(trace), 'received', { place: 'analytics' })).toBe(2);
});
