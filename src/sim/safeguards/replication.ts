import type { SafeguardDeclaration } from './definition';

export const replication = {
  kind: 'replication',
  meta: {
    title: 'Replication',
    summary: 'Keeps every queue or partition on several nodes, so that losing one node stops nothing.',
    without: 'A lost node takes its queues with it until it comes back.',
  },
  settings: [{ name: 'replication', title: 'Copies of each queue', type: 'number', default: 3, min: 1, max: 9, unit: '', integer: true }],
} as const satisfies SafeguardDeclaration;
