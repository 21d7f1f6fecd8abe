/** Two-sided quantiles of Student's t for 1 to 30 degrees of freedom; above, four terms of the Cornish-Fisher expansion are exact to four digits. */
const tables = {
  '95': {
    z: 1.959963985,
    t: [
      12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098,
      2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    ],
  },
  '99.9': {
    z: 3.290526731,
    t: [
      636.6192, 31.5991, 12.924, 8.6103, 6.8688, 5.9588, 5.4079, 5.0413, 4.7809, 4.5869, 4.437, 4.3178, 4.2208, 4.1405, 4.0728, 4.015,
      3.9651, 3.9216, 3.8834, 3.8495, 3.8193, 3.7921, 3.7676, 3.7454, 3.7251, 3.7066, 3.6896, 3.6739, 3.6594, 3.646,
    ],
  },
} as const;

/** Confidence in percent. */
export type Confidence = keyof typeof tables;

/** How many standard errors an interval reaches to either side of the mean of `degrees + 1` independent values. Pure. */
export function studentT(degrees: number, confidence: Confidence = '95'): number {
  const { z, t } = tables[confidence];
  const known = t[degrees - 1];
  if (known !== undefined) return known;
  if (degrees < 1) return Infinity;
  const [z3, z5] = [z ** 3, z ** 5];
  const first = (z3 + z) / (4 * degrees);
  const second = (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2);
  const third = (3 * z ** 7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees ** 3);
  return z + first + second + third;
}
