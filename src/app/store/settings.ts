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

interface Named {
  readonly title: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** What carries a setting: the place of `payment.dedupe`, or the channel of `channels.<id>.<name>`. */
function ownerOf({ run }: State, path: string): { readonly owner: Named | undefined; readonly name: string } {
  const dot = path.lastIndexOf('.');
  const [id, name] = [path.slice(0, dot), path.slice(dot + 1)];
  const header = run.trace?.header;
  const owner = id.startsWith(inChannel)
    ? header?.channels.find((one) => one.id === id.slice(inChannel.length))
    : header?.places.find((one) => one.id === id);
  return { owner, name };
}

const inChannel = 'channels.';

/** What the run in hand says about a setting. */
function effectiveValue(state: State, path: string): SettingValue | undefined {
  const { owner, name } = ownerOf(state, path);
  return owner?.settings[name];
}

/** "payment.dedupe" → "Payment dedupe". */
export function settingName(api: StoreApi<State>, path: string): string {
  const { owner, name } = ownerOf(api.getState(), path);
  return `${owner?.title ?? ''} ${name}`.trim();
}
