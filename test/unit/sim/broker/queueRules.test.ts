import { describe, expect, it } from 'vitest';
import { ProductClock } from '../../../../src/sim/broker/clock';
import { CopyTable } from '../../../../src/sim/broker/copies';
import type { Leaving } from '../../../../src/sim/broker/line';
import { portOnClock } from '../../../../src/sim/broker/lineInClock';
import { Queue } from '../../../../src/sim/broker/queue/queue';
import { plainQueue, type QueueRules } from '../../../../src/sim/broker/queue/rules';

/** A queue by itself; `add` makes a copy of a group and returns it, `left` lists what went away, with its second. */
function queueWith(rules: Partial<QueueRules>) {
  const clock = new ProductClock();
  const copies = new CopyTable();
  const left: (readonly [copy: number, why: Leaving, atS: number])[] = [];
  const back: (readonly [copy: number, was: string, atS: number])[] = [];
  const nowS = (): number => clock.nowUs / 1e6;
  const queue: Queue = new Queue(
    { ...plainQueue, ...rules },
    copies,
    portOnClock(clock, () => queue, {
      left: (copy, why) => left.push([copy, why, nowS()]),
      back: (copy, was) => back.push([copy, was, nowS()]),
    }),
  );
  const add = (group = 0, delayUs = 0): number => {
    const copy = copies.add(1, 0);
    return queue.enqueue(copy, group, delayUs) < 0 ? -1 : copy;
  };
  const takeAll = (): readonly number[] => {
    const taken: number[] = [];
    for (let copy = queue.take(); copy >= 0; copy = queue.take()) taken.push(copy);
    return taken;
  };
  return { clock, copies, queue, left, back, add, takeAll };
}

