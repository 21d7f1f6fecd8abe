import { describe, expect, it } from 'vitest';
import {
  coordinations,
  faultRegistry,
  productRegistry,
  type ProductSetting,
  type RunSpec,
  type SettingValue,
  defaultOf,
  misfitOf,
} from '../../src/sim/index';
import { count, type Fact, factsOfRun, fault, only, select, send } from '../support/engine';
import { bundledScenario } from '../support/scenarios';
import { workshop } from '../support/workshop';

const retail = bundledScenario('retail');
const runOn = (product: string, changes: Partial<RunSpec> = {}): readonly Fact[] =>
  factsOfRun(retail, { product, workload: 'file', ...changes, settings: { 'workload.count': 10, ...changes.settings } });

/** Everything that a setting could show in: outages short and long, a burst, a poison, a handler that takes long, duplicates, retries that run out. */
const troubles: readonly (readonly [settings: RunSpec['settings'], interventions: RunSpec['interventions']])[] = [
  [
    { '*.outbox': false },
    [
      ...Array.from({ length: 8 }, () => send(0)),
      fault('broker-down', 'broker', { at: 300, for: 3000 }),
      fault('crash', 'payment', { at: 700, for: 60_000 }),
      fault('crash', 'shipping', { at: 100_000, for: 1000 }),
    ],
  ],
  [
    { '*.attempts': 1000, '*.backoff': 5 },
    [...Array.from({ length: 30 }, () => send(0)), fault('poison', 'payment', { at: 0, for: 20_000 }, { p: 1, count: 2 })],
  ],
  [{ '*.outbox': true }, [send(0), fault('slow', 'payment', { at: 0, for: 900_000 }, { factor: 400 })]],
  [{ '*.dlq': false }, [send(0), send(0), fault('crash', 'payment', { at: 50, for: 7_200_000 })]],
  [{ '*.outbox': true }, [send(0), fault('crash', 'payment', { at: 0, for: 5_000 }, { point: 'before-ack' })]],
  [
    { 'broker.retention': 200_000, 'broker.segmentTime': 60_000, 'broker.partitions': 1 },
    [fault('crash', 'payment', { at: 0, for: 400_000 }), send(10), send(250_000)],
  ],
  [{ 'broker.commit': 'auto' }, [send(0), send(0), fault('crash', 'payment', { at: 2_000, for: 5_000 })]],
  // A bounded queue that overflows; returned messages that are held back.
  [
    { '*.outbox': true, '*.attempts': 20, '*.backoff': 5, 'broker.maxLength': 1, 'broker.delayedRetry': 'all' },
    [...Array.from({ length: 30 }, () => send(0)), fault('poison', 'payment', { at: 0, for: 20_000 }, { p: 1, count: 2 })],
  ],
  // Settings that show only beside others: phases of retries with different delays, an age that comes before the last retry.
  [
    { '*.dlq': false, 'broker.minDelayTarget': 1000, 'broker.numRetries': 5, 'broker.maxRetryAttempts': 100 },
    [send(0), send(0), fault('crash', 'payment', { at: 50, for: 7_200_000 })],
  ],
];

/** Other values of a setting, near and far, as a spec writes them (durations in ms). */
function othersOf(setting: ProductSetting): readonly SettingValue[] {
  switch (setting.type) {
    case 'choice':
      return setting.choices.filter((choice) => choice !== setting.default);
    case 'flag':
      return [!setting.default];
    default: {
      const [min, usual, max] =
        setting.type === 'duration'
          ? [setting.minUs / 1000, setting.defaultUs / 1000, setting.maxUs / 1000]
          : [setting.min, setting.default, setting.max];
      const values = [min, min + 1, min + 10, 1000, 5000, usual / 4, usual * 2, usual + 1000, max].map(Math.round);
      return [...new Set(values)].filter((value) => value !== usual && value >= min && value <= max);
    }
  }
}

/** Whether some other value of the setting makes some troubled run another one. */
function shows(product: string, setting: ProductSetting): boolean {
  return troubles.some(([settings, interventions]) => {
    const run = (more: RunSpec['settings']): string =>
      JSON.stringify(runOn(product, { settings: { 'workload.count': 5, ...settings, ...more }, interventions }));
    const usual = run({});
    return othersOf(setting).some((value) => run({ [`broker.${setting.name}`]: value }) !== usual);
  });
}

