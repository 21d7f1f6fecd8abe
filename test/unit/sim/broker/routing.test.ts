import { expect, it } from 'vitest';
import { factsOfRun, only, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const facts = factsOfRun(workshop(), { interventions: [send()] });

it('an event reaches every place that listens, each with a copy of its own', () => {
  expect(only(facts, 'accepted', { type: 'ThingStarted' }).b).toBe(3);
  expect(select(facts, 'enqueued', { type: 'ThingStarted' }).map(({ place }) => place)).toEqual(['works', 'mail', 'analytics']);
});

it('an event that nobody listens to is accepted and makes no copy', () => {
  expect(only(facts, 'accepted', { type: 'ThingMailed' }).b).toBe(0);
  expect(select(facts, 'enqueued', { type: 'ThingMailed' })).toEqual([]);
});

it('hops and handlers take exactly the time the file says', () => {
  const times = (kind: 'sent' | 'received' | 'committed' | 'acknowledged', type: string): readonly number[] =>
    select(facts, kind, { type }).map(({ ms }) => ms);
  expect(times('received', 'StartThing')).toEqual([10]);
  expect(times('sent', 'ThingStarted')).toEqual([20]);
  expect(select(facts, 'received', { type: 'ThingStarted' }).map(({ place, ms }) => [place, ms])).toEqual([
    ['works', 40],
    ['mail', 40],
    ['analytics', 40],
  ]);
  expect(times('committed', 'MakeThing')).toEqual([140]);
  expect(only(facts, 'settled').ms).toBe(240);
});

it('the flow settles once, with its time since the customer pressed the button', () => {
  const settled = only(facts, 'settled');
  expect([settled.type, settled.a, settled.b]).toEqual(['ThingFinished', 1, 240]);
});
