import { describe, expect, it } from 'vitest';
import { outageDrain } from '../support/closedForms';
import { collapses, storm } from '../support/metastability';
import { statement } from './statement';

/**
 * A few cells of the table in semantics.md, each with a few seeds; `npm run soak -- metastability` prints all of it with twelve. The callee does 100 a second, callers wait
 * 100 ms and try four times: four times lambda above 100 is where trouble feeds itself.
 */
describe('Retry storms', () => {
  statement('RTY-006', () => {
    expect(collapses({ lambda: 26, outage: true }, [1, 2])).toBe(2);
    expect(collapses({ lambda: 26, outage: false }, [1, 2])).toBe(0);
  });

  statement('RTY-007', () => {
    // Every attempt of every request of the outage has to be worked off, four a second faster than new ones come.
    const { backlog, drain } = outageDrain(4 * 24, 100, 10);
    expect([backlog, drain]).toEqual([960, 240]);
    const storms = [1, 2, 3].map((seed) => storm({ lambda: 24, outage: true, seed }));
    expect(storms.map(({ collapsed }) => collapsed)).toEqual([false, false, false]);
    // The line is a random walk: its time to empty has a deviation of sqrt(drain · (96 + 100)) / 4.
    const mean = storms.reduce((sum, { drainedAfter }) => sum + drainedAfter, 0) / storms.length;
    expect(Math.abs(mean - drain)).toBeLessThan((3 * Math.sqrt(drain * 196)) / 4 / Math.sqrt(storms.length));
  });

  statement('RTY-008', () => {
    for (const lambda of [26, 60]) {
      const guarded = storm({ lambda, outage: true, guard: 'budget', seed: 1 });
      expect(guarded.collapsed).toBe(false);
      expect(guarded.drainedAfter).toBeLessThan(60);
    }
  });

  it('pauses alone do not help: the load is the same, only later', () => {
    expect(collapses({ lambda: 26, outage: true, guard: 'backoff' }, [1])).toBe(1);
    expect(collapses({ lambda: 24, outage: true, guard: 'backoff' }, [1])).toBe(0);
  });

  it('near the limit it collapses by itself, although the fixed-point formula finds a calm point', () => {
    expect(collapses({ lambda: 60, outage: false }, [1])).toBe(1);
  });
});
