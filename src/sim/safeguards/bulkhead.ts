import type { SafeguardDeclaration } from './definition';

export const bulkhead = {
  kind: 'bulkhead',
  meta: {
    title: 'Bulkhead',
    summary: 'Refuses a request or a call at once when every worker is busy.',
    without: 'Callers wait in a line that has no end, and a slow service makes everybody slow.',
  },
  settings: [{ name: 'bulkhead', title: 'Refuse when all are busy', type: 'boolean', default: false }],
} as const satisfies SafeguardDeclaration;
