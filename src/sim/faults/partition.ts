import type { FaultDefinition } from './fault';

/** The network between one place and the broker is cut; both live and do what they can. */
export const partition: FaultDefinition = {
  kind: 'partition',
  meta: {
    title: 'Cut off from the broker',
    group: 'Edge',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'It lives, but neither its messages nor its acknowledgements reach the broker: a network partition.',
    forUs: 3_000_000,
    code: 'cut',
    fileKey: 'cutOff',
  },
  params: [],
  label: (_, title) => `${title} cut off from the broker`,
  open: () => ({ begins: [{ kind: 'cutOff' }], ends: [{ kind: 'rejoin' }], at: {} }),
};
