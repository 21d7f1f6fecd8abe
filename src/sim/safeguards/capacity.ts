import type { SafeguardDeclaration } from './definition';

export const capacity = {
  kind: 'capacity',
  meta: {
    title: 'Workers',
    summary: 'How many messages a service handles at the same time.',
    without: 'A slow handler makes everybody wait.',
  },
  settings: [
    { name: 'instances', title: 'Instances', type: 'number', default: 1, min: 1, max: 64, unit: '', integer: true },
    { name: 'concurrency', title: 'Workers per instance', type: 'number', default: 1, min: 1, max: 64, unit: '', integer: true },
  ],
} as const satisfies SafeguardDeclaration;
