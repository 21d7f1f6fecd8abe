import { describe, expect, it } from 'vitest';
import { SnapshotStore } from '../../src/sim/eventStore/snapshots';
import { type Decision, States } from '../../src/sim/eventStore/states';
import { EventStore } from '../../src/sim/eventStore/eventStore';
import { appended, balance, changed, eventsOf, idsOf, many, second, storeWith } from './eventStoreWorld';
import { statement } from './statement';

describe('an append', () => {
  statement('EVS-001', () => {
    const { store } = storeWith(5);
    expect(store.revisionOf('s')).toBe(4);
    expect(store.append('s', [changed('new')], 4)).toMatchObject(appended(5));
    expect(store.revisionOf('s')).toBe(5);
  });

  statement('EVS-002', () => {
    const { store } = storeWith(5);
    expect(store.append('s', [changed('new')], 3)).toEqual({ kind: 'wrongExpectedVersion', expected: 3, current: 4 });
    expect(store.append('s', [changed('new')], 5)).toEqual({ kind: 'wrongExpectedVersion', expected: 5, current: 4 });
    expect(idsOf(store)).toEqual(many(5).map(({ id }) => id));
    expect(store.head).toBe(4);
  });

  it('without a stream may expect that, or nothing', () => {
    for (const [expected, fits] of [
      ['noStream', true],
      ['any', true],
      ['streamExists', false],
      [0, false],
    ] as const) {
      const { store } = storeWith();
      expect(store.append('s', [changed('a')], expected)).toMatchObject(
        fits ? appended(0) : { kind: 'wrongExpectedVersion', current: 'noStream' },
      );
    }
    expect(storeWith(1).store.append('s', [changed('a')], 'noStream')).toMatchObject({ kind: 'wrongExpectedVersion', current: 0 });
    expect(storeWith(1).store.append('s', [changed('a')], 'streamExists')).toMatchObject(appended(1));
  });

  it('counts the stream on its own and the store as a whole', () => {
    const { store } = storeWith(3);
    expect(store.append('t', many(2, 't'), 'noStream')).toMatchObject({ revision: 1, position: 4 });
    expect(store.readAll({ from: 2, maxCount: 2 })).toMatchObject({ events: [{ id: 'e2' }, { id: 't0', revision: 0, position: 3 }] });
    expect(store.readAll({ direction: 'backwards', maxCount: 2 })).toMatchObject({ events: [{ id: 't1' }, { id: 't0' }] });
    expect(store.read('s', { direction: 'backwards', from: 1 })).toMatchObject({ events: [{ id: 'e1' }, { id: 'e0' }] });
    expect(store.read('s', { from: 9 })).toEqual({ kind: 'events', events: [] });
    expect(store.read('nowhere')).toEqual({ kind: 'streamNotFound' });
  });
});

describe('two writers', () => {
  const withdraw =
    (id: string, amount: number) =>
    (state: number): Decision =>
      state < amount ? { kind: 'rejected', reason: 'not covered' } : { kind: 'events', events: [changed(id, -amount)] };

  /** Both have loaded revision 4, a balance of 15. */
  const race = (amount: number) => {
    const { store } = storeWith(5);
    const states = new States(store, balance());
    const loaded = [states.load('s'), states.load('s')];
    const outcomes = loaded.map((one, index) =>
      states.execute({ stream: 's', decide: withdraw(`w${index}`, amount), loaded: one, attemptsMax: 3 }),
    );
    return { loaded, outcomes, state: states.load('s').state, ids: idsOf(store).slice(5) };
  };

  statement('EVS-003', () => {
    const { store } = storeWith(5);
    const both = ['a', 'b'].map((id) => store.append('s', [changed(id)], 4).kind);
    expect(both).toEqual(['appended', 'wrongExpectedVersion']);

    expect(race(6).loaded.map(({ revision }) => revision)).toEqual([4, 4]);
    expect(race(6)).toMatchObject({
      outcomes: [
        { kind: 'done', revision: 5, attempts: 1 },
        { kind: 'done', revision: 6, attempts: 2 },
      ],
      state: 3,
    });
    expect(race(10)).toMatchObject({
      outcomes: [{ kind: 'done' }, { kind: 'rejected', reason: 'not covered', attempts: 2 }],
      state: 5,
      ids: ['w0'],
    });
  });

  it('who is always too late gives up', () => {
    const { store } = storeWith(1);
    const states = new States(store, balance());
    let n = 0;
    const decide = (): Decision => {
      store.append('s', [changed(`other${n++}`)], 'any');
      return { kind: 'events', events: [changed(`mine${n}`)] };
    };
    expect(states.execute({ stream: 's', decide, attemptsMax: 4 })).toEqual({ kind: 'conflict', attempts: 4 });
    expect(idsOf(store)).toEqual(['e0', 'other0', 'other1', 'other2', 'other3']);
  });
});

