import type { SafeguardDeclaration } from './definition';

export const outbox = {
  kind: 'outbox',
  meta: {
    title: 'Outbox',
    summary: 'Stores outgoing messages with the effect and sends them until the broker has confirmed each.',
    without: 'An outage or a crash between saving and sending loses the message for ever.',
  },
  settings: [
    { name: 'outbox', title: 'Outbox', type: 'boolean', default: true },
    {
      name: 'relayOrder',
      title: 'When a send fails, later messages of its key',
      type: 'choice',
      default: 'stop',
      choices: ['stop', 'skip'],
    },
    { name: 'relay', title: 'Relay reads', type: 'choice', default: 'table', choices: ['table', 'cdc'] },
    {
      name: 'relayFlush',
      title: 'Relay of the log saves its place every',
      type: 'number',
      default: 60_000,
      min: 1,
      max: 600_000,
      unit: 'ms',
      integer: true,
    },
    {
      name: 'relayPoll',
      title: 'Relay looks every (0 = at each commit)',
      type: 'number',
      default: 0,
      min: 0,
      max: 60_000,
      unit: 'ms',
      integer: true,
    },
    {
      name: 'relayBatch',
      title: 'Messages per look of a polling relay',
      type: 'number',
      default: 100,
      min: 1,
      max: 10_000,
      unit: '',
      integer: true,
    },
    { name: 'relays', title: 'Relays', type: 'number', default: 1, min: 1, max: 8, unit: '', integer: true },
    { name: 'relayLock', title: 'Lock between relays', type: 'choice', default: 'lease', choices: ['lease', 'none'] },
    { name: 'relayReads', title: 'Relay finds unsent messages by', type: 'choice', default: 'status', choices: ['status', 'id'] },
  ],
} as const satisfies SafeguardDeclaration;
