import { describe, expect, it } from 'vitest';
import { coordinations, faultRegistry, productRegistry, type RunSpec } from '../../src/sim/index';
import { count, type Fact, factsOfRun, fault, only, select, send } from '../support/engine';
import { bundledScenario } from '../support/scenarios';
import { workshop } from '../support/workshop';

const retail = bundledScenario('retail');
const runOn = (product: string, changes: Partial<RunSpec> = {}): readonly Fact[] =>
  factsOfRun(retail, { product, workload: 'file', ...changes, settings: { 'workload.count': 10, ...changes.settings } });

/** For every setting of every product: another value, and what must be seen to differ. */
const others: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'rabbitmq-quorum': { prefetch: 5 },
  kafka: {
    partitions: 1,
    linger: 50,
    sessionTimeout: 6000,
    heartbeatInterval: 1000,
    initialRebalanceDelay: 10,
    deliveryTimeout: 1000,
    bufferedMessages: 1,
  },
  'sns-sqs': { visibilityTimeout: 2000, batch: 5, fanOutFrom: 20, fanOutTo: 500 },
};

/** Everything that a setting could show in: both kinds of outage, short and long, and a burst. */
const trouble: RunSpec['interventions'] = [
  ...Array.from({ length: 8 }, () => send(0)),
  fault('broker-down', 'broker', { at: 300, for: 3000 }),
  fault('crash', 'payment', { at: 700, for: 60_000 }),
  fault('crash', 'shipping', { at: 100_000, for: 1000 }),
];

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
        if (setting.type === 'choice') expect(setting.choices).toContain(setting.default);
        if (setting.type === 'choice' || setting.type === 'flag') continue;
        const [least, usual, most] =
          setting.type === 'duration' ? [setting.minUs, setting.defaultUs, setting.maxUs] : [setting.min, setting.default, setting.max];
        expect(least).toBeLessThanOrEqual(usual);
        expect(usual).toBeLessThanOrEqual(most);
      }
    });

    it.each(coordinations)('without faults every flow ends well or is refused for good reason under %s', (coordination) => {
      const facts = runOn(id, { coordination });
      expect(count(facts, 'settled')).toBe(10);
      expect(count(facts, 'ruleBroken')).toBe(0);
      expect(only(facts, 'ended').a).toBe(0);
    });

    it('every setting of its own shows in a run', () => {
      expect(Object.keys(others[id] ?? {}).sort()).toEqual(settings.map(({ name }) => name).sort());
      const outboxOff = { '*.outbox': false };
      const control = runOn(id, { settings: outboxOff, interventions: trouble });
      for (const [name, value] of Object.entries(others[id] ?? {})) {
        const changed = runOn(id, { settings: { ...outboxOff, [`broker.${name}`]: value }, interventions: trouble });
        expect({ name, same: JSON.stringify(changed) === JSON.stringify(control) }).toEqual({ name, same: false });
      }
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
  expect(productRegistry.map(({ id }) => [id, lost(id) > 0])).toEqual([
    ['rabbitmq-quorum', true],
    ['kafka', false],
    ['sns-sqs', true],
  ]);
});