describe('where a returned copy goes', () => {
  const orders = { place: [1, 2, 3, 4], head: [1, 2, 3, 4], first: [2, 1, 3, 4], tail: [3, 4, 2, 1] } as const;
  it.each(Object.entries(orders))('%s', (returns, order) => {
    const { queue, add, takeAll } = queueWith({ returns: returns as QueueRules['returns'] });
    [add(), add(), add(), add()].forEach((copy, i) => expect(copy).toBe(i + 1));
    queue.take();
    queue.take();
    queue.giveBack(2, 'nack');
    queue.giveBack(1, 'nack');
    expect(takeAll()).toEqual(order);
  });

  it('a place is the one by arrival, also between copies that have come back already', () => {
    const { queue, add, takeAll } = queueWith({ returns: 'place' });
    for (let i = 0; i < 5; i++) add();
    for (let i = 0; i < 4; i++) queue.take();
    for (const copy of [3, 1, 4, 2]) queue.giveBack(copy, 'lost');
    expect(takeAll()).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('groups', () => {
  it('wait while one of theirs is out or held, and others go on', () => {
    const { queue, clock, add } = queueWith({ groups: true });
    const [a1, a2, b1] = [add(7), add(7), add(8)];
    expect([queue.take(), queue.take(), queue.take()]).toEqual([a1, b1, -1]);
    queue.giveBack(a1, 'nack', 5_000_000);
    expect(queue.take()).toBe(-1);
    clock.advanceToS(5);
    expect(queue.take()).toBe(a1);
    queue.settle(a1);
    expect(queue.take()).toBe(a2);
  });

  it('one receive call may go on in order within a group; another call may not', () => {
    const { queue, add } = queueWith({ groups: true });
    const [a1, a2, a3] = [add(7), add(7), add(7)];
    expect([queue.take(1), queue.take(1), queue.take(2)]).toEqual([a1, a2, -1]);
    queue.settle(a1);
    expect(queue.take(2)).toBe(-1);
    queue.settle(a2);
    expect(queue.take(2)).toBe(a3);
  });

  it('a copy that leaves or is taken away frees its group', () => {
    const { queue, left, add } = queueWith({ groups: true, limit: { at: 'take', max: 1 } });
    const [a1, a2] = [add(7), add(7)];
    queue.take();
    queue.giveBack(a1, 'nack');
    expect(queue.take()).toBe(a2);
    expect(left).toEqual([[a1, 'exhausted', 0]]);
  });
});

describe('leases and limits', () => {
  it('the n-th delivery has the n-th lease, the last repeats', () => {
    const { queue, clock, back, add } = queueWith({ lease: { kind: 'timeout', us: [2_000_000, 7_000_000] } });
    add();
    for (const until of [2, 9, 16]) {
      queue.take();
      clock.advanceTo(until * 1e6 - 1);
      expect(queue.waiting).toBe(0);
      clock.advanceToS(until);
    }
    expect(back.map(([, was, atS]) => [was, atS])).toEqual([2, 9, 16].map((atS) => ['lease', atS]));
  });

  it('a changed lease holds for this delivery only', () => {
    const { queue, clock, copies, add } = queueWith({ lease: { kind: 'timeout', us: [30_000_000] } });
    add();
    const copy = queue.take();
    queue.extend(copy, 3_000_000);
    clock.advanceToS(3);
    expect([queue.waiting, queue.take(), copies.attempts[copy]]).toEqual([1, copy, 2]);
    expect(copies.visibleAt[copy]).toBe(33_000_000);
  });

  it('at return: only counted causes count, and the copy leaves on the return that fills the limit', () => {
    const { queue, left, add } = queueWith({ limit: { at: 'return', max: 2, counts: ['reject', 'lost'] } });
    const copy = add();
    for (const cause of ['nack', 'reject', 'nack', 'timeout'] as const) {
      queue.take();
      expect(queue.giveBack(copy, cause)).toBe('queued');
    }
    queue.take();
    expect(queue.giveBack(copy, 'lost')).toBe('left');
    expect(left).toEqual([[copy, 'exhausted', 0]]);
  });

  it('at take: it stays until somebody would get it once more', () => {
    const { queue, clock, left, add } = queueWith({ limit: { at: 'take', max: 2 }, lease: { kind: 'timeout', us: [1_000_000] } });
    const copy = add();
    queue.take();
    clock.advanceToS(1);
    queue.take();
    clock.advanceToS(60);
    expect([queue.waiting, left]).toEqual([1, []]);
    expect(queue.take()).toBe(-1);
    expect(left).toEqual([[copy, 'exhausted', 60]]);
  });

  it('no more than so many are out at a time', () => {
    const { queue, add, takeAll } = queueWith({ maxOut: 2 });
    const copies = [add(), add(), add()];
    expect(takeAll()).toEqual(copies.slice(0, 2));
    queue.settle(copies[1] ?? 0);
    expect(takeAll()).toEqual(copies.slice(2));
  });

  it('may count what came back too; that itself goes out again at any time', () => {
    const { queue, add, takeAll } = queueWith({ maxOut: 2, maxOutCounts: 'unsettled', returns: 'first' });
    for (let i = 0; i < 4; i++) add();
    expect(takeAll()).toEqual([1, 2]);
    queue.giveBack(2, 'nack');
    queue.giveBack(1, 'nack', 1_000_000);
    expect(takeAll()).toEqual([2]);
    queue.settle(2);
    expect(takeAll()).toEqual([3]);
    queue.removeHeld(1);
    expect(takeAll()).toEqual([4]);
  });
});

describe('life and room', () => {
  it('anywhere: what is too old is gone when somebody looks, wherever it stands', () => {
    const { queue, clock, copies, left, add } = queueWith({ timeToLiveUs: 60_000_000, expiry: 'anywhere' });
    const older = add();
    const short = copies.add(1, 0);
    copies.expiresAt[short] = 10_000_000;
    queue.enqueue(short, 0);
    clock.advanceToS(10);
    expect(queue.contents()).toEqual([older, short]);
    queue.sweep();
    expect(left).toEqual([[short, 'expired', 10]]);
    clock.advanceToS(60);
    expect([queue.take(), left.length]).toEqual([-1, 2]);
  });

  it('at the head: what stands behind a longer life is counted until it gets there', () => {
    const { queue, clock, copies, left, add } = queueWith({ timeToLiveUs: 60_000_000, expiresOnTime: true });
    const head = add();
    const short = copies.add(1, 0);
    copies.expiresAt[short] = 10_000_000;
    queue.enqueue(short, 0);
    clock.advanceToS(20);
    expect([queue.waiting, left]).toEqual([2, []]);
    expect(queue.take()).toBe(head);
    expect(queue.take()).toBe(-1);
    expect(left).toEqual([[short, 'expired', 20]]);
  });

  it('a return keeps the end of life', () => {
    const { queue, clock, left, add } = queueWith({ timeToLiveUs: 10_000_000 });
    const copy = add();
    queue.take();
    clock.advanceToS(11);
    expect(queue.giveBack(copy, 'nack')).toBe('left');
    expect(left).toEqual([[copy, 'expired', 11]]);
  });

  it.each([
    ['reject', [1, 2], []],
    ['dropHead', [2, 3], [1]],
  ] as const)('a full line: %s', (overflow, kept, gone) => {
    const { queue, left, add } = queueWith({ maxLength: { copies: 2, overflow } });
    add();
    add();
    add();
    expect(queue.contents()).toEqual(kept);
    expect(left.map(([copy]) => copy)).toEqual(gone);
  });

  it('a delayed copy is out of sight until its time', () => {
    const { queue, clock, add } = queueWith({});
    const late = add(0, 5_000_000);
    const now = add();
    expect([queue.waiting, queue.held, queue.take(), queue.take()]).toEqual([1, 1, now, -1]);
    clock.advanceToS(5);
    expect(queue.take()).toBe(late);
  });
});
