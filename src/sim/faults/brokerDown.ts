import type { FaultDefinition } from './fault';

/** The whole broker cannot be reached: nothing is published, delivered or acknowledged. */
export const brokerDown: FaultDefinition = {
  kind: 'broker-down',
  meta: {
    title: 'Down',
    group: 'Broker',
    targets: ['broker'],
    lasts: true,
    summary: 'Nothing is published, delivered or acknowledged until it is back.',
    forUs: 4_000_000,
    code: 'down',
    fileKey: 'broker',
  },
  params: [],
  label: (_, title) => `${title} down`,
  open: () => ({ begins: [{ kind: 'stopBroker' }], ends: [{ kind: 'startBroker' }], at: {} }),
};
