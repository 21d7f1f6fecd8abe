import type { SafeguardDeclaration } from './definition';

export const bulkhead = {
  kind: 'bulkhead',
  meta: {
    title: 'Bulkhead',
    summary: 'Refuses a request or a call at once when every worker is busy and the waiting room is full.',
    without: 'Callers wait in a line that has no end, and a slow service makes everybody slow.',
  },
  settings: [
    { name: 'bulkhead', title: 'Refuse when all are busy', type: 'boolean', default: false },
    { name: 'waitingRoom', title: 'Requests that may wait', type: 'number', default: 0, min: 0, max: 100_000, unit: '', integer: true },
  ],
} as const satisfies SafeguardDeclaration;
