/**
 * Functions that engines compute differently in the last bit, built from + - * / and sqrt, which IEEE 754 fixes to the bit, and
 * from views of the bits. The same argument gives the same bits in every browser.
 */

const view = new Float64Array(1);
const words = new Uint32Array(view.buffer);
view[0] = 1;
/** Index of the word with sign and exponent: 1 on little-endian hosts, 0 on the others. */
const high = words[1] === 0x3ff00000 ? 1 : 0;
const low = 1 - high;

/** ln 2 in two parts: products of the first with exponents are exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const exponentBias = 1023;
const mantissaMask = 0xfffff;
const smallestNormal = 2.2250738585072014e-308;

/** Steps of 1/64 over the mantissa 1 .. 2; from `foldStep` (near the root of 2) on, the mantissa counts as half and the exponent as one more. */
const stepShift = 14;
const halfStep = 1 << (stepShift - 1);
const foldStep = 27;
const centres = Float64Array.from({ length: 65 }, (_, step) => (1 + step / 64) / (step >= foldStep ? 2 : 1));
const reciprocals = centres.map((c) => 1 / c);
const lnCentres = centres.map((c) => lnBySeries(c));
/** 2^-k at k + 1023; halving is exact down to the subnormal end. */
const inversePowers = new Float64Array(2048);
for (let index = 0, power = 8.98846567431158e307; index < inversePowers.length; index++, power /= 2) inversePowers[index] = power;

/**
 * Natural logarithm, within 2 units in the last place. NaN below 0, -Infinity at 0.
 *
 * x = 2^k m with m around 1, and c the multiple of 1/64 (or 1/128) next to m: ln x = k ln 2 + ln c + ln(1 + r) with r = (m - c) / c. r stays
 * below 1/128, so eight terms of the series are enough; around 1, c is 1 and nothing cancels. No division: c has its reciprocal in a table.
 */
export function ln(x: number): number {
  if (!(x > 0) || x === Infinity) return lnOutside(x);
  if (x < smallestNormal) return lnNormal(x * 18014398509481984, -54);
  return lnNormal(x, 0);
}

function lnOutside(x: number): number {
  if (x === Infinity) return Infinity;
  return x === 0 ? -Infinity : NaN;
}

function lnNormal(x: number, shift: number): number {
  view[0] = x;
  const word = words[high]!;
  const step = ((word & mantissaMask) + halfStep) >>> stepShift;
  const k = (word >>> 20) - exponentBias + (step >= foldStep ? 1 : 0);
  // A product with a power of two is exact; writing half of the double back through the view would stall the processor.
  const m = x * inversePowers[k + exponentBias]!;
  const r = (m - centres[step]!) * reciprocals[step]!;
  const square = r * r;
  const low4 = -1 / 2 + r * (1 / 3) + square * (-1 / 4 + r * (1 / 5));
  const high3 = -1 / 6 + r * (1 / 7) + square * (-1 / 8);
  const tail = square * (low4 + square * square * high3);
  const exponent = k + shift;
  return exponent * ln2High + (lnCentres[step]! + (r + (tail + exponent * ln2Low)));
}

/** ln c for 0.7 < c < 1.5 by the series of artanh alone: fills the table. */
function lnBySeries(c: number): number {
  const s = (c - 1) / (c + 1);
  const z = s * s;
  let sum = 0;
  for (let n = 41; n >= 3; n -= 2) sum = sum * z + 1 / n;
  return 2 * s + 2 * s * z * sum;
}

/** e to the power of x, within 1 unit in the last place. Infinity above 709.78, 0 below -745.14. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.round(x * 1.4426950408889634);
  const upper = x - k * ln2High;
  const lower = k * ln2Low;
  const r = upper - lower;
  // The rounding error of r, so that the result stays within one unit.
  const rest = upper - r - lower;
  let p = 1 / 6227020800;
  p = p * r + 1 / 479001600;
  p = p * r + 1 / 39916800;
  p = p * r + 1 / 3628800;
  p = p * r + 1 / 362880;
  p = p * r + 1 / 40320;
  p = p * r + 1 / 5040;
  p = p * r + 1 / 720;
  p = p * r + 1 / 120;
  p = p * r + 1 / 24;
  p = p * r + 1 / 6;
  const y = 1 + (r + (r * r * (0.5 + r * p) + rest));
  return scaledByPowerOf2(y, k);
}

function scaledByPowerOf2(y: number, k: number): number {
  if (k > 1023) return y * powerOf2(1023) * 2;
  if (k < -1022) return y * powerOf2(k + 54) * powerOf2(-54);
  return y * powerOf2(k);
}

function powerOf2(k: number): number {
  words[high] = (k + exponentBias) << 20;
  words[low] = 0;
  return view[0]!;
}

/**
 * The x with P(X < x) = p for a standard normal X: algorithm AS 241 (Wichura 1988), about 16 digits.
 * -Infinity at 0, Infinity at 1.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return centralQuantile(q);
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-ln(tail));
  const x = r <= 5 ? nearTail(r - 1.6) : farTail(r - 5);
  return q < 0 ? -x : x;
}

function centralQuantile(q: number): number {
  const r = 0.180625 - q * q;
  let n = 2509.0809287301227;
  n = n * r + 33430.57558358813;
  n = n * r + 67265.7709270087;
  n = n * r + 45921.95393154987;
  n = n * r + 13731.69376550946;
  n = n * r + 1971.5909503065513;
  n = n * r + 133.14166789178438;
  n = n * r + 3.3871328727963665;
  let d = 5226.495278852546;
  d = d * r + 28729.085735721943;
  d = d * r + 39307.89580009271;
  d = d * r + 21213.794301586597;
  d = d * r + 5394.196021424751;
  d = d * r + 687.1870074920579;
  d = d * r + 42.31333070160091;
  return (q * n) / (d * r + 1);
}

function nearTail(r: number): number {
  let n = 0.0007745450142783414;
  n = n * r + 0.022723844989269184;
  n = n * r + 0.2417807251774506;
  n = n * r + 1.2704582524523684;
  n = n * r + 3.6478483247632045;
  n = n * r + 5.769497221460691;
  n = n * r + 4.630337846156546;
  n = n * r + 1.4234371107496835;
  let d = 1.0507500716444169e-9;
  d = d * r + 0.0005475938084995345;
  d = d * r + 0.015198666563616457;
  d = d * r + 0.14810397642748008;
  d = d * r + 0.6897673349851;
  d = d * r + 1.6763848301838038;
  d = d * r + 2.053191626637759;
  return n / (d * r + 1);
}

function farTail(r: number): number {
  let n = 2.0103343992922881e-7;
  n = n * r + 0.000027115555687434876;
  n = n * r + 0.0012426609473880784;
  n = n * r + 0.026532189526576124;
  n = n * r + 0.29656057182850487;
  n = n * r + 1.7848265399172913;
  n = n * r + 5.463784911164114;
  n = n * r + 6.657904643501103;
  let d = 2.0442631033899397e-15;
  d = d * r + 1.421511758316446e-7;
  d = d * r + 0.000018463183175100548;
  d = d * r + 0.0007868691311456133;
  d = d * r + 0.014875361290850615;
  d = d * r + 0.1369298809227358;
  d = d * r + 0.599832206555888;
  return n / (d * r + 1);
}