it('ids are unique', () => {
  expect(new Set(productRegistry.map(({ id }) => id)).size).toBe(productRegistry.length);
});

describe.each(productRegistry.map((product) => [product.id, product] as const))(
  '%s',
  (id, { title, version, guarantee, changes, settings, impossible }) => {
    it('says what it is, whose rules it follows, and what changes when you pick it', () => {
      expect([title, version, guarantee].filter((text) => text.trim() === '')).toEqual([]);
      expect(changes).toMatch(/^[A-Z].{20,160}\.$/);
    });

    it('has settings under their own names, within bounds, each with the source of its default', () => {
      expect(new Set(settings.map(({ name }) => name)).size).toBe(settings.length);
      for (const setting of settings) {
        expect(setting.source).toMatch(/[A-Z]{3}-\d{3}|modelling choice/);
        expect({ setting: setting.name, misfit: misfitOf(setting, defaultOf(setting)) }).toEqual({ setting: setting.name, misfit: null });
      }
    });

    it.each(settings.map((setting): readonly [string, ProductSetting] => [setting.title, setting]))('%s shows in a run', (_, setting) => {
      expect(shows(id, setting)).toBe(true);
    });

    it('names only faults of the registry as impossible, with a reason', () => {
      const kinds = faultRegistry.map(({ kind }): string => kind);
      for (const [kind, reason] of Object.entries(impossible)) {
        expect(kinds).toContain(kind);
        expect(reason).toMatch(/^[A-Z].{10,118}\.$/);
      }
    });

    it('does not show under calls: nothing is published', () => {
      const facts = runOn(id, { coordination: 'calls' });
      expect(count(facts, 'accepted')).toBe(0);
      expect(facts).toEqual(runOn('kafka', { coordination: 'calls' }));
    });
  },
);

const broadcasting = productRegistry.filter(({ broadcasts }) => broadcasts).map(({ id }) => id);
describe.each(broadcasting)('%s', (id) => {
  it.each(coordinations)('without faults every flow ends well or is refused for good reason under %s', (coordination) => {
    const facts = runOn(id, { coordination });
    expect(count(facts, 'settled')).toBe(10);
    expect(count(facts, 'ruleBroken')).toBe(0);
    expect(only(facts, 'ended').a).toBe(0);
  });
});

const sharing = productRegistry.filter(({ broadcasts }) => !broadcasts).map(({ id }) => id);
describe.each(sharing)('%s', (id) => {
  it('gives each message to one of its listeners: without a topic in front, who else waits for it waits for ever', () => {
    const facts = runOn(id, { coordination: 'choreography' });
    expect(select(facts, 'accepted').filter(({ b }) => b > 1)).toEqual([]);
    expect(count(facts, 'settled')).toBeLessThan(10);
    const listeners = new Set(select(facts, 'received', { type: 'OrderPlaced' }).map(({ place }) => place));
    expect(listeners.size).toBeGreaterThan(1);
  });
});

it('the same crash costs as long as the product says: a moment, 30 s, 42 to 45 s', () => {
  const redelivered = (product: string): number => {
    const scenario = workshop({ product });
    const facts = factsOfRun(scenario, { interventions: [send(), fault('crash', 'works', { at: 100, for: 500 })] });
    return only(facts, 'delivered', { place: 'works', attempt: 2 }).ms - only(facts, 'delivered', { place: 'works', attempt: 1 }).ms;
  };
  expect(redelivered('rabbitmq-quorum')).toBeLessThan(1000);
  expect(redelivered('sns-sqs')).toBe(30_000);
  expect(redelivered('kafka')).toBeGreaterThan(42_000);
  expect(redelivered('kafka')).toBeLessThanOrEqual(45_100);
});

it('only the buffering client brings a message over an outage without an outbox', () => {
  const lost = (product: string): number => {
    const facts = factsOfRun(workshop({ product, defaults: 'outbox: false' }), {
      interventions: [send(), fault('broker-down', 'broker', { at: 100, for: 4000 })],
    });
    return select(facts, 'publishFailed').filter(({ b }) => b === 0).length;
  };
  expect(productRegistry.map(({ id }) => id).filter((id) => lost(id) === 0)).toEqual(['kafka', 'kafka-share']);
});
