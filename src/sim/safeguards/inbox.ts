import type { SafeguardDeclaration } from './definition';

export const inbox = {
  kind: 'inbox',
  meta: {
    title: 'Idempotent consumer',
    summary: 'Remembers what it has handled and ignores a second copy.',
    without: 'A second delivery takes effect a second time.',
  },
  settings: [
    { name: 'dedupe', title: 'Ignore duplicates', type: 'boolean', default: true },
    { name: 'inboxCommit', title: 'Key is stored', type: 'choice', default: 'with', choices: ['with', 'before', 'after'] },
    {
      name: 'dedupeTtl',
      title: 'Keys are kept (0 = for ever)',
      type: 'number',
      default: 0,
      min: 0,
      max: 86_400_000,
      unit: 'ms',
      integer: true,
    },
    { name: 'inboxScope', title: 'Table of keys', type: 'choice', default: 'own', choices: ['own', 'shared'] },
  ],
} as const satisfies SafeguardDeclaration;
