import { describe, expect, it } from 'vitest';
import { defaultSpec, simulate } from '../../../../src/sim/index';
import { defaultBudget } from '../../../../src/sim/kernel/budget';
import { factsOf, fault, only, run, scenarioFrom, select, send } from '../../../support/engine';
import { bundledScenario } from '../../../support/scenarios';

const withModel = (model: string, lag = '100ms') =>
  scenarioFrom(`eventflow: 1
info: { id: till, title: Till }
flow: { starts: StartThing, key: thingId, succeeds: ThingFinished, fails: ThingStopped }
services:
  desk: { handles: { StartThing: { time: 10ms, emit: ThingStarted }, FinishThing: { time: 10ms, outcomes: [ { if: "msg.price > 50", emit: ThingStopped }, { emit: ThingFinished } ] } } }
coordination: { choreography: { policies: [ { when: ThingStarted, in: desk, do: FinishThing } ] } }
readModels: { watched: { ${model}, lag: ${lag} } }
delivery: { broker: { product: rabbitmq-quorum, latency: 10ms } }
workload: { send: StartThing, to: desk, every: 1s, count: 0, payload: { price: "{10..90}", customer: "c{1..2}" } }
`);

function rows(model: string, lag?: string): readonly (readonly [string, number])[] {
  const trace = run(withModel(model, lag), { interventions: [0, 1, 2, 3, 4, 5].map((i) => send(i * 500)) });
  return select(factsOf(trace), 'projected').map(({ says, b }) => [says, trace.values[b] ?? -1] as const);
}
const prices = (): readonly number[] => {
  const trace = run(withModel('from: [ThingStarted]'), { interventions: [0, 1, 2, 3, 4, 5].map((i) => send(i * 500)) });
  return trace.payloads.map((payload) => Number(payload['price'])).filter((price) => price > 0);
};

describe('what a row says', () => {
  it('without a key: one row that counts', () => {
    expect(rows('from: [ThingStarted]').map(([, n]) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set(rows('from: [ThingStarted]').map(([row]) => row))).toEqual(new Set(['']));
  });

  it('with a key: a row for each of its values', () => {
    const found = rows('key: customer, from: [ThingStarted]');
    expect(new Set(found.map(([row]) => row))).toEqual(new Set(['c1', 'c2']));
    const last = Object.fromEntries(found);
    expect((last['c1'] ?? 0) + (last['c2'] ?? 0)).toBe(6);
  });

  it('a sum adds the field of its events', () => {
    const last = rows('from: [ThingStarted], aggregate: sum, field: price').at(-1)?.[1];
    expect(last).toBe(prices().reduce((sum, price) => sum + price, 0));
  });

  it('a sum subtracts what is taken back', () => {
    const last = rows('from: [ThingStarted, ThingStopped], aggregate: sum, field: price, subtract: [ThingStopped]').at(-1)?.[1];
    expect(last).toBe(
      prices()
        .filter((price) => price <= 50)
        .reduce((sum, price) => sum + price, 0),
    );
  });

  it('days are simulated days', () => {
    const days = defaultSpec(withModel('key: day, from: [ThingStarted]'), { interventions: [send(), send(24 * 3_600_000 + 1)] });
    const trace = simulate(days, { ...defaultBudget, timeUs: 2 * defaultBudget.timeUs });
    expect(select(factsOf(trace), 'projected').map(({ says }) => says)).toEqual(['day 1', 'day 2']);
  });
});

it('an event counts for the day on which it happened, however late it is read', () => {
  const justBeforeMidnight = defaultSpec(withModel('key: day, from: [ThingStarted]', '60s'), {
    interventions: [send(24 * 3_600_000 - 1000)],
  });
  const trace = simulate(justBeforeMidnight, { ...defaultBudget, timeUs: 2 * defaultBudget.timeUs });
  const applied = only(factsOf(trace), 'projected');
  expect(applied.ms).toBeGreaterThan(24 * 3_600_000);
  expect(applied.says).toBe('day 1');
});

describe('when it says it', () => {
  const facts = factsOf(run(withModel('from: [ThingStarted]'), { interventions: [send()] }));

  it('after the event has come and the lag has passed', () => {
    const received = only(facts, 'received', { place: 'analytics' }).ms;
    expect(only(facts, 'projected').ms).toBe(received + 1 + 100);
  });

  it('in the order in which the events came, even when a later one has less lag', () => {
    const trace = run(withModel('from: [ThingStarted]', '1..3000ms'), {
      interventions: Array.from({ length: 20 }, (_, i) => send(i * 100)),
    });
    const all = factsOf(trace);
    const arrived = select(all, 'acknowledged', { place: 'analytics' }).map(({ message }) => message);
    expect(select(all, 'projected').map(({ message }) => message)).toEqual(arrived);
  });

  it('an outage makes it late, not wrong', () => {
    const outage = fault('crash', 'analytics', { at: 0, for: 5000 });
    const late = factsOf(run(withModel('from: [ThingStarted]'), { interventions: [send(), outage] }));
    expect(only(late, 'projected').ms).toBeGreaterThan(5000);
  });
});

it('retail: revenue is what Payment took, orders by customer are all orders', () => {
  const trace = run(bundledScenario('retail'), { coordination: 'choreography', workload: 'file', settings: { 'workload.count': 30 } });
  const facts = factsOf(trace);
  const placeRows = (id: string) => select(facts, 'projected', { place: id }).map(({ says, b }) => [says, trace.values[b] ?? 0] as const);
  const taken = select(facts, 'stateSet', { place: 'payment' }).at(-1);
  expect(placeRows('revenue').at(-1)?.[1]).toBe(trace.values[taken?.b ?? 0]);
  const perCustomer = Object.values(Object.fromEntries(placeRows('orders-by-customer')));
  expect(perCustomer.reduce((sum, n) => sum + n, 0)).toBe(30);
});
