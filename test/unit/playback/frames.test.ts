import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlayback, FlightKind, type Frame } from '../../../src/playback';
import { kindsOutOfPlace } from '../../../src/playback/fold/advance';
import { copyFold, newFold } from '../../../src/playback/fold/fold';
import { advance } from '../../../src/playback/fold/advance';
import { Flag, flagsOf, type EntryList } from '../../../src/playback/fold/entryList';
import { learn, newLearned } from '../../../src/playback/fold/learned';
import { emptyFact } from '../../../src/playback/columns';
import { foldAt, newCursor } from '../../../src/playback/cursor';
import { newTimeline, prepareTimeline } from '../../../src/playback/timeline';
import { buildFrame, newFrameBuilder } from '../../../src/playback/frames/frameBuilder';
import { factAt, FactKind, type Intervention, rowAtOrBefore, type Trace } from '../../../src/sim';
import { allCoordinations, allScenarios, fault, oneRun, realRun, troubledRun } from './traces';

/** A frame as plain data: flights without the slack of their columns. */
function plain(frame: Frame): unknown {
  const { flights, ...rest } = frame;
  const { count, message, from, to, departs, arrives, attempt, kind } = flights;
  const rows = Array.from({ length: count }, (_, i) => [message[i], from[i], to[i], departs[i], arrives[i], attempt[i], kind[i]]);
  return structuredClone({ ...rest, flights: rows });
}

/** The picture without keyframes and caches: one fold from the first fact. */
function fromZero(trace: Trace, time: number): unknown {
  const learned = newLearned(trace);
  const rows = rowAtOrBefore(trace, time);
  learn(learned, rows);
  const fold = newFold(trace, learned);
  advance(fold, rows, emptyFact());
  return plain(buildFrame(newFrameBuilder(), fold, time));
}

const runs: readonly (readonly [string, () => Trace])[] = [
  ...allCoordinations.map((coordination) => [`retail, ${coordination}, faults`, () => troubledRun('retail', coordination)] as const),
  ['transfer', () => troubledRun('transfer', 'orchestration')],
  ['kafka', () => troubledRun('retail', 'choreography', { product: 'kafka' })],
  ['sns-sqs', () => troubledRun('retail', 'orchestration', { product: 'sns-sqs' })],
  ['ack before', () => troubledRun('retail', 'choreography', { settings: { '*.ack': 'before' } })],
];

