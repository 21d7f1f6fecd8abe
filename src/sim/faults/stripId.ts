import { type FaultDefinition, numberOf, percent } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** One sender does not pass the correlation id on: whatever follows from its messages looks like another flow. */
export const stripId: FaultDefinition = {
  kind: 'strip-id',
  meta: {
    title: 'Strip correlation id',
    group: 'Service',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'It sends without the correlation id: what follows begins a trace of its own. Also: broken trace.',
    forUs: null,
    code: 'strip',
    fileKey: 'stripCorrelationOf',
  },
  params: [...messageParams(1, 0)],
  label: (spec, title) => `${title} sends ${percent(numberOf(spec, 'p', 1))}${ofType(spec)} without correlation id`,
  open: (spec, { typeOf }) => messageFault(spec, { p: 1, count: 0 }, { typeOf, verdict: { kind: 'strip' }, seams: ['publish'] }),
};
