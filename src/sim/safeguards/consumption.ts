import type { SafeguardDeclaration } from './definition';

export const consumption = {
  kind: 'consumption',
  meta: {
    title: 'Push or poll',
    summary: 'Deliveries come at once, or the service asks for them at an interval.',
    without: 'Polling adds up to one interval of waiting.',
  },
  settings: [
    { name: 'mode', title: 'Mode', type: 'choice', default: 'push', choices: ['push', 'poll'] },
    { name: 'poll', title: 'Poll every', type: 'number', default: 500, min: 1, max: 60000, unit: 'ms', integer: true },
  ],
} as const satisfies SafeguardDeclaration;
