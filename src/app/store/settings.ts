import type { StoreApi } from 'zustand/vanilla';
import type { RunSpec, SettingValue } from '../../sim';
import type { State } from './state';

type Settings = RunSpec['settings'];

/**
 * Remembers what a setting was before a person touched it, so that putting it back leaves no trace in the run value: the run
 * code is the old one again.
 */
export function createSettingDefaults(api: StoreApi<State>): { changed(settings: Settings, path: string, value: SettingValue): Settings } {
  let scenario: RunSpec['scenario'] | null = null;
  const known = new Map<string, SettingValue>();
  return {
    changed(settings, path, value) {
      const { spec } = api.getState();
      if (scenario !== (spec?.scenario ?? null)) known.clear();
      scenario = spec?.scenario ?? null;
      const before = settings[path] === undefined ? effectiveValue(api.getState(), path) : undefined;
      if (before !== undefined && !known.has(path)) known.set(path, before);
      if (known.get(path) !== value) return { ...settings, [path]: value };
      const { [path]: _, ...others } = settings;
      return others;
    },
  };
}

/** What the run in hand says about `place.setting`. */
function effectiveValue({ run }: State, path: string): SettingValue | undefined {
  const [place, name = ''] = path.split('.', 2);
  return run.trace?.header.places.find((one) => one.id === place)?.settings[name];
}

/** "payment.dedupe" → "Payment dedupe". */
export function settingName(api: StoreApi<State>, path: string): string {
  const [place = '', name = ''] = path.split('.', 2);
  const title = api.getState().run.trace?.header.places.find((one) => one.id === place)?.title;
  return `${title ?? ''} ${name}`.trim();
}
