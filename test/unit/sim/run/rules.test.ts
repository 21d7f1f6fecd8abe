import { describe, expect, it } from 'vitest';
import { type RunSpec, type Scenario } from '../../../../src/sim/index';
import { type Fact, factsOf, fault, only, run, scenarioFrom, select, send } from '../../../support/engine';

/** A shop with one counter, and the rules under test. */
const shop = (rules: string): Scenario =>
  scenarioFrom(`eventflow: 1
info: { id: shop, title: Shop }
flow: { starts: StartThing, key: thingId, succeeds: ThingFinished, deadline: 10s }
services:
  desk: { state: { open: 0 }, handles: { StartThing: { time: 10ms, set: { open: "state.open + 1" }, emit: ThingStarted }, FinishThing: { time: 10ms, set: { open: "state.open - 1" }, emit: ThingFinished } } }
  works: { handles: { MakeThing: { time: 100ms, emit: ThingMade } } }
coordination:
  choreography:
    policies:
      - { when: ThingStarted, in: works, do: MakeThing }
      - { when: ThingMade, in: desk, do: FinishThing }
delivery: { broker: { product: rabbitmq-quorum, latency: 10ms } }
workload: { send: StartThing, to: desk, every: 1s, count: 0 }
invariants: [ ${rules} ]
`);

function broken(rules: string, changes: Partial<RunSpec>): readonly (Fact & { readonly rule: string })[] {
  const trace = run(shop(rules), changes);
  return select(factsOf(trace), 'ruleBroken').map((fact) => ({ ...fact, rule: trace.header.invariants[fact.a]?.id ?? '' }));
}

const once = `{ id: made-once, severity: critical, each: thingId, expect: "n('ThingMade') <= 1" }`;
const settles = `{ id: settles, severity: high, each: thingId, expect: "n('ThingFinished') == 1" }`;
const balanced = `{ id: balanced, severity: critical, finally: "desk.open == 0" }`;
const doubled = fault('duplicate', 'works', { at: 0, for: null }, { p: 1 });

describe('a rule that counts can only break', () => {
  it('is reported at the very fact that broke it, with the event as witness, once per key', () => {
    const found = broken(once, { settings: { 'works.dedupe': false }, interventions: [send(), send(2000), doubled] });
    const facts = factsOf(run(shop(once), { settings: { 'works.dedupe': false }, interventions: [send(), send(2000), doubled] }));
    const second = select(facts, 'committed', { type: 'MakeThing' }).filter((_, i) => i % 2 === 1);
    expect(found.map(({ rule, ms, b }) => [rule, ms, b])).toEqual([
      ['made-once', second[0]?.ms, 1],
      ['made-once', second[1]?.ms, 2],
    ]);
    expect(found.map(({ message }) => message)).toEqual(second.map(({ a }) => a));
  });

  it('holds with the inbox on', () => {
    expect(broken(once, { interventions: [send(), doubled] })).toEqual([]);
  });
});

describe('a rule that must hold in the end', () => {
  it('may be false on the way', () => {
    expect(broken(settles, { interventions: [send()] })).toEqual([]);
  });

  it('is judged at the deadline of its key', () => {
    const away = fault('crash', 'works', { at: 0, for: 60_000 });
    expect(broken(settles, { interventions: [send(500), away] }).map(({ rule, ms, b }) => [rule, ms, b])).toEqual([['settles', 10_500, 1]]);
  });

  it('is judged at the end of the run when nothing more happens', () => {
    const lost = fault('drop', 'works', { at: 0, for: null }, { p: 1 });
    const found = broken(settles, { interventions: [send(), lost] });
    expect(found.map(({ rule }) => rule)).toEqual(['settles']);
  });
});

describe('a rule about the whole run', () => {
  it('is judged at the end, on the state of the services', () => {
    expect(broken(balanced, { interventions: [send(), send(100)] })).toEqual([]);
    const lost = fault('drop', 'works', { at: 0, for: null }, { p: 1, count: 1 });
    const found = broken(balanced, { interventions: [send(), send(100), lost] });
    expect(found.map(({ rule, b }) => [rule, b])).toEqual([['balanced', 0]]);
  });
});

it('rules about keys that never came are not broken', () => {
  expect(broken(`${once}, ${settles}, ${balanced}`, {})).toEqual([]);
});

it('the last fact says how the run ended', () => {
  expect(only(factsOf(run(shop(once), { interventions: [send()] })), 'ended').a).toBe(0);
});
