import type { FaultDefinition } from './fault';

/** History comes again, all at once: what a rewound position or a republished archive does to a subscriber. */
export const replay: FaultDefinition = {
  kind: 'replay',
  meta: {
    title: 'Replay history',
    group: 'Service',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'All that it has handled is delivered to it again, at once. Also called replay overload.',
    forUs: 1_000_000,
    code: 'replay',
    fileKey: 'replayInto',
  },
  params: [],
  label: (_, title) => `History comes again to ${title}`,
  open: () => ({ begins: [{ kind: 'replay' }], ends: [], at: {} }),
};
