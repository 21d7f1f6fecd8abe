import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimestamp, timestampOf } from '../../../src/base/timestamp';

describe('timestamps', () => {
  it('are written as every calendar writes them', () => {
    const milliseconds = fc.integer({ min: -2_208_988_800_000, max: 9_007_199_254_000 });
    fc.assert(
      fc.property(milliseconds, fc.nat(999), (ms, rest) => {
        const text = timestampOf(ms * 1000 + rest);
        expect(text).toBe(new Date(ms).toISOString().replace('Z', `${String(rest).padStart(3, '0')}Z`));
        expect(isTimestamp(text)).toBe(true);
      }),
    );
  });

  it('are dates that exist, with a time and an offset', () => {
    for (const fine of ['2026-01-01T00:00:00Z', '2024-02-29t23:59:60z', '2026-12-31T23:59:59.123456789+23:59', '0000-01-01T00:00:00-00:00'])
      expect([fine, isTimestamp(fine)]).toEqual([fine, true]);
    const bad = [
      '2026-01-01',
      '2026-01-01T00:00:00',
      '2026-00-01T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-04-31T00:00:00Z',
      '2100-02-29T00:00:00Z',
    ];
    for (const text of [
      ...bad,
      '2026-01-01T24:00:00Z',
      '2026-01-01T00:60:00Z',
      '2026-01-01T00:00:61Z',
      '2026-01-01 00:00:00Z',
      '26-01-01T00:00:00Z',
    ])
      expect([text, isTimestamp(text)]).toEqual([text, false]);
  });
});
