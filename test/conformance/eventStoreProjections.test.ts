import { describe, expect, it } from 'vitest';
import type { ProductClock } from '../../src/sim/broker/clock';
import type { EventStore } from '../../src/sim/eventStore/eventStore';
import type { FreshRead } from '../../src/sim/eventStore/positionWaits';
import type { Checkpointing, Projection } from '../../src/sim/eventStore/projectionCopy';
import { type ProjectionOptions, ProjectionRunner, type RebuildOptions } from '../../src/sim/eventStore/projectionRunner';
import { appendSteadily, changed, many, second, storeWith } from './eventStoreWorld';
import { statement } from './statement';

const counter: Projection<number> = { initial: 0, apply: (count, { type }) => (type === 'Changed' ? count + 1 : count) };
function run(store: EventStore, options: Partial<ProjectionOptions<number>> = {}): ProjectionRunner<number> {
  const runner = new ProjectionRunner(store, { projection: counter, ...options });
  runner.start();
  return runner;
}

describe('read your own writes', () => {
  const lagUs = 200_000;

  /** A hundred writes at odd moments, each followed by a read some time later; how the reads ended. */
  const reads = (afterUs: number, timeoutUs: number, followUs = lagUs) => {
    const { clock, store } = storeWith();
    const runner = run(store, { follow: { delayUs: followUs } });
    const seen: (FreshRead & { readonly own: boolean })[] = [];
    for (let n = 0; n < 100; n++) {
      clock.advanceBy(70_000 + ((n * 7919) % 60_000));
      const result = store.append('s', [changed(`w${n}`)], 'any');
      const token = result.kind === 'appended' ? result.position : -1;
      clock.at(clock.nowUs + afterUs, () =>
        runner.readAtLeast(token, timeoutUs, (read, view) => seen.push({ ...read, own: view.position >= token && view.state > token })),
      );
    }
    clock.advanceBy(20 * second);
    return seen;
  };
  const waits = (seen: readonly FreshRead[]): readonly number[] => seen.flatMap((read) => (read.kind === 'fresh' ? [read.waitedUs] : []));

  statement('CQR-002', () => {
    for (const afterUs of [0, 50_000, 150_000, 300_000]) {
      const seen = reads(afterUs, second);
      expect(seen.length).toBe(100);
      expect(seen.every(({ kind, own }) => kind === 'fresh' && own)).toBe(true);
      const mean = waits(seen).reduce((sum, each) => sum + each, 0) / 100;
      expect(mean).toBeLessThanOrEqual(lagUs);
      expect(mean).toBe(Math.max(0, lagUs - afterUs));
    }
    const late = reads(0, second, 3 * second);
    expect(late.length).toBe(100);
    expect(late.every(({ kind, own }) => kind === 'stale' && !own)).toBe(true);
  });

  it('a read that waits exactly as long as it may is answered once', () => {
    const seen = reads(0, lagUs);
    expect(seen.length).toBe(100);
    expect(reads(0, lagUs - 1).every(({ kind }) => kind === 'stale')).toBe(true);
    expect(reads(0, lagUs + 1).every(({ kind }) => kind === 'fresh')).toBe(true);
  });

  it('a stale answer says how much is missing', () => {
    const { clock, store } = storeWith(10);
    const runner = run(store, { follow: { handleTimeUs: second } });
    const answers: FreshRead[] = [];
    runner.readAtLeast(9, 4_500_000, (read) => answers.push(read));
    clock.advanceToS(60);
    expect(answers).toEqual([{ kind: 'stale', missing: 6 }]);
  });
});

describe('a counter and its checkpoint', () => {
  const crashed = (checkpointing: Checkpointing, checkpointEvery = 1): readonly number[] => {
    const { clock, store } = storeWith(10);
    const runner = run(store, { checkpointing, checkpointEvery, follow: { handleTimeUs: second } });
    clock.advanceToS(4.5);
    runner.crashWithNext();
    clock.advanceToS(30);
    const down = runner.read().state;
    runner.start();
    clock.advanceToS(60);
    return [down, runner.read().state, runner.checkpoint];
  };

  statement(
    'CQR-003',
    () => {
      expect(crashed('after')).toEqual([5, 11, 9]);
      expect(crashed('atomic')).toEqual([4, 10, 9]);
      expect(crashed('before')).toEqual([4, 9, 9]);
    },
    'in an event store',
  );

  it('every event since the last checkpoint counts twice', () => {
    // Events 1 .. 5 are applied, the checkpoint stands behind 3: 4 and 5 come again.
    expect(crashed('after', 3).slice(0, 2)).toEqual([5, 12]);
    expect(crashed('atomic', 3)).toEqual([4, 10, 9]);
  });
});

