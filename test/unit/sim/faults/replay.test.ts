import { describe, expect, it } from 'vitest';
import { productRegistry, type SettingValue } from '../../../../src/sim/index';
import { count, factsOfRun, fault, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const replayed = (settings: Readonly<Record<string, SettingValue>>, product = 'rabbitmq-quorum') =>
  factsOfRun(workshop({ product }), {
    interventions: [send(), send(100), send(200), fault('replay', 'works', { at: 60_000, for: 1000 })],
    settings,
  });
const again = (facts: ReturnType<typeof replayed>) => select(facts, 'enqueued', { place: 'works' }).filter(({ ms }) => ms >= 60_000);

describe('a replay of history', () => {
  it.each(productRegistry.map(({ id }) => id))('on %s brings each message that was handled once more, in its old order', (product) => {
    const facts = replayed({}, product);
    const first = select(facts, 'acknowledged', { place: 'works' }).filter(({ ms }) => ms < 60_000);
    expect(first.length).toBeGreaterThan(0);
    expect(again(facts).map(({ message }) => message)).toEqual(first.map(({ message }) => message).toSorted((a, b) => a - b));
    expect(new Set(again(facts).map(({ ms }) => ms))).toEqual(new Set([60_000]));
  });

  it('repeats every effect without an inbox, and none with it', () => {
    expect(count(replayed({ '*.dedupe': false }), 'committed', { place: 'works' })).toBe(6);
    const safe = replayed({ '*.dedupe': true });
    expect(count(safe, 'committed', { place: 'works' })).toBe(3);
    expect(count(safe, 'ignored', { place: 'works' })).toBe(3);
  });
});
