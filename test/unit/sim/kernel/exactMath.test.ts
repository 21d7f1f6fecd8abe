import { describe, expect, it } from 'vitest';
import { exp, ln, normalQuantile } from '../../../../src/sim/kernel/exactMath';

/** References from arithmetic with 50 and more digits, rounded once. */
const lnReferences: readonly (readonly [number, number])[] = [
  [1e-310, -713.8013788281542],
  [5e-324, -744.4400719213812],
  [0.00001, -11.512925464970229],
  [0.1, -2.3025850929940455],
  [0.5, -0.6931471805599453],
  [0.7071067811865475, -0.34657359027997275],
  [0.7071067811865476, -0.3465735902799726],
  [0.99, -0.01005033585350145],
  [0.9999999999999999, -1.1102230246251565e-16],
  [1.0000000000000002, 2.2204460492503128e-16],
  [1.4142135623730951, 0.3465735902799727],
  [1.5, 0.4054651081081644],
  [2, 0.6931471805599453],
  [2.718281828459045, 1],
  [10, 2.302585092994046],
  [10000000000, 23.025850929940457],
  [1.7976931348623157e308, 709.782712893384],
  [3.141592653589793, 1.1447298858494002],
  [123456.789, 11.723646487185881],
];
const expReferences: readonly (readonly [number, number])[] = [
  [-745, 5e-324],
  [-740, 4.2e-322],
  [-708.5, 2.006132305331306e-308],
  [-20, 2.061153622438558e-9],
  [-1, 0.36787944117144233],
  [-0.3466, 0.7070881069410189],
  [-1e-9, 0.999999999],
  [0, 1],
  [1e-9, 1.000000001],
  [0.1, 1.1051709180756477],
  [0.3465, 1.4141094938303624],
  [0.35, 1.4190675485932571],
  [1, 2.718281828459045],
  [2, 7.38905609893065],
  [10, 22026.465794806718],
  [100.5, 4.4319559098458955e43],
  [700, 1.0142320547350045e304],
  [709.78, 1.7928227943945155e308],
];
const quantileReferences: readonly (readonly [number, number])[] = [
  [1.1641532182693481e-10, -6.3379577545537895],
  [1e-300, -37.0470962993612],
  [1e-20, -9.262340089798407],
  [1e-12, -7.034483825301132],
  [1e-9, -5.9978070150076865],
  [0.000001, -4.753424308822899],
  [0.0001, -3.7190164854556804],
  [0.001, -3.0902323061678136],
  [0.01, -2.326347874040841],
  [0.025, -1.9599639845400543],
  [0.07, -1.4757910281791706],
  [0.0750001, -1.4395307645017297],
  [0.1, -1.2815515655446004],
  [0.25, -0.6744897501960817],
  [0.4, -0.2533471031357997],
  [0.5, 0],
  [0.6, 0.2533471031357997],
  [0.75, 0.6744897501960817],
  [0.925, 1.4395314709384561],
  [0.93, 1.475791028179171],
  [0.975, 1.9599639845400538],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.9999999, 5.199337582290661],
];

const bits = new DataView(new ArrayBuffer(8));

function bitsOf(x: number): bigint {
  bits.setFloat64(0, x);
  return bits.getBigUint64(0);
}

/** Distance in units in the last place. */
function ulps(x: number, y: number): number {
  if (x === y) return 0;
  const distance = bitsOf(x) - bitsOf(y);
  return Number(distance < 0n ? -distance : distance);
}

describe('ln', () => {
  it.each(lnReferences)('of %d lies within 1 unit in the last place', (x, expected) => {
    expect(ulps(ln(x), expected)).toBeLessThanOrEqual(1);
  });

  it('stays within 2 units of the host over sixty magnitudes', () => {
    let worst = 0;
    for (let i = 1; i <= 200_000; i++) {
      const x = i * 1.000_001_7 * 10 ** ((i % 61) - 30);
      worst = Math.max(worst, ulps(ln(x), Math.log(x)));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('says what lies outside', () => {
    expect([ln(0), ln(-1), ln(Infinity), ln(NaN), ln(1)]).toEqual([-Infinity, NaN, Infinity, NaN, 0]);
  });
});

describe('exp', () => {
  it.each(expReferences)('of %d lies within 1 unit in the last place', (x, expected) => {
    expect(ulps(exp(x), expected)).toBeLessThanOrEqual(1);
  });

  it('stays within 2 units of the host', () => {
    let worst = 0;
    for (let i = -200_000; i <= 200_000; i++) {
      const x = i / 290.17;
      worst = Math.max(worst, ulps(exp(x), Math.exp(x)));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('says what lies outside', () => {
    expect([exp(710), exp(-746), exp(NaN), exp(Infinity), exp(-Infinity)]).toEqual([Infinity, 0, NaN, Infinity, 0]);
  });

  it('undoes ln', () => {
    for (let i = 1; i < 2000; i++) expect(Math.abs(exp(ln(i / 7)) / (i / 7) - 1)).toBeLessThan(2e-15);
  });
});

describe('normalQuantile', () => {
  it.each(quantileReferences)('of %d has 14 right digits', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(
      2e-15 * Math.max(1, Math.abs(expected)) + (p > 0.5 ? 2e-16 / density(expected) : 0),
    );
  });

  it('is symmetric and grows', () => {
    let last = -Infinity;
    for (let i = 1; i < 4096; i++) {
      const x = normalQuantile(i / 4096);
      expect(x).toBeGreaterThan(last);
      expect(x + normalQuantile(1 - i / 4096)).toBeCloseTo(0, 12);
      last = x;
    }
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });
});

/** Slope of the distribution: how far half a unit of p moves the quantile. */
function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

it('gives the same bits on every machine', () => {
  const probes = [0.1, 0.3, 0.7071, 1.5, 2, 3.7, 10, 123.456, 1e-7];
  const patterns = probes.flatMap((x) => [ln(x), exp(-x), normalQuantile(x / 200)]).map((y) => bitsOf(y).toString(16));
  expect(patterns).toMatchInlineSnapshot(`
    [
      "c0026bb1bbb55515",
      "3fecf46d99d52b3a",
      "c00a52ffadd2f8c0",
      "bff34378fcbda721",
      "3fe7b4c869c37c05",
      "c007bded61a388e7",
      "bfd62e6b3842a25d",
      "3fdf8e7e0238b0f9",
      "c0058c40334d808a",
      "3fd9f323ecbf984c",
      "3fcc8f87724b5c1d",
      "c003758326e0c383",
      "3fe62e42fefa39ef",
      "3fc152aaa3bf81cc",
      "c0029c5c4630ff0e",
      "3ff4eeee650ae550",
      "3f99511fc6871044",
      "c000afa511f5f307",
      "40026bb1bbb55516",
      "3f07cd79b5647c9a",
      "bffa515209676abd",
      "401343774f3e2362",
      "34cda9fb9e4ee720",
      "3fd31814de898c96",
      "c0301e3b843eaa73",
      "3fefffffca501af8",
      "c01870093a8f0d07",
    ]
  `);
});
