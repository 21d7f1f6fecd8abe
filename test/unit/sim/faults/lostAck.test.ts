import { describe, expect, it } from 'vitest';
import { count, factsOfRun, fault, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const lost = (product: string, dedupe: boolean) =>
  factsOfRun(workshop({ product }), {
    interventions: [send(), fault('lost-ack', 'works', { at: 0, for: null }, { p: 1, count: 1 })],
    settings: { '*.dedupe': dedupe },
  });

/** When each product delivers again what it takes for unhandled, in whole seconds after the first delivery. */
const againS: Readonly<Record<string, number>> = {
  'rabbitmq-quorum': 0,
  'rabbitmq-classic': 0,
  'nats-jetstream': 30,
  'sns-sqs': 30,
  sqs: 30,
};

describe.each(Object.entries(againS))('an acknowledgement lost on %s', (product, s) => {
  it(`brings the message again after ${s} s, and its effect with it`, () => {
    const facts = lost(product, false);
    const [first, second, ...more] = select(facts, 'delivered', { place: 'works', type: 'ThingStarted' });
    expect(more).toEqual([]);
    expect(Math.round(((second?.ms ?? 0) - (first?.ms ?? 0)) / 1000)).toBe(s);
    expect(count(facts, 'committed', { place: 'works' })).toBe(2);
    expect(count(facts, 'faultStruck')).toBe(1);
  });

  it('the inbox ignores it', () => {
    const facts = lost(product, true);
    expect(count(facts, 'committed', { place: 'works' })).toBe(1);
    expect(count(facts, 'ignored', { place: 'works' })).toBe(1);
    expect(count(facts, 'acknowledged', { place: 'works' })).toBe(1);
  });
});