describe('an append whose answer was lost', () => {
  const retried = (expected: number | 'any' | 'noStream' | 'streamExists', between: (store: EventStore) => void = () => undefined) => {
    const { store } = storeWith(expected === 'noStream' ? 0 : 3, { rememberedMax: 4 });
    store.loseAnswers(1);
    const first = store.append('s', [changed('X')], expected);
    between(store);
    return { first, second: store.append('s', [changed('X')], expected), stored: idsOf(store).filter((id) => id === 'X').length };
  };
  const restarted = (store: EventStore): void => {
    store.crash();
    store.restart();
  };
  const followed = (store: EventStore): void => void store.append('s', many(9, 'later'), 'any');

  statement('EVS-005', () => {
    expect(retried(2)).toMatchObject({ first: { kind: 'noAnswer' }, second: appended(3, true), stored: 1 });
    expect(retried('noStream')).toMatchObject({ first: { kind: 'noAnswer' }, second: appended(0, true), stored: 1 });
    // Others may have appended since, and the store may have lost its memory.
    for (const between of [restarted, followed]) expect(retried(2, between)).toMatchObject({ second: appended(3, true), stored: 1 });
    // Without an expected revision it is a matter of luck.
    for (const expected of ['any', 'streamExists'] as const) {
      expect(retried(expected)).toMatchObject({ second: appended(3, true), stored: 1 });
      for (const between of [restarted, followed]) expect(retried(expected, between)).toMatchObject({ stored: 2 });
    }
  });

  it('is not mistaken for another event, nor for a part of itself', () => {
    const { store } = storeWith(3);
    store.append('s', [changed('X'), changed('Y')], 2);
    expect(store.append('s', [changed('Z')], 2)).toMatchObject({ kind: 'wrongExpectedVersion', current: 4 });
    expect(store.append('s', [changed('Y'), changed('X')], 2)).toMatchObject({ kind: 'wrongExpectedVersion' });
    expect(store.append('s', [changed('X'), changed('Z')], 2)).toMatchObject({ kind: 'wrongExpectedVersion' });
    expect(store.append('s', [changed('X'), changed('Y'), changed('Z')], 2)).toMatchObject({ kind: 'wrongExpectedVersion' });
    expect(store.append('s', [changed('X'), changed('Z')], 'any')).toMatchObject({ kind: 'wrongExpectedVersion' });
    expect(store.append('t', [changed('X')], 'any')).toMatchObject(appended(0));
    expect(store.append('s', [changed('X')], 2)).toMatchObject(appended(3, true));
    expect(store.head).toBe(5);
  });
});

describe('a crash of the store', () => {
  statement(
    'EVS-006',
    () => {
      for (const written of [0, 1, 2, 3]) {
        const { store } = storeWith(2);
        store.crashAfterWriting(written);
        expect(store.append('s', many(3, 'new'), 1)).toEqual({ kind: 'noAnswer' });
        expect(store.append('s', [changed('other')], 'any')).toEqual({ kind: 'unavailable' });
        expect(store.read('s')).toEqual({ kind: 'unavailable' });
        store.restart();
        expect(idsOf(store)).toEqual(['e0', 'e1']);
        expect(store.readAll()).toMatchObject({ kind: 'events', events: [{ position: 0 }, { position: 1 }] });
        // The client may simply try again.
        expect(store.append('s', many(3, 'new'), 1)).toMatchObject({ revision: 4, position: 4, repeated: false });
      }
    },
    'before the end',
  );

  statement(
    'EVS-006',
    () => {
      const { store } = storeWith(2);
      store.loseAnswers(1);
      expect(store.append('s', many(3, 'new'), 1)).toEqual({ kind: 'noAnswer' });
      store.crash();
      store.restart();
      expect(idsOf(store)).toEqual(['e0', 'e1', 'new0', 'new1', 'new2']);
      expect(store.append('s', many(3, 'new'), 1)).toMatchObject(appended(4, true));
    },
    'behind the end',
  );
});

