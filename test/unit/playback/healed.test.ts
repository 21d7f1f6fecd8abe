import { describe, expect, test } from 'vitest';
import { createPlayback } from '../../../src/playback';
import { allCoordinations, troubledRun } from './traces';

/** Runs whose faults heal: whatever the picture showed meanwhile, at the end nothing may be left over. */
const products = ['rabbitmq-quorum', 'kafka', 'kafka-share', 'sns-sqs', 'nats-jetstream', 'eventbridge-bus', 'sns-fifo'] as const;
const settings = [
  {},
  { '*.ack': 'before' },
  { '*.outbox': false, '*.dedupe': false },
  { '*.concurrency': 3 },
  { 'broker.commit': 'auto' },
  { 'broker.commit': 'batch', '*.dedupe': false },
] as const;

describe('after the faults have healed', () => {
  test.each(allCoordinations.flatMap((coordination) => products.map((product) => [coordination, product] as const)))(
    '%s on %s: nothing is left waiting, working, hidden, flying or called',
    (coordination, product) => {
      for (const [index, change] of [...settings, ...settings].entries()) {
        // Seed 2: two copies of one message at hand, acknowledged early, when Payment crashes.
        const trace = troubledRun('retail', coordination, { product, settings: change, seed: index < settings.length ? 2 : 5 });
        const frame = createPlayback(trace).frameAt(trace.endTime);
        const left = frame.places.filter(
          (place) =>
            place.waitingCount + place.working.length + place.hiddenCount + place.outboxCount + place.bufferedCount > 0 ||
            place.waitingFor !== null ||
            place.status !== 'running' ||
            place.rebalancing,
        );
        expect({ change, left }).toEqual({ change, left: [] });
        expect(frame.flights.count).toBe(0);
        expect(frame.openFaults.filter((fault) => trace.header.faults[fault]?.until !== null)).toEqual([]);
      }
    },
  );
});
