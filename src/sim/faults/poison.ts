import type { FaultDefinition } from './fault';
import { messageFault, messageParams, ofType } from './messageFault';

/** A message that its handler cannot read, however often it is tried. */
export const poison: FaultDefinition = {
  kind: 'poison',
  meta: {
    title: 'Poison next',
    group: 'Message',
    targets: ['service', 'coordinator'],
    lasts: true,
    summary: 'The next message cannot be read by its handler, however often it is tried.',
    forUs: null,
    code: 'poison',
    fileKey: 'poison',
  },
  params: [...messageParams(1, 1)],
  label: (spec, title) => `Poison${ofType(spec)} into ${title}`,
  open: (spec, { typeOf }) => messageFault(spec, { p: 1, count: 1 }, { typeOf, verdict: { kind: 'poison' } }),
};
