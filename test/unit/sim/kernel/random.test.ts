import { describe, expect, it } from 'vitest';
import { drawInteger, drawU32, drawUnit, RandomStream, streamSeed } from '../../../../src/sim/kernel/random';

const draws = 262_144;

/** Chi-square of counts that should be equal; for many cells nearly normal with mean df and variance 2 df. */
function chiSquareScore(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const expected = total / counts.length;
  const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  return (chi - degrees) / Math.sqrt(2 * degrees);
}

function cells(count: number, draw: (index: number) => number): number[] {
  const counts = Array.from({ length: count }, () => 0);
  for (let i = 0; i < draws; i++) {
    const cell = Math.floor(draw(i) * count);
    counts[cell] = counts[cell]! + 1;
  }
  return counts;
}

function correlation(first: (index: number) => number, second: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < draws; i++) sum += (first(i) - 0.5) * (second(i) - 0.5);
  return (sum / draws) * 12;
}

/** Five standard deviations; the draws are fixed, so the test always gives the same answer. */
const correlationMax = 5 / Math.sqrt(draws);
const stream = streamSeed(7, 'service.payment');

describe('keyed draws', () => {
  it('depend on their arguments alone', () => {
    expect(drawU32(stream, 12, 3)).toBe(drawU32(stream, 12, 3));
    expect(new Set([drawU32(stream, 12, 3), drawU32(stream, 12, 4), drawU32(stream, 13, 3), drawU32(stream + 1, 12, 3)]).size).toBe(4);
  });

  it.each([
    ['neighbouring keys', (i: number) => drawUnit(stream, i, 0)],
    ['neighbouring ordinals', (i: number) => drawUnit(stream, 1, i)],
    ['neighbouring streams', (i: number) => drawUnit(i, 1, 0)],
    ['keys and ordinals that move together', (i: number) => drawUnit(stream, i, i)],
    ['keys with only high bits', (i: number) => drawUnit(stream, i * 16_384, 0)],
  ])('are uniform over %s', (_, draw) => {
    expect(Math.abs(chiSquareScore(cells(1024, draw)))).toBeLessThan(5);
    // The low bits as well: they decide integers and coins of other widths.
    expect(Math.abs(chiSquareScore(cells(256, (i) => (draw(i) * 2 ** 24) % 1)))).toBeLessThan(5);
  });

  it('are independent of their neighbours', () => {
    const draw = (key: number, ordinal: number): number => drawUnit(stream, key, ordinal);
    const pairs: readonly [(i: number) => number, (i: number) => number][] = [
      [(i) => draw(i, 0), (i) => draw(i + 1, 0)],
      [(i) => draw(i, 0), (i) => draw(i, 1)],
      [(i) => draw(1, i), (i) => draw(1, i + 1)],
      [(i) => draw(i, 1), (i) => draw(1, i + 2)],
      [(i) => draw(i, 0), (i) => drawUnit(stream + 1, i, 0)],
    ];
    for (const [first, second] of pairs) expect(Math.abs(correlation(first, second))).toBeLessThan(correlationMax);
  });

  it('fill the square of neighbours evenly', () => {
    const counts = cells(1024, (i) => (Math.floor(drawUnit(stream, i, 0) * 32) + drawUnit(stream, i + 1, 0)) / 32);
    expect(Math.abs(chiSquareScore(counts))).toBeLessThan(5);
  });

  it('flip half of the bits when one bit of an argument flips', () => {
    for (let bit = 0; bit < 32; bit++) {
      let flipped = 0;
      for (let key = 0; key < 512; key++) {
        const change = drawU32(stream, key, 5) ^ drawU32(stream, key ^ (1 << bit), 5);
        for (let i = 0; i < 32; i++) flipped += (change >>> i) & 1;
      }
      expect(Math.abs(flipped / 512 - 16)).toBeLessThan(0.7);
    }
  });

  it('meet each other no more often than chance', () => {
    const seen = new Set<number>();
    for (let key = 0; key < 2048; key++) for (let ordinal = 0; ordinal < 64; ordinal++) seen.add(drawU32(stream, key, ordinal));
    // 131,072 draws from 2^32 values: two of them on average.
    expect(2048 * 64 - seen.size).toBeLessThan(10);
  });

  it('stay inside their ends', () => {
    const units = Array.from({ length: draws }, (_, i) => drawUnit(stream, i, 0));
    expect(units.every((unit) => unit > 0 && unit < 1)).toBe(true);
  });

  it('give every whole number of a range, both ends included', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 60_000; i++) {
      const n = drawInteger(stream, i, 0, -2, 3);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((p, q) => p - q)).toEqual([-2, -1, 0, 1, 2, 3]);
    expect(Math.abs(chiSquareScore([...counts.values()]))).toBeLessThan(5);
    expect(drawInteger(stream, 1, 1, 9, 9)).toBe(9);
  });
});

describe('streams', () => {
  it('differ by name and seed and repeat themselves', () => {
    const take = (seed: number, name: string): number[] => {
      const source = new RandomStream(seed, name);
      return Array.from({ length: 5 }, () => source.u32());
    };
    expect(take(1, 'arrivals')).toEqual(take(1, 'arrivals'));
    expect(take(1, 'arrivals')).not.toEqual(take(2, 'arrivals'));
    expect(take(1, 'arrivals')).not.toEqual(take(1, 'arrivalt'));
    expect(streamSeed(1, 'ab')).not.toBe(streamSeed(1, 'ba'));
    expect(streamSeed(1, '')).not.toBe(streamSeed(1, '\u0000'));
  });

  it('are uniform and uncorrelated with the next draw', () => {
    const source = new RandomStream(42, 'arrivals');
    const values = Array.from({ length: draws + 1 }, () => source.unit());
    expect(Math.abs(chiSquareScore(cells(1024, (i) => values[i]!)))).toBeLessThan(5);
    expect(
      Math.abs(
        correlation(
          (i) => values[i]!,
          (i) => values[i + 1]!,
        ),
      ),
    ).toBeLessThan(correlationMax);
  });

  it('give first draws that are uniform over seeds', () => {
    const first = (seed: number): number => new RandomStream(seed, 'arrivals').unit();
    expect(Math.abs(chiSquareScore(cells(64, first)))).toBeLessThan(5);
  });

  it('keep their numbers: a change here changes every run code', () => {
    const source = new RandomStream(1, 'arrivals');
    const numbers = [streamSeed(1, 'arrivals'), source.u32(), source.u32(), source.integer(1, 6), drawU32(1, 2, 3), drawU32(0, 0, 0)];
    expect(numbers).toMatchInlineSnapshot(`
      [
        4097686876,
        3926634050,
        3155048236,
        2,
        2989874384,
        0,
      ]
    `);
  });
});
