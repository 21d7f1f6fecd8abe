import { describe, expect, it } from 'vitest';
import { productRegistry } from '../../src/sim/index';
import { alwaysFailing, type CrashRow, killedAfterReceiving, limitTables } from '../support/limitExperiment';
import { RabbitWorld } from './rabbitMqWorld';
import { statement } from './statement';

const products = productRegistry.map((product) => [product.id, product] as const);
const invocations = (limit: number): Readonly<Record<string, number | null>> =>
  Object.fromEntries(productRegistry.map((product) => [product.id, alwaysFailing(product, limit).invocations]));

describe('a limit of 3 and a handler that always fails', () => {
  // KurrentDB and resilience4j of the same statement are no broker products here: a service's own attempts are tests of the pattern statements.
  statement('LIM-001', () => {
    expect(invocations(3)).toEqual({
      sqs: 3,
      'sqs-fifo': 3,
      'sns-sqs': 3,
      'sns-fifo': 3,
      'rabbitmq-quorum': 4,
      'rabbitmq-classic': null,
      'nats-jetstream': 3,
      'kafka-share': 3,
      kafka: null,
      eventbridge: 4,
      'eventbridge-bus': 4,
      sns: 4,
    });
  });

  it.each([2, 5, 7])('and the same rules with %i', (limit) => {
    const more = (product: string): number => (['rabbitmq-quorum', 'eventbridge', 'eventbridge-bus', 'sns'].includes(product) ? 1 : 0);
    for (const [product, count] of Object.entries(invocations(limit))) {
      const unlimited = ['kafka', 'rabbitmq-classic'].includes(product);
      expect([product, count]).toEqual([product, unlimited ? null : limit + more(product)]);
    }
  });

  statement(
    'LIM-001',
    () => {
      const ends = Object.fromEntries(productRegistry.map((product) => [product.id, alwaysFailing(product, 3)]));
      const lazily = ['sqs', 'sqs-fifo', 'sns-sqs', 'sns-fifo'].map((id) => [ends[id]?.end, ends[id]?.atFailure]);
      expect(lazily).toEqual(lazily.map(() => ['maxReceiveCount reached', false]));
      expect(ends['rabbitmq-quorum']).toMatchObject({ end: 'delivery_limit', atFailure: true });
      expect(ends['nats-jetstream']?.end).toMatch(/stays in the stream/);
      expect(ends['kafka-share']).toMatchObject({ end: expect.stringMatching(/archived/), atFailure: true });
      expect([ends['eventbridge']?.atFailure, ends['sns']?.atFailure]).toEqual([true, true]);
      expect([ends['kafka']?.end, ends['rabbitmq-classic']?.end]).toEqual(['', '']);
    },
    'what becomes of the message',
  );
});

describe('a consumer killed right after receiving', () => {
  const seeds = Array.from({ length: 10 }, (_, seed) => seed);
  const rows = new Map(products.map(([id, product]) => [id, seeds.map((seed) => killedAfterReceiving(product, seed))] as const));
  const of = (id: string, pick: (row: CrashRow) => number): readonly number[] => (rows.get(id) ?? []).map(pick);

  statement('LIM-002', () => {
    for (const id of ['sqs', 'sqs-fifo', 'sns-sqs', 'sns-fifo', 'nats-jetstream', 'kafka-share']) {
      expect([id, ...of(id, ({ againS }) => againS)]).toEqual([id, ...seeds.map(() => 30)]);
    }
    for (const id of ['rabbitmq-quorum', 'rabbitmq-classic']) {
      expect([id, ...of(id, ({ freeS }) => freeS)]).toEqual([id, ...seeds.map(() => 0)]);
    }
    const kafka = of('kafka', ({ freeS }) => freeS);
    for (const seconds of kafka) {
      expect(seconds).toBeGreaterThanOrEqual(42);
      // Session timeout, and 3 s more at most for the group to come together again.
      expect(seconds).toBeLessThanOrEqual(48);
    }
    expect(new Set(kafka).size).toBeGreaterThan(1);
  });

  statement(
    'LIM-002',
    () => {
      const world = new RabbitWorld();
      world.queue('q');
      world.fill('q', ['m1']);
      const gone = world.consumer('q');
      const other = world.consumer('q');
      world.now();
      gone.connection.vanish();
      world.until(59);
      expect(other.deliveries.length).toBe(0);
      world.until(61);
      expect(other.deliveries.length).toBe(1);
    },
    'RabbitMQ, the host vanishes silently',
  );

  statement(
    'LIM-002',
    () => {
      // No hand-out to another consumer: the failed push is tried again by the product's own policy.
      expect(of('sns', ({ freeS }) => freeS)).toEqual(seeds.map(() => 20));
      expect(of('eventbridge', ({ freeS }) => freeS)).toEqual(seeds.map(() => 1));
    },
    'products that push try again by policy',
  );
});

it('the tables name every product', () => {
  const tables = limitTables();
  for (const { title } of productRegistry) expect(tables.split(`| ${title} |`).length - 1).toBe(2);
});
