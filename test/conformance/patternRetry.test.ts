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
