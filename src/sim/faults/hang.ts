import type { FaultDefinition } from './fault';

/** The handlers stand still, but the process is there: nobody is refused, and what arrives waits. */
export const hang: FaultDefinition = {
  kind: 'hang',
  meta: {
    title: 'Hang',
    group: 'Service',
    targets: ['service'],
    lasts: true,
    summary: 'Its handlers stand still and go on where they were when the bar ends; what arrives meanwhile waits.',
    forUs: 3_000_000,
    code: 'hang',
    fileKey: 'hang',
  },
  params: [],
  label: (_, title) => `${title} hangs`,
  open: () => ({ begins: [{ kind: 'freeze' }], ends: [{ kind: 'thaw' }], at: {} }),
};
