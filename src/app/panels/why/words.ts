/** Words of the answers. The answers themselves come from playback. */
export const whyWords = {
  title: 'Why?',
  aboutMessage: (label: string) => `Why is ${label} where it is?`,
  aboutPlace: (title: string) => `Why is ${title} as it is?`,
  aboutAbsence: (title: string, key: number) => `Why has ${title} not reacted to #${key}?`,
  aboutRule: (rule: string, key: number) => `Why is “${rule}” broken${key > 0 ? ` for #${key}` : ''}?`,
  asOf: (seconds: string) => `as of ${seconds}`,
  chain: 'From the nearest cause to the root',
  nearest: 'nearest',
  root: 'root',
  ask: 'Ask about something that did not happen',
  whyHas: 'Why has',
  notReacted: 'not reacted to #',
  askButton: 'Ask',
  here: 'here',
} as const;
