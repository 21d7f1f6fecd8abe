import { type FaultDefinition, numberOf, percent } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** Messages take longer on their way to the target. */
export const delay: FaultDefinition = {
  kind: 'delay',
  meta: {
    title: 'Delay messages',
    group: 'Edge',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'Messages take longer on their way in.',
    forUs: null,
    code: 'delay',
    fileKey: 'delayInto',
  },
  params: [
    ...messageParams(1, 0),
    { name: 'by', title: 'By', type: 'number', default: 2000, min: 1, max: 600_000, unit: 'ms', integer: true },
  ],
  label: (spec, title) => `Delays ${percent(numberOf(spec, 'p', 1))}${ofType(spec)} into ${title}`,
  open: (spec, { typeOf }) =>
    messageFault(spec, { p: 1, count: 0 }, { typeOf, verdict: { kind: 'delay', us: numberOf(spec, 'by', 2000) * 1000 } }),
};
