import { describe, expect } from 'vitest';
import { ProductClock } from '../../src/sim/broker/clock';
import { RabbitMqServer } from '../../src/sim/broker/products/rabbitMq/server';
import type { Trace } from '../../src/sim/index';
import { count, factsOf, run, scenarioFrom, select, send } from '../support/engine';
import { runStation, visitsOf } from '../support/station';
import { statement } from './statement';

/** A counter that customers come to directly. */
const counter = (settings: string, workload: string, service = '10ms'): Trace =>
  run(
    scenarioFrom(`eventflow: 1
info: { id: counter, title: Counter }
flow: { starts: Serve, key: jobId, succeeds: Served, deadline: 60s }
services: { works: { handles: { Serve: { time: ${service}, emit: Served } } } }
coordination: { choreography: { policies: [] } }
delivery: { broker: { latency: 0s }, works: { ${settings} } }
workload: { send: Serve, to: works, ${workload} }
`),
    { workload: 'file' },
  );

describe('Backpressure', () => {
  const perSecond = (times: readonly number[], { fromS, toS }: { readonly fromS: number; readonly toS: number }): number =>
    times.filter((ms) => ms >= fromS * 1000 && ms < toS * 1000).length / (toS - fromS);
  const window = { fromS: 20, toS: 100 };

  statement(
    'BKP-001',
    () => {
      const facts = factsOf(counter('bulkhead: true, waitingRoom: 100', 'rate: 120/s, count: 12000'));
      const [refused, settled] = [select(facts, 'refused').map(({ ms }) => ms), select(facts, 'settled').map(({ ms }) => ms)];
      expect(Math.abs(perSecond(refused, window) - 20)).toBeLessThan(0.1);
      expect(perSecond(settled, window)).toBe(100);
      expect(refused.length + settled.length).toBe(12_000);
    },
    'reject',
  );

  statement(
    'BKP-001',
    () => {
      for (const [overflow, kind] of [
        ['reject-publish', 'publishFailed'],
        ['drop-head', 'dropped'],
      ] as const) {
        const own = `maxLength: 100, overflow: ${overflow}`;
        const works = 'dlq: false';
        const facts = factsOf(
          runStation({ arrivals: 'rate: 120/s', service: '10ms', customers: 12_000, product: 'rabbitmq-classic', own, works }),
        );
        const lost = select(facts, kind).map(({ ms }) => ms);
        const done = select(facts, 'acknowledged', { place: 'works' }).map(({ ms }) => ms);
        expect(Math.abs(perSecond(lost, window) - 20)).toBeLessThan(0.1);
        expect(perSecond(done, window)).toBe(100);
        expect(lost.length + done.length).toBe(12_000);
      }
    },
    'queues of a run',
  );

  statement(
    'BKP-001',
    () => {
      const clock = new ProductClock();
      const server = new RabbitMqServer({}, clock);
      const channel = server.connect().createChannel();
      channel.declareQueue('q', { arguments: { 'x-max-length': 100, 'x-overflow': 'drop-head' } });
      channel.qos(1);
      const done: number[] = [];
      channel.consume('q', ({ body, deliveryTag }) => {
        clock.after(10_000, () => {
          done.push(Number(body));
          channel.ack(deliveryTag);
        });
      });
      const produced = 12_000;
      for (let i = 0; i < produced; i++) clock.at(Math.round((i * 1e6) / 120), () => void channel.publish('', 'q', String(i)));
      clock.advanceToS(100);
      const waiting = 100;
      // One is in hand; what is neither done nor in the system was dropped, and nobody was told.
      const dropped = produced - done.length - waiting - 1;
      expect(Math.abs(dropped / 100 - 20)).toBeLessThan(1.1);
      expect(done.length / 100).toBeGreaterThan(99.9);
      // The oldest go: what is handled is never older than the buffer is long.
      expect((done.at(-1) ?? 0) - (done.at(-2) ?? 0)).toBeLessThanOrEqual(2);
      expect(produced - (done.at(-1) ?? 0)).toBeLessThanOrEqual(waiting + 2);
    },
    'drop-oldest',
  );

  statement(
    'BKP-001',
    () => {
      // Room for 100: whoever would be one too many waits with sending. Alone they would send 120 a second.
      const facts = factsOf(counter('', 'arrivals: closed, customers: 101, think: "fixed(841.667ms)", count: 12000'));
      const sent = select(facts, 'sent', { place: 'customer' }).map(({ ms }) => ms);
      const settled = select(facts, 'settled').map(({ ms }) => ms);
      expect(Math.abs(perSecond(sent, window) - 100)).toBeLessThan(0.1);
      expect(perSecond(settled, window)).toBe(100);
      expect([sent.length, settled.length, count(facts, 'refused')]).toEqual([12_000, 12_000, 0]);
    },
    'block',
  );

  statement('BKP-003', () => {
    const { arrived, done, wait } = visitsOf(runStation({ arrivals: 'rate: 120/s', service: '10ms', customers: 72_000 }));
    const backlog = arrived.filter((time) => time <= 600).length - done.filter((time) => time <= 600).length;
    expect(Math.abs(backlog / 12_000 - 1)).toBeLessThan(0.01);
    const waitAt = (seconds: number): number => wait[arrived.findIndex((time) => time >= seconds)] ?? 0;
    for (const seconds of [100, 300, 500]) expect((waitAt(seconds + 90) - waitAt(seconds)) / 90).toBeCloseTo(0.2, 2);
  });
});