describe('frames', () => {
  test('every kind of fact has exactly one step or none on purpose', () => {
    expect(kindsOutOfPlace()).toEqual([]);
  });

  test.each(runs)('%s: after any jumps a frame equals the fold from zero', (_, run) => {
    const trace = run();
    const playback = createPlayback(trace);
    const instant = fc.oneof(
      fc.integer({ min: 0, max: trace.endTime }),
      fc.integer({ min: 0, max: trace.rows - 1 }).map((row) => factAt(trace, row).time),
    );
    fc.assert(
      fc.property(fc.array(instant, { minLength: 2, maxLength: 6 }), (times) => {
        for (const time of times) expect(plain(playback.frameAt(time))).toEqual(fromZero(trace, time));
      }),
      { numRuns: 25 },
    );
  });

  test.each(runs)('%s: keyframes, thinned out again and again, change nothing', (_, run) => {
    const trace = run();
    const timeline = newTimeline(trace, { spacing: 16, bytesMax: 600_000 });
    const cursor = newCursor(timeline);
    const builder = newFrameBuilder();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: trace.endTime }), { minLength: 1, maxLength: 5 }), (times) => {
        for (const time of times) {
          const frame = buildFrame(builder, foldAt(cursor, rowAtOrBefore(trace, time)), time);
          expect(plain(frame)).toEqual(fromZero(trace, time));
        }
      }),
      { numRuns: 20 },
    );
    prepareTimeline(timeline, trace.rows);
    expect(timeline.spacing).toBeGreaterThan(16);
    expect(timeline.keyframes.length).toBeGreaterThan(4);
    expect(timeline.keyframeBytes).toBeLessThanOrEqual(600_000);
  });

  test('a place that no fact touched is the same object in the next frame', () => {
    const trace = oneRun('retail', 'choreography');
    const playback = createPlayback(trace);
    let before = playback.frameAt(0);
    for (let row = 1; row < trace.rows; row++) {
      const { time } = factAt(trace, row);
      if (time === before.time) continue;
      const frame = playback.frameAt(time);
      const touched = new Set<number>();
      for (let r = before.rows; r < frame.rows; r++) touched.add(factAt(trace, r).place);
      const renewed = frame.places.filter((place, index) => place !== before.places[index] && place.readModel === null);
      expect(renewed.filter(({ place }) => !touched.has(place))).toEqual([]);
      before = frame;
    }
    expect(before.rows).toBe(trace.rows);
  });

  test('going there and back gives equal objects for equal places', () => {
    const playback = createPlayback(oneRun('retail', 'choreography'));
    const here = playback.frameAt(200_000);
    playback.frameAt(400_000);
    expect(playback.frameAt(200_000).places).toEqual(here.places);
  });

  test('prepare goes in steps and says when it is done', () => {
    const trace = realRun('retail', 'choreography', { workload: 'file', seed: 7 });
    const playback = createPlayback(trace);
    expect(playback.prepared).toBe(0);
    expect(playback.prepare(100)).toBe(false);
    expect(playback.prepared).toBeCloseTo(100 / trace.rows);
    expect(playback.prepare(trace.rows)).toBe(true);
    expect(playback.prepared).toBe(1);
  });
});

