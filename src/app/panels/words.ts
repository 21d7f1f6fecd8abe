/** Words that all panels share. */
export const panelWords = {
  close: (title: string) => `Close ${title}`,
} as const;
