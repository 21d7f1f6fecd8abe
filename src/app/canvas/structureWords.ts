/** Words of the list that stands for the map. */
export const structureWords = {
  title: 'Structure',
  actions: (title: string) => `Actions for ${title}`,
  state: (line: string) => `Now: ${line}`,
  handles: (names: string) => `Handles ${names}`,
  listens: (names: string) => `Listens to ${names}`,
  emits: (names: string) => `Emits ${names}`,
  step: (step: string) => `Step ${step}`,
  policy: (when: string, then: string) => `Whenever ${when}, then ${then}`,
} as const;
