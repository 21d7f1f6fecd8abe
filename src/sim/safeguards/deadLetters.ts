import type { SafeguardDeclaration } from './definition';

export const deadLetters = {
  kind: 'dead-letters',
  meta: {
    title: 'Dead letters',
    summary: 'Keeps a message that failed too often aside, for a person to mend and send again.',
    without: 'It is dropped, or blocks what stands behind it.',
  },
  settings: [{ name: 'dlq', title: 'Dead-letter queue', type: 'boolean', default: true }],
} as const satisfies SafeguardDeclaration;
