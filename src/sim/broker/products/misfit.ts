import type { OwnSettings, ProductDefinition, ProductSetting, SettingContext, SettingProblem } from './product';

/** A value that a setting cannot have: what would fit, and the nearest value that does (empty when there is none). */
export interface Misfit {
  readonly found: string;
  readonly expected: string;
  readonly suggestion: string;
}

type OwnValue = number | string | boolean;

/** Null when the value fits. Durations are in microseconds. */
export function misfitOf(setting: ProductSetting, value: OwnValue): Misfit | null {
  switch (setting.type) {
    case 'duration':
      return outside(value, { min: setting.minUs, max: setting.maxUs, text: durationText, what: 'a duration' });
    case 'count':
      return outside(value, { min: setting.min, max: setting.max, text: String, what: 'a whole number' });
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value) ? null : wrong(value, `one of ${setting.choices.join(', ')}`);
    case 'flag':
      return typeof value === 'boolean' ? null : wrong(value, 'true or false');
  }
}

const wrong = (value: OwnValue, expected: string): Misfit => ({ found: String(value), expected, suggestion: '' });

interface Range {
  readonly min: number;
  readonly max: number;
  readonly text: (value: number) => string;
  readonly what: string;
}

function outside(value: OwnValue, { min, max, text, what }: Range): Misfit | null {
  const expected = `${what} from ${text(min)} to ${text(max)}`;
  if (typeof value !== 'number') return wrong(value, expected);
  if (Number.isInteger(value) && value >= min && value <= max) return null;
  const nearest = Math.min(max, Math.max(min, Math.round(value)));
  return { found: text(value), expected, suggestion: text(nearest) };
}

const units = [
  ['d', 86_400_000_000],
  ['h', 3_600_000_000],
  ['m', 60_000_000],
  ['s', 1_000_000],
] as const;

/** As scenario files write it, in the largest unit that keeps it whole: 43,200,000,000 µs → "12h". */
export function durationText(us: number): string {
  const whole = us === 0 ? undefined : units.find(([, size]) => us % size === 0);
  return whole === undefined ? `${us / 1000}ms` : `${us / whole[1]}${whole[0]}`;
}

/** Everything that is wrong with complete settings: first what does not fit by itself, else what the product says about the combination. */
export function problemsOf(product: ProductDefinition, own: OwnSettings, context: SettingContext): readonly SettingProblem[] {
  const misfits = product.settings.flatMap((setting): SettingProblem[] => {
    const value = own[setting.name];
    const misfit = value === undefined ? null : misfitOf(setting, value);
    if (misfit === null) return [];
    return [{ setting: setting.name, severity: 'error', message: `${setting.title}: found ${misfit.found}, expected ${misfit.expected}.` }];
  });
  return misfits.length > 0 ? misfits : product.check(own, context);
}
