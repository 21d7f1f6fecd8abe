import { describe, expect, it } from 'vitest';
import { type Intervention, productRegistry, type SettingValue } from '../../../../src/sim/index';
import { count, type Fact, factsOfRun, fault, restart, select, send } from '../../../support/engine';
import { workshop } from '../../../support/workshop';

const cut = (at: number, lasts: number | null): Intervention => fault('partition', 'works', { at, for: lasts });
const facts = (
  interventions: readonly Intervention[],
  product = 'rabbitmq-quorum',
  settings: Readonly<Record<string, SettingValue>> = {},
): readonly Fact[] => factsOfRun(workshop({ product }), { interventions: [send(), ...interventions], settings });
const ended = (all: readonly Fact[]): number => select(all, 'settled').length;

describe('a service cut off from the broker', () => {
  it('lives: it finishes what it has, and neither message nor acknowledgement passes until the cut is mended', () => {
    const all = facts([cut(100, 5000)], 'sns-sqs', { '*.dedupe': true });
    const within = all.filter(({ ms, place }) => place === 'works' && ms > 100 && ms < 5100);
    expect(count(within, 'committed')).toBe(1);
    expect(count(within, 'acknowledged')).toBe(0);
    expect(within.filter(({ kind }) => kind === 'sent' || kind === 'delivered')).toEqual([]);
    expect(select(within, 'publishFailed').map(({ says }) => says)).toEqual(['broker out of reach']);
    expect(ended(all)).toBe(1);
  });

  it('loses what it publishes when neither outbox nor client keeps it', () => {
    const all = facts([cut(100, 5000)], 'rabbitmq-quorum', { '*.outbox': false, '*.dedupe': true });
    expect(count(all, 'publishFailed', { place: 'works' })).toBe(1);
    expect(ended(all)).toBe(0);
  });

  it('others go on', () => {
    const all = facts([cut(0, null)]);
    expect(count(all, 'committed', { place: 'mail' })).toBe(1);
    expect(count(all, 'delivered', { place: 'works' })).toBe(0);
  });

  it('two cuts that overlap end with the later one', () => {
    const all = facts([cut(0, 1000), cut(500, 2000)]);
    expect(select(all, 'delivered', { place: 'works' })[0]?.ms).toBeGreaterThanOrEqual(2500);
    expect(ended(all)).toBe(1);
  });

  const broadcasting = productRegistry.filter(({ broadcasts }) => broadcasts).map(({ id }) => id);
  it.each(broadcasting)(
    'on %s every flow ends once the cut is mended, whenever it began and however long it was, or is kept as a dead letter',
    (product) => {
      for (const at of [0, 45, 60, 100, 160, 175]) {
        for (const lasts of [5, 100, 3000, 60_000]) {
          const all = facts([cut(at, lasts)], product);
          expect([at, lasts, ended(all) === 1 || count(all, 'deadLettered') === 1]).toEqual([at, lasts, true]);
        }
      }
    },
  );

  it.each(broadcasting)('on %s also when the process was started again meanwhile', (product) => {
    const crash = fault('crash', 'works', { at: 150, for: 1000 });
    for (const lasts of [500, 3000, 60_000])
      expect([lasts, ended(facts([cut(100, lasts), crash, restart(900, 'works')], product))]).toEqual([lasts, 1]);
  });

  it('a group hears no heartbeat: a short cut leaves the member in, a long one puts it out', () => {
    const began = (lasts: number): number => count(facts([cut(100, lasts)], 'kafka'), 'rebalanceStarted');
    expect([began(3000), began(60_000)]).toEqual([0, 1]);
  });
});
