import { type FaultDefinition, numberOf, percent } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** Every attempt may fail, each on its own: a dependency that answers only sometimes. */
export const flaky: FaultDefinition = {
  kind: 'flaky',
  meta: {
    title: 'Flaky',
    group: 'Service',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'Every attempt to handle a message may fail, each one on its own; the next attempt may succeed.',
    forUs: null,
    code: 'flaky',
    fileKey: 'flaky',
  },
  params: [...messageParams(0.3, 0)],
  label: (spec, title) => `${title} fails ${percent(numberOf(spec, 'p', 0.3))}${ofType(spec)} of the time`,
  open: (spec, { typeOf }) =>
    messageFault(spec, { p: 0.3, count: 0 }, { typeOf, verdict: { kind: 'fail', reason: 'failed by chance' }, seams: ['handle'] }),
};
