import { type FaultDefinition, numberOf } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** Messages overtake each other on their way to the target. */
export const reorder: FaultDefinition = {
  kind: 'reorder',
  meta: {
    title: 'Reorder messages',
    group: 'Edge',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'Messages overtake each other within a window.',
    forUs: null,
    code: 'reorder',
    fileKey: 'reorderInto',
  },
  params: [
    ...messageParams(1, 0),
    { name: 'window', title: 'Window', type: 'number', default: 4, min: 2, max: 100, unit: '', integer: true },
    { name: 'hold', title: 'Wait at most', type: 'number', default: 400, min: 1, max: 600_000, unit: 'ms', integer: true },
  ],
  label: (spec, title) => `Reorders${ofType(spec)} into ${title}, window ${numberOf(spec, 'window', 4)}`,
  open: (spec, { typeOf }) =>
    messageFault(
      spec,
      { p: 1, count: 0 },
      {
        typeOf,
        verdict: {
          kind: 'reorder',
          window: numberOf(spec, 'window', 4),
          holdUs: numberOf(spec, 'hold', 400) * 1000,
        },
      },
    ),
};
