/** Geometry of the timeline as pure numbers. Times in microseconds, places as shares 0..1 of the width. */

export interface Bar {
  readonly intervention: number;
  readonly from: number;
  /** null = until the run ends. */
  readonly to: number | null;
}

export interface PlacedBar extends Bar {
  readonly lane: number;
}

const secondUs = 1_000_000;
/** A run of a few milliseconds still gets a timeline that one can aim at. */
const spanUsMin = secondUs / 2;

/** Length of the axis: everything that is shown, with a little air, rounded up to a whole number of axis steps. */
export function axisSpan(times: readonly number[]): number {
  const last = Math.max(spanUsMin, ...times);
  const step = axisStep(last);
  return Math.ceil((last * 1.02) / step) * step;
}

/** Distance between two labels: 1, 2 or 5 times a power of ten, so that about six to twelve fit. */
export function axisStep(spanUs: number): number {
  const raw = spanUs / 8;
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = [1, 2, 5, 10].find((one) => one * power >= raw) ?? 10;
  return Math.round(factor * power);
}

export const axisLabels = (spanUs: number): readonly number[] => {
  const step = axisStep(spanUs);
  return Array.from({ length: Math.floor(spanUs / step) + 1 }, (_, index) => index * step);
};

/** "12.4 s": as many decimals as the step needs. */
export function secondsText(us: number, stepUs = secondUs / 10): string {
  const decimals = stepUs >= secondUs ? 0 : stepUs >= secondUs / 10 ? 1 : stepUs >= secondUs / 100 ? 2 : 3;
  return `${(us / secondUs).toFixed(decimals)} s`;
}

/** Puts bars that overlap in time into lanes; what does not fit any more shares the last one. */
export function laneBars(bars: readonly Bar[], lanesMax: number): readonly PlacedBar[] {
  const free: number[] = [];
  return bars
    .toSorted((a, b) => a.from - b.from)
    .map((bar) => {
      const found = free.findIndex((until) => until <= bar.from);
      const lane = found >= 0 ? found : Math.min(free.length, lanesMax - 1);
      free[lane] = Math.max(free[lane] ?? 0, bar.to ?? Infinity);
      return { ...bar, lane };
    });
}

export type Grip = 'move' | 'start' | 'end';

/** What a drag by `deltaUs` makes of a bar. Starts never pass zero, bars never become shorter than they can be grasped. */
export function dragged(bar: Bar, grip: Grip, deltaUs: number, lengthUsMin: number): { readonly at: number; readonly for: number | null } {
  const length = bar.to === null ? null : bar.to - bar.from;
  switch (grip) {
    case 'move':
      return { at: Math.max(0, Math.round(bar.from + deltaUs)), for: length };
    case 'start': {
      const at = Math.max(0, Math.round(bar.from + deltaUs));
      if (length === null || bar.to === null) return { at, for: null };
      const latest = bar.to - lengthUsMin;
      return { at: Math.min(at, latest), for: bar.to - Math.min(at, latest) };
    }
    case 'end':
      return { at: bar.from, for: Math.max(lengthUsMin, Math.round((length ?? 0) + deltaUs)) };
  }
}

/** Pointer work is rounded to tens of milliseconds: exact enough to see, short enough to say. */
export const snapped = (us: number): number => Math.round(us / 10_000) * 10_000;
