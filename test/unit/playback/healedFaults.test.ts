import { expect, test } from 'vitest';
import { createPlayback } from '../../../src/playback';
import { type Intervention, productRegistry } from '../../../src/sim';
import { fault, run, send } from '../../support/engine';
import { workshop } from '../../support/workshop';

const when = { at: 95, for: 2000 };
const troubles: Readonly<Record<string, Intervention>> = {
  'lost-ack': fault('lost-ack', 'works', when, { p: 1, count: 2 }),
  partition: fault('partition', 'works', when),
  'long partition': fault('partition', 'works', { ...when, for: 50_000 }),
  replay: fault('replay', 'works', { ...when, at: 700 }),
  zombie: fault('zombie', 'works', when, { p: 1, count: 1 }),
  'db-refuses': fault('db-refuses', 'works', when, { p: 0.5 }),
  'strip-id': fault('strip-id', 'works', when),
};

const cases = Object.keys(troubles).flatMap((trouble) =>
  productRegistry.filter(({ broadcasts }) => broadcasts).map(({ id }) => [trouble, id] as const),
);

test.each(cases)('%s on %s: once it has healed nothing is left waiting, working, hidden or flying in the picture', (trouble, product) => {
  for (const settings of [{}, { '*.outbox': false, '*.dedupe': false }, { '*.concurrency': 2 }]) {
    const interventions = [send(0), send(50), send(400), ...[troubles[trouble]].filter((each) => each !== undefined)];
    const trace = run(workshop({ product, defaults: 'attempts: 50, backoff: 100ms' }), { interventions, settings });
    const frame = createPlayback(trace).frameAt(trace.endTime);
    const left = frame.places.filter(
      (place) =>
        place.waitingCount + place.working.length + place.hiddenCount + place.outboxCount + place.bufferedCount > 0 ||
        place.status !== 'running' ||
        place.rebalancing,
    );
    expect({ settings, left }).toEqual({ settings, left: [] });
    expect(frame.flights.count).toBe(0);
    expect(frame.openFaults).toEqual([]);
  }
});
