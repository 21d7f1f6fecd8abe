import { describe, expect, it } from 'vitest';
import * as yaml from 'yaml';
import {
  brokerSafeguardRegistry,
  type Coordination,
  type Intervention,
  parseScenarioWith,
  type RunSpec,
  type Scenario,
  safeguardRegistry,
  type SettingValue,
} from '../../src/sim/index';
import { type Fact, factsOfRun, fault, select, set } from '../support/engine';
import { parameterProblems } from '../support/parameters';
import { bundledScenario } from '../support/scenarios';

const retail = bundledScenario('retail');

/** A run that needs the setting, and a value other than the file's under which it goes differently. */
interface Need {
  readonly other: SettingValue;
  readonly place: string;
  readonly faults: readonly Intervention[];
  /** What is also set for the whole run. */
  readonly also?: Readonly<Record<string, SettingValue>>;
  /** Instead of the choreography of retail. */
  readonly coordination?: Coordination;
}

const { calls } = retail.coordination;
/** Retail whose calls are tried again. */
const retried: Scenario = {
  ...retail,
  coordination: {
    ...retail.coordination,
    calls: { ...calls, process: { ...calls!.process!, steps: calls!.process!.steps.map((step) => ({ ...step, retries: 3 })) } },
  },
};

const outage = fault('broker-down', 'broker', { at: 300, for: 1000 });
const poison = fault('poison', 'payment', { at: 0, for: null }, { count: 3 });
const down = fault('crash', 'payment', { at: 300, for: 6000 });
const needs: Readonly<Record<string, Need>> = {
  outbox: { other: false, place: 'inventory', faults: [outage] },
  publishErrors: { other: 'fail', place: 'order', faults: [outage], also: { 'order.outbox': false } },
  publishOrder: {
    other: 'before',
    place: 'inventory',
    faults: [fault('crash', 'inventory', { at: 300, for: 500 }, { point: 'before-publish' })],
    also: { 'inventory.outbox': false },
  },
  relayOrder: {
    other: 'skip',
    place: 'payment',
    faults: [fault('duplicate', 'payment', { at: 0, for: null }, { p: 1 })],
    also: { 'payment.dedupe': false, 'payment.concurrency': 4 },
  },
  relay: { other: 'cdc', place: 'inventory', faults: [fault('crash', 'inventory', { at: 3000, for: 500 })] },
  relayFlush: {
    other: 250,
    place: 'inventory',
    faults: [fault('crash', 'inventory', { at: 3000, for: 500 })],
    also: { 'inventory.relay': 'cdc' },
  },
  relayPoll: { other: 300, place: 'order', faults: [] },
  relayBatch: { other: 1, place: 'order', faults: [], also: { 'order.relayPoll': 3000 } },
  relays: { other: 2, place: 'order', faults: [], also: { 'order.relayLock': 'none' } },
  relayLock: { other: 'none', place: 'order', faults: [], also: { 'order.relays': 2 } },
  relayReads: {
    other: 'id',
    place: 'payment',
    faults: [fault('slow', 'payment', { at: 0, for: null }, { factor: 20 })],
    also: { 'payment.concurrency': 8 },
  },
  dedupe: { other: false, place: 'payment', faults: [fault('duplicate', 'payment', { at: 0, for: null }, { p: 1 })] },
  inboxCommit: {
    other: 'after',
    place: 'payment',
    faults: [fault('crash', 'payment', { at: 300, for: 500 }, { point: 'before-publish' })],
  },
  dedupeTtl: { other: 100, place: 'payment', faults: [fault('crash', 'payment', { at: 300, for: 500 }, { point: 'before-ack' })] },
  inboxScope: { other: 'shared', place: 'inventory', faults: [], also: { 'notification.inboxScope': 'shared' } },
  ack: { other: 'before', place: 'payment', faults: [fault('crash', 'payment', { at: 1200, for: 500 })] },
  attempts: { other: 1, place: 'payment', faults: [poison] },
  backoff: { other: 3000, place: 'payment', faults: [poison] },
  backoffGrowth: { other: 'none', place: 'payment', faults: [poison] },
  backoffCap: { other: 300, place: 'payment', faults: [poison], also: { 'payment.backoffGrowth': 'none' } },
  dlq: { other: false, place: 'payment', faults: [poison] },
  instances: { other: 4, place: 'payment', faults: [fault('slow', 'payment', { at: 0, for: null })] },
  concurrency: { other: 4, place: 'payment', faults: [fault('slow', 'payment', { at: 0, for: null })] },
  mode: { other: 'poll', place: 'payment', faults: [] },
  poll: { other: 50, place: 'payment', faults: [], also: { 'payment.mode': 'poll' } },
  bulkhead: { other: true, place: 'order', faults: [fault('slow', 'order', { at: 0, for: null }, { factor: 50 })] },
  waitingRoom: {
    other: 3,
    place: 'order',
    faults: [fault('slow', 'order', { at: 0, for: null }, { factor: 50 })],
    also: { 'order.bulkhead': true },
  },
  callBackoff: { other: 700, place: 'order', faults: [down], coordination: 'calls' },
  callJitter: { other: 'none', place: 'order', faults: [down], also: { 'order.callBackoff': 700 }, coordination: 'calls' },
  callBackoffCap: { other: 100, place: 'order', faults: [down], also: { 'order.callBackoff': 700 }, coordination: 'calls' },
  retryBudget: { other: 0, place: 'order', faults: [down], coordination: 'calls' },
};

