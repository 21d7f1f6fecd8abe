import { describe, expect, it } from 'vitest';
import { findProduct } from '../../src/sim/broker/products/index';
import { completeOwn } from '../../src/sim/broker/products/own';
import type { OwnSettings } from '../../src/sim/broker/products/product';
import type { Intervention, SettingValue } from '../../src/sim/index';
import { ensure } from '../../src/base/assert';
import { count, type Fact, factsOfRun, fault, only, select, send } from '../support/engine';
import { workshop } from '../support/workshop';
import { statement } from './statement';

type Settings = Readonly<Record<string, SettingValue>>;

/** Services that try for ever by themselves, so that only the queue gives up; a failed handling is tried again at once. */
const patient = { '*.attempts': 1000, '*.backoff': 1 };
const poisoned: readonly Intervention[] = [fault('poison', 'works', { at: 0, for: null }, { count: 1 }), send()];

function runOn(product: string, own: Settings, interventions: readonly Intervention[]): readonly Fact[] {
  const named = Object.fromEntries(Object.entries(own).map(([name, value]) => [`broker.${name}`, value]));
  return factsOfRun(workshop({ product }), { settings: { ...patient, ...named }, interventions });
}

const deliveries = (facts: readonly Fact[]): number => count(facts, 'delivered', { place: 'works' });

