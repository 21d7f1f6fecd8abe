import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Coordination, coordinations, type Intervention, simulate, type Trace } from '../../src/sim/index';
import { count, deadLetter, factsOf, fault, select } from '../support/engine';
import { faultKinds, faults, harmlessDeed, harmlessSetting, type Plan, products, search, searchSeed, specOf } from './arbitraries';

const orders = 6;
const places: Readonly<Record<string, readonly string[]>> = {
  retail: ['order', 'inventory', 'payment', 'shipping', 'notification'],
  ride: ['trips', 'matching', 'pricing', 'billing'],
};

const entry: Readonly<Record<string, string>> = { retail: 'order', ride: 'trips' };

/** Places that handle steps and neither the first nor a last command. */
const stepsOnly: Readonly<Record<string, readonly string[]>> = {
  retail: ['inventory', 'payment', 'shipping', 'notification'],
  ride: ['matching', 'pricing'],
};

/** A person who mends and sends again what died, once everything else has calmed down. */
function mended(scenario: string): readonly Intervention[] {
  const ids = [...(places[scenario] ?? []), 'coordinator', 'analytics'];
  return ids.flatMap((place) => [deadLetter(200_000, 'repair', place), deadLetter(200_000, 'redrive', place)]);
}

/**
 * What the network loses between broker and subscriber is sent again only by somebody who waits for an answer: the process for its steps.
 * Nobody waits for an answer to the event that starts a process, or to its last command.
 */
function lossyPlaces(scenario: string, coordination: Coordination): readonly string[] {
  if (coordination === 'calls') return places[scenario] ?? [];
  return coordination === 'orchestration' ? (stepsOnly[scenario] ?? []) : [];
}

/** EventBridge tries for a day: a poisoned event would become a dead letter that can be mended long after the run is over. */
const givesUpSoon = { 'broker.maximumRetryAttempts': 5 };

const livePlan = (scenario: string, coordination: Coordination): fc.Arbitrary<Plan> => {
  const lossy = lossyPlaces(scenario, coordination);
  return fc.record({
    scenario: fc.constant(scenario),
    coordination: fc.constant(coordination),
    product: fc.constantFrom(...products),
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    workload: fc.constant('file' as const),
    settings: fc
      .array(harmlessSetting(scenario), { maxLength: 3 })
      .map((drawn): Plan['settings'] => ({ ...Object.fromEntries(drawn), ...givesUpSoon, 'workload.count': orders })),
    interventions: fc
      .tuple(
        fc.array(faults({ scenario, kinds: faultKinds, lossy, healsByMs: 10_000 }), { minLength: 1, maxLength: 5 }),
        fc.array(harmlessDeed(scenario), { maxLength: 3 }),
      )
      .map(([broken, deeds]) => [...broken, ...deeds, ...mended(scenario)]),
  });
};

/** Keys that neither settled nor were refused to their sender. */
function openEnds(trace: Trace): readonly number[] {
  const facts = factsOf(trace);
  const done = new Set([...select(facts, 'settled'), ...select(facts, 'refused')].map(({ key }) => key));
  const started = select(facts, 'sent', { place: 'customer' }).map(({ key }) => key);
  return started.filter((key) => !done.has(key));
}

const criticalBreaks = (trace: Trace): readonly string[] =>
  select(factsOf(trace), 'ruleBroken')
    .map(({ a }) => trace.header.invariants[a])
    .filter((rule) => rule?.severity === 'critical')
    .map((rule) => rule?.id ?? '');

describe.each(Object.keys(places))('%s, seed of the search: ' + String(searchSeed), (scenario) => {
  it.each(coordinations)('under %s, when every fault has healed and the safeguards are on, every flow settles', (coordination) => {
    fc.assert(
      fc.property(livePlan(scenario, coordination), (plan) => {
        const trace = simulate(specOf(plan));
        const open = openEnds(trace);
        // A caller that crashes takes its waiting calls with it: calls promise an answer or an error, not an end.
        const callerDies = coordination === 'calls' && count(factsOf(trace), 'crashed', { place: entry[scenario] ?? '' }) > 0;
        expect({ open: callerDies ? [] : open, run: trace.runCode }).toEqual({ open: [], run: trace.runCode });
        expect(criticalBreaks(trace)).toEqual([]);
        expect(count(factsOf(trace), 'ended')).toBe(1);
      }),
      search(150),
    );
  });
});

it('the search would notice: without the outbox an outage leaves flows open', () => {
  const outage = [fault('broker-down', 'broker', { at: 300, for: 1000 }), ...mended('retail')];
  const settings = { 'workload.count': orders, '*.outbox': false };
  const plan: Plan = {
    scenario: 'retail',
    coordination: 'choreography',
    product: null,
    seed: 1,
    workload: 'file',
    settings,
    interventions: outage,
  };
  expect(openEnds(simulate(specOf(plan)))).not.toEqual([]);
  expect(openEnds(simulate(specOf({ ...plan, settings: { 'workload.count': orders } })))).toEqual([]);
});
