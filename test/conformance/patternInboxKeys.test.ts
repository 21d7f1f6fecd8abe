import { describe, expect, it } from 'vitest';
import type { Intervention, SettingValue } from '../../src/sim/index';
import { act, count, deadLetter, type Fact, factsOf, fault, only, run, select, send } from '../support/engine';
import { first, retail } from './patternWorld';
import { statement } from './statement';

type Settings = Readonly<Record<string, SettingValue>>;

const placed = (settings: Settings, interventions: readonly Intervention[] = []): readonly Fact[] =>
  factsOf(run(retail(), { coordination: 'choreography', settings, interventions: [send(), ...interventions] }));

describe('a key that is not stored in the transaction of the effect', () => {
  /** How often Payment charges when it dies at a point and is back a second later. */
  const charges = (commit: string, point: string | null): number => {
    const crash = point === null ? [] : [fault('crash', 'payment', { at: 0, for: 1000 }, { point })];
    return count(placed({ 'payment.inboxCommit': commit }, crash), 'committed', { place: 'payment' });
  };

  statement('INB-002', () => {
    expect(charges('after', 'before-publish')).toBe(2);
    expect(charges('with', 'before-publish')).toBe(1);
  });

  statement('INB-003', () => {
    expect(charges('before', 'before-effect')).toBe(0);
    expect(charges('with', 'before-effect')).toBe(1);
    const lost = placed({ 'payment.inboxCommit': 'before' }, [fault('crash', 'payment', { at: 0, for: 1000 }, { point: 'before-effect' })]);
    expect(only(lost, 'ignored', { place: 'payment' }).type).toBe('StockReserved');
  });

  it('does no harm as long as nothing crashes', () => {
    for (const commit of ['before', 'with', 'after']) expect(charges(commit, null)).toBe(1);
  });
});

describe('a dead letter that is redriven two hours after a copy of it was applied', () => {
  const hour = 3_600_000;
  const away = fault('crash', 'payment', { at: 0, for: 2000 });
  const { message } = first(placed({}, [away]), 'enqueued', { place: 'payment' });
  /** One copy cannot be read and becomes a dead letter; its double is applied. */
  const charges = (settings: Settings): number => {
    const facts = placed({ 'payment.attempts': 1, 'payment.dlq': true, ...settings }, [
      away,
      act(1000, { act: 'poison', place: 'payment', message }),
      act(1100, { act: 'duplicate', place: 'payment', message }),
      deadLetter(2 * hour, 'repair', 'payment'),
      deadLetter(2 * hour, 'redrive', 'payment'),
    ]);
    expect(only(facts, 'deadLettered', { place: 'payment' }).message).toBe(message);
    expect(count(facts, 'redriven', { place: 'payment' })).toBe(1);
    return count(facts, 'committed', { place: 'payment' });
  };

  statement('INB-005', () => {
    expect(charges({ 'payment.dedupeTtl': hour })).toBe(2);
    expect(charges({ 'payment.dedupeTtl': 3 * hour })).toBe(1);
    expect(charges({})).toBe(1);
  });
});

describe('one table of keys for all subscribers', () => {
  const doers = (settings: Settings): readonly string[] =>
    select(placed(settings), 'received', { type: 'OrderPlaced' })
      .map(({ place }) => place)
      .filter((place) => !select(placed(settings), 'ignored', { type: 'OrderPlaced' }).some((fact) => fact.place === place))
      .sort();

  statement('INB-006', () => {
    expect(doers({})).toEqual(['analytics', 'inventory', 'notification']);
    const shared = placed({ '*.inboxScope': 'shared' });
    expect(count(shared, 'received', { type: 'OrderPlaced' })).toBe(3);
    expect(doers({ '*.inboxScope': 'shared' })).toHaveLength(1);
    expect(count(shared, 'ignored', { type: 'OrderPlaced' })).toBe(2);
  });
});
