import { describe, expect, it } from 'vitest';
import { ensure } from '../../src/base/assert';
import { ProductClock } from '../../src/sim/broker/clock';
import { ln } from '../../src/sim/kernel/exactMath';
import { drawUnit, streamSeed } from '../../src/sim/kernel/random';
import {
  askForCall,
  type BreakerRules,
  type BreakerState,
  changesAtUs,
  classicBreaker,
  closedBreaker,
  elapsed,
  recordCall,
  type RateBreakerRules,
  releaseCall,
  resilience4jBreaker,
} from '../../src/sim/safeguards/breakerRules';
import { statement } from './statement';

const second = 1_000_000;
const defaults = resilience4jBreaker;

/** A breaker that is asked and told by hand. */
function breaker(rules: BreakerRules, nowUs = 0) {
  let state: BreakerState = closedBreaker(nowUs);
  const world = {
    state: () => state,
    status: (atS = 0) => elapsed(rules, state, atS * second).status,
    ask(atS: number): boolean {
      const asked = askForCall(rules, state, atS * second);
      state = asked.state;
      return asked.permitted;
    },
    end(failed: boolean, atS: number, durationUs = 1000): void {
      state = recordCall(rules, state, { failed, durationUs }, atS * second);
    },
    /** So many calls one after the other; the first `failures` of them fail. Returns the number of permitted ones. */
    calls(count: number, failures: number, atS: number, durationUs = 1000): number {
      let permitted = 0;
      for (let n = 0; n < count; n++) {
        if (!world.ask(atS)) continue;
        permitted++;
        world.end(n < failures, atS, durationUs);
      }
      return permitted;
    },
    release: () => void (state = releaseCall(state)),
  };
  return world;
}

/** A breaker that opened at 0. */
function opened(rules: BreakerRules) {
  const world = breaker(rules);
  const needed = rules.kind === 'rate' ? rules.window.size : rules.failuresMax;
  world.calls(needed, needed, 0);
  expect(world.status()).toBe('open');
  return world;
}

describe('a closed breaker with the defaults of resilience4j', () => {
  statement('CBR-001', () => {
    const world = breaker(defaults);
    expect(world.calls(99, 99, 0)).toBe(99);
    expect(world.status()).toBe('closed');
    world.calls(1, 1, 0);
    expect(world.status()).toBe('open');
  });

  statement('CBR-002', () => {
    const world = breaker(defaults);
    world.calls(99, 50, 0);
    expect(world.status()).toBe('closed');
    // The hundredth call succeeds: it is the share that counts.
    world.calls(1, 0, 0);
    expect(world.status()).toBe('open');
    expect(world.ask(59.999)).toBe(false);
  });

  statement('CBR-003', () => {
    const world = breaker(defaults);
    expect(world.calls(100, 49, 0)).toBe(100);
    expect(world.status()).toBe('closed');
  });

  it('looks at the last hundred calls only', () => {
    const world = breaker(defaults);
    world.calls(100, 49, 0);
    world.calls(49, 49, 1);
    // The 49 oldest failures have left; one more failure takes the place of a success.
    expect(world.status(1)).toBe('closed');
    world.calls(1, 1, 1);
    expect(world.status(1)).toBe('open');
  });

  it('opens for slow calls, too, when nearly all are slow', () => {
    const slow = breaker(defaults);
    slow.calls(99, 0, 0, 60 * second + 1);
    slow.calls(1, 0, 0, 60 * second);
    expect(slow.status()).toBe('closed');
    slow.calls(99, 0, 0, 60 * second + 1);
    expect(slow.status()).toBe('closed');
    slow.calls(1, 0, 0, 60 * second + 1);
    expect(slow.status()).toBe('open');
  });
});

