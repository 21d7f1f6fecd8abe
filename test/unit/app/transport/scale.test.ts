import { describe, expect, test } from 'vitest';
import { axisLabels, axisSpan, axisStep, dragged, laneBars, secondsText } from '../../../../src/app/transport/scale';

const s = 1_000_000;

describe('the axis', () => {
  test('ends behind everything that is shown', () => {
    expect(axisSpan([12.4 * s, 3 * s])).toBe(14 * s);
    expect(axisSpan([])).toBeGreaterThanOrEqual(s / 2);
  });

  test.each([0.3 * s, 1 * s, 12 * s, 75 * s, 3600 * s])('has between 6 and 17 labels for %d', (span) => {
    const labels = axisLabels(axisSpan([span]));
    expect(labels.length).toBeGreaterThanOrEqual(6);
    expect(labels.length).toBeLessThanOrEqual(17);
    expect(labels[0]).toBe(0);
  });

  test('says as many decimals as a step needs', () => {
    expect(secondsText(2 * s, axisStep(20 * s))).toBe('2 s');
    expect(secondsText(0.35 * s, 0.05 * s)).toBe('0.35 s');
    expect(secondsText(12.44 * s)).toBe('12.4 s');
  });
});

describe('bars', () => {
  test('that overlap stand in different lanes, one after the other in the same', () => {
    const bars = [
      { intervention: 0, from: 0, to: 4 },
      { intervention: 1, from: 2, to: 6 },
      { intervention: 2, from: 5, to: null },
    ];
    expect(laneBars(bars, 3).map((bar) => bar.lane)).toEqual([0, 1, 0]);
    expect(laneBars(bars, 1).map((bar) => bar.lane)).toEqual([0, 0, 0]);
  });

  const bar = { intervention: 0, from: 2 * s, to: 4 * s };

  test('move as a whole, never before the start', () => {
    expect(dragged(bar, 'move', s, 1)).toEqual({ at: 3 * s, for: 2 * s });
    expect(dragged(bar, 'move', -9 * s, 1)).toEqual({ at: 0, for: 2 * s });
  });

  test('are resized at either end, never to nothing', () => {
    expect(dragged(bar, 'start', s, 1)).toEqual({ at: 3 * s, for: s });
    expect(dragged(bar, 'start', 9 * s, s)).toEqual({ at: 3 * s, for: s });
    expect(dragged(bar, 'end', -9 * s, s)).toEqual({ at: 2 * s, for: s });
  });

  test('without an end keep having none when they move, and get one when it is dragged', () => {
    const open = { ...bar, to: null };
    expect(dragged(open, 'move', s, 1)).toEqual({ at: 3 * s, for: null });
    expect(dragged(open, 'end', s, 1)).toEqual({ at: 2 * s, for: s });
  });
});
