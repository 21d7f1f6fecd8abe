import { describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import {
  coordinations,
  type Coordination,
  faultRegistry,
  fileFaults,
  parseScenarioWith,
  productRegistry,
  type Intervention,
  type ParameterDefinition,
  type SettingValue,
  type Trace,
} from '../../src/sim/index';
import { parameterProblems } from '../support/parameters';
import { count, type Fact, factsOf, run, select } from '../support/engine';
import { bundledScenario } from '../support/scenarios';

const retail = bundledScenario('retail');
const at = 1500;

/** Where each fault is aimed so that it must show. */
const targetOf = (targets: readonly string[]): string => (targets.includes('broker') ? 'broker' : 'payment');

const atDefaults = (params: readonly ParameterDefinition[]): Readonly<Record<string, SettingValue>> =>
  Object.fromEntries(params.map((parameter) => [parameter.name, parameter.default]));

/** The fault at full strength: every probability 1. */
const strong = (params: readonly ParameterDefinition[]): Readonly<Record<string, SettingValue>> => ({
  ...atDefaults(params),
  ...(params.some(({ name }) => name === 'p') ? { p: 1 } : {}),
});

const settings = { 'workload.count': 12 };
const runWith = (
  interventions: readonly Intervention[],
  changes: { readonly product?: string; readonly coordination?: Coordination } = {},
): Trace =>
  run(retail, {
    workload: 'file',
    settings,
    interventions,
    product: changes.product ?? null,
    coordination: changes.coordination ?? 'choreography',
  });
const without = (facts: readonly Fact[]): readonly Fact[] =>
  facts.filter(({ kind }) => !['faultOpened', 'faultClosed', 'ended'].includes(kind));

it('kinds, link words and file keys are unique', () => {
  for (const of of [
    (f: (typeof faultRegistry)[number]) => f.kind,
    (f: (typeof faultRegistry)[number]) => f.meta.code,
    (f: (typeof faultRegistry)[number]) => f.meta.fileKey,
  ]) {
    const words = faultRegistry.map(of);
    expect(new Set(words).size).toBe(words.length);
  }
});

describe.each(faultRegistry.map((fault) => [fault.kind, fault] as const))('%s', (kind, { meta, params, label, open }) => {
  const target = targetOf(meta.targets);
  const fault = { kind, target, params: strong(params) };
  const injected: Intervention = { kind: 'fault', at: at * 1000, for: 2_000_000, fault };

  it('says what it is', () => {
    expect(meta.title).toMatch(/^[A-Z][a-z ]+$/);
    expect(meta.summary).toMatch(/^[A-Z].{10,118}\.$/);
    expect(meta.code).toMatch(/^[a-z]{2,8}$/);
    expect(meta.fileKey).toMatch(/^[a-z][A-Za-z]+$/);
    expect(meta.targets.length).toBeGreaterThan(0);
    expect(meta.forUs === null || meta.forUs > 0).toBe(true);
    expect(label(fault, 'Payment')).toMatch(/^[A-Z0-9].{3,60}$/);
  });

  it('has parameters within their own bounds, each named once', () => {
    expect(new Set(params.map(({ name }) => name)).size).toBe(params.length);
    expect(params.flatMap(parameterProblems)).toEqual([]);
  });

  it('acts somewhere', () => {
    const opened = open(fault, { forUs: 1_000_000, typeOf: () => -1 });
    expect(opened.begins.length + Object.keys(opened.at).length).toBeGreaterThan(0);
  });

  it('is read back from a scenario file as it was written', () => {
    const own = Object.fromEntries(Object.entries(atDefaults(params)).filter(([name]) => name !== 'node'));
    const ms = (name: string): boolean => params.some((each) => each.name === name && each.type === 'number' && each.unit === 'ms');
    const written = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, ms(name) ? `${String(value)}ms` : value]));
    const aim = meta.fileKey === 'broker' ? 'down' : meta.fileKey === 'node' ? 1 : target;
    const text = JSON.stringify({ ...retail, faults: [{ at: '3s', for: '4s', [meta.fileKey]: aim, ...written }] });
    const parsed = parseScenarioWith(yaml, text, 'retail');
    if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'));
    expect(fileFaults(parsed.value)).toEqual([
      { kind: 'fault', at: 3_000_000, for: 4_000_000, fault: { kind, target, params: atDefaults(params) } },
    ]);
  });

  const runOn = (product: string) => {
    const trace = runWith([injected], { product });
    return { trace, facts: factsOf(trace), control: factsOf(runWith([], { product })) };
  };
  const past = (all: readonly Fact[]): readonly Fact[] => all.filter(({ ms }) => ms < at);

  it.each(productRegistry.map(({ id }) => id))('on %s it leaves the past alone', (product) => {
    const { facts, control } = runOn(product);
    expect(past(control).length).toBeGreaterThan(50);
    expect(past(facts)).toEqual(past(control));
  });

  const able = productRegistry.filter(({ impossible }) => !(kind in impossible)).map(({ id }) => id);
  it.each(able)('on %s it opens, strikes, closes and changes what happens', (product) => {
    const { trace, facts, control } = runOn(product);
    const [opened, struck, closed] = [select(facts, 'faultOpened'), select(facts, 'faultStruck'), select(facts, 'faultClosed')];
    expect(opened.map(({ ms, place, a }) => [ms, place, a])).toEqual([[at, target, 0]]);
    expect(trace.header.faults).toMatchObject([{ kind, at: at * 1000, until: (at + 2000) * 1000, intervention: 0 }]);
    expect(closed).toHaveLength(1);
    expect(struck.length).toBeGreaterThan(0);
    for (const { ms, a } of struck) {
      expect(a).toBe(0);
      expect(ms).toBeGreaterThanOrEqual(at);
      expect(ms).toBeLessThanOrEqual(closed[0]?.ms ?? 0);
    }
    expect(without(facts)).not.toEqual(without(control));
  });

  it('where it cannot show it does nothing, and the product says why', () => {
    for (const { id, impossible } of productRegistry.filter((product) => kind in product.impossible)) {
      const { trace, facts, control } = runOn(id);
      expect(Object.entries(impossible).find(([name]) => name === kind)?.[1]).toMatch(/^[A-Z].{10,118}\.$/);
      expect(trace.header.faults).toEqual([]);
      expect(count(facts, 'faultOpened') + count(facts, 'faultStruck') + count(facts, 'faultClosed')).toBe(0);
      expect(without(facts)).toEqual(without(control));
    }
  });
});