describe('snapshots', () => {
  const filled = (snapshotEvery: number | null, count = 60, schemaVersion = 1) => {
    const { store } = storeWith();
    const snapshots = new SnapshotStore<number>();
    const states = new States(store, balance({ snapshotEvery, schemaVersion }), snapshots);
    for (const [index, event] of many(count).entries()) states.append('s', [event], index === 0 ? 'noStream' : index - 1);
    return { store, snapshots, states };
  };
  const sum = (n: number): number => (n * (n + 1)) / 2;

  statement('EVS-007', () => {
    const { store, states } = filled(50);
    const before = store.eventsRead;
    expect(states.load('s')).toEqual({ state: sum(60), revision: 59, eventsRead: 10, fromSnapshot: true });
    expect(store.eventsRead - before).toBe(10);
    expect(filled(null).states.load('s')).toEqual({ state: sum(60), revision: 59, eventsRead: 60, fromSnapshot: false });
  });

  it('are taken whenever a multiple is reached or passed', () => {
    expect(filled(7, 30).states.load('s')).toMatchObject({ state: sum(30), eventsRead: 2 });
    expect(filled(7, 28).states.load('s')).toMatchObject({ state: sum(28), eventsRead: 0 });
    const { store } = storeWith();
    const states = new States(store, balance({ snapshotEvery: 4 }));
    states.append('s', many(3), 'noStream');
    states.append('s', many(3, 'f'), 2);
    expect(states.load('s')).toMatchObject({ revision: 5, eventsRead: 0, fromSnapshot: true });
  });

  statement('EVS-008', () => {
    const { store, snapshots, states } = filled(50);
    const old = states.load('s');
    const other = new States(store, balance({ snapshotEvery: 50, schemaVersion: 2 }), snapshots);
    expect(other.load('s')).toEqual({ ...old, eventsRead: 60, fromSnapshot: false });
    snapshots.discard('s');
    expect(states.load('s')).toEqual({ ...old, eventsRead: 60, fromSnapshot: false });
  });
});

describe('the past', () => {
  const minute = 60 * second;
  const tenOClock = 600 * minute;

  const kept = (snapshotEvery: number | null) => {
    const { clock, store } = storeWith();
    const states = new States(store, balance({ snapshotEvery }));
    for (const [minutes, amount] of [
      [0, 100],
      [5, -30],
      [10, 5],
    ] as const) {
      clock.advanceTo(tenOClock + minutes * minute);
      states.append('s', [changed(`at${minutes}`, amount)], 'any');
    }
    return { clock, store, asOf: (minutes: number) => states.stateAsOf('s', tenOClock + minutes * minute) };
  };

  statement('EVS-010', () => {
    for (const snapshotEvery of [null, 1, 2]) {
      const { asOf } = kept(snapshotEvery);
      expect([-1, 0, 4.99, 5, 7, 9.99, 10, 60].map(asOf)).toEqual([0, 100, 100, 70, 70, 70, 75, 75]);
    }
  });

  statement('EVS-011', () => {
    const { clock, store, asOf } = kept(null);
    const before = eventsOf(store, 's');
    const text = JSON.stringify(before);
    // No operation changes or removes what is stored, and what was handed out or handed in cannot be changed either.
    const operations = Object.getOwnPropertyNames(EventStore.prototype).join(' ');
    expect(operations).not.toMatch(/update|delete|remove|replace|edit|truncate|set/i);
    expect(() => Object.assign(before[1]?.data ?? {}, { amount: 0 })).toThrow(TypeError);
    const mine = { id: 'mine', type: 'Changed', data: { amount: 1, list: [1] } };
    store.append('s', [mine], 2);
    mine.data.list.push(2);
    expect(eventsOf(store, 's')[3]?.data).toEqual({ amount: 1, list: [1] });

    clock.advanceBy(5 * minute);
    store.append('s', [{ ...changed('correction', 25), metadata: { corrects: 'at5' } }], 3);
    expect(JSON.stringify(eventsOf(store, 's').slice(0, 3))).toBe(text);
    expect([7, 14, 15].map(asOf)).toEqual([70, 76, 101]);
  });
});