describe('numbers of its own', () => {
  const rules: RateBreakerRules = {
    ...defaults,
    window: { kind: 'calls', size: 10 },
    callsMin: 4,
    failurePercent: 25,
    openWaitUs: 5 * second,
    trialCalls: 3,
  };

  it('decide after the least number of calls, within the window', () => {
    const few = breaker(rules);
    few.calls(3, 3, 0);
    expect(few.status()).toBe('closed');
    few.calls(1, 0, 0);
    expect(few.status()).toBe('open');
    const many = breaker(rules);
    many.calls(8, 0, 0);
    many.calls(2, 2, 0);
    expect(many.status()).toBe('closed');
    many.calls(1, 1, 0);
    expect(many.status()).toBe('open');
  });

  it('a least number above the window counts as the window', () => {
    const world = breaker({ ...rules, callsMin: 100 });
    world.calls(9, 9, 0);
    expect(world.status()).toBe('closed');
    world.calls(1, 1, 0);
    expect(world.status()).toBe('open');
  });

  it('a least number below the trial decides the trial early', () => {
    const world = opened({ ...rules, trialCalls: 8 });
    expect(world.calls(4, 0, 5)).toBe(4);
    expect(world.status(5)).toBe('closed');
  });
});

describe('a window of seconds', () => {
  const rules: RateBreakerRules = { ...defaults, window: { kind: 'seconds', size: 10 }, callsMin: 6 };

  it('counts what happened in it, however much that was', () => {
    const world = breaker(rules);
    world.calls(251, 0, 0);
    world.calls(249, 249, 0);
    expect(world.status(0)).toBe('closed');
    world.calls(1, 1, 9.9);
    expect(world.status(10)).toBe('closed');
    // The second that begins now is the tenth after the first: 0.x has left, one failure of two calls is too few to decide.
    world.calls(1, 0, 10);
    expect(world.status(10)).toBe('closed');
    world.calls(4, 2, 10.5);
    expect(world.status(11)).toBe('open');
  });

  it('forgets by whole seconds', () => {
    for (const [atS, status] of [
      [9.999, 'open'],
      [10, 'closed'],
    ] as const) {
      const world = breaker(rules);
      world.calls(5, 5, 0.999);
      world.calls(1, 1, atS);
      expect(world.status(atS)).toBe(status);
    }
  });

  it('still tries a number of calls', () => {
    const world = breaker({ ...rules, callsMin: 100 });
    world.calls(100, 100, 0);
    expect(world.calls(10, 4, 60)).toBe(10);
    expect(world.status(60)).toBe('closed');
  });
});

describe('an open breaker', () => {
  statement('CBR-005', () => {
    const world = opened(defaults);
    expect(world.status(60)).toBe('open');
    expect(world.status(3600)).toBe('open');
    expect(changesAtUs(defaults, world.state())).toBeNull();
    expect(world.ask(59.999999)).toBe(false);
    expect(world.ask(60)).toBe(true);
    expect(world.status(60)).toBe('halfOpen');
    expect(Array.from({ length: 9 }, () => world.ask(61))).not.toContain(false);
    expect([world.ask(61), world.ask(9999)]).toEqual([false, false]);
    expect(world.status(9999)).toBe('halfOpen');
  });

  it('may change by itself', () => {
    const rules = { ...defaults, automaticTrial: true };
    const world = opened(rules);
    expect(changesAtUs(rules, world.state())).toBe(60 * second);
    expect([world.status(59.999), world.status(60), world.status(9999)]).toEqual(['open', 'halfOpen', 'halfOpen']);
  });

  it('may break off a trial that takes too long', () => {
    const rules = { ...defaults, trialWaitMaxUs: 7 * second };
    const world = opened(rules);
    expect(world.ask(60)).toBe(true);
    expect([world.status(66.999), world.status(67)]).toEqual(['halfOpen', 'open']);
    expect([world.ask(126.999), world.ask(127)]).toEqual([false, true]);
    const alone = opened({ ...rules, automaticTrial: true });
    expect([59, 60, 66, 67, 126, 127, 133, 134 * 1000 + 30, 67 * 1e6 + 60].map((atS) => alone.status(atS))).toEqual([
      'open',
      'halfOpen',
      'halfOpen',
      'open',
      'open',
      'halfOpen',
      'halfOpen',
      'open',
      'halfOpen',
    ]);
  });

  it('is not moved by the end of a call that had started before', () => {
    const world = opened(defaults);
    world.end(false, 1);
    world.end(true, 70);
    expect(world.status(70)).toBe('open');
    expect(world.ask(59)).toBe(false);
  });
});

