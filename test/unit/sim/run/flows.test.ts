import { expect, it } from 'vitest';
import { count, factsOfRun, fault, only, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';
import { bundledScenario } from '../../../support/scenarios';

it('a command to a place that is down is refused: its sender sees an error, and nothing is late', () => {
  const facts = factsOfRun(workshop(), { interventions: [fault('crash', 'desk', { at: 0, for: 1000 }), send()] });
  expect(only(facts, 'refused')).toMatchObject({ place: 'customer', ms: 10, says: 'connection refused' });
  expect([count(facts, 'settled'), count(facts, 'deadlinePassed')]).toEqual([0, 0]);
});

it('nothing is expected of a refused flow: no rule about its end is broken', () => {
  const facts = factsOfRun(bundledScenario('retail'), { interventions: [fault('crash', 'order', { at: 0, for: 1000 }), send()] });
  expect(count(facts, 'refused')).toBe(1);
  expect(count(facts, 'ruleBroken')).toBe(0);
});

it('a crash while the command is handled is an error to its sender as well', () => {
  const facts = factsOfRun(workshop(), { interventions: [fault('crash', 'desk', { at: 15, for: 1000 }), send()] });
  expect(only(facts, 'refused')).toMatchObject({ ms: 15, says: 'crashed' });
});

it('late is said exactly at the deadline, once, and a late end still counts', () => {
  const facts = factsOfRun(workshop(), { interventions: [fault('crash', 'works', { at: 0, for: 400_000 }), send()] });
  expect(only(facts, 'deadlinePassed')).toMatchObject({ ms: 300_000, type: 'StartThing' });
  expect(only(facts, 'settled').ms).toBeGreaterThan(400_000);
});