describe('what is in the frame', () => {
  test.each(allScenarios.flatMap((scenario) => allCoordinations.map((coordination) => [scenario, coordination] as const)))(
    '%s, %s: at the end of an undisturbed run nothing waits, works or flies',
    (scenario, coordination) => {
      const trace = realRun(scenario, coordination, { workload: 'file' });
      const frame = createPlayback(trace).frameAt(trace.endTime);
      for (const place of frame.places) {
        expect(place).toMatchObject({ waitingCount: 0, working: [], hiddenCount: 0, outboxCount: 0, bufferedCount: 0, waitingFor: null });
        expect(place.readModel?.behind ?? 0).toBe(0);
      }
      expect(frame.flights.count).toBe(0);
      expect(frame.broker.queued).toBe(0);
      expect(frame.flow.open).toBe(0);
      expect(frame.flow.started).toBe(frame.flow.succeeded + frame.flow.failed);
      expect(frame.processCount.running).toBe(0);
    },
  );

  test.each(runs)('%s: flights are exactly the hops with departs <= t < arrives', (_, run) => {
    const trace = run();
    const playback = createPlayback(trace);
    const hopKinds: readonly number[] = [FactKind.sent, FactKind.delivered, FactKind.called, FactKind.replied];
    const lost = new Set<number>();
    const facts = Array.from({ length: trace.rows }, (__, row) => factAt(trace, row));
    for (const fact of facts) if (fact.kind === FactKind.dropped) lost.add(fact.message);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: trace.endTime }), (time) => {
        const expected = facts
          .filter((fact) => hopKinds.includes(fact.kind) && fact.time <= time && time < fact.time + fact.a && !lost.has(fact.message))
          .map((fact) => [fact.message, fact.time, fact.time + fact.a]);
        const { flights } = playback.frameAt(time);
        const found = Array.from({ length: flights.count }, (__, i) => [flights.message[i]!, flights.departs[i]!, flights.arrives[i]!]);
        expect(found.filter(([message]) => !lost.has(message!))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test.each(runs.filter(([name]) => name !== 'ack before'))('%s: no copy gets lost in the picture', (_, run) => {
    const trace = run();
    const learned = newLearned(trace);
    learn(learned, trace.rows);
    const fold = newFold(trace, learned);
    const copies = trace.header.places.map(() => 0);
    for (let row = 0; row < trace.rows; row++) {
      advance(fold, row + 1, emptyFact());
      const { place, kind, b } = factAt(trace, row);
      copies[place]! += kind === FactKind.enqueued ? 1 : 0;
      const ends = kind === FactKind.acknowledged || kind === FactKind.deadLettered || kind === FactKind.expired;
      if (ends || (kind === FactKind.dropped && (b === 1 || b === 2))) copies[place]! -= 1;
      const { queue, transit, prefetch, working, settling, hidden } = fold.places[place]!;
      const shown = queue.length + hidden.length + [transit, prefetch, working, settling].reduce((sum, line) => sum + fromBroker(line), 0);
      expect({ row, place, shown }).toEqual({ row, place, shown: copies[place] });
    }
    expect(fold.rows).toBe(trace.rows);
  });

  test('a fold and its copy go separate ways', () => {
    const trace = troubledRun('retail', 'orchestration');
    const learned = newLearned(trace);
    learn(learned, trace.rows);
    const fold = newFold(trace, learned);
    advance(fold, 500, emptyFact());
    const copy = copyFold(fold);
    const before = plain(buildFrame(newFrameBuilder(), copy, factAt(trace, 499).time));
    advance(fold, 1500, emptyFact());
    expect(plain(buildFrame(newFrameBuilder(), copy, factAt(trace, 499).time))).toEqual(before);
    advance(copy, 1500, emptyFact());
    const time = factAt(trace, 1499).time;
    expect(plain(buildFrame(newFrameBuilder(), copy, time))).toEqual(plain(buildFrame(newFrameBuilder(), fold, time)));
  });

  test('a crash shows as down with its beginning; messages wait; after the restart nothing waits', () => {
    const trace = oneRun('retail', 'choreography', [fault('crash', 'payment', [50_000, 2_000_000], { point: 'now' })]);
    const playback = createPlayback(trace);
    const payment = trace.header.places.findIndex((info) => info.id === 'payment');
    const down = playback.frameAt(1_000_000).places[payment]!;
    expect(down).toMatchObject({ status: 'down', since: 50_000, waitingCount: 1 });
    expect(playback.frameAt(2_050_000).places[payment]!.status).toBe('running');
    expect(playback.frameAt(trace.endTime).places[payment]!.waitingCount).toBe(0);
    expect(playback.frameAt(1_000_000).openFaults).toEqual([0]);
    expect(playback.frameAt(1_000_000).exposure).toEqual([1]);
  });

  test('a slow service says so as long as the fault lasts', () => {
    const trace = oneRun('retail', 'choreography', [fault('slow', 'payment', [10_000, 500_000], { factor: 5 })]);
    const payment = trace.header.places.findIndex((info) => info.id === 'payment');
    const playback = createPlayback(trace);
    expect(playback.frameAt(20_000).places[payment]!.status).toBe('slow');
    expect(playback.frameAt(510_000).places[payment]!.status).toBe('running');
  });

  test('poison ends among the dead letters; repaired and redriven it goes away', () => {
    const poison = fault('poison', 'payment', [0, null]);
    const trace = oneRun('retail', 'choreography', [poison]);
    const payment = trace.header.places.findIndex((info) => info.id === 'payment');
    const end = createPlayback(trace).frameAt(trace.endTime);
    expect(end.places[payment]!.deadLetters).toMatchObject([{ attempts: 4, repaired: false }]);
    const later = trace.endTime + 1_000_000;
    const mended: readonly Intervention[] = [
      poison,
      { kind: 'deadLetter', at: later, act: 'repair', place: 'payment', message: null },
      { kind: 'deadLetter', at: later + 1000, act: 'redrive', place: 'payment', message: null },
    ];
    const again = oneRun('retail', 'choreography', mended);
    const playback = createPlayback(again);
    expect(playback.frameAt(later).places[payment]!.deadLetters).toMatchObject([{ repaired: true }]);
    expect(playback.frameAt(again.endTime).places[payment]!).toMatchObject({ deadLetters: [], waitingCount: 0, working: [] });
  });

  test('a broker outage keeps messages in the outbox; without one the flow stays open', () => {
    const outage = fault('broker-down', 'broker', [1_000, 1_000_000]);
    const kept = createPlayback(oneRun('retail', 'choreography', [outage]));
    const order = kept.trace.header.places.findIndex((info) => info.id === 'order');
    expect(kept.frameAt(500_000).places[order]!.outboxCount).toBe(1);
    expect(kept.frameAt(500_000).broker).toMatchObject({ status: 'down', since: 1_000 });
    expect(kept.frameAt(kept.trace.endTime).flow).toMatchObject({ started: 1, succeeded: 1, open: 0 });
    const lost = createPlayback(
      realRun('retail', 'choreography', { settings: { '*.outbox': false }, interventions: [{ kind: 'send', at: 0 }, outage] }),
    );
    expect(lost.frameAt(lost.trace.endTime).flow).toMatchObject({ started: 1, succeeded: 0, open: 1, late: 1 });
  });

  test('under calls the caller waits from the call until the answer has arrived', () => {
    const trace = oneRun('retail', 'calls');
    const playback = createPlayback(trace);
    const calls = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).filter(({ kind }) => kind === FactKind.called);
    const first = calls[0]!;
    expect(playback.frameAt(first.time).places[first.place]!.waitingFor).toEqual({ place: first.b, since: first.time });
    expect(playback.frameAt(first.time).flights.kind[0]).toBe(FlightKind.call);
    const reply = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).find(({ kind }) => kind === FactKind.replied)!;
    expect(playback.frameAt(reply.time + 1).places[first.place]!.waitingFor).toEqual({ place: first.b, since: first.time });
    expect(playback.frameAt(reply.time + reply.a).places[first.place]!.waitingFor?.place).not.toBe(first.b);
  });

  test('processes carry their state and end', () => {
    const trace = oneRun('retail', 'orchestration');
    const playback = createPlayback(trace);
    const states = new Set<string>();
    for (let row = 0; row < trace.rows; row++) {
      for (const process of playback.frameAt(factAt(trace, row).time).processes) {
        states.add(trace.header.processes[process.process]!.states[process.state]!.kind);
      }
    }
    expect(states).toContain('step');
    expect(playback.frameAt(trace.endTime).processes).toMatchObject([{ ended: 'done' }]);
    expect(playback.frameAt(trace.endTime).processCount).toEqual({ running: 0, done: 1, failed: 0, lost: 0 });
  });

  test('read models are behind between the commit and the projection, and their lag grows with time', () => {
    const trace = oneRun('retail', 'choreography');
    const playback = createPlayback(trace);
    const revenue = trace.header.places.findIndex((info) => info.id === 'revenue');
    const charged = Array.from({ length: trace.rows }, (_, row) => factAt(trace, row)).find(
      ({ kind, b }) => kind === FactKind.committed && trace.header.messageTypes[b]?.name === 'PaymentConfirmed',
    )!;
    expect(playback.frameAt(charged.time + 1000).places[revenue]!.readModel).toMatchObject({ behind: 1, lagUs: 1000 });
    expect(playback.frameAt(charged.time + 5000).places[revenue]!.readModel).toMatchObject({ behind: 1, lagUs: 5000 });
    expect(playback.frameAt(trace.endTime).places[revenue]!.readModel).toMatchObject({ behind: 0, lagUs: 0, rowCount: 1, single: true });
  });
});

function fromBroker(line: EntryList): number {
  let count = 0;
  for (let i = 0; i < line.length; i++) if ((flagsOf(line.markAt(i)) & Flag.fromBroker) !== 0) count++;
  return count;
}
