import { type FaultDefinition, numberOf } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** One worker stands still in the middle of its work and writes late, when somebody else may have the message (SQS-010, KAF-039). */
export const zombie: FaultDefinition = {
  kind: 'zombie',
  meta: {
    title: 'Zombie worker',
    group: 'Service',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'One worker stalls, perhaps beyond its lease, and then writes late. Also called a long pause.',
    forUs: null,
    code: 'zombie',
    fileKey: 'zombie',
  },
  params: [
    ...messageParams(1, 1),
    { name: 'by', title: 'By', type: 'number', default: 40_000, min: 1, max: 600_000, unit: 'ms', integer: true },
  ],
  label: (spec, title) => `A worker of ${title} stalls ${numberOf(spec, 'by', 40_000)} ms${ofType(spec)}`,
  open: (spec, { typeOf }) =>
    messageFault(
      spec,
      { p: 1, count: 1 },
      { typeOf, verdict: { kind: 'delay', us: numberOf(spec, 'by', 40_000) * 1000 }, seams: ['receive'] },
    ),
};