describe('RabbitMQ in a run', () => {
  statement(
    'LIM-001',
    () => {
      for (const limit of [3, 1, 7]) {
        const facts = runOn('rabbitmq-quorum', { deliveryLimit: limit, failedAnswer: 'basic.reject' }, poisoned);
        expect(deliveries(facts)).toBe(limit + 1);
        const failures = select(facts, 'failed', { place: 'works' });
        // The queue gives up on the last return, not when it would hand out once more.
        expect(only(facts, 'deadLettered', { place: 'works' })).toMatchObject({ ms: failures.at(-1)?.ms, says: 'delivery_limit' });
      }
    },
    'RabbitMQ',
  );

  statement(
    'RMQ-052',
    () => {
      const facts = runOn('rabbitmq-quorum', { deliveryLimit: 3 }, poisoned);
      expect(deliveries(facts)).toBe(1000);
      expect(only(facts, 'deadLettered', { place: 'works' }).says).not.toBe('delivery_limit');
    },
    'in a run: only the client gives up',
  );

  statement(
    'RMQ-053',
    () => {
      const facts = runOn('rabbitmq-quorum', { release: '4.0' }, poisoned);
      expect(deliveries(facts)).toBe(21);
      expect(only(facts, 'deadLettered', { place: 'works' }).says).toBe('delivery_limit');
    },
    'in a run',
  );

  statement(
    'RMQ-051',
    () => {
      const crashes = [0, 1, 2, 3].map((i) => fault('crash', 'works', { at: 60 + 1000 * i, for: 500 }));
      const facts = factsOfRun(workshop({ makes: '10s' }), {
        settings: { ...patient, 'broker.deliveryLimit': 1 },
        interventions: [send(), ...crashes],
      });
      expect(deliveries(facts)).toBe(2);
      expect(only(facts, 'deadLettered', { place: 'works' })).toMatchObject({ ms: 1060, says: 'delivery_limit' });
    },
    'in a run',
  );

  it('a broker that goes away loses every connection: what comes back counts', () => {
    const outages = [0, 1].map((i) => fault('broker-down', 'broker', { at: 60 + 1000 * i, for: 500 }));
    const facts = factsOfRun(workshop({ makes: '10s' }), {
      settings: { ...patient, 'broker.deliveryLimit': 1 },
      interventions: [send(), ...outages],
    });
    expect(only(facts, 'deadLettered', { place: 'works' }).says).toBe('delivery_limit');
  });

  statement(
    'RMQ-056',
    () => {
      const own = { delayedRetry: 'failed', failedAnswer: 'basic.reject', delayedRetryMin: 2000, delayedRetryMax: 5000, deliveryLimit: 5 };
      const facts = runOn('rabbitmq-quorum', own, poisoned);
      const failed = select(facts, 'failed', { place: 'works' }).map(({ ms }) => ms);
      const returned = select(facts, 'returned', { place: 'works' }).map(({ ms }) => ms);
      expect(returned.map((ms, i) => ms - (failed[i] ?? 0))).toEqual([2000, 4000, 5000, 5000, 5000]);
    },
    'in a run',
  );

  it.each(['rabbitmq-quorum', 'rabbitmq-classic'])('%s: what nobody takes in time becomes a dead letter of its service', (product) => {
    const facts = runOn(product, { messageTtl: 3000 }, [send(), fault('crash', 'works', { at: 0, for: 60_000 })]);
    const { ms, says } = only(facts, 'deadLettered', { place: 'works' });
    expect([ms - only(facts, 'enqueued', { place: 'works' }).ms, says]).toEqual([3000, 'expired']);
  });

  statement(
    'RMQ-008',
    () => {
      const burst = [fault('crash', 'works', { at: 0, for: 60_000 }), ...[0, 1, 2, 3].map((ms) => send(ms * 100))];
      const facts = runOn('rabbitmq-classic', { maxLength: 2 }, burst);
      expect(select(facts, 'deadLettered', { place: 'works' }).map(({ key, says }) => [key, says])).toEqual([
        [1, 'maxlen'],
        [2, 'maxlen'],
      ]);
    },
    'in a run',
  );

  statement(
    'RMQ-007',
    () => {
      const burst = [fault('crash', 'works', { at: 0, for: 60_000 }), ...[0, 1, 2, 3].map((ms) => send(ms * 100))];
      const facts = factsOfRun(workshop({ product: 'rabbitmq-classic', defaults: 'outbox: false' }), {
        settings: { ...patient, 'broker.maxLength': 2, 'broker.overflow': 'reject-publish' },
        interventions: burst,
      });
      expect(count(facts, 'enqueued', { place: 'works' })).toBe(2);
      expect(select(facts, 'publishFailed').map(({ key, says }) => [key, says])).toEqual([
        [3, 'queue full'],
        [4, 'queue full'],
      ]);
      expect(count(facts, 'deadLettered', { place: 'works' })).toBe(0);
    },
    'in a run',
  );

  statement(
    'LIM-002',
    () => {
      for (const product of ['rabbitmq-quorum', 'rabbitmq-classic']) {
        const facts = factsOfRun(workshop({ product, makes: '10s' }), {
          interventions: [send(), fault('crash', 'works', { at: 60, for: 500 })],
        });
        expect(only(facts, 'returned', { place: 'works' }).ms).toBe(60);
      }
    },
    'RabbitMQ, TCP closed',
  );

  it('a quorum queue bears the loss of one node of three; a classic queue on that node stands still', () => {
    const started = (product: string): number => {
      const outage = [1, 2, 3].map((node) => fault('node-down', 'broker', { at: 0, for: 60_000 }, { node }));
      return outage
        .map((down) => factsOfRun(workshop({ product, broker: 'nodes: 3, replication: 3' }), { interventions: [down, send(10)] }))
        .filter((facts) => only(facts, 'settled').ms < 10_000).length;
    };
    expect(started('rabbitmq-quorum')).toBe(3);
    expect(started('rabbitmq-classic')).toBeLessThan(3);
  });

  it('settings that go wrong together are told', () => {
    const quorum = ensure(findProduct('rabbitmq-quorum'), 'rabbitmq-quorum');
    const problems = (own: OwnSettings): readonly string[] =>
      quorum.check(completeOwn(quorum.settings, own), { longestHandlingUs: 0, longestHandlingIn: '' }).map(({ setting }) => setting);
    expect(problems({})).toEqual([]);
    expect(problems({ delayedRetry: 'all', release: '4.0' })).toEqual(['delayedRetry']);
    expect(problems({ delayedRetry: 'all', delayedRetryMin: 2_000_000, delayedRetryMax: 1_000_000 })).toEqual(['delayedRetryMin']);
  });
});
