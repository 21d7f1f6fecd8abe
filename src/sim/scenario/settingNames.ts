import type { SettingValue } from '../../base/plainData';
import type { ParameterDefinition } from '../faults/definition';
import { safeguardRegistry } from '../safeguards/index';
import { parseDurationMs } from './notation';
import { parameterValue } from './parameters';
import { finding, unknownName, type Finding, type ProblemPath } from './problem';
import { durationPattern } from './schemaParts';

export type Settings = Readonly<Record<string, SettingValue>>;

/** Words of the format that no safeguard stands behind yet: files that use them stay valid, and are told. */
const settingsWithoutEffect: readonly string[] = ['prefetch', 'sequenceGuard', 'breaker', 'versioning', 'snapshot'];

const definitions: ReadonlyMap<string, ParameterDefinition> = new Map(
  safeguardRegistry.flatMap(({ settings }) => settings.map((setting): [string, ParameterDefinition] => [setting.name, setting])),
);

/** Settings of safeguards and consumption as the engine wants them: durations in milliseconds, everything within its bounds. */
export function checkSettings(settings: Settings, path: ProblemPath, findings: Finding[]): Settings {
  const checked: Record<string, SettingValue> = {};
  for (const [name, value] of Object.entries(settings)) {
    const definition = definitions.get(name);
    if (definition === undefined) {
      findings.push(unknownSetting(name, [...path, name]));
      checked[name] = withoutUnit(value);
      continue;
    }
    const setting = parameterValue(value, definition);
    if (typeof setting !== 'object') checked[name] = setting;
    else findings.push(wrongSetting(name, value, { path: [...path, name], expected: setting.expected }));
  }
  return checked;
}

function unknownSetting(name: string, path: ProblemPath): Finding {
  const unknown = unknownName('setting', name, [...definitions.keys(), ...settingsWithoutEffect], { path, at: 'key' });
  if (!settingsWithoutEffect.includes(name)) return unknown;
  return { ...unknown, severity: 'warning', suggestion: '', message: `"${name}" has no effect in this simulation yet.` };
}

function wrongSetting(
  name: string,
  value: SettingValue,
  { path, expected }: { readonly path: ProblemPath; readonly expected: string },
): Finding {
  return finding(path, `"${name}" does not fit: found ${String(value)}, expected ${expected}.`, { found: String(value), expected });
}

function withoutUnit(value: SettingValue): SettingValue {
  return typeof value === 'string' && durationPattern.test(value) ? (parseDurationMs(value) ?? value) : value;
}