it('a crash that waits for its moment closes when its place is back', () => {
  for (const point of ['before-effect', 'before-publish', 'before-ack']) {
    const trace = runWith([{ kind: 'fault', at: at * 1000, for: 700_000, fault: { kind: 'crash', target: 'payment', params: { point } } }]);
    const facts = factsOf(trace);
    const [crashed, restarted, closed] = [select(facts, 'crashed')[0], select(facts, 'restarted')[0], select(facts, 'faultClosed')[0]];
    expect(crashed?.says).toBe(point);
    expect(restarted?.ms).toBeCloseTo((crashed?.ms ?? 0) + 700, 6);
    expect(closed?.ms).toBe(restarted?.ms);
    expect(count(facts, 'faultStruck')).toBe(1);
  }
});

it('a fault of an unknown kind, or aimed at a place that is not there, does nothing', () => {
  const control = factsOf(runWith([]));
  const nowhere = (kind: string, target: string): Intervention => ({
    kind: 'fault',
    at: 0,
    for: null,
    fault: { kind, target, params: {} },
  });
  for (const each of [nowhere('crash', 'nobody'), nowhere('earthquake', 'payment'), nowhere('crash', 'coordinator')]) {
    const trace = runWith([each]);
    expect(trace.header.faults).toEqual([]);
    expect(without(factsOf(trace))).toEqual(without(control));
  }
});

it.each(coordinations)('under %s every fault of the registry can be injected and the run ends', (coordination) => {
  for (const { kind, meta, params } of faultRegistry) {
    const fault = { kind, target: targetOf(meta.targets), params: strong(params) };
    const trace = runWith([{ kind: 'fault', at: at * 1000, for: 2_000_000, fault }], { coordination });
    expect(count(factsOf(trace), 'ended')).toBe(1);
  }
});

it('parameters decide how hard and how often a message is struck', () => {
  const strikes = (params: Readonly<Record<string, SettingValue>>): number =>
    count(factsOf(runWith([{ kind: 'fault', at: 0, for: null, fault: { kind: 'duplicate', target: 'payment', params } }])), 'faultStruck');
  expect(strikes({ p: 0, count: 0 })).toBe(0);
  expect(strikes({ p: 1, count: 3 })).toBe(3);
  expect(strikes({ p: 1, count: 0 })).toBe(12);
  expect(strikes({ p: 1, count: 0, type: 'StockReserved' })).toBe(12);
  expect(strikes({ p: 1, count: 0, type: 'OrderPlaced' })).toBe(0);
});
