import type { SafeguardDeclaration } from './definition';

export const inbox = {
  kind: 'inbox',
  meta: {
    title: 'Idempotent consumer',
    summary: 'Remembers what it has handled and ignores a second copy.',
    without: 'A second delivery takes effect a second time.',
  },
  settings: [{ name: 'dedupe', title: 'Ignore duplicates', type: 'boolean', default: true }],
} as const satisfies SafeguardDeclaration;
