import type { Coordination, RunHeader } from '../../sim';

/** What the store itself says. Nouns come from the header of the run. */
export const words = {
  atRest: (header: RunHeader) => `${header.scenario.title}. Nothing has happened yet.`,
  sameSeed: (what: string) => `Run again with ${what}, same seed.`,
  scenarioFailed: (name: string) => `${name} could not be read. The scenario before it stays.`,
  scenarioMissing: (id: string) => `There is no scenario “${id}” here. The default one is shown.`,
  ended: 'Nothing more happens.',
  paused: 'Paused.',
  undone: 'Undone.',
  redone: 'Done again.',
} as const;

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