describe('a rebuild', () => {
  /** Starts at 0 with so many events stored; `perS` events are appended meanwhile. */
  const rebuilt = (events: number, livePerS: number, rebuild: RebuildOptions<number>) => {
    const { clock, store } = storeWith(events);
    const runner = run(store);
    clock.advanceToS(1);
    const startUs = clock.nowUs;
    appendSteadily(clock, store, { perS: livePerS, forS: 200 });
    runner.rebuild(rebuild);
    return { clock, store, runner, tookS: () => ((runner.rebuiltAtUs ?? Infinity) - startUs) / second };
  };

  statement('CQR-005', () => {
    for (const how of ['inPlace', 'blueGreen'] as const) {
      const { clock, store, runner, tookS } = rebuilt(100_000, 200, { how, perS: 1000 });
      clock.advanceToS(1 + 124);
      expect(runner.rebuiltAtUs).toBeNull();
      clock.advanceToS(1 + 126);
      expect(tookS()).toBeCloseTo(125, 1);
      expect(runner.read()).toMatchObject({ state: store.head + 1, partial: false });
      expect(runner.lag()).toEqual({ events: 0, us: 0 });
    }
  });

  it.each([
    [1000, 100, 50, 20],
    [600, 30, 0, 20],
    [500, 40, 40, Infinity],
  ])('of %i events at %i per second under %i per second takes %s s', (events, perS, live, expectedS) => {
    const { clock, tookS } = rebuilt(events, live, { how: 'inPlace', perS });
    clock.advanceToS(190);
    expect(tookS()).toBeGreaterThanOrEqual(expectedS - 0.05);
    expect(tookS()).toBeLessThanOrEqual(expectedS + 0.05);
  });

  /** Asks ten times a second during a rebuild that takes about 15 s. */
  const asked = (rebuild: Omit<RebuildOptions<number>, 'perS'>) => {
    const { clock, store, runner, tookS } = rebuilt(1000, 20, { perS: 100, ...rebuild });
    const answers = Array.from({ length: 300 }, () => {
      clock.advanceBy(100_000);
      return { ...runner.read(), missing: store.head - runner.read().position };
    });
    return { answers, tookS: tookS(), runner };
  };

  statement('CQR-006', () => {
    const inPlace = asked({ how: 'inPlace' });
    expect(inPlace.answers[0]).toMatchObject({ state: 10, partial: true });
    // 1000 / (100 - 20) = 12.5 s: every answer before that.
    expect(inPlace.answers.filter(({ partial }) => partial).length).toBe(124);
    expect(inPlace.answers.filter(({ missing }) => missing > 0).length).toBeGreaterThan(120);

    // Nobody sees less than everything: the old version goes on following, and hands over when the new one is there.
    const exact = asked({ how: 'blueGreen', switchAtLag: 0 });
    expect(exact.answers.filter(({ partial, missing }) => partial || missing > 0)).toEqual([]);
    expect(exact.tookS).toBeCloseTo(12.5, 1);
    const early = asked({ how: 'blueGreen', switchAtLag: 100 });
    expect(early.tookS).toBeCloseTo(11.25, 1);
    expect(Math.max(...early.answers.map(({ missing }) => missing))).toBeLessThanOrEqual(100);
    expect(early.answers.some(({ partial }) => partial)).toBe(false);
    expect(early.answers.at(-1)?.missing).toBe(0);
  });

  it('with repaired code changes every row at one instant', () => {
    const doubled: Projection<number> = { initial: 0, apply: (count) => count + 2 };
    const { answers, tookS, runner } = asked({ how: 'blueGreen', projection: doubled });
    const perEvent = answers.map(({ state, position }) => state / (position + 1));
    expect(new Set(perEvent)).toEqual(new Set([1, 2]));
    expect(perEvent.indexOf(2)).toBe(Math.ceil(tookS * 10) - 1);
    expect(perEvent.lastIndexOf(1)).toBe(perEvent.indexOf(2) - 1);
    // The next rebuild runs the new code, too.
    const before = runner.read();
    runner.rebuild({ how: 'inPlace', perS: null });
    runner.stop();
    runner.start();
    expect(before.state).toBe(2 * (before.position + 1));
    expect(runner.read()).toEqual({ state: 0, position: -1, partial: true });
  });

  it('that is started again begins again, and a read that waits gets its answer from the new version', () => {
    const { clock, runner, tookS } = rebuilt(1000, 0, { how: 'blueGreen', perS: 100 });
    clock.advanceToS(1 + 8);
    runner.rebuild({ how: 'blueGreen', perS: 100 });
    clock.advanceToS(1 + 17.9);
    expect(runner.rebuiltAtUs).toBeNull();
    clock.advanceToS(1 + 18.1);
    expect(tookS()).toBeCloseTo(18, 2);

    const answers: unknown[] = [];
    runner.rebuild({ how: 'inPlace', perS: 100 });
    runner.readAtLeast(499, 60 * second, (read, { state }) => answers.push([read, state]));
    clock.advanceBy(60 * second);
    expect(answers).toEqual([[{ kind: 'fresh', waitedUs: 5 * second }, 500]]);
  });
});

it('the lag of a read model is counted in events and in time', () => {
  const { clock, store } = storeWith();
  const runner = run(store, { follow: { delayUs: 10 * second } });
  const lagAfter = (events: number, seconds: number): unknown => {
    store.append('s', many(events, `at${clock.nowUs}-`), 'any');
    clock.advanceBy(seconds * second);
    return runner.lag();
  };
  expect(lagAfter(3, 4)).toEqual({ events: 3, us: 4 * second });
  expect(lagAfter(2, 5)).toEqual({ events: 5, us: 9 * second });
  expect(lagAfter(0, 2)).toEqual({ events: 2, us: 7 * second });
  expect(lagAfter(0, 3)).toEqual({ events: 0, us: 0 });
});

it('two runs of the same store end alike', () => {
  const end = (clock: ProductClock, runner: ProjectionRunner<number>): unknown => {
    clock.advanceToS(30);
    return [runner.read(), runner.lag(), runner.checkpoint];
  };
  const once = (): unknown => {
    const { clock, store } = storeWith(50);
    appendSteadily(clock, store, { perS: 7, forS: 20 });
    return end(clock, run(store, { follow: { handleTimeUs: 90_000, delayUs: 12_345 } }));
  };
  expect(once()).toEqual(once());
});
