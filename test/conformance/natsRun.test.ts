import { describe, expect, it } from 'vitest';
import { findProduct } from '../../src/sim/broker/products/index';
import { completeOwn } from '../../src/sim/broker/products/own';
import type { OwnSettings } from '../../src/sim/broker/products/product';
import type { Intervention, SettingValue } from '../../src/sim/index';
import { ensure } from '../../src/base/assert';
import { count, type Fact, factsOfRun, fault, only, select, send } from '../support/engine';
import { workshop, type WorkshopOptions } from '../support/workshop';
import { statement } from './statement';

type Settings = Readonly<Record<string, SettingValue>>;

/** Services that try for ever by themselves, at once, so that only the consumer's settings decide. */
const patient = { '*.attempts': 1000, '*.backoff': 1 };

function runOn(settings: Settings, interventions: readonly Intervention[], options: WorkshopOptions = {}): readonly Fact[] {
  return factsOfRun(workshop({ product: 'nats-jetstream', ...options }), { settings: { ...patient, ...settings }, interventions });
}

const deliveredMs = (facts: readonly Fact[]): readonly number[] => select(facts, 'delivered', { place: 'works' }).map(({ ms }) => ms);
const gaps = (times: readonly number[]): readonly number[] => times.slice(1).map((ms, i) => ms - (times[i] ?? 0));

describe('NATS JetStream in a run', () => {
  statement(
    'LIM-001',
    () => {
      for (const maxDeliver of [3, 1, 7]) {
        const poison = fault('poison', 'works', { at: 0, for: null }, { count: 1 });
        const facts = runOn({ 'broker.maxDeliver': maxDeliver, '*.dlq': true }, [poison, send()]);
        expect(deliveredMs(facts)).toHaveLength(maxDeliver);
        expect(only(facts, 'dropped', { place: 'works' }).says).toMatch(/stays in the stream/);
        expect(count(facts, 'deadLettered')).toBe(0);
      }
    },
    'JetStream',
  );

  statement(
    'LIM-002',
    () => {
      const facts = runOn({}, [send(), fault('crash', 'works', { at: 60, for: 500 })], { makes: '10s' });
      expect(gaps(deliveredMs(facts))).toEqual([30_000]);
      expect(only(facts, 'returned', { place: 'works' }).says).toBe('AckWait');
    },
    'JetStream',
  );

  statement(
    'NAT-003',
    () => {
      const facts = runOn({ 'broker.ackWait': 12_000 }, [send(), fault('crash', 'works', { at: 60, for: 500 })], { makes: '10s' });
      expect(gaps(deliveredMs(facts))).toEqual([12_000]);
    },
    'in a run',
  );

  statement(
    'NAT-007',
    () => {
      const crashes = [60, 6_000, 37_000].map((at) => fault('crash', 'works', { at, for: 500 }));
      const facts = runOn({ 'broker.backOff': '5s, 30s, 5m', 'broker.ackWait': 12_000 }, [send(), ...crashes], { makes: '3s' });
      expect(gaps(deliveredMs(facts))).toEqual([5_000, 30_000, 300_000]);
    },
    'in a run',
  );

  statement(
    'NAT-006',
    () => {
      const poison = fault('poison', 'works', { at: 0, for: 20_000 }, { count: 1 });
      const times = (failedAnswer: string) =>
        gaps(
          deliveredMs(runOn({ 'broker.backOff': '1s, 5s, 10s', 'broker.failedAnswer': failedAnswer, '*.backoff': 0 }, [poison, send()])),
        );
      expect(times('none').slice(0, 3)).toEqual([1_000, 5_000, 10_000]);
      // The hop of 10 ms and the handling of 100 ms, and at once again.
      expect(times('-NAK').slice(0, 3)).toEqual([110, 110, 110]);
    },
    'in a run: a nak passes BackOff by, silence does not',
  );

  statement(
    'NAT-008',
    () => {
      const most = (maxAckPending: number): number => {
        const facts = runOn(
          { 'broker.maxAckPending': maxAckPending, 'works.concurrency': 4 },
          [0, 1, 2, 3, 4].map((ms) => send(ms)),
        );
        const open = { now: 0, most: 0 };
        for (const { kind } of facts.filter(({ place }) => place === 'works')) {
          if (kind === 'delivered') open.most = Math.max(open.most, ++open.now);
          if (kind === 'acknowledged') open.now--;
        }
        expect(count(facts, 'acknowledged', { place: 'works' })).toBe(5);
        return open.most;
      };
      expect([1, 2, 1000].map(most)).toEqual([1, 2, 4]);
    },
    'in a run: shared by all workers of a service',
  );

  it('a busy worker asks for nothing: with one worker the message waits and the late acknowledgement ends it', () => {
    const facts = runOn({ 'broker.ackWait': 4_000 }, [send()], { makes: '6s' });
    expect(select(facts, 'returned', { place: 'works' })).toHaveLength(1);
    expect(deliveredMs(facts)).toHaveLength(1);
    expect(only(facts, 'acknowledged', { place: 'works' }).attempt).toBe(1);
  });

  it('a late acknowledgement counts: the message is not handled a third time', () => {
    const facts = runOn({ 'broker.ackWait': 4_000, 'works.concurrency': 2 }, [send()], { makes: '6s' });
    expect(gaps(deliveredMs(facts))).toEqual([4_000]);
    expect(only(facts, 'acknowledged', { place: 'works' }).ms).toBeLessThan(8_000);
  });

  it('AckWait shorter than the longest handling is flagged, and a longer one is not', () => {
    const { check, settings } = ensure(findProduct('nats-jetstream'), 'the product');
    const problems = (own: OwnSettings) =>
      check(completeOwn(settings, own), { longestHandlingIn: 'Works', longestHandlingUs: 10_000_000 }).map(({ setting }) => setting);
    expect(problems({})).toEqual([]);
    expect(problems({ ackWait: 10_000_000 })).toEqual([]);
    expect(problems({ ackWait: 9_000_000 })).toEqual(['ackWait']);
    expect(problems({ backOff: '5s, 30s, 5m' })).toEqual(['backOff']);
  });
});
