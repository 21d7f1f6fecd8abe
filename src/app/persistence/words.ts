const cut = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

export const linkWords = {
  newer: (found: string) =>
    `This link needs a newer Eventarium (link format ${cut(found)}). Nothing was guessed; the start screen is shown.`,
  tooLong: 'This link is too long to be one of ours. The start screen is shown.',
  unknownKey: (key: string) => `The link says “${cut(key)}”, which means nothing here. It was ignored.`,
  badValue: (key: string, found: string) => `The link's “${key}” cannot be read: “${cut(found)}”. The default is used.`,
  brokenScenario: (why: string) => `The scenario inside this link cannot be read: ${why}. The start screen is shown.`,
  noun: (found: string, noun: string) => `The link sends a “${cut(found)}”, but this scenario has only “${noun}”. It was sent as one.`,
  inlineName: 'scenario from a link',
  damaged: 'What this browser remembered was damaged. Defaults are used.',
  damagedFile: 'eventarium-storage.json',
  linkFile: 'eventarium-link.txt',
} as const;
