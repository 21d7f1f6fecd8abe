import { assert } from '../../../base/assert';
import type { OwnSettings, ProductSetting } from './product';

/** A count, or a duration in microseconds. */
export function ownNumber(own: OwnSettings, name: string): number {
  const value = own[name];
  assert(typeof value === 'number', `setting ${name} is a number`);
  return value;
}

export function ownText(own: OwnSettings, name: string): string {
  const value = own[name];
  assert(typeof value === 'string', `setting ${name} is a text`);
  return value;
}

export function ownFlag(own: OwnSettings, name: string): boolean {
  const value = own[name];
  assert(typeof value === 'boolean', `setting ${name} is a switch`);
  return value;
}

/** The value a setting has when nobody sets it; durations in microseconds. */
export const defaultOf = (setting: ProductSetting): number | string | boolean =>
  setting.type === 'duration' ? setting.defaultUs : setting.default;

/** Complete settings: the given values where they are of the right kind (numbers brought into their bounds), defaults elsewhere. */
export function completeOwn(settings: readonly ProductSetting[], given: OwnSettings): OwnSettings {
  return Object.fromEntries(settings.map((setting) => [setting.name, accepted(setting, given[setting.name])]));
}

function accepted(setting: ProductSetting, value: number | string | boolean | undefined): number | string | boolean {
  switch (setting.type) {
    case 'duration':
      return typeof value === 'number' ? bounded(value, setting.minUs, setting.maxUs) : setting.defaultUs;
    case 'count':
      return typeof value === 'number' ? bounded(value, setting.min, setting.max) : setting.default;
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value) ? value : setting.default;
    default:
      return typeof value === 'boolean' ? value : setting.default;
  }
}

const bounded = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, Math.round(value)));
