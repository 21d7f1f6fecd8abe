import { describe, expect, it } from 'vitest';
import { ProductClock } from '../../../../src/sim/broker/clock';
import { CatchUp, type CatchUpPlan, followAtOnce } from '../../../../src/sim/eventStore/catchUp';
import { EventStore } from '../../../../src/sim/eventStore/eventStore';

const second = 1_000_000;

function following(plan: Partial<CatchUpPlan>, stored = 0) {
  const clock = new ProductClock();
  const store = new EventStore(clock);
  const seen: (readonly [atS: number, id: string])[] = [];
  let caughtUp = 0;
  const follower = new CatchUp(
    store,
    { ...followAtOnce, ...plan },
    { handle: ({ id }) => void seen.push([clock.nowUs / second, id]), caughtUp: () => void caughtUp++ },
  );
  const add = (...ids: readonly string[]): void =>
    void store.append(
      's',
      ids.map((id) => ({ id, type: 'T', data: {} })),
      'any',
    );
  if (stored > 0) add(...Array.from({ length: stored }, (_, index) => `e${index}`));
  return { clock, store, follower, seen, add, caughtUp: () => caughtUp, times: () => seen.map(([atS]) => atS) };
}

describe('a follower', () => {
  it('begins behind the place it is told', () => {
    const { clock, follower, seen } = following({}, 5);
    follower.startAfter(2);
    clock.advanceToS(1);
    expect(seen).toEqual([
      [0, 'e3'],
      [0, 'e4'],
    ]);
  });

  it('needs its time for every event, one after the other', () => {
    const { clock, follower, add, times } = following({ handleTimeUs: 2 * second }, 2);
    follower.startAfter(-1);
    clock.advanceToS(3);
    add('x');
    clock.advanceToS(10);
    add('y');
    clock.advanceToS(20);
    expect(times()).toEqual([2, 4, 6, 12]);
  });

  it('does nothing any more when it was stopped, and nothing twice when it was started again', () => {
    const { clock, follower, add, seen } = following({ handleTimeUs: second }, 3);
    follower.startAfter(-1);
    clock.advanceToS(1.5);
    follower.stop();
    add('x');
    clock.advanceToS(9);
    expect(seen.length).toBe(1);
    follower.startAfter(0);
    follower.startAfter(0);
    clock.advanceToS(20);
    expect(seen.map(([, id]) => id)).toEqual(['e0', 'e1', 'e2', 'x']);
  });

  it('catches up once, also when there is nothing', () => {
    const { clock, follower, add, caughtUp } = following({});
    follower.startAfter(-1);
    expect([follower.live, caughtUp()]).toEqual([true, 1]);
    add('x', 'y');
    clock.advanceToS(1);
    expect(caughtUp()).toBe(1);
  });

  it('reads page after page', () => {
    const { clock, follower, seen } = following({ pageSize: 3 }, 8);
    follower.startAfter(-1);
    clock.advanceToS(1);
    expect(seen.length).toBe(8);
  });

  it('does not make up for the time in which the store was down', () => {
    const { clock, store, follower, times } = following({ perS: 10 }, 6);
    follower.startAfter(-1);
    clock.advanceToS(0.25);
    store.crash();
    clock.advanceToS(5);
    store.restart();
    clock.advanceToS(9);
    expect(times()).toEqual([0.1, 0.2, 5, 5.1, 5.2, 5.3]);
  });

  it('sees nothing of an append that did not finish', () => {
    const { clock, store, follower, seen, add } = following({}, 1);
    follower.startAfter(-1);
    store.crashAfterWriting(1);
    add('x', 'y');
    store.restart();
    add('z');
    clock.advanceToS(1);
    expect(seen.map(([, id]) => id)).toEqual(['e0', 'z']);
  });
});
