import type { SafeguardDeclaration } from './definition';

export const outbox = {
  kind: 'outbox',
  meta: {
    title: 'Outbox',
    summary: 'Stores outgoing messages with the effect and sends them until the broker has confirmed each.',
    without: 'An outage or a crash between saving and sending loses the message for ever.',
  },
  settings: [{ name: 'outbox', title: 'Outbox', type: 'boolean', default: true }],
} as const satisfies SafeguardDeclaration;
