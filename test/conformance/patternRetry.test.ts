import { describe, expect, it } from 'vitest';
import type { Intervention, Scenario } from '../../src/sim/index';
import { count, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { sketch } from './patternWorld';
import { statement } from './statement';

/** A trip of two bookings; the second one can be refused for what it asks. */
const trip = (seats: number): Scenario =>
  sketch(
    `flow: { starts: PlanTrip, key: tripId, succeeds: TripBooked, fails: TripCancelled }
services:
  desk: { handles: { PlanTrip: { time: 0s, emit: TripPlanned }, FinishTrip: { time: 0s, emit: TripBooked }, CancelTrip: { time: 0s, emit: TripCancelled } } }
  hotel: { handles: { BookRoom: { time: 0s, undo: DropRoom, emit: RoomBooked }, DropRoom: { time: 0s, emit: RoomDropped } } }
  car: { handles: { BookCar: { time: 0s, outcomes: [ { if: "msg.seats > 9", emit: CarRefused }, { emit: CarBooked } ] } } }
coordination:
  orchestration: { process: { id: trip, starts: TripPlanned, steps: [ { do: BookRoom, ok: RoomBooked, undo: DropRoom, timeout: 5s, retries: 3 }, { do: BookCar, ok: CarBooked, fail: CarRefused, timeout: 5s, retries: 3 } ], done: FinishTrip, failed: CancelTrip } }
  calls: { process: { id: trip-calls, starts: TripPlanned, steps: [ { do: BookRoom, ok: RoomBooked, undo: DropRoom, timeout: 5s, retries: 3 }, { do: BookCar, ok: CarBooked, fail: CarRefused, timeout: 5s, retries: 3 } ], done: FinishTrip, failed: CancelTrip } }
workload: { send: PlanTrip, to: desk, every: 1s, count: 0, payload: { seats: ${seats} } }`,
    'attempts: 4, backoff: 200ms',
  );

describe('an error that no retry can mend', () => {
  const booked = (coordination: 'orchestration' | 'calls', seats: number, ...faults: Intervention[]): readonly Fact[] =>
    factsOf(run(trip(seats), { coordination, interventions: [send(), ...faults] }));
  const asked = (facts: readonly Fact[]): number => count(facts, 'started', { type: 'BookCar' });

  statement('RTY-010', () => {
    for (const coordination of ['orchestration', 'calls'] as const) {
      const refused = booked(coordination, 10);
      expect(asked(refused)).toBe(1);
      expect([count(refused, 'failed'), count(refused, 'stepTimedOut'), count(refused, 'deadLettered')]).toEqual([0, 0, 0]);
      // Undone as soon as the answer has come: two hops of 10 ms and what the coordinator needs to look at it.
      const heard = only(refused, 'committed', { type: 'BookCar' }).ms;
      expect(only(refused, 'compensating').ms - heard).toBeLessThan(30);
      expect(only(refused, 'settled').type).toBe('TripCancelled');
    }
  });

  it('is not the same as one that passes: that one is tried again', () => {
    const flaky = fault('flaky', 'car', { at: 0, for: null }, { p: 1, count: 2 });
    const passing = booked('orchestration', 2, flaky);
    expect([asked(passing), count(passing, 'failed'), count(passing, 'compensating')]).toEqual([3, 2, 0]);
    expect(only(passing, 'settled').type).toBe('TripBooked');

    const dead = fault('crash', 'car', { at: 0, for: null });
    expect(select(booked('calls', 2, dead), 'called', { type: 'BookCar' })).toHaveLength(4);
  });
});

describe('callers that fail together', () => {
  const [callers, firstMs] = [50, 1000];
  const coach = (jitter: string): readonly Fact[] =>
    factsOf(
      run(trip(2), {
        coordination: 'calls',
        settings: { 'desk.concurrency': 64, 'desk.callBackoff': firstMs, 'desk.callJitter': jitter },
        interventions: [fault('crash', 'hotel', { at: 0, for: null }), ...Array.from({ length: callers }, () => send(0))],
      }),
    );
  /** The most calls of a second try that go off within 20 ms, and how many go off in all. */
  const herd = (facts: readonly Fact[]): { readonly peak: number; readonly all: number } => {
    const times = select(facts, 'called', { type: 'BookRoom', attempt: 2 }).map(({ ms }) => ms);
    return { peak: Math.max(...times.map((from) => times.filter((ms) => ms >= from && ms < from + 20).length)), all: times.length };
  };

  statement(
    'RTY-003',
    () => {
      expect(herd(coach('none'))).toEqual({ peak: callers, all: callers });
      // Over a window of one second, fifty callers leave about one in 20 ms.
      const spread = herd(coach('full'));
      expect(spread.all).toBe(callers);
      expect(spread.peak).toBeLessThanOrEqual(6);
      // At least half of the pause: half the window, at most twice the peak.
      const equal = herd(coach('equal'));
      expect(equal.all).toBe(callers);
      expect(equal.peak).toBeLessThanOrEqual(10);
    },
    'in a run',
  );
});

describe('deliveries that are tried again', () => {
  const pauses = (growth: string, orders: number, cap = 0): readonly (readonly number[])[] => {
    const facts = factsOf(
      run(trip(2), {
        coordination: 'orchestration',
        settings: { 'hotel.attempts': 5, 'hotel.backoff': 200, 'hotel.backoffGrowth': growth, 'hotel.backoffCap': cap },
        interventions: [
          fault('flaky', 'hotel', { at: 0, for: null }, { p: 1, type: 'BookRoom' }),
          ...Array.from({ length: orders }, () => send(0)),
        ],
      }),
    );
    return [1, 2, 3, 4].map((attempt) => select(facts, 'failed', { place: 'hotel', type: 'BookRoom', attempt }).map(({ b }) => b / 1000));
  };
  const distinct = (each: readonly number[]): number => new Set(each).size;

  it('wait longer each time, up to the cap, when nothing is left to chance (RTY-001)', () => {
    expect(pauses('fixed', 1).map(([first]) => first)).toEqual([200, 200, 200, 200]);
    expect(pauses('none', 1).map(([first]) => first)).toEqual([200, 400, 800, 1600]);
    expect(pauses('none', 1, 1000).map(([first]) => first)).toEqual([200, 400, 800, 1000]);
  });

  it.each([
    ['full', [0, 0, 0, 0], [200, 400, 800, 1000]],
    ['equal', [100, 200, 400, 500], [200, 400, 800, 1000]],
    ['decorrelated', [200, 200, 200, 200], [600, 1000, 1000, 1000]],
    ['around', [100, 150, 225, 337], [300, 450, 675, 1000]],
  ] as const)('with %s jitter they wait between %j and %j ms, each its own time (RTY-002, RTY-011)', (growth, from, to) => {
    for (const [index, each] of pauses(growth, 40, 1000).entries()) {
      expect(Math.min(...each)).toBeGreaterThanOrEqual(from[index] ?? 0);
      expect(Math.max(...each)).toBeLessThanOrEqual(to[index] ?? 0);
      expect(distinct(each)).toBeGreaterThan(10);
    }
  });
});