describe('Bulkhead', () => {
  statement('BLK-001', () => {
    const facts = factsOf(
      run(
        scenarioFrom(`eventflow: 1
info: { id: permits, title: Permits }
flow: { starts: Serve, key: jobId, succeeds: Served, deadline: 60s }
services: { works: { concurrency: 25, handles: { Serve: { time: 1s, emit: Served } } } }
coordination: { choreography: { policies: [] } }
delivery: { broker: { latency: 0s }, works: { bulkhead: true } }
workload: { send: Serve, to: works, count: 0 }
`),
        { interventions: [...Array.from({ length: 26 }, () => send(0)), send(1001)] },
      ),
    );
    expect(select(facts, 'refused').map(({ ms, key, says }) => [ms, key, says])).toEqual([[0, 26, 'bulkhead full']]);
    expect(count(facts, 'settled')).toBe(26);
  });

  statement('BLK-003', () => {
    const pools = (services: string, a: string, b: string) =>
      factsOf(
        run(
          scenarioFrom(`eventflow: 1
info: { id: pools, title: Pools }
flow: { starts: Begin, key: jobId, succeeds: Begun, deadline: 60s }
services: { desk: { concurrency: 64, handles: { Begin: { time: 0s, emit: Begun } } }, ${services} }
coordination: { choreography: { policies: [ { when: Begun, in: ${a}, do: DoA, if: "msg.kind == 'A'" }, { when: Begun, in: ${b}, do: DoB, if: "msg.kind == 'B'" } ] } }
delivery: { broker: { latency: 0s }, defaults: { dedupe: false } }
workload: { send: Begin, to: desk, every: 100ms, count: 600, payload: { kind: "{pick: A, B}" } }
`),
          { workload: 'file' },
        ),
      );
    const hangs = 'DoA: { time: 10h, emit: ADone }';
    const quick = 'DoB: { time: 10ms, emit: BDone }';
    const doneLate = (facts: ReturnType<typeof pools>): number =>
      select(facts, 'committed', { type: 'DoB' }).filter(({ ms }) => ms > 20_000 && ms < 60_000).length;
    const asked = (facts: ReturnType<typeof pools>): number => count(facts, 'sent', { type: 'DoB' });
    const shared = pools(`pool: { concurrency: 20, handles: { ${hangs}, ${quick} } }`, 'pool', 'pool');
    const separate = pools(
      `first: { concurrency: 10, handles: { ${hangs} } }, second: { concurrency: 10, handles: { ${quick} } }`,
      'first',
      'second',
    );
    expect(doneLate(shared)).toBe(0);
    expect(doneLate(separate)).toBeGreaterThan(150);
    expect(count(separate, 'committed', { type: 'DoB' })).toBe(asked(separate));
    expect(Math.max(...select(separate, 'committed', { type: 'DoB' }).map(({ ms }) => ms % 100))).toBe(10);
  });
});
