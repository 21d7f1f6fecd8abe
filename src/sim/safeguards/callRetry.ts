import type { SafeguardDeclaration } from './definition';

export const callRetry = {
  kind: 'call-retry',
  meta: {
    title: 'Retried calls',
    summary: 'Waits at random before it calls again, and stops when too many of its calls are retries.',
    without: 'Retries multiply the load just when the callee has nothing to spare.',
  },
  settings: [
    {
      name: 'callBackoff',
      title: 'Pause before a call is tried again, at random up to',
      type: 'number',
      default: 0,
      min: 0,
      max: 600_000,
      unit: 'ms',
      integer: true,
    },
    {
      name: 'callJitter',
      title: 'How the pause grows, and what chance adds to it',
      type: 'choice',
      default: 'full',
      choices: ['full', 'none', 'equal', 'decorrelated', 'around'],
    },
    {
      name: 'callBackoffCap',
      title: 'Longest pause (0 = 32 times the first)',
      type: 'number',
      default: 0,
      min: 0,
      max: 3_600_000,
      unit: 'ms',
      integer: true,
    },
    {
      name: 'retryBudget',
      title: 'Retries per call on average, at most',
      type: 'number',
      default: 100,
      min: 0,
      max: 100,
      unit: '',
      integer: false,
    },
  ],
} as const satisfies SafeguardDeclaration;
