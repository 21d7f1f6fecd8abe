import { describe, expect, it } from 'vitest';
import type { SettingValue, Trace } from '../../src/sim/index';
import { type OutboxChange, routeOutboxRow } from '../../src/sim/services/outboxRouter';
import { emissions, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { cluster, pollRecords, seconds } from './kafkaWorld';
import { retail } from './patternWorld';
import { statement } from './statement';

describe('a connector that reads the log of commits and dies before it has saved its place', () => {
  /** Payment's event has long been confirmed when Payment and its connector die. */
  const charged = (settings: Readonly<Record<string, SettingValue>>): Trace =>
    run(retail(), {
      coordination: 'choreography',
      settings,
      interventions: [send(), fault('crash', 'payment', { at: 10_000, for: 500 })],
    });
  const published = (settings: Readonly<Record<string, SettingValue>>): readonly Fact[] =>
    select(factsOf(charged(settings)), 'accepted', { type: 'PaymentConfirmed' });
  const log = { 'payment.relay': 'cdc', 'shipping.dedupe': false };

  statement('CDC-001', () => {
    const twice = published(log);
    expect(twice).toHaveLength(2);
    expect(new Set(twice.map(({ message }) => message)).size).toBe(1);
    expect(emissions(charged(log))['ShipmentCreated']).toBe(2);
    const guarded = charged({ ...log, 'shipping.dedupe': true });
    expect(only(factsOf(guarded), 'ignored', { place: 'shipping' }).type).toBe('PaymentConfirmed');
    expect(emissions(guarded)['ShipmentCreated']).toBe(1);
  });

  it('sends nothing twice when its place was saved, or when each row is marked', () => {
    expect(published({ ...log, 'payment.relayFlush': 1000 })).toHaveLength(1);
    expect(published({ ...log, 'payment.relay': 'table' })).toHaveLength(1);
  });
});

describe('the router of a connector', () => {
  const row = (op: OutboxChange['op'], aggregateid: string, payload: string): OutboxChange => ({
    op,
    id: `e-${payload}`,
    aggregatetype: 'order',
    aggregateid,
    payload,
  });

  statement('CDC-003', () => {
    const routed = routeOutboxRow(row('c', '42', 'placed'));
    expect(routed).toEqual({
      kind: 'record',
      record: { topic: 'outbox.event.order', key: '42', value: 'placed', headers: { id: 'e-placed' } },
    });

    const { clock, kafka } = cluster();
    kafka.createTopic('outbox.event.order', { partitions: 3 });
    const producer = kafka.producer({ 'linger.ms': 0 });
    for (let i = 0; i < 30; i++) {
      const change = routeOutboxRow(row('c', String(40 + (i % 6)), String(i)));
      if (change.kind === 'record') producer.send({ topic: change.record.topic, key: change.record.key, value: change.record.value });
    }
    producer.flush();
    clock.advanceBy(seconds(1));
    const consumer = kafka.consumer({ 'group.id': 'g', 'auto.offset.reset': 'earliest' });
    consumer.subscribe(['outbox.event.order']);
    const records = pollRecords(kafka, consumer, 10_000).filter(({ key }) => key === '42');
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(1);
    expect(records.map(({ value }) => value)).toEqual(['2', '8', '14', '20', '26']);
  });

  statement('CDC-005', () => {
    expect(routeOutboxRow(row('u', '42', 'placed'))).toEqual({
      kind: 'skipped',
      warning: 'Unexpected update message received e-placed and ignored',
    });
    expect(routeOutboxRow(row('d', '42', 'placed'))).toEqual({ kind: 'skipped', warning: null });
  });
});
