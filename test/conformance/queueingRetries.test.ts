import { describe, expect, it } from 'vitest';
import { EventSourceMapping } from '../../src/sim/broker/products/sqs/eventSourceMapping';
import { RandomStream } from '../../src/sim/kernel/random';
import { retried, retryFixedPoints } from '../support/closedForms';
import { count, deadLetter, factsOf, fault, run, scenarioFrom, send } from '../support/engine';
import { expectedOf } from '../support/queueingCases';
import { runStation } from '../support/station';
import { okOf, world } from './sqsWorld';

describe('retries', () => {
  it('Q13: three layers of four attempts each make 64 calls of one request', () => {
    const dead = scenarioFrom(`eventflow: 1
info: { id: layers, title: Layers }
flow: { starts: Begin, key: jobId, succeeds: Finished, fails: Stopped, deadline: 3600s }
services:
  desk: { handles: { Begin: { time: 0s, emit: Begun }, Finish: { time: 0s, emit: Finished }, Stop: { time: 0s, emit: Stopped } } }
  bottom: { handles: { Work: { time: 0s, emit: Worked } } }
coordination: { orchestration: { process: { id: layers, starts: Begun, steps: [ { do: Work, ok: Worked, timeout: 10s, retries: 3 } ], done: Finish, failed: Stop } } }
delivery: { broker: { latency: 0s }, defaults: { attempts: 4, backoff: 0ms, dlq: true, dedupe: false } }
workload: { send: Begin, to: desk, count: 0 }
`);
    const flaky = fault('flaky', 'bottom', { at: 0, for: null }, { p: 1 });
    const calls = (redrives: number): number =>
      count(
        factsOf(
          run(dead, {
            coordination: 'orchestration',
            interventions: [
              send(0),
              flaky,
              ...Array.from({ length: redrives }, (_, i) => deadLetter((i + 1) * 100_000, 'redrive', 'bottom')),
            ],
          }),
        ),
        'started',
        { place: 'bottom' },
      );
    // Deliveries per command, tries of the step, and an operator who redrives what has died three times.
    expect(calls(0)).toBe(retried(1, 4).attempts ** 2);
    expect(calls(3)).toBe(expectedOf('Q13')['factor']);
    expect(100 * calls(3)).toBe(expectedOf('Q13')['lambda_eff_bottom']);
  });

  it('Q21: one bad message fails its whole batch', () => {
    const w = world({ VisibilityTimeout: 1 });
    const random = new RandomStream(11, 'failing');
    const made = EventSourceMapping.create(
      {
        clock: w.clock,
        service: w.service,
        lambda: { Timeout: 1, invoke: (batch) => ({ takesS: 0, throws: batch.map(() => random.unit() < 0.01).includes(true) }) },
      },
      { EventSource: w.queue, BatchSize: 10, MaximumBatchingWindowInSeconds: 1 },
    );
    const { mapping } = okOf(made);
    for (let i = 0; i < 40_000; i++) w.send(`message ${i}`);
    w.clock.advanceToS(200);
    const full = mapping.invocations.filter(({ ids }) => ids.length === 10);
    expect(full.length).toBeGreaterThan(4000);
    const failed = full.filter((each) => each.failed).length / full.length;
    const expected = expectedOf('Q21')['P_batch_fail'] ?? 0;
    expect(Math.abs(failed - expected)).toBeLessThan(3 * Math.sqrt((expected * (1 - expected)) / full.length));
  });

  it.each(['Q22', 'Q22b'])('%s: fixed points of the attempt rate, by formula only (not a promise)', (id) => {
    const { lam, attempts } = { lam: id === 'Q22' ? 60 : 24, attempts: 4 };
    const { fixed_points: points } = expectedOf(id) as unknown as { readonly fixed_points: readonly number[] };
    const found = retryFixedPoints(lam, 100, 0.1, attempts);
    expect(found).toHaveLength(points.length);
    for (const [i, point] of points.entries()) expect(found[i]).toBeCloseTo(point, 3);
    expect(lam * attempts).toBe(expectedOf(id)['overload_attempt_rate']);
  });

  it('Q23: a visibility timeout shorter than the work means more deliveries', () => {
    const deliveries = (takesS: number, VisibilityTimeout: number): number => {
      const w = world({ VisibilityTimeout });
      const consumers = Array.from({ length: 12 }, () => w.consumer(() => ({ takesS, ends: 'done' })));
      w.send('work');
      for (const consumer of consumers) consumer.start();
      w.clock.advanceToS(takesS * 4);
      return consumers.reduce((sum, { received }) => sum + received.length, 0);
    };
    /** The same in a run: a service on an SQS queue whose handler takes longer than its visibility timeout. */
    const deliveriesInRun = (takesS: number, timeoutS: number): number => {
      const own = `visibilityTimeout: ${timeoutS}s`;
      const works = 'attempts: 1000';
      const trace = runStation({ product: 'sqs', own, works, workers: 12, arrivals: 'every: 1s', customers: 1, service: `${takesS}s` });
      return count(factsOf(trace), 'delivered', { place: 'works' });
    };
    const { deliveries: expected, duplicates } = expectedOf('Q23');
    expect(deliveriesInRun(70, 30)).toBe(expected);
    expect(deliveries(70, 30)).toBe(expected);
    expect(deliveries(70, 30) - 1).toBe(duplicates);
    for (const [takesS, timeoutS] of [
      [29, 30],
      [31, 30],
      [100, 30],
      [95, 10],
    ] as const) {
      expect(deliveries(takesS, timeoutS)).toBe(Math.floor(takesS / timeoutS) + 1);
      expect(deliveriesInRun(takesS, timeoutS)).toBe(Math.floor(takesS / timeoutS) + 1);
    }
  });
});
