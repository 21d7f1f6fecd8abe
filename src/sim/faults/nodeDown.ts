import { type FaultDefinition, numberOf } from './fault';

/** One node of the broker is lost; lines stand still when too few of their replicas are left. */
export const nodeDown: FaultDefinition = {
  kind: 'node-down',
  meta: {
    title: 'Kill one node',
    group: 'Broker',
    targets: ['broker'],
    lasts: true,
    summary: 'Queues with enough copies on other nodes carry on; the others stand still.',
    forUs: 4_000_000,
    code: 'node',
    fileKey: 'node',
  },
  params: [{ name: 'node', title: 'Node', type: 'number', default: 1, min: 1, max: 9, unit: '', integer: true }],
  label: (spec) => `Node ${numberOf(spec, 'node', 1)} down`,
  open: (spec) => {
    const node = numberOf(spec, 'node', 1);
    return { begins: [{ kind: 'stopNode', node }], ends: [{ kind: 'startNode', node }], at: {} };
  },
};