describe('a half-open breaker', () => {
  const tried = (failures: number) => {
    const world = opened(defaults);
    expect(Array.from({ length: 10 }, () => world.ask(60))).not.toContain(false);
    for (let n = 0; n < 10; n++) {
      expect(world.status(61)).toBe('halfOpen');
      world.end(n < failures, 61);
    }
    return world;
  };

  statement('CBR-006', () => {
    const again = tried(5);
    expect(again.status(61)).toBe('open');
    expect([again.ask(120.999), again.ask(121)]).toEqual([false, true]);

    const closed = tried(4);
    expect(closed.status(61)).toBe('closed');
    // Its window is empty: 99 failures do not open it.
    expect(closed.calls(99, 99, 62)).toBe(99);
    expect(closed.status(62)).toBe('closed');
    closed.calls(1, 1, 62);
    expect(closed.status(62)).toBe('open');
  });

  it('gives a permit back that was not used', () => {
    const world = opened(defaults);
    for (let n = 0; n < 10; n++) world.ask(60);
    expect(world.ask(60)).toBe(false);
    world.release();
    expect([world.ask(60), world.ask(60)]).toEqual([true, false]);
  });
});

describe('the classic breaker', () => {
  const rules = { ...classicBreaker, openWaitUs: 30 * second };

  statement('CBR-007', () => {
    const failing = opened(rules);
    expect([failing.ask(29.999), failing.ask(30), failing.ask(30)]).toEqual([false, true, true]);
    failing.end(false, 31);
    failing.end(true, 32);
    expect(failing.status(32)).toBe('open');
    expect([failing.ask(61.999), failing.ask(62)]).toEqual([false, true]);

    const healing = opened(rules);
    expect([30, 30, 30, 30].map((atS) => healing.ask(atS))).toEqual([true, true, true, false]);
    healing.end(false, 31);
    healing.end(false, 31);
    expect(healing.status(31)).toBe('halfOpen');
    healing.end(false, 31);
    expect(healing.status(31)).toBe('closed');
    expect(healing.calls(4, 4, 32)).toBe(4);
    expect(healing.status(32)).toBe('closed');
  });

  it('counts failures in a row, or within a period', () => {
    const row = breaker(rules);
    for (let n = 0; n < 10; n++) row.calls(5, 4, n);
    expect(row.status(10)).toBe('closed');
    const period = breaker({ ...rules, countPeriodUs: 10 * second });
    period.calls(5, 4, 9);
    period.calls(5, 4, 10);
    expect(period.status(10)).toBe('closed');
    period.calls(2, 1, 19);
    expect(period.status(19)).toBe('open');
  });
});

describe('a dependency that is dead', () => {
  /** Calls come, and fail at once when they get through; when each of those reached the dependency. */
  const reached = (gapUs: (n: number) => number, untilS: number): readonly number[] => {
    const clock = new ProductClock();
    const world = breaker(defaults);
    const reachedAt: number[] = [];
    const next = (n: number): void =>
      void clock.after(gapUs(n), () => {
        const nowS = clock.nowUs / second;
        if (world.ask(nowS)) {
          reachedAt.push(nowS);
          world.end(true, nowS);
        }
        next(n + 1);
      });
    next(1);
    clock.advanceToS(untilS);
    return reachedAt;
  };
  const firstGap = (times: readonly number[]): number => ensure(times[100], 'a call after the wait') - ensure(times[99], 'the last call');

  statement('CBR-008', () => {
    const steady = reached(() => second / 50, 61.9);
    expect(steady.length).toBe(100);
    expect(steady.at(-1)).toBe(2);
    // Ten trials all fail, and it is quiet again.
    const longer = reached(() => second / 50, 122);
    expect(longer.length).toBe(110);
    expect(firstGap(longer)).toBe(60);

    const stream = streamSeed(8, 'calls');
    const opening = Array.from({ length: 200 }, (_, seed) => {
      const times = reached((n) => Math.round((-ln(drawUnit(stream, seed, n)) * second) / 50), 70);
      expect(firstGap(times)).toBeGreaterThanOrEqual(60);
      return ensure(times[99], 'the call that opens it');
    });
    // Standard error of the mean: 0.2 s / sqrt(200) = 0.014 s.
    expect(opening.reduce((sum, each) => sum + each, 0) / opening.length).toBeCloseTo(2, 1);
  });
});
