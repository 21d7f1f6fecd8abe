import type { Coordination, RunHeader, SettingValue } from '../../sim';

/** What the store itself says. Nouns come from the header of the run. */
export const words = {
  atRest: (header: RunHeader) => `${header.scenario.title}. Nothing has happened yet.`,
  sameSeed: (what: string, value: SettingValue) => `Run again with ${what} ${settingText(value)}, same seed.`,
  moved: (seconds: string) => `Moved. The playhead stands at ${seconds}.`,
  scenarioMissing: (id: string) => `There is no scenario “${id}” here. The default one is shown.`,
  ended: 'Nothing more happens.',
} as const;

const settingText = (value: SettingValue): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value));

export const coordinationTitles: Readonly<Record<Coordination, string>> = {
  choreography: 'Choreography',
  orchestration: 'Orchestration',
  hybrid: 'Hybrid',
  calls: 'Calls',
};

/** For narrow screens; the full title stays the accessible name. */
export const coordinationShort: Readonly<Record<Coordination, string>> = {
  choreography: 'Chor.',
  orchestration: 'Orch.',
  hybrid: 'Hybrid',
  calls: 'Calls',
};