const runWith = (changes: Partial<RunSpec>, also: Readonly<Record<string, SettingValue>> = {}): readonly Fact[] =>
  factsOfRun(retried, {
    coordination: 'choreography',
    workload: 'file',
    ...changes,
    settings: { 'workload.count': 15, ...also, ...changes.settings },
  });
const inMilliseconds = new Set(
  safeguardRegistry.flatMap(({ settings }) =>
    settings.filter((one) => 'unit' in one && one.unit === 'ms').map(({ name }) => name as string),
  ),
);
const what = (facts: readonly Fact[]): readonly Fact[] => facts.filter(({ kind }) => kind !== 'settingSet' && kind !== 'ended');

it('kinds and setting names are unique over all safeguards', () => {
  const all = [...safeguardRegistry, ...brokerSafeguardRegistry];
  const names = all.flatMap(({ settings }) => settings.map(({ name }) => name as string));
  expect(new Set(all.map(({ kind }) => kind)).size).toBe(all.length);
  expect(new Set(names).size).toBe(names.length);
});

it('every setting has a run here that needs it', () => {
  expect(safeguardRegistry.flatMap(({ settings }) => settings.map(({ name }) => name as string)).sort()).toEqual(Object.keys(needs).sort());
});

describe.each([...safeguardRegistry, ...brokerSafeguardRegistry].map((safeguard) => [safeguard.kind, safeguard] as const))(
  '%s',
  (_, { meta, settings }) => {
    it('says what it does, and what goes wrong without it', () => {
      expect(meta.title).toMatch(/^[A-Z][A-Za-z -]+$/);
      expect(meta.summary).toMatch(/^[A-Z].{10,118}\.$/);
      expect(meta.without).toMatch(/^[A-Z].{10,118}\.$/);
    });

    it('has settings within their own bounds', () => {
      expect(settings.flatMap((setting) => parameterProblems(setting))).toEqual([]);
    });
  },
);

describe.each(Object.entries(needs))('%s', (name, { other, place, faults, also = {}, coordination = 'choreography' }) => {
  const control = runWith({ interventions: faults, coordination }, also);

  it('changes what happens when it is other for the whole run', () => {
    expect(what(runWith({ interventions: faults, coordination }, { ...also, [`${place}.${name}`]: other }))).not.toEqual(what(control));
  });

  it('changes what happens when it is switched during the run, but nothing before', () => {
    const switched = runWith({ interventions: [...faults, set(200, `${place}.${name}`, other)], coordination }, also);
    expect(select(switched, 'settingSet').map((fact) => [fact.ms, fact.place, fact.says])).toEqual([[200, place, name]]);
    expect(what(switched)).not.toEqual(what(control));
    expect(what(switched).filter(({ ms }) => ms < 200)).toEqual(what(control).filter(({ ms }) => ms < 200));
  });

  it('switched for everybody it is switched at every place', () => {
    const switched = runWith({ interventions: [set(200, `*.${name}`, other)] }, also);
    expect(select(switched, 'settingSet').map((fact) => fact.place)).toEqual([
      'order',
      'inventory',
      'payment',
      'shipping',
      'notification',
      'analytics',
    ]);
  });

  it('means the same in the file', () => {
    const ms = inMilliseconds.has(name) ? `${String(other)}ms` : other;
    const own = Object.fromEntries(
      Object.entries(also).flatMap(([path, value]) => (path.startsWith(`${place}.`) ? [[path.slice(place.length + 1), value]] : [])),
    );
    const elsewhere = Object.fromEntries(Object.entries(also).filter(([path]) => !path.startsWith(`${place}.`)));
    const delivery = { ...retail.delivery, [place]: { ...own, [name]: ms } };
    const parsed = parseScenarioWith(yaml, JSON.stringify({ ...retried, delivery }), 'retail');
    if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'));
    const fromFile = factsOfRun(parsed.value, {
      coordination,
      workload: 'file',
      settings: { 'workload.count': 15, ...elsewhere },
      interventions: faults,
    });
    expect(fromFile).toEqual(runWith({ interventions: faults, coordination }, { ...also, [`${place}.${name}`]: other }));
  });
});

describe('replication', () => {
  const node = fault('node-down', 'broker', { at: 300, for: 2000 }, { node: 1 });

  it('changes what happens when a node goes', () => {
    const control = runWith({ interventions: [node] });
    expect(what(runWith({ interventions: [node] }, { 'broker.replication': 1 }))).not.toEqual(what(control));
  });

  it('can be switched during the run, but nothing before changes', () => {
    const control = runWith({ interventions: [node] });
    const switched = runWith({ interventions: [node, set(200, 'broker.replication', 1)] });
    expect(what(switched)).not.toEqual(what(control));
    expect(what(switched).filter(({ ms }) => ms < 200)).toEqual(what(control).filter(({ ms }) => ms < 200));
  });
});

it('settings that nothing stands behind, and values out of bounds, do no harm', () => {
  const control = runWith({});
  for (const path of ['payment.nonsense', 'nobody.dedupe', 'broker.nonsense', 'nonsense', '']) {
    expect(what(runWith({ interventions: [set(200, path, 1)] }))).toEqual(what(control));
  }
  expect(what(runWith({}, { 'payment.concurrency': 0 }))).toEqual(what(control));
  expect(select(runWith({}, { 'payment.concurrency': -5, '*.attempts': 1e9, '*.backoff': -1 }), 'ended')).toHaveLength(1);
});
