/** Colour arithmetic for the test of the tokens: WCAG contrast, Machado 2009 colour-vision simulation, CIEDE2000. */
export type Rgb = readonly [number, number, number];
export type Lab = readonly [number, number, number];

export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

const toLinear = (channel: number): number => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
const linear = (rgb: Rgb): Rgb => [toLinear(rgb[0]), toLinear(rgb[1]), toLinear(rgb[2])];

export function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = linear(parseHex(hex));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark, light] = [luminance(one), luminance(other)].toSorted((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

type Matrix = readonly [Rgb, Rgb, Rgb];

/** Machado, Oliveira and Fernandes 2009, severity 1. */
export const visions: Readonly<Record<'normal' | 'protan' | 'deutan' | 'tritan', Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const times = (row: Rgb, rgb: Rgb): number => clamp(row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]);

export function seenAs(hex: string, vision: Matrix): Lab {
  const rgb = linear(parseHex(hex));
  return toLab([times(vision[0], rgb), times(vision[1], rgb), times(vision[2], rgb)]);
}

function toLab([red, green, blue]: Rgb): Lab {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (t * 24389) / 27 / 116 + 16 / 116);
  const x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = f(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = f((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;
const cosine = (angle: number): number => Math.cos((angle * Math.PI) / 180);
const seventh = (chroma: number): number => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
const hueOf = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (degrees(Math.atan2(b, a)) + 360) % 360);

/** Sharma, Wu and Dalal 2005. */
export function deltaE2000(one: Lab, other: Lab): number {
  const g = 0.5 * (1 - seventh((Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2));
  const [a1, a2] = [one[1] * (1 + g), other[1] * (1 + g)];
  const [c1, c2] = [Math.hypot(a1, one[2]), Math.hypot(a2, other[2])];
  const [h1, h2] = [hueOf(a1, one[2]), hueOf(a2, other[2])];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : ((h2 - h1 + 540) % 360) - 180;
  const dL = other[0] - one[0];
  const dC = c2 - c1;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin(((turn / 2) * Math.PI) / 180);
  const mean = { l: (one[0] + other[0]) / 2, c: (c1 + c2) / 2, h: grey ? h1 + h2 : (h1 + turn / 2 + 360) % 360 };
  return weighted({ dL, dC, dH }, mean);
}

function weighted(
  d: { readonly dL: number; readonly dC: number; readonly dH: number },
  mean: { readonly l: number; readonly c: number; readonly h: number },
): number {
  const t = 1 - 0.17 * cosine(mean.h - 30) + 0.24 * cosine(2 * mean.h) + 0.32 * cosine(3 * mean.h + 6) - 0.2 * cosine(4 * mean.h - 63);
  const sl = 1 + (0.015 * (mean.l - 50) ** 2) / Math.sqrt(20 + (mean.l - 50) ** 2);
  const sc = 1 + 0.045 * mean.c;
  const sh = 1 + 0.015 * mean.c * t;
  const rotation = -Math.sin((2 * 30 * Math.exp(-(((mean.h - 275) / 25) ** 2)) * Math.PI) / 180) * 2 * seventh(mean.c);
  const [l, c, h] = [d.dL / sl, d.dC / sc, d.dH / sh];
  return Math.sqrt(l * l + c * c + h * h + rotation * c * h);
}
