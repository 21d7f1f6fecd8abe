import {
  completeOwn,
  defaultOf,
  durationText,
  misfitOf,
  settingProblems,
  type LongestHandling,
  type OwnSettings,
  type ProductDefinition,
  type ProductSetting,
  type SettingProblem,
  type SettingValue,
} from '../../sim';
import { inspectorWords as words } from './words';

/** Between a product's own settings in the product's terms (durations in microseconds) and the controls that show them. Pure. */

/** Values in force, from what the run's header says (durations in milliseconds). */
export function ownOf(product: ProductDefinition, shown: Readonly<Record<string, SettingValue>>): OwnSettings {
  const given = product.settings.flatMap(({ name, type }): [string, SettingValue][] => {
    const value = shown[name];
    return value === undefined ? [] : [[name, type === 'duration' ? Number(value) * 1000 : value]];
  });
  return completeOwn(product.settings, Object.fromEntries(given));
}

/** A value as people read and write it: "30s", "4", "on". */
export function textOf(setting: ProductSetting, value: SettingValue): string {
  if (setting.type === 'duration') return durationText(Number(value));
  if (setting.type === 'flag') return value === true ? words.switchOn : words.switchOff;
  return String(value);
}

export const isDefault = (setting: ProductSetting, value: SettingValue): boolean => value === defaultOf(setting);

const unitUs: Readonly<Record<string, number>> = { ms: 1000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000, d: 86_400_000_000 };

/** What a person wrote, in the product's terms; a text that is no number or no time stays a text and will not fit. */
export function readOwn(setting: ProductSetting, text: string): SettingValue {
  const plain = text.trim();
  if (setting.type === 'count') return plain === '' || Number.isNaN(Number(plain)) ? plain : Number(plain);
  if (setting.type !== 'duration') return plain;
  const match = /^(-?\d{1,12}(?:\.\d{1,6})?) ?(ms|s|m|h|d)$/.exec(plain);
  return match === null ? plain : Math.round(Number(match[1]) * (unitUs[match[2] ?? ''] ?? 0));
}

/** As the run's settings carry it: durations in milliseconds. */
export const specValue = (setting: ProductSetting, value: SettingValue): SettingValue =>
  setting.type === 'duration' ? Number(value) / 1000 : value;

export interface OwnChange {
  readonly product: ProductDefinition;
  readonly own: OwnSettings;
  readonly longest: LongestHandling;
}

const contextOf = ({ us, title }: LongestHandling) => ({ longestHandlingUs: us, longestHandlingIn: title });

/** Problems of the settings in force. */
export const ownProblems = ({ product, own, longest }: OwnChange): readonly SettingProblem[] =>
  settingProblems(product, own, contextOf(longest));

/** Why the product refuses one value: what does not fit, or a combination that it does not take. Empty when it takes it. */
export function refusals(change: OwnChange, setting: ProductSetting, value: SettingValue): readonly string[] {
  const before = new Set(ownProblems(change).map(({ message }) => message));
  const next = { ...change.own, [setting.name]: value };
  return settingProblems(change.product, next, contextOf(change.longest))
    .filter(({ severity, message }) => severity === 'error' && !before.has(message))
    .map(({ message }) => message);
}

/** What a link said about a setting when the product cannot have it: the run took the nearest value that fits. Null when it fits. */
export function broughtBack(setting: ProductSetting, given: SettingValue | undefined, used: SettingValue): string | null {
  if (given === undefined) return null;
  const misfit = misfitOf(setting, setting.type === 'duration' ? Number(given) * 1000 : given);
  return misfit === null ? null : words.broughtBack(misfit.found, misfit.expected, textOf(setting, used));
}

/** A text with the ids of statements in it taken apart. */
export function sourceParts(source: string): readonly { readonly text: string; readonly rule: boolean }[] {
  return source
    .split(/(\b[A-Z]{3}-\d{3}\b)/)
    .filter((text) => text !== '')
    .map((text) => ({ text, rule: /^[A-Z]{3}-\d{3}$/.test(text) }));
}
