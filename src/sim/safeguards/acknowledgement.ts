import type { SafeguardDeclaration } from './definition';

export const acknowledgement = {
  kind: 'acknowledgement',
  meta: {
    title: 'Acknowledge',
    summary: 'After the work: maybe twice. Before the work: maybe lost.',
    without: 'A crash in the middle decides which of the two you get.',
  },
  settings: [{ name: 'ack', title: 'Acknowledge', type: 'choice', default: 'after', choices: ['after', 'before'] }],
} as const satisfies SafeguardDeclaration;
