import type { SafeguardDeclaration } from './definition';

export const retry = {
  kind: 'retry',
  meta: {
    title: 'Retry with backoff',
    summary: 'Tries a failed delivery again after a pause, up to a limit.',
    without: 'One passing error gives the message up.',
  },
  settings: [
    { name: 'attempts', title: 'Attempts', type: 'number', default: 4, min: 1, max: 1000, unit: '', integer: true },
    { name: 'backoff', title: 'Pause between attempts', type: 'number', default: 200, min: 0, max: 600000, unit: 'ms', integer: true },
    {
      name: 'backoffGrowth',
      title: 'How the pause grows, and what chance adds to it',
      type: 'choice',
      default: 'fixed',
      choices: ['fixed', 'none', 'full', 'equal', 'decorrelated', 'around'],
    },
    {
      name: 'backoffCap',
      title: 'Longest growing pause (0 = 32 times the first)',
      type: 'number',
      default: 0,
      min: 0,
      max: 3_600_000,
      unit: 'ms',
      integer: true,
    },
  ],
} as const satisfies SafeguardDeclaration;
